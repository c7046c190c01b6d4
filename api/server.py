"""Binds the application to an address."""

from __future__ import annotations

import ipaddress

import uvicorn

from api.app import create_app
from api.rate_limit import RateLimit
from ragstone.keys.keyring import Keyring
from ragstone.settings import Settings, SettingsError
from ragstone.wiring import build_assistant, build_intake


def run(settings: Settings) -> None:
    """Serve until interrupted.

    Raises:
        SettingsError: The address is not loopback, and no keys are configured; or uploads would lie in a source.
        KeyringError: The file of keys cannot be read.
    """
    keyring = Keyring(settings.api.keys) if settings.api.keys is not None else None
    if keyring is None:
        require_loopback(settings.api.host)
    else:
        keyring.entries()  # a file that cannot be read shows at the start
    limit = settings.api.requests_per_minute
    rate_limit = RateLimit(limit) if limit is not None else None
    intake = build_intake(settings)
    app = create_app(lambda: build_assistant(settings), keyring, rate_limit=rate_limit, intake=intake)
    uvicorn.run(app, host=settings.api.host, port=settings.api.port, log_level="warning")


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
