"""One row to verify, from wire to wire."""

from __future__ import annotations

from ragstone.wire import VerificationOut, VerifyIn
from retrieval.errors import QuestionError
from retrieval.question import require_text
from verify.checker import Checker


def check(checker: Checker, row: VerifyIn, row_id: str) -> VerificationOut:
    """The wire form of one check.

    Raises:
        QuestionError: Not exactly one of `response` and `claim` is there, or one of the texts is none.
    """
    require_text(row.claim or "", row.response or "", *row.context)
    if (row.response is None) == (row.claim is None):
        raise QuestionError("expected exactly one of `response` and `claim`; give one of them")
    if row.claim is not None:
        return VerificationOut.of(checker.verify_claim(row.claim, row.context), id=row_id)
    return VerificationOut.of(checker.verify(row.response or "", row.context), id=row_id)
