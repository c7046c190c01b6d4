"""The risk curve on numbers that can be worked out by hand, and `ragstone calibrate abstention` on a tiny world."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from ragstone.errors import CalibrationError
from ragstone.risk import Asked, Point, risk_curve
from tests.ragstone.conftest import Command

LEAVE = {"question": "How many days is annual leave?", "gold_documents": ["leave.md"]}
NOTHING = {"question": "How many days is annual leave on the moon?", "must_abstain": True}


def asked(right: int, wrong: int, *, surest_first: bool = True) -> list[Asked]:
    """So many right answers, and wrong ones behind them or in front of them."""
    rows = [False] * right + [True] * wrong
    count = len(rows)
    return [Asked(1 - at / count, one) for at, one in enumerate(rows if surest_first else rows[::-1])]


@pytest.fixture
def reranked(ragstone: Command, monkeypatch: pytest.MonkeyPatch) -> Command:
    """The command with a reranker, for the extractive writer needs one."""
    monkeypatch.setenv("RAGSTONE_MODELS__RERANKER", "onnx")
    return ragstone


def write(rows: Sequence[Mapping[str, object]]) -> str:
    Path("rows.jsonl").write_text("\n".join(json.dumps(row) for row in rows))
    return "rows.jsonl"


def test_without_a_wrong_answer_the_bound_is_known_in_closed_form() -> None:
    last = risk_curve(asked(600, 0), risk=0.02).points[-1]
    assert (last.answered, last.wrong) == (600, 0)
    assert last.most == pytest.approx(1 - 0.005 ** (1 / 600), abs=1e-9)


def test_the_bound_is_known_for_as_many_answers_as_anybody_asks() -> None:
    found = risk_curve(asked(2700, 300), risk=0.2).points[-1]
    assert (found.answered, found.wrong) == (3000, 300)
    # scipy.stats.beta.ppf(0.995, 301, 2700)
    assert found.most == pytest.approx(0.114918, abs=1e-6)
    assert risk_curve(asked(0, 30), risk=0.2).points[-1].most == 1


def test_the_laxest_threshold_that_holds_is_chosen() -> None:
    curve = risk_curve(asked(900, 100), risk=0.02)
    assert curve.chosen is not None
    assert (curve.chosen.answered, curve.chosen.wrong) == (900, 0)
    assert risk_curve(asked(900, 100, surest_first=False), risk=0.02).chosen is None


def test_what_is_to_be_set_keeps_the_answers_that_were_measured() -> None:
    curve = risk_curve([Asked(0.9996, False)] * 300, risk=0.1)
    assert curve.chosen is not None
    assert 0.9996 - 1e-6 < curve.chosen.setting <= 0.9996
    assert Point(0.99999999, 1, 0, 1.0).setting == 0.999999


def test_how_many_answers_would_be_needed_is_said() -> None:
    curve = risk_curve(asked(263, 0), risk=0.02)
    assert (curve.needed, curve.chosen) == (263, curve.points[-1])
    assert risk_curve(asked(262, 0), risk=0.02).chosen is None


def test_abstentions_count_among_the_questions_and_not_among_the_answers() -> None:
    curve = risk_curve([*asked(10, 0), Asked(0.9, None)], risk=0.5)
    assert (curve.questions, curve.points[-1].answered) == (11, 10)


def test_nothing_answered_is_refused() -> None:
    with pytest.raises(CalibrationError, match="got 0 answers and a risk of 0.02, expected some and a risk between"):
        risk_curve([Asked(0.9, None)], risk=0.02)
    with pytest.raises(CalibrationError, match="a risk of 1,"):
        risk_curve(asked(5, 0), risk=1)


def test_a_sample_that_is_too_small_is_said_to_be(reranked: Command) -> None:
    finished = reranked("calibrate", "abstention", "--jsonl", write([LEAVE] * 5))
    assert finished.code == 1
    assert "5 questions" in finished.out
    assert "no threshold holds 2.0%: at least 263 answers without a wrong one are needed to show it" in finished.err


def test_a_risk_that_the_questions_can_show_gives_the_setting(reranked: Command) -> None:
    finished = reranked("calibrate", "abstention", "--jsonl", write([LEAVE] * 20), "--risk", "0.3", "--json")
    assert finished.code == 0
    curve = json.loads(finished.out)
    assert curve["questions"] == 20
    assert {point["wrong"] for point in curve["points"]} == {0}
    assert 0 <= curve["threshold"] <= 1


def test_a_row_that_does_not_say_what_answers_is_named(ragstone: Command) -> None:
    finished = ragstone("calibrate", "abstention", "--jsonl", write([LEAVE, {"question": "What?"}]))
    assert finished.code == 2
    assert "line 2 of 'rows.jsonl'" in finished.err
    assert "expected one of the two" in finished.err
    assert ragstone("calibrate", "abstention", "--jsonl", write([{**NOTHING, **LEAVE}])).code == 2
