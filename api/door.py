"""Who is let in: holders of keys and of tokens, or everybody while neither is configured."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from api.failures import ForbiddenError, UnauthenticatedError
from ragstone.clock import today
from ragstone.errors import TokenError
from ragstone.keys.key import PREFIX, Key, Scope, granted
from ragstone.keys.keyring import Keyring
from ragstone.oidc.bearer import Bearer
from ragstone.oidc.tokens import Tokens

Credential = Key | Bearer


@dataclass(frozen=True, slots=True)
class Door:
    """Looks at what a request carries.

    Attributes:
        keyring: Whose keys open it.
        tokens: Whose tokens open it; where keys do, too, what begins like a key is one.
        hosts: Names besides loopback's that are answered to, in small letters; None answers to any.
    """

    keyring: Keyring | None = None
    tokens: Tokens | None = None
    hosts: Collection[str] | None = None

    @property
    def guarded(self) -> bool:
        """Whether anybody is asked who they are."""
        return self.keyring is not None or self.tokens is not None

    def admit(self, authorization: str, scope: Scope = Scope.ASK) -> Credential | None:
        """Who may do what `scope` names, by the value of an `Authorization` header; None where nobody is asked.

        Raises:
            UnauthenticatedError: It proves nothing.
            ForbiddenError: It is good, but not for that.
            KeyringError: The file of keys cannot be read.
            IssuerError: There is no key to judge a token by.
        """
        if not self.guarded:
            return None
        scheme, _, secret = authorization.partition(" ")
        if scheme.lower() != "bearer" or not secret.strip():
            raise UnauthenticatedError(f"got neither key nor token, expected {self._wanted}; ask for one")
        held = self._holder(secret.strip())
        if not granted(held.scopes, scope):
            raise ForbiddenError(f"got the key '{held.name}' without the scope '{scope}', expected it; use another key")
        return held

    @property
    def _wanted(self) -> str:
        kinds = [*(["KEY"] if self.keyring else []), *(["TOKEN"] if self.tokens else [])]
        return f"`Authorization: Bearer {' or '.join(kinds)}`"

    def _holder(self, secret: str) -> Credential:
        if self.tokens is not None and (self.keyring is None or not secret.startswith(PREFIX)):
            try:
                return self.tokens.bearer(secret)
            except TokenError as error:
                raise UnauthenticatedError(str(error), presented=True) from None
        key = self.keyring.holder(secret, today()) if self.keyring is not None else None
        if key is None:
            message = f"got no key that opens this, expected {self._wanted}; ask for one"
            raise UnauthenticatedError(message, presented=True)
        return key
