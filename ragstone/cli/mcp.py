"""`ragstone mcp`."""

from __future__ import annotations

import importlib

from ragstone.cli.failures import ExitCode
from ragstone.cli.terms import IndexTerms
from ragstone.settings import SettingsError, Tree


def run(terms: IndexTerms, groups: tuple[str, ...], *, http: bool, port: int | None) -> ExitCode:
    """Serve agents until they hang up, or over HTTP until interrupted.

    Raises:
        SettingsError: The extra is missing, or the address is not loopback and no authentication is configured.
    """
    tree: Tree = {"api": {"port": port}} if port is not None else {}
    settings = terms.load(tree).settings
    try:
        # By name, because imports run from api to ragstone and never back.
        agents = importlib.import_module("api.agents")
    except ImportError as error:
        raise SettingsError(f"got no MCP ({error.name} is missing), expected it; install `ragstone[mcp]`") from error
    agents.run(settings, groups=groups, http=http)
    return ExitCode.DONE
