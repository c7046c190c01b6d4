"""What a claim needs of its text to be judged: the lead-in of a list item, the header of a table row, an antecedent."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest

from verify.claim import MARKER, Claim
from verify.connecting import says_nothing

BULLET = re.compile(r"\s*(?:[-*•–]|\(?\d{1,3}[.)])\s+")
_RULE = re.compile(r"\s*\|?\s*:?-{2,}[-:|\s]*$")
_VERBS = frozenset(
    "is are was were has have had can may might must will shall should would could does do did needs need costs cost "
    "takes take gets get lasts last applies apply ends end begins begin starts start expires expire covers cover "
    "requires require includes include holds hold gives give works work".split()
)
_PRONOUN = re.compile(r"(it|they|he|she|this|these|those|that)(?='s\b|’s\b|\s+(\w+))", re.IGNORECASE)
# "It is possible to" and "it is known that" stand for nothing that was said before.
_EMPTY = re.compile(r"it\s+(?:is|was|will be|may be)\s+(?:\w+\s+){0,2}(?:to|that|whether|when|if)\b", re.IGNORECASE)
_LONGEST_SUBJECT, _LONGEST_LEAD = 8, 400
# A row as the loaders write it, "Item: Minibar; Amount: £12".
_ROW_IN_WORDS = re.compile(r"[^:;\n]{1,60}: [^;\n]+(?:; [^:;\n]{1,60}: [^;\n]+)+")
_NOBODY = re.compile(r"(?:nothing|nobody|none|no|neither|never|not)\b", re.IGNORECASE)


def in_context(text: str, claims: Sequence[Claim]) -> list[Claim]:
    """`claims` of `text` with what each needs; lead-ins and table headers are no claims of their own any more."""
    found: list[Claim] = []
    lead: Claim | None = None
    for number, claim in enumerate(claims):
        if is_lead(text, claim, claims[number + 1 : number + 2]):
            lead = claim
            continue
        listed = lead is not None and _is_item(text, claim)
        if not listed and not (lead is not None and _same_line(text, claim, claims[number - 1])):
            lead = None
        found.append(_led(claim, lead) if lead is not None and listed else _resolved(text, claim, found))
    return found


def is_lead(text: str, claim: Claim, following: Sequence[Claim]) -> bool:
    """Whether `claim` announces the list or heads the table whose first item or row follows."""
    if not following or not _is_item(text, following[0]) or len(claim.text) > _LONGEST_LEAD:
        return False
    between = text[claim.end : following[0].start]
    if _is_row(claim.text):
        return any(_RULE.match(line) for line in between.splitlines() if "-" in line)
    return claim.statement.endswith(":") and between.count("\n") in (1, 2)


def _is_item(text: str, claim: Claim) -> bool:
    line = text.rfind("\n", 0, claim.start) + 1
    return _is_row(claim.text) or bool(BULLET.fullmatch(text[line : claim.start]) or _ROW_IN_WORDS.match(claim.text))


def _is_row(text: str) -> bool:
    return text.startswith("|")


def _same_line(text: str, claim: Claim, before: Claim) -> bool:
    return "\n" not in text[before.end : claim.start]


def _led(claim: Claim, lead: Claim) -> Claim:
    if says_nothing(lead.statement):
        return replace(claim, markers=claim.markers or lead.markers)
    shown = " ".join(MARKER.sub("", lead.text).split())
    said = f"{lead.statement} {claim.statement}"
    if _is_row(lead.text):
        shown += f"\n|{'---|' * len(_cells(lead.statement))}"
        said = _row_in_words(lead.statement, claim.statement)
    return replace(claim, markers=claim.markers or lead.markers, lead=shown, standalone=said)


def _row_in_words(header: str, row: str) -> str:
    """All that is shown of it: a cell without a name counts, and so does a name without a cell."""
    columns = zip_longest(_cells(header), _cells(row), fillvalue="")
    return "; ".join(f"{name}: {cell}" if name and cell else name or cell for name, cell in columns if name or cell)


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.strip().strip("|").split("|")]


def _resolved(text: str, claim: Claim, before: Sequence[Claim]) -> Claim:
    """`claim` with the subject of the sentence in front of it for the pronoun that it begins with."""
    statement = claim.statement
    pronoun = _PRONOUN.match(statement)
    if pronoun is None or not before or _EMPTY.match(statement) or "\n\n" in text[before[-1].end : claim.start]:
        return claim
    verb = pronoun.group(2)
    if verb is not None and verb.lower() not in _VERBS:
        return claim
    subject = _subject(before[-1].judged)
    return replace(claim, standalone=f"{subject}{statement[pronoun.end(1) :]}") if subject else claim


def _subject(statement: str) -> str:
    words = statement.split()
    end = next((n for n, word in enumerate(words) if word.lower() in _VERBS), 0)
    subject = " ".join(words[:end])
    if _NOBODY.match(subject):
        return ""
    alike = re.fullmatch(r"[\w'’&./ -]+", subject) and not _PRONOUN.match(f"{subject} is")
    return subject if 0 < end <= _LONGEST_SUBJECT and alike else ""
