"""The records of the audit log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter

from answer.answer import Answer
from retrieval.hit import Evidence, Hit
from retrieval.question import Question

# (document id, start, end): half-open character offsets into the document's text.
Place = tuple[str, int, int]


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Retrieved(_Form):
    """A chunk that the answer was drafted from.

    Attributes:
        score: The place-giving score in [0, 1], high is good.
        effective: The day since which its document is in force, where it says so.
    """

    place: Place
    score: float
    effective: date | None = None


class Shown(_Form):
    """A claim that went out; `text` is empty where no text is kept."""

    text: str
    support_score: float
    citations: tuple[Place, ...]


class Withheld(_Form):
    """A claim that did not go out, and why."""

    reason: str
    support_score: float


class Ruled(_Form):
    """A rule of the policies that applied; `queue` is empty unless it escalates."""

    rule: str
    action: str
    queue: str = ""


class _Asked(_Form):
    """What a person asked.

    Attributes:
        principal: The name of the key; empty where nobody is asked who they are.
        user: Whom its holder asked for, as they said; empty where they did not.
        question: None where no text is kept.
        retrieved: What was found.
        index_revision: The state of the index that it was found in.
    """

    trace_id: str
    at: AwareDatetime
    principal: str = ""
    user: str = ""
    question: str | None
    groups: tuple[str, ...]
    filters: Mapping[str, tuple[str, ...]]
    as_of: date
    retrieved: tuple[Retrieved, ...]
    index_revision: str


class AnswerRecord(_Asked):
    """One question and what became of it.

    Attributes:
        models: Names of embedder, reranker, verifier and writer.
    """

    kind: Literal["answer"] = "answer"
    status: str
    reason: str
    shown: tuple[Shown, ...]
    withheld: tuple[Withheld, ...]
    policies: tuple[Ruled, ...] = ()
    models: Mapping[str, str]
    latency_ms: float

    @property
    def cited_documents(self) -> tuple[str, ...]:
        """The documents that the shown claims cite, each once, in the order of the answer."""
        return tuple(dict.fromkeys(document for claim in self.shown for document, _, _ in claim.citations))


class SearchRecord(_Asked):
    """One search whose hits were shown, nothing drafted from them."""

    kind: Literal["search"] = "search"


class Opinion(StrEnum):
    """What a person may say of an answer."""

    HELPFUL = "helpful"
    NOT_HELPFUL = "not_helpful"
    WRONG_ANSWER = "wrong_answer"
    WRONG_CITATION = "wrong_citation"
    MISSING_DOCUMENT = "missing_document"


class FeedbackRecord(_Form):
    """What somebody said of the answer with this `trace_id`.

    Attributes:
        comment: Empty where no text is kept.
        claim: Which of the shown claims it is about, from 0; None for the answer as a whole.
    """

    kind: Literal["feedback"] = "feedback"
    trace_id: str
    at: AwareDatetime
    principal: str = ""
    opinion: Opinion
    comment: str = ""
    claim: int | None = None


Record = AnswerRecord | FeedbackRecord | SearchRecord
RECORDS: TypeAdapter[Record] = TypeAdapter(Annotated[Record, Field(discriminator="kind")])


def answer_record(question: Question, evidence: Evidence, answer: Answer, at: datetime) -> AnswerRecord:
    """The record of an answer, its texts included; which models and which index it came from is not known here."""
    return AnswerRecord(
        trace_id=answer.trace_id,
        at=at,
        principal=question.principal,
        user=question.user,
        question=question.text,
        groups=question.groups,
        filters=dict(question.filters),
        as_of=question.as_of,
        status=answer.status.value,
        reason=answer.reason,
        retrieved=tuple(_retrieved(hit) for hit in evidence.hits),
        shown=tuple(
            Shown(
                text=claim.text,
                support_score=round(claim.support_score, 4),
                citations=tuple((cited.document_id, cited.start, cited.end) for cited in claim.citations),
            )
            for claim in answer.claims
        ),
        withheld=tuple(
            Withheld(reason=claim.reason, support_score=round(claim.support_score, 4)) for claim in answer.withheld
        ),
        policies=tuple(Ruled(rule=one.rule, action=one.action, queue=one.queue) for one in answer.policies),
        index_revision="",
        models={},
        latency_ms=round(answer.timings_ms.get("total", 0.0), 2),
    )


def search_record(
    question: Question, hits: Sequence[Hit], at: datetime, *, trace_id: str, index_revision: str
) -> SearchRecord:
    """The record of a search, its question included."""
    return SearchRecord(
        trace_id=trace_id, at=at, principal=question.principal, user=question.user, question=question.text,
        groups=question.groups, filters=dict(question.filters), as_of=question.as_of,
        retrieved=tuple(_retrieved(hit) for hit in hits), index_revision=index_revision,
    )  # fmt: skip


def without_text(record: Record) -> Record:
    """The record without what anybody wrote: no question, no claim's words, no comment."""
    if isinstance(record, FeedbackRecord):
        return record.model_copy(update={"comment": ""})
    if isinstance(record, SearchRecord):
        return record.model_copy(update={"question": None, "filters": {}})
    shown = tuple(claim.model_copy(update={"text": ""}) for claim in record.shown)
    return record.model_copy(update={"question": None, "shown": shown, "filters": {}})


def _retrieved(hit: Hit) -> Retrieved:
    span, since = hit.chunk.span, hit.chunk.validity.start
    return Retrieved(
        place=(hit.chunk.document_id, span.start, span.end),
        score=round(hit.score, 4),
        effective=None if since == date.min else since,
    )
