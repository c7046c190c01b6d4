"""`python -m evals`."""

from evals.cli.app import main

if __name__ == "__main__":
    main()
