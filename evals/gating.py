"""What two runs show about each gate, and about the gain asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from evals.errors import EvalError
from evals.gates import Gain, Gate, Gates, Middle
from evals.metrics import METRICS
from evals.pairs import Pairs
from evals.statistics import Change, cases_needed, change, holm

_SHOWN = 10


class State(StrEnum):
    """What the runs show."""

    HOLDS = "holds"
    BREACHED = "breached"
    OPEN = "open"
    NOT_MEASURED = "not measured"


@dataclass(frozen=True, slots=True)
class CheckedGate:
    """A gate and what the runs show about it: beyond the limit for certain, beyond it perhaps, or within.

    Attributes:
        harm: How much worse the candidate is, in the units of the limit; below zero it is better.
        low: Lower end of the interval of the harm.
        p: P of a true harm within the limit, one-sided, after Holm's correction over the gates.
        worse: Ids of the cases that got worse, worst first, ten at most.
        needed: Cases that would decide an open gate; None where none would.
        lost: How many cases the baseline alone has the metric for.
    """

    gate: Gate
    state: State
    harm: float = 0.0
    low: float = 0.0
    high: float = 0.0
    p: float = 1.0
    worse: tuple[str, ...] = ()
    needed: int | None = None
    lost: int = 0

    @property
    def measured(self) -> bool:
        """Whether any case of both runs has the metric."""
        return self.state is not State.NOT_MEASURED


@dataclass(frozen=True, slots=True)
class CheckedGain:
    """The gain asked for and what the runs show about it; numbers in its units.

    Attributes:
        state: `holds` when the whole interval is above it, `breached` when all is below, else `open`.
        needed: Cases that would decide an open gain; None where none would.
    """

    gain: Gain
    state: State
    mean: float
    low: float
    high: float
    needed: int | None = None


@dataclass(frozen=True, slots=True)
class _Harm:
    change: Change
    worse: tuple[str, ...]
    cases: int


def check_gates(pairs: Pairs, rules: Gates) -> tuple[CheckedGate, ...]:
    """Every gate; all of them together are wrongly breached at most as often as the level allows.

    Raises:
        EvalError: A gate is about a slice that the suite does not have.
    """
    harms = [_harm(pairs, gate) for gate in rules.gates]
    measured = [(gate, harm) for gate, harm in zip(rules.gates, harms, strict=True) if harm is not None]
    adjusted = holm([harm.change.p_at_most(gate.limit) for gate, harm in measured])
    found = {gate.name: _checked(gate, harm, p, rules) for (gate, harm), p in zip(measured, adjusted, strict=True)}
    checked = (found.get(gate.name, CheckedGate(gate, State.NOT_MEASURED)) for gate in rules.gates)
    return tuple(replace(one, lost=pairs.lost(one.gate.metric, one.gate.slice)) for one in checked)


def check_gain(pairs: Pairs, gain: Gain, *, level: float) -> CheckedGain:
    """Whether the candidate is as much better as it must be.

    Raises:
        EvalError: It is about a slice, or a metric, that the runs do not have.
    """
    _require_slice(pairs, gain.slice)
    values = pairs.values(gain.metric, gain.slice)
    if values is None:
        raise EvalError(f"got no case with '{gain.metric}' on slice '{gain.slice}'; name a metric that the runs have")
    found = change(values[1], relative=gain.relative)
    found = found if METRICS[gain.metric].high_is_good else found.reversed
    low, high = found.interval(level)
    if low >= gain.least:
        return CheckedGain(gain, State.HOLDS, found.estimate, low, high)
    if high < gain.least:
        return CheckedGain(gain, State.BREACHED, found.estimate, low, high)
    needed = cases_needed(found, len(values[0]), limit=gain.least, level=level)
    return CheckedGain(gain, State.OPEN, found.estimate, low, high, needed)


def _harm(pairs: Pairs, gate: Gate) -> _Harm | None:
    _require_slice(pairs, gate.slice)
    values = pairs.values(gate.metric, gate.slice)
    if values is None:
        return None
    ids, paired = values
    found = change(paired, relative=gate.relative, median=gate.middle is Middle.median)
    sign = 1 if gate.worse == "up" else -1
    harms = sorted(zip(sign * (paired.after - paired.before), ids, strict=True), reverse=True)
    worse = tuple(name for harm, name in harms if harm > 0)[:_SHOWN]
    return _Harm(found if sign > 0 else found.reversed, worse, len(ids))


def _checked(gate: Gate, harm: _Harm, p: float, rules: Gates) -> CheckedGate:
    level = rules.level_of_a_look
    low, high = harm.change.interval(level)
    state = State.HOLDS if harm.change.estimate <= gate.limit else State.OPEN
    if p <= 1 - level:
        state = State.BREACHED
    needed = cases_needed(harm.change, harm.cases, limit=gate.limit, level=level) if state is State.OPEN else None
    return CheckedGate(gate, state, harm.change.estimate, low, high, p, harm.worse, needed)


def _require_slice(pairs: Pairs, name: str) -> None:
    known: Sequence[str] = pairs.slices
    if name not in known:
        raise EvalError(f"got slice '{name}' in the gates, expected one of {', '.join(known)}; correct the gates")
