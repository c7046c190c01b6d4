"""Asks the issuer for its keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import httpx

from ragstone.errors import IssuerError
from ragstone.loopback import is_loopback
from ragstone.oidc.signing_key import SigningKey

_DISCOVERY = "/.well-known/openid-configuration"


@dataclass(frozen=True, slots=True)
class Issuer:
    """Where keys come from.

    Attributes:
        url: Exactly as its tokens name it.
        jwks_url: Where its keys are; empty asks the issuer.
        timeout_s: Seconds that it may take over each reply.
    """

    url: str
    jwks_url: str = ""
    timeout_s: float = 5

    def keys(self) -> Mapping[str, SigningKey]:
        """Its keys by their ids, without those that sign nothing that counts here.

        Raises:
            IssuerError: It cannot be reached, is another one, or has no such key.
        """
        address = self.jwks_url or self._discovered()
        rows = self._read(address).get("keys")
        named = {str(row.get("kid")): SigningKey.of(row) for row in _objects(rows) if "kid" in row}
        found = {kid: key for kid, key in named.items() if key is not None}
        if not found:
            raise IssuerError(f"got no key that signs tokens from '{address}', expected one; correct `oidc.jwks_url`")
        return found

    def _discovered(self) -> str:
        said = self._read(self.url.rstrip("/") + _DISCOVERY)
        if said.get("issuer") != self.url:
            raise IssuerError(
                f"got the issuer '{said.get('issuer')}' at '{self.url}', expected the same; correct `oidc.issuer`"
            )
        address = str(said.get("jwks_uri", ""))
        if not is_safe(address):
            raise IssuerError(f"got keys at '{address}', expected https; correct the issuer, or set `oidc.jwks_url`")
        return address

    def _read(self, address: str) -> Mapping[str, object]:
        """A JSON object; no redirect is followed, for it may lead anywhere."""
        try:
            host = httpx.URL(address).host
            response = httpx.get(address, timeout=self.timeout_s, trust_env=not is_loopback(host))
            found = response.raise_for_status().json()
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, RecursionError) as error:
            raise IssuerError(
                f"got nothing to read from the issuer at '{address}' ({type(error).__name__}), expected its keys; try "
                "again later"
            ) from error
        if not isinstance(found, dict):
            raise IssuerError(f"got no JSON object from the issuer at '{address}', expected one; correct the address")
        return found


def is_safe(address: str) -> bool:
    """Whether nobody on the way can change what is read there: https, or this machine."""
    try:
        url = httpx.URL(address)
    except httpx.InvalidURL:
        return False
    return bool(url.host) and (url.scheme == "https" or (url.scheme == "http" and is_loopback(url.host)))


def _objects(rows: object) -> list[dict[str, object]]:
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
