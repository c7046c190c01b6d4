"""The JSON forms of questions, answers, hits, verifications and documents: one for the command line and the API."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal, Self, cast

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, model_validator

from answer.answer import Answer, AnswerClaim, WithheldClaim
from answer.form import Form
from ingest.chunk import Validity
from ingest.index.protocol import DocumentRecord
from ragstone.searching import Searched
from retrieval.hit import Evidence, Hit
from retrieval.limits import Limits
from retrieval.question import MAX_CHARACTERS, Question, Turn
from verify.verification import CheckedClaim, Verification

MAX_CONTEXTS = 200


class TurnIn(BaseModel):
    """One earlier message; `text` and `speaker` are understood as well."""

    model_config = ConfigDict(populate_by_name=True)
    role: Literal["user", "assistant"] = Field(validation_alias=AliasChoices("role", "speaker"))
    content: str = Field(validation_alias=AliasChoices("content", "text"))


class QuestionIn(BaseModel):
    """A question with its limits; `infer` says whether its words may set those that are not given."""

    question: str = Field(json_schema_extra={"minLength": 1, "maxLength": MAX_CHARACTERS, "pattern": r"\S"})
    infer: bool = True
    response_schema: dict[str, Any] | None = None
    history: list[TurnIn] = []
    groups: list[str] = []
    filters: dict[str, str | list[str]] = {}
    as_of: date | None = None
    user: str = Field("", max_length=256, description="Whom a client asks for; kept in the audit log")

    @model_validator(mode="before")
    @classmethod
    def _null_is_absent(cls, raw: object) -> object:
        return {key: value for key, value in raw.items() if value is not None} if isinstance(raw, dict) else raw

    def to_question(self, today: date) -> Question:
        """The domain's form; `today` stands in for a missing `as_of`.

        Raises:
            QuestionError: The question is empty or too long, or the schema of its answer cannot be used.
        """
        if self.response_schema is not None:
            Form(self.response_schema)
        return Question(
            text=self.question,
            as_of=self.as_of or today,
            history=tuple(Turn(turn.role, turn.content) for turn in self.history),
            groups=tuple(self.groups),
            filters={key: (value,) if isinstance(value, str) else tuple(value) for key, value in self.filters.items()},
            infer_tags=self.infer,
            response_schema=self.response_schema,
            infer_day=self.infer and self.as_of is None,
            correct=self.infer,
            user=self.user,
        )


class VerifyIn(BaseModel):
    """A text and what it is checked against; exactly one of `response` and `claim`."""

    context: list[str] = Field(max_length=MAX_CONTEXTS)
    response: str | None = None
    claim: str | None = None


class LabelledIn(BaseModel):
    """A claim that somebody judged against its evidence, for calibration."""

    claim: str = Field(min_length=1)
    context: list[str] = Field(min_length=1, max_length=MAX_CONTEXTS)
    label: Literal[0, 1]


class RelevantIn(BaseModel):
    """A question with the documents that answer it, for calibration."""

    question: str = Field(min_length=1)
    gold_documents: list[str] = Field(min_length=1)
    groups: list[str] = []


class PlaceIn(BaseModel):
    """A place in a document's text, half-open characters."""

    document_id: str
    start: int
    end: int


class AskedIn(QuestionIn):
    """A question with what answers it, or the word that nothing does; the cases of a suite are of this form."""

    gold_documents: list[str] = []
    gold_spans: list[PlaceIn] = []
    must_abstain: bool = False

    @model_validator(mode="after")
    def _says_what_answers(self) -> Self:
        if self.must_abstain == bool(self.gold_documents or self.gold_spans):
            raise ValueError("got must_abstain and gold, or neither, expected one of the two")
        return self


class CitationOut(BaseModel):
    """Where a claim comes from; `quote` is exactly the document's text from `start` to `end`.

    `effective` and `expires` are the document's first and last day in force, null where there is none.
    """

    n: int
    document_id: str
    title: str
    uri: str
    page: int | None
    start: int
    end: int
    quote: str
    effective: date | None
    expires: date | None


