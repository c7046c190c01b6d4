"""Questions asked of the whole assistant: correctness beside the best sentence by BM25, and abstention.

An answer is correct when its token F1 with the reference answer is at least .5 and it holds every number of it.
On the two sets without a reference of sentences only abstention counts.
"""

from __future__ import annotations

import math
import random
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from answer.answer import AnswerStatus
from benchmarks.corpora import rows, write_documents
from benchmarks.indexing import settings_for, sync_into
from benchmarks.speed import HANDBOOK, SUITE
from evals.metrics import numbers_right, precision_recall, token_f1
from evals.suite import load_suite
from ragstone.assistant import Assistant
from ragstone.wiring import build_assistant
from retrieval.hit import Stage
from retrieval.question import Question, Turn
from verify.claims import sentence_spans

TODAY = date(2026, 11, 24)
MOST, SEED, RIGHT = 120, 5, 0.5
_READ = 10
_K1, _B = 1.2, 0.75
_WORD = re.compile(r"\w+")
Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class Case:
    """A question with what is known of its answer; without a reference only `must_abstain` counts."""

    question: Question
    must_abstain: bool
    reference: str = ""


def measure(name: str, data: Path | None, folder: Path, *, most: int = MOST) -> Row:
    """The row of one set of `SETS`; of a large public set the same `most` questions. `folder` takes its index."""
    cases = SETS[name](data, folder)
    if name != "handbook":
        cases = random.Random(SEED).sample(cases, min(most, len(cases)))
    assistant = build_assistant(settings_for(folder / "index"))
    try:
        found = [_one(assistant, case) for case in cases]
    finally:
        assistant.index.close()
    return {"set": name, "questions": len(cases), **_correctness(cases, found), **_abstention(cases, found)}


def _one(assistant: Assistant, case: Case) -> tuple[bool, str, str]:
    """Whether it abstained, what it said, and the best single sentence."""
    answer = assistant.ask(case.question)
    return answer.status is AnswerStatus.ABSTAINED, answer.text, best_sentence(assistant, case.question)


def best_sentence(assistant: Assistant, question: Question) -> str:
    """Of the ten best chunks by BM25 the sentence that BM25 puts first, scored among their sentences."""
    hits = assistant.search(question, stage=Stage.BM25, top_k=_READ).hits
    texts = [hit.chunk.text[start:end] for hit in hits for start, end in sentence_spans(hit.chunk.text)]
    if not texts:
        return ""
    scores = bm25(question.text, texts)
    return texts[max(range(len(texts)), key=lambda at: (scores[at], -at))]


def bm25(query: str, texts: Sequence[str]) -> list[float]:
    """Robertson's BM25 of each text, k1 1.2 and b .75; how rare a word is, is counted over `texts`."""
    bags = [Counter(_words(text)) for text in texts]
    mean = sum(bag.total() for bag in bags) / len(bags) or 1.0
    holding = Counter(word for bag in bags for word in bag)
    rarity = {
        word: math.log(1 + (len(bags) - holding[word] + 0.5) / (holding[word] + 0.5)) for word in set(_words(query))
    }
    return [
        sum(
            rarity[word] * bag[word] * (_K1 + 1) / (bag[word] + _K1 * (1 - _B + _B * bag.total() / mean))
            for word in rarity
        )
        for bag in bags
    ]


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def is_correct(text: str, reference: str) -> bool:
    """Token F1 of at least .5, and every number of the reference."""
    return token_f1(text, reference) >= RIGHT and numbers_right(text, reference) is not False


def _correctness(cases: Sequence[Case], found: Sequence[tuple[bool, str, str]]) -> Row:
    due = [(case, one) for case, one in zip(cases, found, strict=True) if case.reference and not case.must_abstain]
    if not due:
        return {"with reference": 0, "correct": "", "best sentence correct": "", "F1": "", "best sentence F1": ""}
    said = [("" if abstained else text, sentence, case.reference) for case, (abstained, text, sentence) in due]
    return {
        "with reference": len(due),
        "correct": _mean([is_correct(text, reference) for text, _, reference in said]),
        "best sentence correct": _mean([is_correct(sentence, reference) for _, sentence, reference in said]),
        "F1": _mean([token_f1(text, reference) for text, _, reference in said]),
        "best sentence F1": _mean([token_f1(sentence, reference) for _, sentence, reference in said]),
    }


