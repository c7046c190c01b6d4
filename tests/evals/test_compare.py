from __future__ import annotations

import pytest

from evals.compare import Verdict, compare
from evals.errors import EvalError
from evals.gates import Gain, Gate, Gates
from evals.gating import State
from evals.report import comparison_report, summary_table
from evals.score import Scored

GAIN = Gain(metric="score", slice="core", least=0.1, relative=True)
UNSUPPORTED = Gate(name="unsupported", metric="unsupported_rate", worse="up", limit=0.02)
PRESERVED = Gate(name="preservation", metric="score", slice="preservation", worse="down", limit=0.03)
RULES = Gates(gates=(UNSUPPORTED,), gain=GAIN)


def run(
    scores: list[float], *, slice_name: str = "core", start: int = 0, unsupported: float = 0.0, per_document: int = 1
) -> list[Scored]:
    return [
        Scored(
            id=f"{slice_name}{n}", document=f"{slice_name}-{n // per_document}", slice=slice_name, tags=(),
            must_abstain=False, abstained=False, metrics={"score": score, "unsupported_rate": unsupported},
        )
        for n, score in enumerate(scores, start=start)
    ]  # fmt: skip


BASELINE = run([0.5, 0.6, 0.4, 0.5] * 10)
BETTER = run([0.9, 0.8, 0.7, 0.9] * 10)


def test_a_run_is_no_gain_on_itself() -> None:
    found = compare(BASELINE, BASELINE, RULES)
    assert found.verdict is Verdict.BLOCK
    assert found.reasons == (
        "gain: score on core improves by 0.000 [+0.000, +0.000] of the baseline, at least 0.100 asked for",
    )


def test_where_no_gain_is_asked_for_the_same_run_ships() -> None:
    found = compare(BASELINE, BASELINE, Gates(gates=(UNSUPPORTED,)))
    assert (found.verdict, found.reasons, found.gain) == (Verdict.SHIP, ("1 gates hold",), None)


def test_a_clear_gain_within_the_gates_ships() -> None:
    found = compare(BASELINE, BETTER, RULES)
    assert found.verdict is Verdict.SHIP
    assert found.reasons[0].startswith("gain: score on core improves by 0.650 [+0.5")


def test_a_gain_that_may_be_too_small_is_inconclusive_and_says_what_would_decide_it() -> None:
    found = compare(BASELINE, run([0.9, 0.3] * 20), RULES)
    assert found.verdict is Verdict.INCONCLUSIVE
    assert "; about " in found.reasons[0]
    assert found.gain is not None
    assert found.gain.needed is not None
    assert found.gain.needed > 40


def test_a_loss_on_one_slice_blocks_whatever_is_gained_on_another() -> None:
    baseline = [*BASELINE, *run([0.9] * 20, slice_name="preservation")]
    candidate = [*run([1.0] * 40), *run([0.9] * 10 + [0.3] * 10, slice_name="preservation")]
    found = compare(baseline, candidate, Gates(gates=(UNSUPPORTED, PRESERVED), gain=GAIN))
    assert found.verdict is Verdict.BLOCK
    assert found.reasons[0].startswith("preservation: score on preservation is worse by 0.300 [")
    assert "worst: preservation19, preservation18" in found.reasons[0]


def test_a_loss_that_may_be_chance_does_not_ship() -> None:
    baseline = [*BASELINE, *run([0.5] * 6, slice_name="preservation")]
    candidate = [*run([1.0] * 40), *run([0.9, 0.1, 0.5, 0.8, 0.2, 0.0], slice_name="preservation")]
    found = compare(baseline, candidate, Gates(gates=(PRESERVED,), gain=GAIN))
    assert found.verdict is Verdict.INCONCLUSIVE
    assert found.gates[0].state is State.OPEN
    assert found.gates[0].needed is not None


