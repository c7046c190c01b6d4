"""A process of this very interpreter, with a pipe to it and one from it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress

# `-P` and this process's own path: what lies in the folder that it was started in is not imported.
_PATH = "import sys; sys.path[:] = sys.argv[1:]; "


class Interpreter:
    """Runs a program, in a session of its own: Ctrl-C is for who started it, and who ends it by `close`.

    Attributes:
        to: The writing end of its stdin.
        answers: The reading end of its stdout.
    """

    def __init__(self, program: str, environment: Mapping[str, str] | None = None) -> None:
        """Start it.

        Args:
            program: Python, a constant of the module that asks.
            environment: Its variables; None gives it those of this process, keys included.

        Raises:
            OSError: There is no room for a further process.
        """
        stdin, self.to = os.pipe()
        self.answers, stdout = os.pipe()
        try:
            command = [sys.executable, "-P", "-c", _PATH + program, *sys.path]
            self._child = subprocess.Popen(  # noqa: S603 - nothing in the command is anybody's input
                command, stdin=stdin, stdout=stdout, start_new_session=True, env=environment
            )
        except OSError:
            self._let_go()
            raise
        finally:
            os.close(stdin)
            os.close(stdout)

    @property
    def pid(self) -> int:
        """Its number, as the system counts."""
        return self._child.pid

    def kill(self) -> None:
        """End it at once; whoever waits for its answers hears that it is gone."""
        self._child.kill()

    def ending(self) -> str:
        """How it ended, once it has: the name of a signal, `exit N`, or nothing where all was well."""
        code = self._child.wait()
        if code < 0:
            return signal.Signals(-code).name if -code in list(signal.Signals) else f"signal {-code}"
        return f"exit {code}" if code else ""

    def close(self, *, grace_s: float = 0.0) -> None:
        """End it, with `grace_s` seconds to do so by itself, and let go of its pipes."""
        if grace_s:
            self._child.terminate()
            with suppress(subprocess.TimeoutExpired):
                self._child.wait(grace_s)
        self._child.kill()
        self._child.wait()
        self._let_go()

    def _let_go(self) -> None:
        os.close(self.to)
        os.close(self.answers)
