"""Records made by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from ragstone.audit.record import AnswerRecord, FeedbackRecord, Opinion, Retrieved, SearchRecord, Shown, Withheld

BEGIN = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


def answer_record(
    number: int = 0, *, question: str | None = "How long is annual leave?", status: str = "answered",
    reason: str = "all_claims_supported", at: datetime | None = None, document: str = "leave.md",
    effective: date | None = date(2025, 12, 6), withheld: int = 0,
) -> AnswerRecord:  # fmt: skip
    """The answer number so and so, a day after the one before."""
    shown = () if status == "abstained" else (Shown(text="It is 25 days. [1]", support_score=0.9,
                                                    citations=((document, 10, 40),)),)  # fmt: skip
    return AnswerRecord(
        trace_id=f"trace{number}", at=at or BEGIN + timedelta(days=number), question=question, groups=(), filters={},
        as_of=(at or BEGIN).date(), status=status, reason=reason,
        retrieved=(Retrieved(place=(document, 0, 80), score=0.8, effective=effective),), shown=shown,
        withheld=(Withheld(reason="not_in_evidence", support_score=0.1),) * withheld, index_revision="r1",
        models={"writer": "extractive"}, latency_ms=12.5,
    )  # fmt: skip


def search_record(number: int, *, question: str | None = "What is parental leave?") -> SearchRecord:
    """The search number so and so, by a key."""
    at = BEGIN + timedelta(days=number)
    return SearchRecord(
        trace_id=f"trace{number}", at=at, principal="intranet", question=question, groups=("hr",), filters={},
        as_of=at.date(), retrieved=(Retrieved(place=("parents.md", 0, 80), score=0.8),), index_revision="r1",
    )  # fmt: skip


def feedback(number: int, opinion: Opinion, comment: str = "", *, claim: int | None = None) -> FeedbackRecord:
    """What somebody says of the answer number so and so."""
    at = BEGIN + timedelta(days=number)
    return FeedbackRecord(trace_id=f"trace{number}", at=at, opinion=opinion, comment=comment, claim=claim)
