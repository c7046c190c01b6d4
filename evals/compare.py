"""Weighs a candidate against a baseline, case by case, and gives a verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from evals.differences import Difference, differences
from evals.gates import Gates, load_gates
from evals.gating import CheckedGain, CheckedGate, State, check_gain, check_gates
from evals.pairs import Pairs
from evals.score import Scored
from evals.statistics import BOUNDLESS


class Verdict(StrEnum):
    """What the scale says of a candidate."""

    SHIP = "ship"
    BLOCK = "block"
    INCONCLUSIVE = "inconclusive"


@dataclass(frozen=True, slots=True)
class Comparison:
    """All differences, every gate, the verdict and what it rests on.

    Attributes:
        level: Of the intervals.
        gain: None where the rules ask for none.
        reasons: One sentence for each thing that decided; the first is the weightiest.
    """

    cases: int
    level: float
    differences: tuple[Difference, ...]
    gates: tuple[CheckedGate, ...]
    gain: CheckedGain | None
    verdict: Verdict
    reasons: tuple[str, ...]


def compare(baseline: Sequence[Scored], candidate: Sequence[Scored], gates: Gates | None = None) -> Comparison:
    """Compare two runs of the same suite.

    Args:
        baseline: What is there now.
        candidate: What would take its place.
        gates: The rules; None for those that ship.

    Raises:
        EvalError: The runs do not hold the same cases, or none, or the rules do not fit the suite.
    """
    rules = load_gates() if gates is None else gates
    level = rules.level_of_a_look
    pairs = Pairs.of(baseline, candidate)
    checked = check_gates(pairs, rules)
    gain = None if rules.gain is None else check_gain(pairs, rules.gain, level=level)
    verdict, reasons = decide(checked, gain)
    rows = differences(pairs, level=level)
    return Comparison(len(pairs.baseline), level, rows, checked, gain, verdict, tuple(reasons))


def decide(gates: Sequence[CheckedGate], gain: CheckedGain | None) -> tuple[Verdict, list[str]]:
    """The verdict, and a sentence for each gate or gain that decided it."""
    broken = [_gate_words(one) for one in gates if one.state is State.BREACHED]
    if gain is not None and gain.state is State.BREACHED:
        broken.append(_gain_words(gain))
    if broken:
        return Verdict.BLOCK, broken
    unsure = [_gate_words(one) for one in gates if one.state is State.OPEN]
    unsure += [_unmeasured_words(one) for one in gates if not one.measured and (one.lost or one.gate.required)]
    if gain is not None and gain.state is State.OPEN:
        unsure.append(_gain_words(gain))
    if unsure:
        return Verdict.INCONCLUSIVE, unsure
    kept = f"{sum(one.state is State.HOLDS for one in gates)} gates hold"
    skipped = [one.gate.name for one in gates if not one.measured]
    kept += f"; not measured by either run: {', '.join(skipped)}" if skipped else ""
    return Verdict.SHIP, [kept] if gain is None else [_gain_words(gain), kept]


def _unmeasured_words(one: CheckedGate) -> str:
    if not one.lost:
        return f"{one.gate.name}: no case measures {one.gate.metric}, and the gate is required"
    return (
        f"{one.gate.name}: the baseline has {one.gate.metric} for {one.lost} cases and the candidate for none; "
        "measure it, or take the gate out"
    )


def _gate_words(one: CheckedGate) -> str:
    unit = " of the baseline" if one.gate.relative else ""
    text = (
        f"{one.gate.name}: {one.gate.metric} on {one.gate.slice} is worse by {one.harm:.3f} "
        f"{_interval(one.low, one.high)}{unit}, at most {one.gate.limit:.3f} allowed"
    )
    return text + _needed(one.needed) if one.state is State.OPEN else text + _cases(one.worse)


def _gain_words(one: CheckedGain) -> str:
    unit = " of the baseline" if one.gain.relative else ""
    text = (
        f"gain: {one.gain.metric} on {one.gain.slice} improves by {one.mean:.3f} {_interval(one.low, one.high)}"
        f"{unit}, at least {one.gain.least:.3f} asked for"
    )
    return text + _needed(one.needed) if one.state is State.OPEN else text


def _interval(low: float, high: float) -> str:
    if high - low >= BOUNDLESS:
        return "[all on one document, so nothing is certain]"
    return f"[{low:+.3f}, {high:+.3f}]"


def _needed(cases: int | None) -> str:
    return "" if cases is None else f"; about {cases} cases of this kind would decide it"


def _cases(ids: Sequence[str]) -> str:
    return f"; worst: {', '.join(ids[:5])}" if ids else ""
