"""`python -m evals.finetune`."""

from evals.finetune.cli import main

if __name__ == "__main__":
    main()
