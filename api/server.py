"""Binds the application to an address."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import uvicorn
from fastapi import FastAPI

from api.app import create_app
from api.door import Door
from api.readiness import Readiness
from ragstone.logs import configure
from ragstone.loopback import is_loopback
from ragstone.settings import Settings, SettingsError, hand_on, handed_on, share_counters
from ragstone.wiring import build_assistant, build_checker, build_intake, build_keyring, build_tokens, build_tracer

# Longer than proxies and clients keep an idle connection: who closes first must not be us, or a request that is just
# being sent on it is lost.
_KEEP_ALIVE_S = 75


def run(settings: Settings) -> None:
    """Serve until interrupted; what is being answered then is answered.

    Raises:
        SettingsError: Others reach the address and neither keys nor tokens are configured, tokens cannot be judged,
            requests cannot be traced, uploads would lie in a source, or several processes cannot serve so.
        KeyringError: The file of keys cannot be read.
    """
    api = settings.api
    build_door(settings)
    build_tracer(settings.otel).close()
    build_intake(settings)
    require_workable(settings)
    hand_on(settings)
    configure(settings.log)
    with TemporaryDirectory(prefix="ragstone-counters-") as folder:
        if api.workers > 1:
            share_counters(Path(folder))
        # Its lines join ours; the access line is our own, for uvicorn's holds the query.
        uvicorn.run(
            "api.server:application", factory=True, host=api.host, port=api.port, log_config=None, access_log=False,
            workers=api.workers, timeout_graceful_shutdown=api.shutdown_s, timeout_keep_alive=_KEEP_ALIVE_S,
        )  # fmt: skip


def application() -> FastAPI:
    """The application of one process, with the settings of the one that started it.

    Raises:
        SettingsError: None were handed on.
    """
    settings = handed_on()
    configure(settings.log)
    readiness = Readiness(lambda: build_assistant(settings), lambda: build_checker(settings))
    return create_app(
        readiness, build_door(settings), settings=settings.api, tracer=build_tracer(settings.otel),
        intake=build_intake(settings),
    )  # fmt: skip


def build_door(settings: Settings) -> Door:
    """Who is let in; where that is everybody, only on loopback.

    Raises:
        SettingsError: Others reach the address and neither keys nor tokens are configured, or tokens cannot be judged.
        KeyringError: The file of keys cannot be read.
    """
    keyring = build_keyring(settings.api) if settings.api.keys is not None else None
    door = Door(keyring, build_tokens(settings.oidc))
    if not door.guarded:
        require_loopback(settings.api.host)
        door = replace(door, hosts={host.casefold() for host in settings.api.hosts})
    if keyring is not None:
        keyring.entries()  # a file that cannot be read shows at the start
    return door


def require_workable(settings: Settings) -> None:
    """Refuse several processes where what one of them counts would have to hold for all.

    Raises:
        SettingsError: They could not keep what the settings promise.
    """
    api = settings.api
    if api.workers > 1 and api.requests_per_minute is not None:
        raise SettingsError(
            f"got api.workers {api.workers} and api.requests_per_minute, expected one of them: each process counts for "
            "itself, so a key could ask more; unset one, or limit requests in the proxy"
        )


def require_loopback(host: str) -> None:
    """Refuse an address that others can reach while nothing asks them who they are.

    Raises:
        SettingsError: `host` is not loopback.
    """
    if not is_loopback(host):
        raise SettingsError(
            f"got api.host '{host}', expected a loopback address like 127.0.0.1 while no authentication is "
            "configured; set `api.keys` or `oidc.issuer`, or put a proxy that authenticates in front of it"
        )