class AnswerClaimOut(BaseModel):
    """A shown claim; `start` and `end` count characters of the answer's text.

    `reason` is `recited` where the draft cited other evidence than what bears the claim and is cited now.
    """

    text: str
    start: int
    end: int
    support_score: float
    citations: list[CitationOut]
    reason: Literal["supported", "recited"]

    @classmethod
    def of(cls, claim: AnswerClaim) -> AnswerClaimOut:
        """The wire form of `claim`."""
        citations = [CitationOut.model_validate(cited, from_attributes=True) for cited in claim.citations]
        score = round(claim.support_score, 4)
        reason = cast(Literal["supported", "recited"], claim.reason)
        return cls(
            text=claim.text, start=claim.start, end=claim.end, support_score=score, citations=citations, reason=reason
        )


class WithheldOut(BaseModel):
    """Why a claim of the draft is not shown."""

    verdict: str
    support_score: float
    reason: str

    @classmethod
    def of(cls, claim: WithheldClaim) -> WithheldOut:
        """The wire form of `claim`."""
        return cls(verdict=claim.verdict, support_score=round(claim.support_score, 4), reason=claim.reason)


class LookedOut(BaseModel):
    """The chunk of a document that came nearest to the question."""

    document_id: str
    title: str
    uri: str
    page: int | None
    start: int
    end: int


class AppliedOut(BaseModel):
    """A rule of the policies that applied, and what followed from it."""

    rule: str
    action: str
    queue: str


class InferredOut(BaseModel):
    """The limits that were read out of the question's words; `as_of` is null where they name no day."""

    tags: dict[str, list[str]]
    as_of: date | None

    @classmethod
    def of(cls, limits: Limits) -> InferredOut:
        """The wire form of `limits`."""
        return cls(tags={key: list(values) for key, values in limits.tags.items()}, as_of=limits.as_of)


class CorrectionOut(BaseModel):
    """A word of the question as it was written, and as it was searched."""

    said: str
    searched: str


class VariantOut(BaseModel):
    """Other words that were searched beside the question, and their share of the fused score, in (0, 1)."""

    text: str
    weight: float


class AnswerOut(BaseModel):
    """An answer, an abstention, or what a policy says."""

    id: str
    question: str
    status: Literal["answered", "trimmed", "abstained", "refused", "escalated"]
    reason: str
    text: str
    claims: list[AnswerClaimOut]
    withheld: list[WithheldOut]
    closest: list[LookedOut]
    policies: list[AppliedOut]
    notices: list[str]
    against: list[CitationOut]
    inferred: InferredOut
    corrected: list[CorrectionOut]
    writer: str
    route: str
    timings_ms: dict[str, float]
    trace_id: str

    @classmethod
    def of(cls, answer: Answer, *, question: str, id: str = "") -> AnswerOut:
        """The wire form of `answer`; without an id of a row its id is the trace's."""
        claims = [AnswerClaimOut.of(claim) for claim in answer.claims]
        withheld = [WithheldOut.of(claim) for claim in answer.withheld]
        return cls(
            id=id or answer.trace_id, question=question, status=answer.status.value, reason=answer.reason,
            text=answer.text, claims=claims, withheld=withheld, timings_ms=_rounded(answer.timings_ms),
            closest=[LookedOut.model_validate(looked, from_attributes=True) for looked in answer.closest],
            policies=[AppliedOut.model_validate(applied, from_attributes=True) for applied in answer.policies],
            notices=list(answer.notices),
            against=[CitationOut.model_validate(cited, from_attributes=True) for cited in answer.against],
            corrected=[CorrectionOut.model_validate(word, from_attributes=True) for word in answer.corrected],
            inferred=InferredOut.of(answer.inferred), trace_id=answer.trace_id,
            writer=answer.writer, route=answer.route,
        )  # fmt: skip


