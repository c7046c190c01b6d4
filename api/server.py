"""Binds the application to an address."""

from __future__ import annotations

import uvicorn

from api.app import create_app
from api.door import Door
from api.rate_limit import RateLimit
from ragstone.logs import configure
from ragstone.loopback import is_loopback
from ragstone.settings import Settings, SettingsError
from ragstone.wiring import build_assistant, build_keyring, build_tokens, build_tracer


def run(settings: Settings) -> None:
    """Serve until interrupted.

    Raises:
        SettingsError: Others reach the address and neither keys nor tokens are configured, tokens cannot be judged, or
            requests cannot be traced.
        KeyringError: The file of keys cannot be read.
    """
    door = build_door(settings)
    limit = settings.api.requests_per_minute
    rate_limit = RateLimit(limit) if limit is not None else None
    configure(settings.log)
    app = create_app(
        lambda: build_assistant(settings), door.keyring, tokens=door.tokens, rate_limit=rate_limit,
        tracer=build_tracer(settings.otel),
    )  # fmt: skip
    # Its lines join ours; the access line is our own, for uvicorn's holds the query.
    uvicorn.run(app, host=settings.api.host, port=settings.api.port, log_config=None, access_log=False)


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
    if keyring is not None:
        keyring.entries()  # a file that cannot be read shows at the start
    return door


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
