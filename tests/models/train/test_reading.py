"""Which sentences of a window answer a question."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from models.onnx_session import load_tokenizer
from models.train import reading
from models.train.reading import Reading, readings, sentence_spans
from ragstone.wiring import SHIPPED

PASSAGES = [
    "The depot opens at seven. A lens costs 310 pounds at Hexham. The desk is closed on 310 days of no year.",
    "The winch was built by Orla Finn in 1967. It lifts two tonnes. Nobody has painted it since then.",
]
QUESTIONS = [("What does a lens cost at Hexham?", "310"), ("Who built the winch in 1967?", "Orla Finn")]


@pytest.fixture()
def found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Reading]:
    (tmp_path / "train").mkdir()
    rows = [
        {"question": question, "answer": answer, "positive": passage, "negatives": [PASSAGES[1 - at]]}
        for at, ((question, answer), passage) in enumerate(zip(QUESTIONS, PASSAGES, strict=True))
    ]
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    (tmp_path / "train" / "made.jsonl").write_text(lines)
    monkeypatch.setattr(reading, "SETS", {"made": 1.0})
    monkeypatch.setattr("models.train.questions.held_out", lambda question: False)
    return readings(tmp_path, load_tokenizer(SHIPPED / "verifier" / "tokenizer.json"), random.Random(1))


def test_the_sentence_that_shares_most_with_the_question_answers_it_and_others_are_doubtful(
    found: list[Reading],
) -> None:
    one = next(each for each in found if each.answered and "lens cost" in each.question.lower())
    assert [one.text[slice(*span)] for span in one.spans] == ["A lens costs 310 pounds at Hexham."]
    assert [one.text[slice(*span)] for span in one.doubtful] == ["The desk is closed on 310 days of no year."]


def test_no_sentence_of_a_window_that_does_not_answer_is_marked(found: list[Reading]) -> None:
    unanswered = [each for each in found if not each.answered]
    assert unanswered
    assert all(each.spans == () and each.doubtful == () for each in unanswered)


def test_the_sentences_of_a_text_are_its_own_words() -> None:
    text = "One is here. Two is there.\n- three\n\n---\n"
    assert [text[slice(*span)] for span in sentence_spans(text)] == ["One is here.", "Two is there.", "- three"]
