"""Binds the application to an address."""

from __future__ import annotations

import ipaddress

import uvicorn
from fastapi import FastAPI

from api.app import create_app
from ragstone.keys.keyring import Keyring
from ragstone.settings import Settings, SettingsError, hand_on, handed_on
from ragstone.wiring import build_assistant

# Longer than proxies and clients keep an idle connection: who closes first must not be us, or a request that is just
# being sent on it is lost.
_KEEP_ALIVE_S = 75


def run(settings: Settings) -> None:
    """Serve until interrupted; what is being answered then is answered.

    Raises:
        SettingsError: The address is not loopback and no keys are configured, or several processes cannot serve so.
        KeyringError: The file of keys cannot be read.
    """
    api = settings.api
    keyring = _keyring(settings)
    if keyring is None:
        require_loopback(api.host)
    else:
        keyring.entries()  # a file that cannot be read shows at the start
    require_workable(settings)
    hand_on(settings)
    uvicorn.run(
        "api.server:application", factory=True, host=api.host, port=api.port, log_level="warning",
        workers=api.workers, timeout_graceful_shutdown=api.shutdown_s, timeout_keep_alive=_KEEP_ALIVE_S,
    )  # fmt: skip


def application() -> FastAPI:
    """The application of one process, with the settings of the one that started it.

    Raises:
        SettingsError: None were handed on.
    """
    settings = handed_on()
    return create_app(lambda: build_assistant(settings), _keyring(settings), settings=settings.api)


def _keyring(settings: Settings) -> Keyring | None:
    return Keyring(settings.api.keys) if settings.api.keys is not None else None


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
    try:
        local = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        local = False
    if not local:
        raise SettingsError(
            f"got api.host '{host}', expected a loopback address like 127.0.0.1 while no authentication is "
            "configured; set `api.keys`, or put a proxy that authenticates in front of it"
        )
