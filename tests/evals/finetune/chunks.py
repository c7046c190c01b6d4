"""Small chunks and examples."""

from __future__ import annotations

from evals.finetune.example import Example
from ingest.chunk import Chunk, chunk_id
from ingest.document import BlockKind, Span


def chunk(text: str, *, document: str = "leave.md", kind: BlockKind = BlockKind.PROSE, heading: str = "") -> Chunk:
    path = ("Leave", heading) if heading else ("Leave",)
    return Chunk(
        chunk_id(document, "1", 0), document, 0, text, Span(0, len(text)), "Leave", document,
        kind=kind, heading_path=path,
    )  # fmt: skip


def example(question: str, *, answer: str = "25 days.", rejected: str = "26 days.") -> Example:
    return Example(
        kind="number", document="leave.md", system="Answer.", question=question, answer=answer, rejected=rejected
    )
