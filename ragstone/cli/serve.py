"""`ragstone serve`."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from ragstone.cli.failures import ExitCode
from ragstone.cli.terms import IndexTerms
from ragstone.settings import Settings, Tree


@dataclass(frozen=True, slots=True)
class ServeTerms:
    """What the command line says of the server; what it leaves out the settings say."""

    host: str | None = None
    port: int | None = None
    sources: tuple[str, ...] = ()
    uploads: Path | None = None

    @property
    def flags(self) -> Tree:
        """The settings that they stand for."""
        said: dict[str, object] = {
            "host": self.host,
            "port": self.port,
            "sources": self.sources or None,
            "uploads": self.uploads,
        }
        given = {key: value for key, value in said.items() if value is not None}
        return {"api": given} if given else {}


def run(index: IndexTerms, terms: ServeTerms) -> ExitCode:
    """Serve until interrupted.

    Raises:
        SettingsError: The address is not loopback and no authentication is configured.
    """
    # By name, because imports run from api to ragstone and never back.
    run_server = cast(Callable[[Settings], None], importlib.import_module("api.server").run)
    run_server(index.load(terms.flags).settings)
    return ExitCode.DONE
