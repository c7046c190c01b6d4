"""Turns what the gate lets pass into an answer with citations."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from answer.answer import Answer, AnswerClaim, AnswerStatus, Citation, Looked, WithheldClaim
from retrieval.hit import Hit
from verify.claim import MARKER, Claim
from verify.gate import Decision, Status
from verify.quote import closest_sentence
from verify.recite import RECITED
from verify.verification import CheckedClaim, Verdict

_CLOSEST = 3
_MARKS = re.compile(r"[\s#>]*(?:(?:[-*•–|]|\(?(?P<number>\d{1,3})[.)])\s+)?")
ABSTENTIONS = {
    "nothing_found": "I found nothing about this in the documents that you may read.",
    "out_of_scope": "The documents that you may read are about other things.",
    "insufficient": "The documents that you may read come near this question but do not answer it.",
    "not_of_the_form": "I could not fill in the form that was asked for.",
    "contradicted": "What I drafted is contradicted by the documents, so I withhold it.",
    "too_little_supported": "Too little of the answer that I drafted is supported by the documents, so I withhold it.",
}


def abstain(reason: str, hits: Sequence[Hit] = (), decision: Decision | None = None) -> Answer:
    """An abstention for `reason`, one of `ABSTENTIONS`; it names the documents of the `hits`."""
    withheld = _withheld(decision.withheld) if decision is not None else ()
    return Answer(AnswerStatus.ABSTAINED, reason, ABSTENTIONS[reason], withheld=withheld, closest=_closest(hits))


def refusal(decision: Decision) -> str:
    """Why nothing of a draft is shown: its evidence contradicts each of its claims, or merely does not bear them."""
    against = all(claim.verdict is Verdict.CONTRADICTED for claim in decision.withheld)
    return "contradicted" if against else "too_little_supported"


def _closest(hits: Sequence[Hit]) -> tuple[Looked, ...]:
    """The best chunk of each document, `_CLOSEST` at most."""
    best: dict[str, Looked] = {}
    for chunk in (hit.chunk for hit in hits):
        looked = Looked(chunk.document_id, chunk.title, chunk.uri, chunk.page, chunk.span.start, chunk.span.end)
        best.setdefault(chunk.document_id, looked)
    return tuple(best.values())[:_CLOSEST]


def compose(draft: str, decision: Decision, hits: Sequence[Hit]) -> Answer:
    """The answer that `decision` allows of `draft`; `hits` in the order in which markers count them."""
    if decision.status is Status.ABSTAINED:
        return abstain(refusal(decision), hits, decision)
    parts: list[str] = []
    claims: list[AnswerClaim] = []
    length = 0
    lead = ""
    for checked in decision.shown:
        separator = _separator(draft, checked, first=not parts, after=lead)
        lead = checked.claim.lead
        text = _cited_text(checked)
        start = length + len(separator)
        length = start + len(text)
        parts += [separator, text]
        claims.append(
            AnswerClaim(text, start, length, checked.support_score, _citations(checked, hits), checked.reason)
        )
    withheld = _withheld(decision.withheld)
    return Answer(AnswerStatus(decision.status), decision.reason, "".join(parts), tuple(claims), withheld)


def _separator(draft: str, checked: CheckedClaim, *, first: bool, after: str) -> str:
    """Line breaks and bullets in front of a claim stay, so that a list stays a list, and what announces it with it.

    Args:
        draft: What was written.
        checked: The claim.
        first: Whether nothing is shown in front of it.
        after: The lead of what is shown in front of it.
    """
    line_start = draft.rfind("\n", 0, checked.claim.start) + 1
    bullet = _bullet(draft[:line_start], draft[line_start : checked.claim.start])
    if checked.claim.lead and checked.claim.lead != after:
        return f"{chr(10) * (not first)}{checked.claim.lead}\n{bullet or ''}"
    if bullet is None:
        return "" if first else " "
    return bullet if first else "\n" * (line_start > 0) + bullet or " "


def _bullet(above: str, before: str) -> str | None:
    """What stands in a line before a claim, as far as it says nothing; None where it is more than marks of a list.

    A number says something unless it counts on from the line above: "27. It is paid." may be an answer.
    """
    marks = _MARKS.fullmatch(before)
    if marks is None:
        return None
    number = int(marks["number"] or 1)
    counted = number == 1 or re.search(rf"^\s*\(?{number - 1}[.)]\s", above, re.MULTILINE)
    return before if counted else ""


def _numbers(checked: CheckedClaim) -> tuple[int, ...]:
    if checked.claim.markers:
        return checked.claim.markers
    return (checked.quote.index + 1,) if checked.quote is not None else ()


def _cited_text(checked: CheckedClaim) -> str:
    """The claim with the markers that count: its own, or of what it rests on."""
    text = checked.claim.text
    if checked.reason == RECITED:
        text = MARKER.sub("", text)
    elif MARKER.search(text):
        return text
    return f"{text} {''.join(f'[{n}]' for n in _numbers(checked))}"


def _citations(checked: CheckedClaim, hits: Sequence[Hit]) -> tuple[Citation, ...]:
    return tuple(_citation(checked.claim, n, hits[n - 1]) for n in _numbers(checked))


def _citation(claim: Claim, n: int, hit: Hit) -> Citation:
    text = hit.chunk.text
    return replace(Citation.of(hit, *closest_sentence(claim.statement, text, 0, len(text), judged=claim.judged)), n=n)


def _withheld(claims: Sequence[CheckedClaim]) -> tuple[WithheldClaim, ...]:
    return tuple(WithheldClaim(claim.verdict, claim.support_score, claim.reason) for claim in claims)
