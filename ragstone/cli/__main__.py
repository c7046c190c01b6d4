"""`python -m ragstone.cli`."""

from ragstone.cli.app import main

main()