def test_a_loss_within_the_limit_ships() -> None:
    baseline = [*BASELINE, *run([0.5] * 20, slice_name="preservation")]
    candidate = [*run([1.0] * 40), *run([0.49] * 20, slice_name="preservation")]
    tight = PRESERVED.model_copy(update={"limit": 0.005})
    assert compare(baseline, candidate, Gates(gates=(PRESERVED,), gain=GAIN)).verdict is Verdict.SHIP
    assert compare(baseline, candidate, Gates(gates=(tight,), gain=GAIN)).verdict is Verdict.BLOCK


def test_stating_more_that_is_unsupported_blocks_a_better_score() -> None:
    found = compare(BASELINE, run([1.0] * 40, unsupported=0.2), RULES)
    assert found.verdict is Verdict.BLOCK
    assert found.reasons[0].startswith("unsupported: unsupported_rate on all is worse by 0.200")


def test_a_rise_of_what_is_unsupported_that_may_be_chance_does_not_block() -> None:
    candidate = [*run([1.0] * 39), *run([1.0], start=39, unsupported=1.0)]
    assert compare(BASELINE, candidate, RULES).verdict is Verdict.INCONCLUSIVE


def test_inventing_where_the_baseline_abstained_is_harm() -> None:
    silent = [
        row.model_copy(update={"abstained": True, "must_abstain": True, "metrics": {"score": 1.0}}) for row in BASELINE
    ]
    invented = [row.model_copy(update={"metrics": {"score": 1.0, "unsupported_rate": 1.0}}) for row in BASELINE]
    assert compare(silent, invented, RULES).verdict is Verdict.BLOCK


def test_who_only_abstains_is_blocked() -> None:
    silent = [row.model_copy(update={"abstained": True, "metrics": {"score": 0.0}}) for row in BASELINE]
    found = compare(BASELINE, silent, RULES)
    assert found.verdict is Verdict.BLOCK
    assert found.reasons[0].startswith("gain: score on core improves by -1.000")


def test_many_cases_on_few_documents_decide_less() -> None:
    apart = compare(BASELINE, run([0.9, 0.5] * 20), RULES).gain
    baseline = run([0.5, 0.6, 0.4, 0.5] * 10, per_document=10)
    alike = compare(baseline, run([0.9] * 10 + [0.5] * 10 + [0.9] * 10 + [0.5] * 10, per_document=10), RULES).gain
    assert apart is not None
    assert alike is not None
    assert alike.high - alike.low > 2 * (apart.high - apart.low)


def test_a_required_gate_without_a_case_does_not_ship_and_another_may() -> None:
    missing = Gate(name="latency", metric="latency_ms", worse="up", limit=0.15, relative=True)
    found = compare(BASELINE, BETTER, Gates(gates=(missing,), gain=GAIN))
    assert (found.verdict, found.gates[0].state) == (Verdict.SHIP, State.NOT_MEASURED)
    required = missing.model_copy(update={"required": True})
    found = compare(BASELINE, BETTER, Gates(gates=(required,), gain=GAIN))
    assert found.verdict is Verdict.INCONCLUSIVE
    assert found.reasons == ("latency: no case measures latency_ms, and the gate is required",)


def test_a_gain_in_what_should_fall_is_a_fall() -> None:
    faster = Gates(gates=(), gain=Gain(metric="unsupported_rate", slice="core", least=0.05))
    assert compare(run([0.5] * 20, unsupported=0.3), run([0.5] * 20), faster).verdict is Verdict.SHIP


def test_more_looks_ask_for_more() -> None:
    candidate = run([0.5, 0.6, 0.4, 0.5] * 9 + [0.0] * 4)
    rules = Gates(gates=(Gate(name="score", metric="score", worse="down", limit=0.0),))
    assert compare(BASELINE, candidate, rules).verdict is Verdict.BLOCK
    assert compare(BASELINE, candidate, rules.model_copy(update={"looks": 100})).verdict is Verdict.INCONCLUSIVE


def test_questions_are_paired_by_id_and_not_by_place() -> None:
    assert compare(BASELINE, BETTER, RULES).differences == compare(BASELINE, BETTER[::-1], RULES).differences


