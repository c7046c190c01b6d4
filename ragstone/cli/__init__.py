"""The command line: for people, and a stable interface for machines.

`app` names the commands and their options, each command has a module, `batch` runs the ``--jsonl`` forms, `failures`
turns errors into one sentence and an exit code: 0 done, 1 done with failures listed, 2 usage or settings, 3 something
that it needs is missing.
"""

from ragstone.cli.app import main

__all__ = ["main"]
