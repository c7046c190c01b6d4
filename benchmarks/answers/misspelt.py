"""Questions with one slip of the finger: recall as they are, as they are corrected, and of the clean question."""

from __future__ import annotations

import random
import re
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.answers.asked import TODAY
from benchmarks.corpora import load_set, write_documents
from benchmarks.indexing import settings_for, sync_into
from benchmarks.retrieval import HITS, mean_metrics
from benchmarks.speed import HANDBOOK, SUITE
from evals.metrics import distinct
from evals.suite import load_suite
from ragstone.wiring import build_searcher
from retrieval.hit import Evidence, Stage
from retrieval.question import Question
from retrieval.retriever import Retriever

SEED, MOST = 11, 100
# Slips are made in words that carry something; short ones are never corrected, and are not in the benchmark either.
_WORD = re.compile(r"(?<!\S)[a-z]{5,}(?=[\s.,;:!?]|$)")
_EMPTY = frozenset(
    "about after again along before being could doing every first going might never other shall should since still"
    " their there these thing things think those under until wants where which while whose would".split()
)
_BESIDE = dict(
    zip("qwertyuiopasdfghjklzxcvbnm", "wqwertyuioaasdfghjkzzxcvbn", strict=True)  # the key to the left, or the right
)
Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class Case:
    """A question with the documents that answer it, and what becomes of it by one slip."""

    clean: Question
    slipped: Question
    gold: frozenset[str]


def measure(data: Path | None) -> list[Row]:
    """Four rows a set: the handbook's suite, and with `data` Anthropic's pages."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        found = _rows("handbook", _handbook(folder / "handbook"), folder / "handbook")
        if data is not None:
            found += _rows("anthropic-docs-rag", _pages(data, folder / "pages"), folder / "pages")
    return found


def slip(text: str, chance: random.Random) -> str:
    """`text` with two letters swapped, one dropped, doubled or hit beside its key; as it is where no word is fit."""
    words = [match for match in _WORD.finditer(text) if match.group() not in _EMPTY]
    if not words:
        return text
    word = chance.choice(words)
    at = chance.randrange(1, len(word.group()) - 1)
    broken = chance.choice(_SLIPS)(word.group(), at)
    return text[: word.start()] + broken + text[word.end() :]


def _swapped(word: str, at: int) -> str:
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _beside(word: str, at: int) -> str:
    return word[:at] + _BESIDE[word[at]] + word[at + 1 :]


_SLIPS: tuple[Callable[[str, int], str], ...] = (
    _swapped,
    lambda word, at: word[:at] + word[at + 1 :],
    lambda word, at: word[:at] + word[at] + word[at:],
    _beside,
)


def _cases(asked: Iterator[tuple[Question, frozenset[str]]]) -> list[Case]:
    chance = random.Random(SEED)
    cases = [Case(question, replace(question, text=slip(question.text, chance)), gold) for question, gold in asked]
    fit = [case for case in cases if case.slipped.text != case.clean.text]
    return chance.sample(fit, min(MOST, len(fit)))


def _handbook(folder: Path) -> list[Case]:
    sync_into(folder / "index", HANDBOOK)
    questions = [one for one in load_suite(SUITE).questions if one.gold_documents and not one.must_abstain]
    return _cases((one.to_question(TODAY), frozenset(one.gold_documents)) for one in questions)


def _pages(data: Path, folder: Path) -> list[Case]:
    entry = load_set(data / "retrieval" / "anthropic-docs-rag")
    folder.mkdir()
    write_documents(entry.corpus, folder / "documents.jsonl")
    sync_into(folder / "index", folder / "documents.jsonl")
    return _cases(
        (Question(text, as_of=TODAY), frozenset(entry.qrels[key])) for key, text in sorted(entry.queries.items())
    )


def _rows(name: str, cases: list[Case], folder: Path) -> list[Row]:
    retriever = build_searcher(settings_for(folder / "index"))
    clean = [_found(retriever, case.clean) for case in cases]
    slipped = [_found(retriever, case.slipped) for case in cases]
    ways = {
        "clean": [plain for plain, _ in clean],
        "clean, corrected": [corrected for _, corrected in clean],
        "misspelt": [plain for plain, _ in slipped],
        "misspelt, corrected": [corrected for _, corrected in slipped],
    }
    return [_row(name, way, found, cases) for way, found in ways.items()]


def _row(name: str, way: str, found: list[Evidence], cases: list[Case]) -> Row:
    runs = {str(at): distinct([hit.chunk.document_id for hit in one.hits]) for at, one in enumerate(found)}
    qrels = {str(at): dict.fromkeys(case.gold, 1.0) for at, case in enumerate(cases)}
    restored = [
        bool(one.corrected) and all(word.searched in case.clean.text for word in one.corrected)
        for case, one in zip(cases, found, strict=True)
    ]
    return {
        "set": name, "n": len(cases), "question": way, **mean_metrics(runs, qrels),
        "altered": sum(bool(one.corrected) for one in found), "restored": sum(restored),
    }  # fmt: skip


def _found(retriever: Retriever, question: Question) -> tuple[Evidence, Evidence]:
    """What is found for `question` as it is written, and corrected; searched once where nothing is corrected."""
    asked = replace(question, correct=True)
    corrected = retriever.search(asked, stage=Stage.RERANKED, top_k=HITS)
    if not corrected.corrected:
        return corrected, corrected
    return retriever.search(replace(question, correct=False), stage=Stage.RERANKED, top_k=HITS), corrected
