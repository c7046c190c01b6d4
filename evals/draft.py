"""Cases drafted from documents by a language model: a question, a near miss, a false premise. A person accepts them."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from evals.documents import Documents
from evals.suite import EvalQuestion, GoldSpan
from ingest.chunk import Chunk
from ingest.index.protocol import Conditions
from models.protocols import LanguageModel, Message
from verify.claims import sentence_spans

DRAFT = "draft"
_SHORTEST, _LONGEST = 40, 300
_PROMPT = (
    "You write test questions about a company's documents. From the sentence you are given, write one JSON object with "
    "three keys and nothing else. question: what an employee would ask that the sentence answers, in other words than "
    "the sentence's. near_miss: the same question with one fact changed (a name, a place, a number, a kind), so that "
    "the sentence does not answer it. false_premise: a question that takes something for granted that the sentence "
    "says otherwise."
)


class DraftIn(BaseModel):
    """What the model must reply."""

    model_config = ConfigDict(extra="ignore")
    question: str = Field(min_length=8)
    near_miss: str = Field(min_length=8)
    false_premise: str = Field(min_length=8)


@dataclass(frozen=True, slots=True)
class Drafter:
    """Drafts cases from what everybody may read.

    Attributes:
        today: The day on which the documents are in force.
    """

    documents: Documents
    model: LanguageModel
    today: date

    def draft(self, sentences: int, *, seed: int = 1) -> tuple[list[EvalQuestion], int]:
        """Three cases for each of so many sentences, and how many replies could not be used.

        Raises:
            LanguageModelError: The model's server failed.
        """
        chosen = list(self._sentences())
        random.Random(seed).shuffle(chosen)  # noqa: S311 - chooses sentences, guards nothing
        drafts: list[EvalQuestion] = []
        unusable = 0
        for chunk, start, end in chosen[:sentences]:
            reply = self._ask(chunk, chunk.text[start:end])
            if reply is None:
                unusable += 1
            else:
                drafts += _cases(reply, chunk, start, end)
        return drafts, unusable

    def _sentences(self) -> Iterator[tuple[Chunk, int, int]]:
        """Sentences that say something by themselves, each document's in its order."""
        conditions = Conditions(as_of=self.today)
        for record in self.documents.index.documents(conditions):
            for chunk in self.documents.chunks(record.document_id, conditions):
                for start, end in sentence_spans(chunk.text):
                    if _SHORTEST <= end - start <= _LONGEST and chunk.text[start:end].rstrip().endswith("."):
                        yield chunk, start, end

    def _ask(self, chunk: Chunk, sentence: str) -> DraftIn | None:
        asked = f"Document: {chunk.title}\nSentence: {sentence}"
        reply = "".join(self.model.stream([Message("system", _PROMPT), Message("user", asked)]))
        try:
            return DraftIn.model_validate_json(reply[reply.find("{") : reply.rfind("}") + 1])
        except ValidationError:
            return None


def jsonl(drafts: Sequence[EvalQuestion]) -> str:
    """A line a case; the tag `draft` stays until a person takes it off."""
    rows = (row.model_dump(mode="json", by_alias=True, exclude_defaults=True) for row in drafts)
    return "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)


def _cases(reply: DraftIn, chunk: Chunk, start: int, end: int) -> Iterator[EvalQuestion]:
    quote = chunk.text[start:end]
    offset = chunk.span.start + start
    span = GoldSpan(document_id=chunk.document_id, start=offset, end=offset + len(quote), quote=quote)
    name = f"{chunk.document_id}:{offset}"
    found = {"gold_documents": (chunk.document_id,), "gold_spans": (span,), "reference_answer": quote}
    yield EvalQuestion(id=f"{name}:question", question=reply.question, tags=(DRAFT,), **found)
    yield EvalQuestion(
        id=f"{name}:near-miss", question=reply.near_miss, slice="edge", tags=(DRAFT, "near-miss"), must_abstain=True
    )
    yield EvalQuestion(
        id=f"{name}:false-premise", question=reply.false_premise, slice="edge", tags=(DRAFT, "false-premise"), **found
    )
