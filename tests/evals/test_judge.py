from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from evals.errors import EvalError
from evals.judge import Agreement, agreements, spearman
from evals.judged import Judged, load_judged
from evals.report import agreement_table
from tests.tiny_parts import WordVerifier
from verify.checker import Checker

CONTEXT = ("Annual leave is 25 days. The works council approves it.",)


def test_ranks_that_agree_and_ranks_that_do_not() -> None:
    assert spearman(np.array([1.0, 2, 3]), np.array([10.0, 20, 90])) == pytest.approx(1.0)
    assert spearman(np.array([1.0, 2, 3]), np.array([9.0, 5, 1])) == pytest.approx(-1.0)
    # ranks 1 2.5 2.5 4 against 1 2 3 4: covariance 4.5 over the root of 4.5 * 5
    assert spearman(np.array([1.0, 2, 2, 3]), np.array([1.0, 2, 3, 4])) == pytest.approx(4.5 / (4.5 * 5) ** 0.5)


def rated(n: int) -> list[Judged]:
    good = [Judged(f"d{at}", CONTEXT, "Annual leave is 25 days.", (4.0, 4.0, 4.0)) for at in range(n)]
    bad = [Judged(f"e{at}", CONTEXT, "Brazil won the football cup in Paris.", (1.0, 2.0, 1.0)) for at in range(n)]
    return good + bad


def test_a_judge_that_sees_what_people_see_agrees_with_them() -> None:
    found = {one.judge: one for one in agreements(rated(10), Checker(WordVerifier()))}
    assert list(found) == [
        "verifier: share of supported claims",
        "verifier: its worst claim",
        "words that the context has",
        "one person against the others",
    ]
    assert found["verifier: share of supported claims"].auroc == (1.0, 1.0, 1.0)
    assert found["verifier: share of supported claims"].rank[0] == pytest.approx(1.0)
    assert [one.answers for one in found.values()] == [20, 20, 20, 60]


def test_one_rating_each_has_no_agreement_of_people() -> None:
    single = [Judged(one.document, one.context, one.text, one.ratings[:1]) for one in rated(5)]
    assert len(agreements(single, Checker(WordVerifier()))) == 3


def test_the_table_has_a_line_for_each_judge() -> None:
    table = agreement_table([Agreement("verifier", 9, (0.5, 0.4, 0.6), (0.8, 0.7, 0.9))])
    assert "| verifier | 9 | 0.500 [0.400, 0.600] | 0.800 [0.700, 0.900] |" in table


def test_rows_have_a_label_or_several_rated_answers(tmp_path: Path) -> None:
    rows = [
        {"id": "a", "context": ["c"], "source_doc_id": "d", "response": "r", "label": 1},
        {"id": "b", "context": ["c"], "answers": [{"response": "x", "ratings": {"faithfulness": [4, 3]}}]},
        {"id": "c", "context": ["c"], "response": "no label"},
        {"id": "d", "context": [], "response": "to what could it be faithful?", "label": 0},
    ]
    path = tmp_path / "judged.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows) + "\n")
    found, without_context = load_judged(path)
    assert without_context == 1
    assert [(one.document, one.text, one.rating) for one in found] == [("d", "r", 1.0), ("b", "x", 3.5)]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"id": "a"}', r"unusable `context` in judged\.jsonl:1"),
        ('{"id": "a", "context": [], "response": "r", "label": 1}', "got no rated answer"),
        ('{"id": "a", "context": ["c"], "answers": [{"response": "x", "ratings": {"faithfulness": []}}]}', "unusable"),
        ('{"id": "a", "context": ["c"]}', "got no rated answer"),
    ],
)
def test_ratings_that_cannot_be_used_are_refused(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "judged.jsonl"
    path.write_text(text)
    with pytest.raises(EvalError, match=message):
        load_judged(path)


def test_ratings_that_are_not_there_are_refused(tmp_path: Path) -> None:
    with pytest.raises(EvalError, match="cannot be read"):
        load_judged(tmp_path / "none.jsonl")
