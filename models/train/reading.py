"""Windows, questions, and the sentences in the windows that answer them: what the reader is trained on."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from tokenizers import Tokenizer

from models.train.near_misses import about_something_else, changed, without_answer
from models.train.questions import Question, QuestionReader, held_out
from models.windows import sentence_starts

# How often a question of a set is drawn; those that say where the answer stands count more than for the reranker.
SETS = {
    "medquad": 0.3,
    "squadshifts_new_wiki": 1.0,
    "squad_train_sentences": 0.8,
    "nq_qed": 1.5,
    "docs_headings": 0.6,
    "tatqa_financial": 0.9,
    "readings_questions": 1.0,
    "pubmedqa": 0.5,
    "microsoft_learn_faq": 3.0,
    "covid_qa": 1.2,
}
# The set whose rows are single sentences, several questions on each, in the order of the articles.
SENTENCES = "squad_train_sentences"
_AROUND = 12
_LOWERED = 0.15
_SHORTEST_ANSWER = 2
_HARD = 3


@dataclass(frozen=True, slots=True)
class Reading:
    """A window, a question, and where in the window it is answered.

    Attributes:
        answered: Whether the window answers the question.
        spans: The sentences that do, half-open ranges of characters; none where it is answered and nobody said where.
        doubtful: Sentences of which nobody knows.
        weight: How often it is drawn.
    """

    text: str
    question: str
    answered: bool
    spans: tuple[tuple[int, int], ...]
    doubtful: tuple[tuple[int, int], ...]
    weight: float


def readings(data: Path, tokenizer: Tokenizer, chance: random.Random) -> list[Reading]:
    """Those of all sets, without the questions that are held out."""
    reader = QuestionReader(tokenizer, chance)
    found: list[Reading] = []
    for name, weight in SETS.items():
        path = data / "train" / f"{name}.jsonl"
        questions = _in_passages(path, chance) if name == SENTENCES else reader.read(path)
        for question in questions:
            places = _answering(question, tokenizer)
            other = chance.choice(questions).text
            found += _of(question, places, weight, other=other, chance=chance)
    return found


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Its sentences, list items and lines."""
    starts = [*sentence_starts(text), len(text)]
    cut = [(a, a + len(text[a:b].rstrip())) for a, b in pairwise(starts)]
    return [(a, b) for a, b in cut if any(letter.isalnum() for letter in text[a:b])]


_Spans = tuple[tuple[int, int], ...]


def _of(
    question: Question, places: tuple[_Spans, _Spans], weight: float, *, other: str, chance: random.Random
) -> Iterator[Reading]:
    """Its window, windows that look right, its window without the answer, and changed questions.

    Args:
        question: The question.
        places: Which sentences of its window answer it, and of which nobody knows.
        weight: How often it is drawn.
        other: Another question of its set.
        chance: What is made by chance.
    """
    asked = question.text.rstrip("?").lower() if chance.random() < _LOWERED else question.text
    yield Reading(question.positive, asked, True, *places, 1.6 * weight)
    for text in chance.sample(question.negatives, min(_HARD, len(question.negatives))):
        yield Reading(text, asked, False, (), (), 0.35 * weight)
    left = without_answer(question)
    if left is not None:
        yield Reading(left, asked, False, (), (), 0.7 * weight)
    new = changed(question.text, [question.positive], chance)
    if new is not None:
        yield Reading(question.positive, new, False, (), (), 0.6 * weight)
    strange = about_something_else(question.text, [question.positive, other], chance)
    if strange is not None:
        yield Reading(question.positive, strange, False, (), (), 0.4 * weight)


def _answering(question: Question, tokenizer: Tokenizer) -> tuple[_Spans, _Spans]:
    """The sentence with the answer that shares most with the question; others with the answer are doubtful."""
    answer = " ".join(question.answer.lower().split())
    if len(answer) < _SHORTEST_ANSWER:
        return (), ()
    spans = sentence_spans(question.positive)
    holding = [span for span in spans if answer in " ".join(question.positive[slice(*span)].lower().split())]
    if not holding:
        at = question.positive.lower().find(answer[:60])
        over = [s for s in spans if at >= 0 and s[0] <= at + len(answer) and at < s[1]]
        return tuple(over), ()
    wanted = _ids(tokenizer, question.text)
    shared = [len(wanted & _ids(tokenizer, question.positive[slice(*span)])) for span in holding]
    best = holding[shared.index(max(shared))]
    return (best,), tuple(span for span in holding if span != best)


def _ids(tokenizer: Tokenizer, text: str) -> frozenset[int]:
    return frozenset(tokenizer.encode(text, add_special_tokens=False).ids)


def _in_passages(path: Path, chance: random.Random) -> list[Question]:
    """Each sentence among others that stand near it in the file, which are mostly of its article."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    found = []
    for at, row in enumerate(rows):
        if held_out(row["question"]):
            continue
        near = [one["positive"] for one in rows[max(0, at - _AROUND) : at + _AROUND]]
        others = [text for text in dict.fromkeys(near) if text != row["positive"]]
        beside = chance.sample(others, min(len(others), chance.randint(2, 5)))
        place = chance.randint(0, len(beside))
        passage = " ".join([*beside[:place], row["positive"], *beside[place:]])
        negatives = [" ".join(chance.sample(others, min(len(others), chance.randint(3, 6)))) for _ in range(2)]
        found.append(Question(row["question"], passage, tuple(negatives), row["positive"]))
    return found