def test_differences_name_slice_metric_and_means() -> None:
    first = compare(run([0.0, 1.0]), run([1.0, 1.0]), RULES).differences[0]
    assert (first.slice, first.metric, first.cases) == ("all", "score", 2)
    assert (first.baseline, first.candidate, first.mean) == (0.5, 1.0, 0.5)
    assert first.gained is None


def test_a_yes_or_no_metric_counts_what_turned() -> None:
    def due(values: list[float]) -> list[Scored]:
        rows = run(values)
        return [
            row.model_copy(update={"metrics": {"abstained_when_due": value}})
            for row, value in zip(rows, values, strict=True)
        ]

    found = compare(due([0.0] * 6 + [1.0]), due([1.0] * 6 + [0.0]), Gates(gates=()))
    row = next(one for one in found.differences if one.slice == "all")
    assert (row.gained, row.lost) == (6, 1)
    assert row.p == pytest.approx(2 * 2 * 8 / 128)  # McNemar for 1 of 7, times the two rows of the family


def test_a_metric_is_compared_only_where_both_have_it() -> None:
    bare = [row.model_copy(update={"metrics": {"score": 0.5}}) for row in BASELINE]
    assert {entry.metric for entry in compare(bare, BASELINE, RULES).differences} == {"score"}


@pytest.mark.parametrize("other", [BASELINE[1:], [*BASELINE, *run([1.0], start=99)], []])
def test_runs_of_different_questions_cannot_be_compared(other: list[Scored]) -> None:
    with pytest.raises(EvalError, match="in one run only, expected the same cases in both"):
        compare(BASELINE, other, RULES)


def test_runs_without_questions_cannot_be_compared() -> None:
    with pytest.raises(EvalError, match="two runs with no cases"):
        compare([], [], RULES)


def test_rules_about_a_slice_that_is_not_there_are_refused() -> None:
    with pytest.raises(EvalError, match="got slice 'preservation' in the gates, expected one of all, core"):
        compare(BASELINE, BETTER, Gates(gates=(PRESERVED,)))


def test_a_gain_that_no_case_measures_is_refused() -> None:
    with pytest.raises(EvalError, match="got no case with 'token_f1' on slice 'core'"):
        compare(BASELINE, BETTER, Gates(gates=(), gain=Gain(metric="token_f1", least=0.1)))


def test_the_report_says_the_verdict_first_and_has_a_line_for_each_gate_and_difference() -> None:
    found = compare(BASELINE, BETTER, RULES)
    lines = comparison_report(found).splitlines()
    assert lines[0] == "verdict: ship"
    tables = sum(line.startswith("| ") for line in lines)
    assert tables == 2 + 1 + 1 + 2 + len(found.differences)  # two headers with rules, a gate, the gain
    assert any(line.startswith("| unsupported | unsupported_rate | all | +0.000 | [+0.000") for line in lines)


def test_a_metric_that_does_not_apply_is_left_blank() -> None:
    table = summary_table("rag", {"all": {"score": 0.5}})
    assert "| 0.500 |" in table
    assert "0.000" not in table


def test_a_gate_that_the_baseline_alone_is_measured_by_stays_open() -> None:
    silent = [row.without("unsupported_rate") for row in BETTER]
    found = compare(BASELINE, silent, RULES)
    assert found.verdict is Verdict.INCONCLUSIVE
    assert "the baseline has unsupported_rate for 40 cases and the candidate for none" in found.reasons[0]


def test_a_gate_that_neither_run_is_measured_by_is_named() -> None:
    one, other = ([row.without("unsupported_rate") for row in rows] for rows in (BASELINE, BETTER))
    found = compare(one, other, RULES)
    assert (found.verdict, found.reasons[1]) == (Verdict.SHIP, "0 gates hold; not measured by either run: unsupported")


def test_cases_on_one_document_decide_nothing() -> None:
    found = compare(run([0.5] * 60, per_document=60), run([0.9] * 60, per_document=60), RULES)
    assert found.verdict is Verdict.INCONCLUSIVE
    assert "all on one document, so nothing is certain" in found.reasons[0]
