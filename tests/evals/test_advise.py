from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from evals.advise import TeamIn, advice, break_even, load_team
from evals.errors import EvalError
from tests.conftest import ROOT


def team(**fields: object) -> TeamIn:
    return TeamIn.model_validate(
        {
            "queries_a_month": 1000, "changed_a_month": 0.01, "stable": ["tone"],
            "baseline": {"cost_per_query": 0.5, "latency_p50_ms": 900},
            "candidate": {"cost_per_query": 0.25, "training_cost": 500, "latency_p50_ms": 400},
            **fields,
        }
    )  # fmt: skip


def test_cheaper_queries_pay_for_a_training() -> None:
    # 1000 queries at .25 less: 250 a month, and 500 is paid in two
    found = break_even(team())
    assert (found.trainings_a_month, found.saved_a_month, found.months) == (0.0, 250.0, 2.0)


def test_facts_that_change_are_trained_again_each_month() -> None:
    found = break_even(team(changed_a_month=0.06, volatile=["prices"]))
    assert (found.trainings_a_month, found.saved_a_month, found.months) == (1.0, -250.0, None)


def test_behaviour_alone_is_not_trained_again() -> None:
    assert break_even(team(changed_a_month=0.06)).trainings_a_month == 0.0


def test_stable_behaviour_on_a_stable_corpus_may_be_weighed() -> None:
    first, *others = advice(team())
    assert first.startswith("a fine-tune may be worth weighing")
    assert "stable enough to be trained: tone" in others
    assert "the candidate answers in 400 ms instead of 900 ms" in others
    assert "the training is paid back in 2.0 months, at 250.00 saved a month" in others
    assert others[-1].startswith("assumed: 1,000 queries a month at 0.5 against 0.25, a training at 500")


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"changed_a_month": 0.05}, "5% of the documents change in a month: perhaps retrieval wins"),
        ({"changed_a_month": 0.12}, "12% of the documents change in a month: retrieval wins on freshness alone"),
        ({"failures": {"missing facts": 0.3, "stale facts": 0.2}}, "50% of the failures are missing or stale facts"),
        ({"failures": {"policy violation": 0.3}}, "30% of the failures break a rule"),
        ({"failures": {"formatting failure": 0.6}}, "60% of the failures are a matter of form"),
        ({"stable": [], "volatile": ["prices"]}, "all that would be trained changes (prices)"),
        (
            {"baseline": {"cost_per_query": 1, "score": 0.6}, "candidate": {"cost_per_query": 1, "score": 0.5}},
            "the candidate is no better on core: 0.500 against 0.600",
        ),
    ],
)
def test_what_speaks_against_it_is_said_with_its_figure(fields: dict[str, object], why: str) -> None:
    first, *others = advice(team(**fields))
    assert first == "do not fine-tune for knowledge: retrieval first"
    assert any(sentence.startswith(why) for sentence in others)


def test_a_training_that_is_never_paid_back_is_said() -> None:
    dear = team(candidate={"cost_per_query": 0.75, "training_cost": 1})
    assert "the training is never paid back: a month changes the costs by +250.00" in advice(dear)


def test_a_late_return_is_said() -> None:
    late = team(candidate={"cost_per_query": 0.25, "training_cost": 5000})
    assert any("20.0 months" in sentence and "more than the 12 months" in sentence for sentence in advice(late))


def test_with_nothing_for_it_the_baseline_stays() -> None:
    bare = team(stable=[], candidate={"cost_per_query": 0.25})
    assert advice(bare)[0] == "nothing speaks for a fine-tune: keep the baseline"


def test_the_sample_can_be_read() -> None:
    assert advice(load_team(ROOT / "samples" / "team.yaml"))[0].startswith("do not fine-tune for knowledge")


@pytest.mark.parametrize(
    ("text", "message"),
    [("queries_a_month: 0", "unusable `queries_a_month`"), ("[", "cannot be read"), ("x: 1", "unusable `")],
)
def test_a_team_that_cannot_be_used_is_refused(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "team.yaml").write_text(text)
    with pytest.raises(EvalError, match=message):
        load_team(tmp_path / "team.yaml")


def test_a_cause_that_triage_does_not_know_is_refused() -> None:
    with pytest.raises(ValidationError, match="missing facts"):
        team(failures={"missing_facts": 0.9})
