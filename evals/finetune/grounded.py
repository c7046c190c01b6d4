"""Examples with evidence at hand, in the words in which the assistant asks its writer."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from answer.writers.llm import DECLINES, messages
from evals.finetune.example import Example, Kind
from evals.finetune.questions import Asked
from ingest.chunk import Chunk
from retrieval.hit import Evidence, Hit, Stage

_LONGEST = 700  # characters of a chunk, so that two of them fit beside the question


def grounded(asked: Asked, texts: Sequence[Chunk], random: Random) -> Example:
    """The question with its own chunk and another document's: the answer cites, the rejected one is wrong and cites."""
    chosen = [asked.chunk, *_others(asked, texts, random, count=1)]
    random.shuffle(chosen)
    place = chosen.index(asked.chunk) + 1
    return _example("grounded", asked, chosen, (f"{asked.answer} [{place}]", f"{asked.rejected} [{place}]"))


def grounded_absent(asked: Asked, texts: Sequence[Chunk], random: Random) -> Example:
    """The question with chunks of other documents only: to be declined, not answered from memory."""
    chosen = _others(asked, texts, random, count=2)
    return _example("grounded-absent", asked, chosen, (DECLINES, f"{asked.answer} [1]"))


def _others(asked: Asked, texts: Sequence[Chunk], random: Random, *, count: int) -> list[Chunk]:
    mine = asked.chunk.document_id
    short = [chunk for chunk in texts if chunk.document_id != mine and len(chunk.text) <= _LONGEST]
    return random.sample(short, min(count, len(short)))


def _example(kind: Kind, asked: Asked, chunks: Sequence[Chunk], answers: tuple[str, str]) -> Example:
    hits = tuple(Hit(rank, chunk, 0.0, Stage.RERANKED) for rank, chunk in enumerate(chunks, start=1))
    system, user = messages(asked.question, Evidence(hits, asked.question))
    answer, rejected = answers
    document = asked.chunk.document_id
    return Example(
        kind=kind, document=document, system=system.content, question=user.content, answer=answer, rejected=rejected
    )