def _abstention(cases: Sequence[Case], found: Sequence[tuple[bool, str, str]]) -> Row:
    abstained, due = [one[0] for one in found], [case.must_abstain for case in cases]
    precision, recall = precision_recall(abstained, due)
    refused = [flag for flag, must in zip(abstained, due, strict=True) if not must]
    return {
        "unanswerable": sum(due), "abstention precision": round(precision, 3), "abstention recall": round(recall, 3),
        "wrongly refused": _mean(refused), "precision if it always abstained": _mean(due),
    }  # fmt: skip


def _mean(values: Sequence[float]) -> float:
    return round(sum(values) / len(values), 3) if values else 0.0


def _handbook(data: Path | None, folder: Path) -> list[Case]:
    sync_into(folder / "index", HANDBOOK)
    return [
        Case(question.to_question(TODAY), question.must_abstain, question.reference_answer)
        for question in load_suite(SUITE).questions
    ]


def _passages(name: str) -> Callable[[Path | None, Path], list[Case]]:
    """A set of questions on passages: every passage is synced, each as a document, and some questions are asked."""

    def load(data: Path | None, folder: Path) -> list[Case]:
        found: list[dict[str, Any]] = list(rows(_required(data) / "abstention" / f"{name}.jsonl"))
        texts = {row["context"]: row["title"] for row in found}
        corpus = [{"id": f"p{n}", "title": title, "text": text} for n, (text, title) in enumerate(texts.items())]
        _sync(corpus, folder)
        return [Case(Question(row["question"][:4000], as_of=TODAY), not row["answerable"]) for row in found]

    return load


def _filings(data: Path | None, folder: Path) -> list[Case]:
    source = _required(data) / "documents" / "sec-10-q"
    sync_into(folder / "index", source, {"ingest": {"max_file_mb": 50}})
    found = rows(source / "questions.jsonl")
    return [Case(Question(row["question"][:4000], as_of=TODAY), False, row["answer"]) for row in found]


def _turns(data: Path | None, folder: Path) -> list[Case]:
    source = _required(data) / "retrieval" / "mtrag-un"
    write_documents(source / "corpus.jsonl", folder / "documents.jsonl")
    sync_into(folder / "index", folder / "documents.jsonl")
    # What is underspecified wants a question back: neither an answer nor an abstention.
    found = [row for row in _any_rows(source / "queries.jsonl") if row["answerability"] != "UNDERSPECIFIED"]
    return [
        Case(to_question(row), row["answerability"] == "UNANSWERABLE", row.get("reference_answer", "")) for row in found
    ]


def to_question(row: Mapping[str, Any], *, history: bool = True) -> Question:
    """A row of mtrag-un: its last turn, with or without what was said before."""
    turns = tuple(Turn("user" if turn["role"] == "user" else "assistant", turn["text"]) for turn in row["history"])
    return Question(row["question"][:4000], as_of=TODAY, history=turns if history else ())


def _sync(corpus: Sequence[Mapping[str, str]], folder: Path) -> None:
    import json

    path = folder / "documents.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in corpus), encoding="utf-8")
    sync_into(folder / "index", path)


def _any_rows(path: Path) -> list[dict[str, Any]]:
    return list(rows(path))


def _required(data: Path | None) -> Path:
    if data is None:
        raise FileNotFoundError("got no --data, expected the folder of public sets; name it or leave the part out")
    return data


SETS: dict[str, Callable[[Path | None, Path], list[Case]]] = {
    "handbook": _handbook, "squad2_half": _passages("squad2_half"), "clapnq_dev_half": _passages("clapnq_dev_half"),
    "sec-10-q": _filings, "mtrag-un": _turns,
}  # fmt: skip
