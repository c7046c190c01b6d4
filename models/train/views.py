"""What of its context a claim is judged by, chosen for training exactly as at inference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from models.evidence_reader import EvidenceReader
from models.train.rows import Row

# How often the best window and the gathered sentences are drawn.
_SHARES = (0.4, 0.6)


@dataclass(frozen=True, slots=True)
class Example:
    """One pair of evidence and claim, or evidence and question, ready to be tokenised.

    Attributes:
        evidence: The window, or the sentences gathered.
        text: The claim or the question.
        allowed: For a claim, the classes that its label leaves open; empty for a question.
        sufficient: For a question, whether the evidence answers it; None for a claim.
        weight: How often it is drawn.
    """

    evidence: str
    text: str
    allowed: tuple[int, ...]
    sufficient: bool | None
    weight: float


def row_examples(rows: Iterable[Row], reader: EvidenceReader) -> Iterator[Example]:
    """The views of each row that is not held back; the long window, which takes longer, is drawn less often."""
    for row in rows:
        views = [] if row.held_back else reader.views(row.claim, row.context)
        shares = _SHARES if len(views) == 2 else (1.0,)
        for seen, share in zip(views, shares, strict=False):
            yield Example(seen, row.claim, row.allowed, None, share * row.weight)
