"""Whom a token speaks of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ragstone.keys.key import TOKEN_NAMES, Scope


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who holds a token that was found good.

    Attributes:
        subject: Their id with the issuer; it never changes hands.
        groups: What they may read besides public documents.
        expires: When the token ends.
    """

    subject: str
    groups: tuple[str, ...]
    scopes: tuple[Scope, ...]
    expires: datetime

    @property
    def name(self) -> str:
        """In the audit log and for limits; no key can be named so."""
        return f"{TOKEN_NAMES}{self.subject}"
