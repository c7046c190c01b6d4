"""Checks that need no model: numbers, dates, units, negation and names of a claim against its evidence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

from verify.altered import NEGATION, is_near, other_name, other_scale, other_sign, without_limits
from verify.arithmetic import works_out, wrong_equation
from verify.quantity import Quantity, find_days, find_quantities, is_unit

_WORD = re.compile(r"[A-Za-zÀ-ÿ][\w'À-ÿ-]*")
_NAME = re.compile(r"(?<![.!?:]\s)(?<!^)(?<![\"“(])\b[A-ZÀ-Þ][\w'À-ÿ-]{2,}")
_IDENTIFIER = re.compile(r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\b[A-Z][A-Za-z]*-?\d+\b|\b\d+(?:\.\d+){2,}\b")
_JOINT = re.compile(r"(?<=[a-z])[\s-](?=\d)")
_STOP = frozenset(
    """
    a an and are as at be been by can did do does for from has have in is it its may must of on or shall
    should that the their there these they this those to was were will with you your we our i not no never
    none without cannot
    """.split()
)
_QUOTED = re.compile(r"[\"“”„«»]([^\"“”„«»\n]+)[\"“”«»]")
_ELLIPSIS = re.compile(r"…|\.{3}|\[[^\]]*\]")
_ANY_WORD = re.compile(r"\w+")
_QUOTE_WORDS = 3
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_CLOSE = 0.75
_ALIKE = 0.6
# The number of a step, and what a text calls its evidence, are no statements about the world.
_ENUMERATOR = re.compile(r"^\s*(?:[-*•]|\(?\d{1,3}[.)]|[Ss]tep\s+\d{1,2}:)\s+")
_META = re.compile(
    r"\b(?:passages?|evidence|documents?|sources?)\s+\d+(?:(?:\s*,\s*|\s+and\s+)\d+)*\b|\bPassages?\b", re.I
)


class Conflict(StrEnum):
    """What a claim says that its evidence does not; each is a reason code."""

    NUMBER = "number_not_in_evidence"
    DATE = "date_not_in_evidence"
    UNIT = "unit_differs"
    NEGATION = "negation_differs"
    NAME = "name_not_in_evidence"
    QUOTE = "quote_not_verbatim"
    ARITHMETIC = "does_not_add_up"
    SCALE = "scale_differs"


def conflicts(claim: str, evidence: str, sentence: str, *, bare: str = "", led: str = "") -> list[Conflict]:
    """What of `claim` the exact checks do not find in `evidence`; empty when all is there.

    Args:
        claim: The statement, without markers, with what it needs of its text.
        evidence: Everything that it may rest on.
        sentence: The one sentence of the evidence that is closest to it. What is nearly the same is compared with it
            alone, for another number, day or name of the same text may belong to something else.
        bare: The statement as it stands, where `claim` says more: this is what is compared with the one sentence.
        led: The sentence with what announces it, to be compared with all of `claim`: it may say no to a whole list.
    """
    claim, bare = (_META.sub("", _ENUMERATOR.sub("", _UNSEEN.sub("", text))) for text in (claim, bare or claim))
    whole, led = (claim, led) if led else (bare, sentence)
    near = is_near(bare, sentence)
    counted = near and any(character.isdigit() for character in sentence)
    checks = (
        (Conflict.ARITHMETIC, wrong_equation(claim)),
        (Conflict.DATE, _date_differs(claim, evidence) or (counted and _date_differs(bare, sentence))),
        (Conflict.NUMBER, _number_missing(claim, evidence) or (counted and _number_missing(bare, sentence))),
        (Conflict.UNIT, _unit_differs(claim, evidence) or (counted and _unit_differs(bare, sentence))),
        (
            Conflict.NEGATION,
            (_is_close(bare, sentence) and _only_one_denies(whole, led))
            or ((near or is_near(bare, led)) and other_sign(whole, led))
            or _left_out_no(bare, whole, led.removesuffix(sentence), sentence),
        ),
        (
            Conflict.NAME,
            _name_differs(claim, evidence, sentence)
            or _identifier_missing(claim, evidence)
            or (near and other_name(bare, sentence)),
        ),
        (Conflict.SCALE, near and other_scale(bare, sentence)),
        (Conflict.QUOTE, _quote_differs(claim, evidence)),
    )
    return [conflict for conflict, found in checks if found]


def _date_differs(claim: str, evidence: str) -> bool:
    stated = find_days(claim)[0]
    known = find_days(evidence)[0] if stated else []
    return any(not any(day.fits(other) for other in known) for day in stated)


def _number_missing(claim: str, evidence: str) -> bool:
    stated = find_quantities(find_days(claim)[1])
    known = find_quantities(evidence) if stated else []
    missing = [quantity for quantity in stated if _missing(quantity, known)]
    return any(not works_out(claim, quantity, evidence) for quantity in missing)


def _missing(quantity: Quantity, known: Sequence[Quantity]) -> bool:
    """No such number there, or it counts something else there while another number counts what this one does."""
    same = [other for other in known if quantity.fits(other)]
    if not same:
        return _counts(quantity, known)
    elsewhere = all(other.noun and other.noun != quantity.noun for other in same)
    return bool(quantity.noun) and elsewhere and any(quantity.noun == other.noun for other in known)


def _counts(quantity: Quantity, known: Sequence[Quantity]) -> bool:
    """A number in words without a unit often counts what is listed; it must not differ where the evidence counts it."""
    return not quantity.spelled or bool(quantity.unit) or any(quantity.noun == other.noun for other in known)


def _unit_differs(claim: str, evidence: str) -> bool:
    """A number stands in the evidence, but only with other units."""
    stated = [quantity for quantity in find_quantities(find_days(claim)[1]) if quantity.unit]
    known = find_quantities(evidence) if stated else []
    for quantity in stated:
        units = {other.unit for other in known if set(other.readings) & set(quantity.readings)}
        if units and quantity.unit not in units and "" not in units:
            return True
    return False


def _only_one_denies(claim: str, sentence: str) -> bool:
    own, other = (NEGATION.search(without_limits(text)) for text in (claim, sentence))
    return bool(own) != bool(other)


def _left_out_no(bare: str, claim: str, lead: str, sentence: str) -> bool:
    """Whether the claim is made of what is listed and of what announces it, but for the no in that."""
    own = content_words(bare)
    known = content_words(f"{lead} {sentence}")
    denied = bool(NEGATION.search(lead)) and not NEGATION.search(claim)
    return denied and len(own) > 1 and len(own & known) >= _CLOSE * len(own)


def _is_close(claim: str, sentence: str) -> bool:
    own, other = content_words(claim), content_words(sentence)
    return len(own) > 2 and len(own & other) / len(own) >= _CLOSE and len(own & other) / len(other) >= _CLOSE


def _name_differs(claim: str, evidence: str, sentence: str) -> bool:
    """Much the same words, but with a name that stands nowhere."""
    own = content_words(claim)
    return len(own & content_words(sentence)) >= _ALIKE * len(own) and _name_missing(claim, evidence)


def _name_missing(claim: str, evidence: str) -> bool:
    known = {word.lower() for word in _WORD.findall(evidence)}
    flat = evidence.lower()
    for match in _NAME.finditer(find_days(claim)[1]):
        name = match.group().lower().removesuffix("'s").removesuffix("’s")
        if any(character.isdigit() for character in name) or is_unit(name):
            continue
        if name not in known and name not in flat and name.rstrip("s") not in flat:
            return True
    return False


def _identifier_missing(claim: str, evidence: str) -> bool:
    """An address, or a name with digits such as B2, AC-12, 2.1.3; a hyphen or a blank more or less is no other name."""
    lower = evidence.lower()
    flat = f"{lower}\n{_JOINT.sub('', lower)}"
    for match in _IDENTIFIER.finditer(find_days(claim)[1]):
        name = _JOINT.sub("", match.group().lower())
        if not is_unit(name.rstrip("0123456789")) and not re.search(rf"(?<![a-z\d]){re.escape(name)}(?!\d)", flat):
            return True
    return False


def _quote_differs(claim: str, evidence: str) -> bool:
    """Words in quotation marks that do not stand so; fewer than three are rather a name than a quote."""
    words = f" {' '.join(_ANY_WORD.findall(evidence.lower()))} "
    pieces = [piece for quote in _QUOTED.findall(claim) for piece in _ELLIPSIS.split(quote)]
    said = [_ANY_WORD.findall(piece.lower()) for piece in pieces]
    return any(len(piece) >= _QUOTE_WORDS and f" {' '.join(piece)} " not in words for piece in said)


def content_words(text: str) -> set[str]:
    """The words of `text` that carry meaning, in lower case, without a no."""
    return {word.lower() for word in _WORD.findall(NEGATION.sub(" ", text))} - _STOP
