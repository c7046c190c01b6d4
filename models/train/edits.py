"""Small edits of a claim that a verifier must notice, by kind, and rewritings that it must let pass.

`TRAINED` kinds make training rows. `HELD_OUT` kinds are never trained on: they show whether the verifier has learned to
read or only to recognise this generator.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from itertools import combinations

from models.train.rows import CONTRADICTED, NOT_SUPPORTED
from models.train.wording import OPPOSITES, QUANTIFIERS, SYNONYMS, UNITS

Edit = Callable[[str, Sequence[str], random.Random], str | None]

_NUMBER = re.compile(r"(?<![\w.,])\d{1,3}(?:,\d{3})+(?![\w])|(?<![\w.,])\d+(?:\.\d+)?(?![\w,]*\d)")
_VERB = "is|are|was|were|can|could|will|would|should|must|may|has been|have been"
_AUXILIARY = re.compile(rf"\b({_VERB})\b(?! not|n't)")
_NAME = re.compile(r"(?<![.!?:]\s)(?<!^)\b[A-Z][\w&'-]+(?:\s+(?:of\s+)?[A-Z][\w&'-]+){0,3}")
_LEADING = re.compile(
    r"^(?:If|When|Unless|Before|After|Once|Until|Although|Except|During|For|In|With)\b([^,.;]{6,80}),\s+"
)
_TRAILING = re.compile(
    r",?\s+(?:if|unless|when|until|provided that|as long as|only|except|but|because|before|after)\b[^.;]{8,90}"
    r"(?=[.;]?$)"
)
_DETAIL = re.compile(
    r"\s((?:within|by|before|after|in|at|from|with|through|under|without|during|for)\s[^.;:]{6,60})[.;]?$"
)
_SUBJECT = re.compile(
    r"^(?!(?:It|Its|This|That|These|Those|They|Their|He|She|We|You|I|There|What|If|When|Sometimes)\b)"
    rf"[A-Z][^,;:.]{{7,70}}?\s(?=(?P<verb>{_VERB})\b)"
)
_FROM_TO = re.compile(r"\bfrom ([\w' -]{2,30}?) to ([\w' -]{2,30}?)(?=[,.;]|$| (?:by|in|on|for|and|with)\b)")
_END = re.compile(r"[.!?;:\s]*$")


def edit_number(claim: str, around: Sequence[str], chance: random.Random) -> str | None:
    """One number is another: one of the document's, or one nearby."""
    found = list(_NUMBER.finditer(claim))
    if not found:
        return None
    match = chance.choice(found)
    others = [n for text in around for n in _NUMBER.findall(text) if n not in claim and ("," in n) == ("," in match[0])]
    new = chance.choice(others) if others and chance.random() < 0.5 else _near(match.group(), chance)
    return claim[: match.start()] + str(new) + claim[match.end() :]


def edit_opposite(claim: str, around: Sequence[str], chance: random.Random) -> str | None:
    """One word is its opposite."""
    return OPPOSITES.replace(claim, chance)


def edit_negation(claim: str, around: Sequence[str], chance: random.Random) -> str | None:
    """The verb is negated."""
    match = _AUXILIARY.search(claim)
    if match is None:
        return None
    first, _, rest = match.group().partition(" ")
    return claim[: match.start()] + f"{first} not {rest}".rstrip() + claim[match.end() :]


def edit_name(claim: str, around: Sequence[str], chance: random.Random) -> str | None:
    """One name is another name of the document."""
    found = list(_NAME.finditer(claim))
    others = [name for text in around for name in _NAME.findall(text) if name not in claim]
    if not found or not others:
        return None
    match = chance.choice(found)
    return claim[: match.start()] + str(chance.choice(others)) + claim[match.end() :]


def edit_condition(claim: str, around: Sequence[str], chance: random.Random) -> str | None:
    """A condition or limit is gone."""
    match = _LEADING.search(claim)
    if match is not None and len(claim) - match.end() > 25:
        return _capitalised(claim[match.end() :])
    match = _TRAILING.search(claim)
    return claim[: match.start()] + claim[match.end() :] if match is not None and match.start() > 25 else None


def edit_detail(claim: str, around: Sequence[str], chance: random.Random) -> str | None:
    """A plausible detail from somewhere else is added."""
    details = [match.group(1) for text in around if (match := _DETAIL.search(text)) and match.group(1) not in claim]
    return _END.sub("", claim) + " " + chance.choice(details) + "." if details else None


def edit_crossed(claim: str, around: Sequence[str], chance: random.Random) -> str | None:
    """What is said of one thing is said of another."""
    match = _SUBJECT.search(claim)
    found = [other for text in around if (other := _SUBJECT.search(text)) and other.group() not in claim]
    others = [other.group() for other in found if match is not None and other["verb"] == match["verb"]]
    return chance.choice(others[:5]) + claim[match.end() :] if match is not None and others else None


