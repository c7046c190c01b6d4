"""Turns what the gate lets pass into an answer with citations."""

from __future__ import annotations

from collections.abc import Sequence

from answer.answer import Answer, AnswerClaim, AnswerStatus, Citation, Looked, WithheldClaim
from retrieval.hit import Hit
from verify.gate import Decision, Status
from verify.quote import closest_sentence
from verify.verification import CheckedClaim

_CLOSEST = 3
ABSTENTIONS = {
    "no_evidence": "I found nothing about this in the documents that you may read.",
    "evidence_too_weak": "The documents that you may read come near this question but do not answer it.",
    "no_draft": "I could not write an answer from the documents that I found.",
    "declined_by_writer": "The documents that I found do not answer this question.",
    "too_little_supported": "Too little of the answer that I drafted is supported by the documents, so I withhold it.",
}


def abstain(reason: str, hits: Sequence[Hit] = (), decision: Decision | None = None) -> Answer:
    """An abstention for `reason`, one of `ABSTENTIONS`; it names the documents of the `hits`."""
    withheld = _withheld(decision.withheld) if decision is not None else ()
    return Answer(AnswerStatus.ABSTAINED, reason, ABSTENTIONS[reason], withheld=withheld, closest=_closest(hits))


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
        return abstain(decision.reason, hits, decision)
    parts: list[str] = []
    claims: list[AnswerClaim] = []
    length = 0
    for checked in decision.shown:
        separator = _separator(draft, checked, first=not parts)
        text = _cited_text(checked)
        start = length + len(separator)
        length = start + len(text)
        parts += [separator, text]
        claims.append(AnswerClaim(text, start, length, checked.support_score, _citations(checked, hits)))
    withheld = _withheld(decision.withheld)
    return Answer(AnswerStatus(decision.status), decision.reason, "".join(parts), tuple(claims), withheld)


def _separator(draft: str, checked: CheckedClaim, *, first: bool) -> str:
    """Line breaks and bullets in front of a claim stay, so that a list stays a list."""
    line_start = draft.rfind("\n", 0, checked.claim.start) + 1
    bullet = draft[line_start : checked.claim.start]
    if any(character.isalpha() for character in bullet):
        return "" if first else " "
    return bullet if first else "\n" * (line_start > 0) + bullet or " "


def _numbers(checked: CheckedClaim) -> tuple[int, ...]:
    if checked.claim.markers:
        return checked.claim.markers
    return (checked.quote.index + 1,) if checked.quote is not None else ()


def _cited_text(checked: CheckedClaim) -> str:
    if checked.claim.markers:
        return checked.claim.text
    return f"{checked.claim.text} {''.join(f'[{n}]' for n in _numbers(checked))}"


def _citations(checked: CheckedClaim, hits: Sequence[Hit]) -> tuple[Citation, ...]:
    return tuple(_citation(checked.claim.statement, n, hits[n - 1]) for n in _numbers(checked))


def _citation(statement: str, n: int, hit: Hit) -> Citation:
    chunk = hit.chunk
    start, end = closest_sentence(statement, chunk.text, 0, len(chunk.text))
    return Citation(
        n=n,
        document_id=chunk.document_id,
        title=chunk.title,
        uri=chunk.uri,
        page=chunk.page,
        start=chunk.span.start + start,
        end=chunk.span.start + end,
        quote=chunk.text[start:end],
    )


def _withheld(claims: Sequence[CheckedClaim]) -> tuple[WithheldClaim, ...]:
    return tuple(WithheldClaim(claim.verdict, claim.support_score, claim.reason) for claim in claims)
