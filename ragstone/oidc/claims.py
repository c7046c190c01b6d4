"""Reads what a token says, wherever its issuer puts it."""

from __future__ import annotations

from collections.abc import Mapping

from ragstone.errors import TokenError


def texts(claims: Mapping[str, object], path: str) -> tuple[str, ...]:
    """The texts at `path`: of a list, or the one that stands there alone; none where there is nothing.

    Args:
        claims: Of the token.
        path: A claim's name, or names joined by dots: `realm_access.roles`. A name that has dots itself is found, too.

    Raises:
        TokenError: Something else stands there.
    """
    value = _at(claims, path)
    found = [value] if isinstance(value, str) else [] if value is None else value
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise TokenError(f"got a token whose claim '{path}' holds no texts, expected a list; correct its mapper")
    return tuple(one for one in found if one)


def _at(claims: Mapping[str, object], path: str) -> object:
    if path in claims:
        return claims[path]
    for place in (place for place, letter in enumerate(path) if letter == "."):
        inner = claims.get(path[:place])
        if isinstance(inner, Mapping):
            return _at(inner, path[place + 1 :])
    return None