def edit_order(claim: str, around: Sequence[str], chance: random.Random) -> str | None:
    """Two numbers change places."""
    found = list(_NUMBER.finditer(claim))
    pairs = [(a, b) for a, b in combinations(found, 2) if a.group() != b.group() and b.start() - a.end() > 8]
    alike = [(a, b) for a, b in pairs if len(a.group()) == len(b.group()) and ("." in a.group()) == ("." in b.group())]
    if not alike:
        return None
    first, second = chance.choice(alike)
    between = claim[first.end() : second.start()]
    return claim[: first.start()] + second.group() + between + first.group() + claim[second.end() :]


def edit_unit(claim: str, around: Sequence[str], chance: random.Random) -> str | None:
    """A unit is another unit of its kind."""
    return UNITS.replace(claim, chance)


def edit_quantifier(claim: str, around: Sequence[str], chance: random.Random) -> str | None:
    """Some becomes all, may becomes must, at most becomes exactly."""
    return QUANTIFIERS.replace(claim, chance)


def edit_roles(claim: str, around: Sequence[str], chance: random.Random) -> str | None:
    """Who and whom, or from where and to where, change places."""
    match = _FROM_TO.search(claim)
    if match is None:
        names = [found for found in _NAME.finditer(claim)]
        if len(names) < 2 or re.fullmatch(r"\W*(?:and|or|&|,)\W*", claim[names[0].end() : names[1].start()]):
            return None
        spans = names[0].span(), names[1].span()
    else:
        spans = match.span(1), match.span(2)
    (a, b), (c, d) = spans
    swapped = claim[:a] + claim[c:d] + claim[b:c] + claim[a:b] + claim[d:]
    return None if swapped == claim else swapped


TRAINED: Mapping[str, tuple[Edit, tuple[int, ...]]] = {
    "number": (edit_number, (CONTRADICTED,)),
    "opposite": (edit_opposite, (CONTRADICTED,)),
    "negation": (edit_negation, (CONTRADICTED,)),
    "name": (edit_name, NOT_SUPPORTED),
    "condition": (edit_condition, NOT_SUPPORTED),
    "detail": (edit_detail, NOT_SUPPORTED),
    "crossed": (edit_crossed, NOT_SUPPORTED),
    "order": (edit_order, NOT_SUPPORTED),
}
HELD_OUT: Mapping[str, tuple[Edit, tuple[int, ...]]] = {
    "unit": (edit_unit, (CONTRADICTED,)),
    "quantifier": (edit_quantifier, NOT_SUPPORTED),
    "roles": (edit_roles, NOT_SUPPORTED),
}


def edited(
    claim: str,
    around: Sequence[str],
    chance: random.Random,
    *,
    kinds: Mapping[str, tuple[Edit, tuple[int, ...]]] = TRAINED,
) -> tuple[str, str, tuple[int, ...]] | None:
    """One edit that fits: its kind, the new claim, and the classes it leaves open; None when none fits.

    Args:
        claim: A claim that its evidence supports.
        around: Other sentences, of the same document where there are any; names and details come from them.
        chance: Decides.
        kinds: The edits to choose from.
    """
    for kind in chance.sample(sorted(kinds), len(kinds)):
        edit, allowed = kinds[kind]
        new = edit(claim, around, chance)
        if new is not None and new.strip() != claim.strip():
            return kind, new, allowed
    return None


def reworded(claim: str, chance: random.Random) -> str:
    """The same statement in other words or in another order, so that a low overlap is no tell."""
    match = _LEADING.search(claim)
    if match is not None and claim.startswith(("If", "When", "Unless", "Before", "After", "Once", "Until")):
        clause = claim[: match.end()].rstrip().rstrip(",")
        rest = _END.sub("", claim[match.end() :])
        claim = f"{_capitalised(rest)} {clause[0].lower()}{clause[1:]}."
    for _ in range(chance.choice((1, 2, 3))):
        claim = SYNONYMS.replace(claim, chance) or claim
    return claim


def _near(number: str, chance: random.Random) -> str:
    plain = number.replace(",", "")
    if "." in plain:
        return f"{float(plain) * chance.choice((0.5, 0.8, 1.3, 2.1)) + 0.1:.{len(plain.split('.')[1])}f}"
    value = int(plain)
    near = value + chance.choice((-3, -2, -1, 1, 2, 3, 5, 10))
    changed = near if 1500 < value < 2100 or value < 5 else chance.choice((near, value * 2, value * 10, value // 2))
    changed = changed if changed > 0 and changed != value else value + 1
    return f"{changed:,}" if "," in number else str(changed)


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]
