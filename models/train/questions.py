"""The reranker's training questions, each with its passage and with passages that only look right."""

from __future__ import annotations

import hashlib
import json
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from models.lexical import IdfTable
from models.windows import split_windows

WINDOW = 180
# How often a question of the set is drawn; those close to a company's documents count more.
SETS = {
    "medquad": 0.7,
    "squadshifts_new_wiki": 1.0,
    "squad_train_sentences": 0.4,
    "nq_qed": 1.5,
    "docs_headings": 1.2,
    "tatqa_financial": 0.9,
    "readings_questions": 1.0,
    "pubmedqa": 0.8,
    "microsoft_learn_faq": 3.0,
    "covid_qa": 1.2,
}
_MINED_FROM, _MINED = 24, 8


@dataclass(frozen=True, slots=True)
class Question:
    """A question, the window that answers it, and windows that do not; the answer's words where the set has them."""

    text: str
    positive: str
    negatives: tuple[str, ...]
    answer: str = ""


def held_out(question: str) -> bool:
    """One question in twelve is never trained on, so that `python -m benchmarks.tune` can choose weights with it."""
    return hashlib.sha256(question.encode()).digest()[0] % 12 == 0


class QuestionReader:
    """Reads a set, cuts its passages to windows, and mines negatives by word overlap."""

    def __init__(self, tokenizer: Tokenizer, chance: random.Random, *, held: bool = False) -> None:
        """Take a tokenizer that cuts nothing off; `held` reads the questions that are kept from training instead."""
        self._tokenizer = tokenizer
        self._chance = chance
        self._held = held

    def read(self, path: Path) -> list[Question]:
        """All questions of a set that have at least one negative."""
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        passages = list(dict.fromkeys(row["positive"] for row in rows))
        rows = [row for row in rows if held_out(row["question"]) == self._held]
        miner = _Miner([self._ids(passage) for passage in passages])
        questions = []
        for row in rows:
            mined = [passages[at] for at in miner.nearest(self._ids(row["question"]), _MINED_FROM)]
            negatives = list(self._negatives(row, mined))
            positive = self._window(row["positive"], row.get("answer") or row["question"], miner.idf)
            if positive and negatives:
                answer = str(row.get("answer") or "")
                questions.append(Question(row["question"], positive, tuple(negatives), answer))
        return questions

    def _negatives(self, row: dict[str, object], mined: Sequence[str]) -> Iterator[str]:
        answer = str(row.get("answer") or "").lower()
        given = row.get("negatives")
        usable = [text for text in mined if text != row["positive"] and (len(answer) < 3 or answer not in text.lower())]
        chosen = self._chance.sample(usable, min(len(usable), _MINED))
        for text in [*(given if isinstance(given, list) else []), *chosen]:
            # A window from anywhere: at search time, too, a wrong chunk begins where it will.
            windows = split_windows(text, self._tokenizer.encode(text, add_special_tokens=False), size=WINDOW)
            if windows:
                window = self._chance.choice(windows)
                yield text[window.start : window.end]

    def _window(self, text: str, hint: object, idf: IdfTable) -> str | None:
        wanted = self._ids(str(hint))
        windows = split_windows(text, self._tokenizer.encode(text, add_special_tokens=False), size=WINDOW)
        best = max(windows, key=lambda window: idf.coverage(wanted, window.ids), default=None)
        return None if best is None else text[best.start : best.end]

    def _ids(self, text: str) -> frozenset[int]:
        return frozenset(self._tokenizer.encode(text, add_special_tokens=False).ids)


class _Miner:
    """Finds the passages that share the most weighted words with a question."""

    def __init__(self, passages: Sequence[frozenset[int]]) -> None:
        self._count = len(passages)
        self._postings: dict[int, list[int]] = defaultdict(list)
        for number, ids in enumerate(passages):
            for token in ids:
                self._postings[token].append(number)
        self._lengths = np.array([len(ids) for ids in passages]) ** 0.3
        self.idf = IdfTable.count(passages, vocabulary=30522)

    def nearest(self, question: frozenset[int], count: int) -> list[int]:
        scores = np.zeros(self._count)
        for token in question:
            holding = self._postings.get(token, [])
            scores[holding] += np.log((self._count + 1) / (len(holding) + 1))
        return [int(at) for at in np.argsort(-scores / self._lengths)[:count]]
