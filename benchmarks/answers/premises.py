"""Questions that take something for granted: what is denied of it, rightly and wrongly."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from answer.objection import Objection, objection
from answer.premise import premises
from benchmarks.answers.asked import TODAY
from benchmarks.indexing import settings_for, sync_into
from benchmarks.speed import HANDBOOK, SUITE
from evals.suite import load_suite
from ragstone.assistant import Assistant
from ragstone.wiring import build_assistant
from retrieval.question import Question
from retrieval.rewrite import rewrite

PREMISES = SUITE.parent / "premises" / "premises.jsonl"
Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class Case:
    """A question, the same with a true premise, and the sentence of a document that denies the false one."""

    question: Question
    twin: Question
    document_id: str
    quote: str
    written: str


def measure() -> list[Row]:
    """A row for each half of the false premises, for their true twins, and for the handbook's suite."""
    with tempfile.TemporaryDirectory() as name:
        sync_into(Path(name) / "index", HANDBOOK)
        assistant = build_assistant(settings_for(Path(name) / "index"))
        try:
            return _rows(assistant)
        finally:
            assistant.index.close()


def cases() -> list[Case]:
    """The cases of `samples/premises`, in order."""
    found = [json.loads(line) for line in PREMISES.read_text(encoding="utf-8").splitlines()]
    return [
        Case(_asked(row["question"]), _asked(row["twin"]), row["document_id"], row["quote"], row["written"])
        for row in found
    ]


def _asked(text: str) -> Question:
    return Question(text, as_of=TODAY, infer_tags=True, infer_day=True, correct=True)


def _rows(assistant: Assistant) -> list[Row]:
    every = cases()
    suite = load_suite(SUITE).questions
    found = [
        _false(assistant, f"false, written {when}", [one for one in every if one.written == when])
        for when in ("before", "after", "last")
    ]
    true = {
        "their twins, true": [one.twin for one in every],
        "suite, answerable": [one.to_question(TODAY) for one in suite if not one.must_abstain],
        "suite, unanswerable": [one.to_question(TODAY) for one in suite if one.must_abstain],
    }
    return [*found, *(_true(assistant, name, questions) for name, questions in true.items())]


def _false(assistant: Assistant, name: str, asked: Sequence[Case]) -> Row:
    without = replace(assistant, answering=replace(assistant.answering, premises=False))
    found = [_objection(assistant, one.question) for one in asked]
    said = [_is_said(one, without.ask(one.question).text) for one in asked]
    return {
        "premises": name, "n": len(asked), "taken for one": sum(_takes(one.question) for one in asked),
        "denied": sum(one is not None for one in found),
        "by the sentence named": sum(
            one is not None and _is_said(case, one.claim.text) for case, one in zip(asked, found, strict=True)
        ),
        "sentence in the answer without": sum(said),
    }  # fmt: skip


def _true(assistant: Assistant, name: str, asked: Sequence[Question]) -> Row:
    return {
        "premises": name, "n": len(asked), "taken for one": sum(map(_takes, asked)),
        "denied": sum(_objection(assistant, one) is not None for one in asked),
        "by the sentence named": "", "sentence in the answer without": "",
    }  # fmt: skip


def _takes(question: Question) -> bool:
    return bool(premises(rewrite(question).text))


def _objection(assistant: Assistant, question: Question) -> Objection | None:
    if not _takes(question):
        return None
    return objection(assistant.retriever.retrieve(question), assistant.answering.checker)


def _is_said(case: Case, text: str) -> bool:
    return " ".join(case.quote.split()) in " ".join(text.split())
