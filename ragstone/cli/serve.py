"""`ragstone serve`."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import cast

from ragstone.cli.failures import ExitCode
from ragstone.cli.terms import IndexTerms
from ragstone.settings import Settings, Tree


def run(terms: IndexTerms, host: str | None, port: int | None) -> ExitCode:
    """Serve until interrupted.

    Raises:
        SettingsError: The address is not loopback and no authentication is configured.
    """
    flags = {key: value for key, value in (("host", host), ("port", port)) if value is not None}
    tree: Tree = {"api": dict(flags)} if flags else {}
    # By name, because imports run from api to ragstone and never back.
    run_server = cast(Callable[[Settings], None], importlib.import_module("api.server").run)
    run_server(terms.load(tree).settings)
    return ExitCode.DONE
