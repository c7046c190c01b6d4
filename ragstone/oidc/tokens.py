"""Judges tokens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import jwt
from jwt.exceptions import (
    ExpiredSignatureError,
    ImmatureSignatureError,
    InvalidAudienceError,
    InvalidIssuerError,
    MissingRequiredClaimError,
    PyJWTError,
)

from ragstone.errors import TokenError
from ragstone.keys.key import Scope
from ragstone.oidc.bearer import Bearer
from ragstone.oidc.claims import texts
from ragstone.oidc.key_set import KeySet
from ragstone.oidc.signing_key import ALGORITHMS
from ragstone.settings import OidcSettings

SCOPE_PREFIX = "ragstone:"
_MOST_CHARACTERS = 16_384
_NEEDED = ["exp", "iss", "aud", "sub"]
_NO_TOKEN = "got no token that can be read, expected a signed JWT; sign in again"  # noqa: S105 - no secret


@dataclass(frozen=True, slots=True)
class Tokens:
    """Tokens of one issuer for one audience.

    Attributes:
        settings: Whose tokens count, and where they say what.
        keys: Of that issuer.
    """

    settings: OidcSettings
    keys: KeySet

    def bearer(self, token: str) -> Bearer:
        """Who holds `token`; whoever does may ask.

        Raises:
            TokenError: It opens nothing: the sentence says why, without repeating any of it.
            IssuerError: There is no key to judge it by.
        """
        claims = self._claims(token)
        subject = claims["sub"]
        if not isinstance(subject, str) or not subject:
            raise TokenError("got a token without a subject, expected one; correct the issuer")
        return Bearer(subject, texts(claims, self.settings.groups_claim), self._scopes(claims), _end(claims["exp"]))

    def _scopes(self, claims: Mapping[str, object]) -> tuple[Scope, ...]:
        path = self.settings.scopes_claim
        said = {word for text in texts(claims, path) for word in text.split()} if path else set()
        return tuple(scope for scope in Scope if scope is Scope.ASK or f"{SCOPE_PREFIX}{scope.value}" in said)

    def _claims(self, token: str) -> dict[str, object]:
        """What the token says, once that is known to be true."""
        key = self.keys.key(_key_id(token))
        if key is None:
            raise TokenError("got a token signed with an unknown key, expected one of the issuer's; sign in again")
        held = self.settings
        try:
            return jwt.decode(
                token, key.public, algorithms=list(key.algorithms), audience=held.audience, issuer=held.issuer,
                leeway=held.leeway_s, options={"require": _NEEDED},
            )  # fmt: skip
        except (PyJWTError, ValueError, TypeError, OverflowError, RecursionError) as error:
            raise TokenError(self._why(error)) from None

    def _why(self, error: Exception) -> str:
        if isinstance(error, ExpiredSignatureError):
            return "got a token that has expired, expected one that is good now; sign in again"
        if isinstance(error, ImmatureSignatureError):
            return "got a token that is not good yet, expected one that is; compare the issuer's clock with this one"
        if isinstance(error, InvalidAudienceError):
            return f"got a token for another audience, expected '{self.settings.audience}'; ask the issuer for one"
        if isinstance(error, InvalidIssuerError):
            return f"got a token of another issuer, expected '{self.settings.issuer}'; sign in there"
        if isinstance(error, MissingRequiredClaimError):
            return f"got a token without the claim '{error.claim}', expected it; correct the issuer"
        return "got a token whose signature does not hold, expected the issuer's; sign in again"


def _key_id(token: str) -> str:
    """Which key the token says that it is signed with; all else in its header has no say."""
    try:
        header = jwt.get_unverified_header(token) if len(token) <= _MOST_CHARACTERS else {}
    except (PyJWTError, ValueError, TypeError, RecursionError):
        raise TokenError(_NO_TOKEN) from None
    if str(header.get("alg")) not in ALGORITHMS:
        raise TokenError(f"got a token that is not signed as expected: {', '.join(sorted(ALGORITHMS))}; sign in again")
    kid = header.get("kid")
    if not isinstance(kid, str):
        raise TokenError("got a token that does not name its key, expected a `kid`; correct the issuer")
    return kid


def _end(exp: object) -> datetime:
    try:
        return datetime.fromtimestamp(int(str(exp).partition(".")[0]), UTC)
    except (ValueError, OverflowError, OSError):
        raise TokenError("got a token whose end is no time, expected seconds; correct the issuer") from None
