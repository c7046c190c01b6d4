"""An OpenID Connect issuer on the loopback: describes itself, publishes its keys, signs tokens, rotates, goes down."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

from tests.loopback_server import LoopbackServer

PrivateKey = RSAPrivateKey | EllipticCurvePrivateKey | Ed25519PrivateKey
AUDIENCE = "ragstone"
_DISCOVERY, _KEYS = "/realms/corrow/.well-known/openid-configuration", "/realms/corrow/keys"


def rsa_key(bits: int = 2048) -> RSAPrivateKey:
    return generate_private_key(public_exponent=65537, key_size=bits)


def described(key: PrivateKey) -> dict[str, Any]:
    """The public half as a JWK."""
    public = key.public_key()
    kinds = {RSAPrivateKey: RSAAlgorithm, EllipticCurvePrivateKey: ECAlgorithm, Ed25519PrivateKey: OKPAlgorithm}
    algorithm: Any = next(kind for of, kind in kinds.items() if isinstance(key, of))
    found: dict[str, Any] = algorithm.to_jwk(public, as_dict=True)
    return found


class LoopbackIssuer(LoopbackServer):
    """Serves while it is entered.

    Attributes:
        keys: By their ids; all of them are published.
        extra: Further rows of what is published.
        down: Whether it answers with 503.
        says: What its description says besides, or instead.
        asked: The paths that were asked for.
    """

    def __init__(self, keys: Mapping[str, PrivateKey]) -> None:
        self.keys = dict(keys)
        self.extra: list[object] = []
        self.down = False
        self.says: dict[str, object] = {}
        self.asked: list[str] = []
        super().__init__(_handler(self))

    @property
    def url(self) -> str:
        return f"{self.address}/realms/corrow"

    @property
    def fetched(self) -> int:
        """How often its keys were read."""
        return self.asked.count(_KEYS)

    def page(self, path: str) -> tuple[int, object]:
        self.asked.append(path)
        if self.down:
            return 503, {}
        if path == _DISCOVERY:
            return 200, {"issuer": self.url, "jwks_uri": f"{self.url}/keys", **self.says}
        rows = [{**described(key), "kid": kid, "use": "sig"} for kid, key in self.keys.items()]
        return (200, {"keys": [*rows, *self.extra]}) if path == _KEYS else (404, {})

    def claims(self, **changed: Any) -> dict[str, object]:  # noqa: ANN401 - whatever a token may say
        """Of a token that is good; None takes a claim away."""
        now = int(time.time())
        claims = {"iss": self.url, "aud": AUDIENCE, "sub": "jana", "iat": now, "exp": now + 300, **changed}
        return {name: value for name, value in claims.items() if value is not None}

    def token(self, *, kid: str = "first", algorithm: str = "RS256", **changed: Any) -> str:  # noqa: ANN401
        """Signed with its key `kid`."""
        return jwt.encode(self.claims(**changed), self.keys[kid], algorithm, headers={"kid": kid})


def _handler(issuer: LoopbackIssuer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            """Stay quiet."""

        def do_GET(self) -> None:
            status, page = issuer.page(self.path)
            body = json.dumps(page).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    return Handler
