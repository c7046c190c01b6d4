"""What the asker gets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from retrieval.hit import Hit
from retrieval.limits import Limits
from retrieval.spelling import Correction
from verify.verification import Verdict


class AnswerStatus(StrEnum):
    """What the asker gets: what the gate let pass of a draft, or what a policy says."""

    ANSWERED = "answered"
    TRIMMED = "trimmed"
    ABSTAINED = "abstained"
    REFUSED = "refused"
    ESCALATED = "escalated"


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a claim comes from.

    Attributes:
        n: The number in the text's markers, from 1.
        page: Page, slide or sheet from 1, where the format has one.
        start: Half-open character offsets into the document's text.
        quote: Exactly ``document.text[start:end]``.
        effective: The document's first day in force; None where it has none.
        expires: Its last; None where it has none.
    """

    n: int
    document_id: str
    title: str
    uri: str
    page: int | None
    start: int
    end: int
    quote: str
    effective: date | None = None
    expires: date | None = None

    @classmethod
    def of(cls, hit: Hit, start: int, end: int) -> Citation:
        """The citation of ``hit.chunk.text[start:end]``."""
        chunk = hit.chunk
        return cls(
            n=hit.rank,
            document_id=chunk.document_id,
            title=chunk.title,
            uri=chunk.uri,
            page=chunk.page_at(start),
            start=chunk.span.start + start,
            end=chunk.span.start + end,
            quote=chunk.text[start:end],
            effective=chunk.validity.first_day,
            expires=chunk.validity.last_day,
        )


@dataclass(frozen=True, slots=True)
class AnswerClaim:
    """A shown claim.

    Attributes:
        start: Half-open character offsets into the answer's text.
        support_score: P(its citations support it) in [0, 1], high is good.
        reason: ``supported``, or ``recited`` where the draft cited other evidence than bears it.
    """

    text: str
    start: int
    end: int
    support_score: float
    citations: tuple[Citation, ...]
    reason: str = "supported"


@dataclass(frozen=True, slots=True)
class WithheldClaim:
    """A claim of the draft that is not shown: why, but not what it said."""

    verdict: Verdict
    support_score: float
    reason: str


@dataclass(frozen=True, slots=True)
class Looked:
    """Where an abstention looked: the chunk of a document that came nearest, half-open characters of its text."""

    document_id: str
    title: str
    uri: str
    page: int | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Applied:
    """A rule of the policies that applied.

    Attributes:
        action: What followed from it.
        queue: To whom it escalates; empty for other actions.
    """

    rule: str
    action: str
    queue: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, an abstention, or what a policy says.

    Attributes:
        reason: A code that says why the status is what it is.
        text: The shown claims in order; for an abstention, the reason in words; else the policy's own text.
        timings_ms: Milliseconds of each step.
        closest: For an abstention the documents that came nearest, nearest first; the asker may read them all.
        policies: Every rule that applied.
        notices: What a policy wants said beside the answer.
        against: Sentences of other documents in force that disagree with a claim.
        writer: Who drafted it; empty where nothing was drafted.
        route: The rule that chose the writer; empty where there was none to choose.
        toned: Whether it was put into the house's tone.
        inferred: The limits that were read out of the question's words.
        corrected: Words of the question that were searched otherwise than they were written.
        trace_id: Names this one answer in the audit log and in feedback; empty until the assistant gives it.
    """

    status: AnswerStatus
    reason: str
    text: str
    claims: tuple[AnswerClaim, ...] = ()
    withheld: tuple[WithheldClaim, ...] = ()
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    closest: tuple[Looked, ...] = ()
    policies: tuple[Applied, ...] = ()
    notices: tuple[str, ...] = ()
    against: tuple[Citation, ...] = ()
    writer: str = ""
    route: str = ""
    toned: bool = False
    inferred: Limits = field(default_factory=Limits)
    corrected: tuple[Correction, ...] = ()
    trace_id: str = ""
