"""Small edits that turn a supported claim into a contradicted one while it stays checkable."""

from __future__ import annotations

import random
import re

_NUMBER = re.compile(r"(?<![\w.,])\d{1,3}(?:,\d{3})+(?![\w])|(?<![\w.,])\d+(?:\.\d+)?(?![\w,]*\d)")
_AUXILIARY = re.compile(r"\b(is|are|was|were|can|could|will|would|should|must|may|has been|have been)\b(?! not|n't)")
_SWAPS = (
    ("cannot", "can"), ("must not", "must"), ("should not", "should"), ("is not", "is"), ("are not", "are"),
    ("does not", "does"), ("may not", "may"), ("will not", "will"), ("never", "always"), ("before", "after"),
    ("at least", "at most"), ("more than", "less than"), ("minimum", "maximum"), ("increase", "decrease"),
    ("increased", "decreased"), ("higher", "lower"), ("required", "optional"), ("allowed", "forbidden"),
    ("enable", "disable"), ("enabled", "disabled"), ("all", "none"), ("always", "rarely"), ("first", "last"),
    ("days", "weeks"), ("hours", "minutes"), ("monthly", "yearly"), ("months", "years"), ("daily", "weekly"),
    ("million", "billion"), ("with", "without"), ("inside", "outside"), ("public", "private"), ("large", "small"),
    ("January", "June"), ("February", "July"), ("March", "October"), ("April", "November"), ("May", "December"),
    ("north", "south"), ("east", "west"), ("early", "late"), ("most", "few"), ("accept", "reject"),
    ("internal", "external"), ("success", "failure"), ("begin", "end"), ("above", "below"), ("buy", "sell"),
)  # fmt: skip
_OPPOSITE = {left: right for left, right in _SWAPS} | {right: left for left, right in reversed(_SWAPS)}
_SWAP = re.compile(rf"\b({'|'.join(sorted(map(re.escape, _OPPOSITE), key=len, reverse=True))})\b")


def contradict(claim: str, chance: random.Random) -> str | None:
    """The claim with a number, a negation or a word turned over; None when no edit fits."""
    edits = [edit for edit in (_change_number, _swap, _negate) if edit(claim, chance) is not None]
    return chance.choice(edits)(claim, chance) if edits else None


def _change_number(claim: str, chance: random.Random) -> str | None:
    found = list(_NUMBER.finditer(claim))
    if not found:
        return None
    match = chance.choice(found)
    return claim[: match.start()] + _other_number(match.group(), chance) + claim[match.end() :]


def _other_number(number: str, chance: random.Random) -> str:
    plain = number.replace(",", "")
    if "." in plain:
        return f"{float(plain) * chance.choice((0.5, 0.8, 1.3, 2.1)) + 0.1:.{len(plain.split('.')[1])}f}"
    value = int(plain)
    near = value + chance.choice((-3, -2, -1, 1, 2, 3, 5, 10))
    changed = near if 1500 < value < 2100 or value < 5 else chance.choice((near, value * 2, value * 10, value // 2))
    changed = changed if changed > 0 and changed != value else value + 1
    return f"{changed:,}" if "," in number else str(changed)


def _swap(claim: str, chance: random.Random) -> str | None:
    found = list(_SWAP.finditer(claim))
    if not found:
        return None
    match = chance.choice(found)
    return claim[: match.start()] + _OPPOSITE[match.group()] + claim[match.end() :]


def _negate(claim: str, chance: random.Random) -> str | None:
    match = _AUXILIARY.search(claim)
    if match is None:
        return None
    first, _, rest = match.group().partition(" ")
    return claim[: match.start()] + f"{first} not {rest}".rstrip() + claim[match.end() :]
