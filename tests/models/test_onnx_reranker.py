from __future__ import annotations

import numpy as np
import pytest

from models.onnx_reranker import OnnxReranker
from models.protocols import Reranker

QUESTION = "How long do customers have to return a product?"
ANSWER = "Products may be sent back within 30 days of delivery; after that, only a repair is offered."
DISTRACTORS = (
    "The return address is printed on the second page of the delivery note.",
    "Customers create an account with an email address and a password.",
    "The product catalogue lists 4,000 articles in twelve groups.",
    "Our offices are closed between Christmas and New Year.",
)


def test_the_answer_is_ranked_above_the_distractors(reranker: OnnxReranker) -> None:
    model: Reranker = reranker
    found = model.score(QUESTION, [*DISTRACTORS, ANSWER])
    assert int(np.argmax(found)) == len(DISTRACTORS)


@pytest.mark.parametrize(
    ("question", "answer", "other"),
    [
        (
            "who signs purchase orders above 10,000 euros",
            "Orders above 10,000 euros are signed by the head of finance.",
            "Orders are entered in the purchasing tool by the team that needs the goods.",
        ),
        (
            "How do I reset my password?",
            "Choose 'Forgot password' on the sign-in page and follow the link in the email.",
            "Passwords are stored as salted hashes and never leave the server.",
        ),
    ],
)
def test_an_obvious_answer_wins(reranker: OnnxReranker, question: str, answer: str, other: str) -> None:
    right, wrong = reranker.score(question, [answer, other])
    assert right > wrong


def test_scores_are_within_zero_and_one_whatever_the_text(reranker: OnnxReranker) -> None:
    found = reranker.score(QUESTION, ["", " ", ANSWER * 100, "日本語 🙂"])
    assert found.dtype == np.float32
    assert np.all((found >= 0) & (found <= 1))


def test_no_texts_give_no_scores(reranker: OnnxReranker) -> None:
    assert reranker.score(QUESTION, []).shape == (0,)


def test_neighbours_hardly_move_a_score(reranker: OnnxReranker) -> None:
    alone = reranker.score(QUESTION, [ANSWER])[0]
    beside = reranker.score(QUESTION, [*DISTRACTORS, ANSWER, *DISTRACTORS])[len(DISTRACTORS)]
    assert float(alone) == pytest.approx(float(beside), abs=0.15)


def test_the_name_tells_the_version(reranker: OnnxReranker) -> None:
    assert reranker.name.startswith("ms-marco-MiniLM-L-12-v2")


def test_an_answer_far_down_a_long_text_counts(reranker: OnnxReranker) -> None:
    filler = " ".join(f"{text} That is folder {n}." for n in range(12) for text in DISTRACTORS[2:])
    late, without = reranker.score(QUESTION, [f"{filler} {ANSWER}", filler])
    assert late > without + 0.1


def test_a_text_that_fits_scores_as_it_always_does(reranker: OnnxReranker) -> None:
    alone = reranker.score(QUESTION, [ANSWER])[0]
    assert reranker.score(QUESTION, [ANSWER, "word " * 900])[0] == pytest.approx(alone, abs=0.02)


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_a_text_without_words_has_a_score_too(reranker: OnnxReranker, text: str) -> None:
    assert 0 <= reranker.score(QUESTION, [text])[0] <= 1