class HitOut(BaseModel):
    """A hit; `text` is exactly the document's text from `start` to `end`."""

    rank: int
    chunk_id: str
    document_id: str
    title: str
    uri: str
    page: int | None
    start: int
    end: int
    score: float
    text: str

    @classmethod
    def of(cls, hit: Hit) -> HitOut:
        """The wire form of `hit`."""
        chunk = hit.chunk
        return cls(
            rank=hit.rank, chunk_id=chunk.id, document_id=chunk.document_id, title=chunk.title, uri=chunk.uri,
            page=chunk.page, start=chunk.span.start, end=chunk.span.end, score=round(hit.score, 6), text=chunk.text,
        )  # fmt: skip


class HitsOut(BaseModel):
    """The hits of one question, best first, in the state of the index that `index_revision` names."""

    hits: list[HitOut]
    index_revision: str

    @classmethod
    def of(cls, evidence: Evidence, *, index_revision: str) -> HitsOut:
        """The wire form of `evidence`."""
        return cls(hits=[HitOut.of(hit) for hit in evidence.hits], index_revision=index_revision)


class SearchOut(BaseModel):
    """The hits of a search, best first, and every rule that applied; where one ends the matter there are no hits."""

    hits: list[HitOut]
    policies: list[AppliedOut]

    @classmethod
    def of(cls, searched: Searched) -> SearchOut:
        """The wire form of `searched`."""
        applied = [AppliedOut.model_validate(rule, from_attributes=True) for rule in searched.ruling.applied]
        return cls(hits=[HitOut.of(hit) for hit in searched.hits], policies=applied)


class QuoteOut(BaseModel):
    """What a claim rests on: `quote` is exactly ``context[index][start:end]``."""

    index: int
    start: int
    end: int
    quote: str


class CheckedClaimOut(BaseModel):
    """A claim and its verdict; `start` and `end` count characters of the checked text."""

    text: str
    start: int
    end: int
    verdict: Literal["supported", "contradicted", "unsupported"]
    support_score: float
    reason: str
    evidence: QuoteOut | None

    @classmethod
    def of(cls, checked: CheckedClaim) -> CheckedClaimOut:
        """The wire form of `checked`."""
        found = checked.quote
        quote = QuoteOut(index=found.index, start=found.start, end=found.end, quote=found.text) if found else None
        return cls(
            text=checked.claim.text, start=checked.claim.start, end=checked.claim.end, verdict=checked.verdict.value,
            support_score=round(checked.support_score, 4), reason=checked.reason, evidence=quote,
        )  # fmt: skip


class VerificationOut(BaseModel):
    """All claims of a text; `support_score` is the weakest one's."""

    id: str
    claims: list[CheckedClaimOut]
    support_score: float
    supported: bool

    @classmethod
    def of(cls, verification: Verification, *, id: str) -> VerificationOut:
        """The wire form of `verification`."""
        return cls(
            id=id,
            claims=[CheckedClaimOut.of(claim) for claim in verification.claims],
            support_score=round(verification.support_score, 4),
            supported=verification.supported,
        )


class DocumentOut(BaseModel):
    """A document that the asker may read."""

    document_id: str
    title: str
    uri: str
    source: str
    media_type: str
    language: str
    tags: dict[str, list[str]]
    groups: list[str]
    effective: date | None
    expires: date | None
    chunks: int
    warnings: list[str]

    @classmethod
    def of(cls, record: DocumentRecord) -> DocumentOut:
        """The wire form of `record`; days without a limit are null, and what never was in force has its own words."""
        held = record.validity
        if held.start > held.end:
            held = Validity(record.term.effective or date.min, record.term.expires or date.max)
        return cls(
            document_id=record.document_id, title=record.title, uri=record.uri, source=record.source,
            media_type=record.media_type, language=record.language, groups=list(record.groups), chunks=record.chunks,
            tags={key: list(values) for key, values in record.tags.items()}, warnings=list(record.warnings),
            effective=held.first_day, expires=held.last_day,
        )  # fmt: skip


def _rounded(timings: object) -> dict[str, float]:
    return {step: round(value, 2) for step, value in cast(dict[str, float], timings).items()}
