"""How often the scale errs, and what it can see: simulated pairs of runs whose truth is known."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np

from evals.compare import Verdict, decide
from evals.gates import Gates, load_gates
from evals.gating import State, check_gain, check_gates
from evals.pairs import Pairs
from evals.score import Scored

Row = dict[str, object]
_SIZES = {"core": 150, "edge": 70, "preservation": 60}
_CASES_A_DOCUMENT = 3
# Every so many cases one has no answer in the documents.
_MUST_ABSTAIN = 5
# Share of right answers of the baseline on a document, and how far a candidate strays on it by nature.
_RIGHT, _STRAY = (0.4, 0.7), 0.1
# Share of the cases on which a candidate does not just repeat the baseline.
_CHANGED = 0.5
_CLAIMS, _UNSUPPORTED = 3, 0.1
_PAIRS = 1000


@dataclass(frozen=True, slots=True)
class Truth:
    """What is really so of a candidate.

    Attributes:
        gain: Points by which it answers more core cases rightly.
        unsupported: Points by which it states more that is unsupported.
        abstention: Points by which it abstains less where it is due.
        latency: Share by which it is slower.
        preservation: Points by which it does worse on the preservation slice.
    """

    gain: float = 0.0
    unsupported: float = 0.0
    abstention: float = 0.0
    latency: float = 0.0
    preservation: float = 0.0


@dataclass(frozen=True, slots=True)
class _Weighed:
    breached: bool
    gain: State
    verdict: Verdict


_ERRORS = (
    ("equal systems", Truth()),
    ("every gate at its limit", Truth(unsupported=0.02, latency=0.15, preservation=0.03)),
    ("gain just as asked for", Truth(gain=0.055)),
)
_POWER = (
    ("better by 5 points", Truth(gain=0.05)),
    ("better by 10 points", Truth(gain=0.10)),
    ("better by 20 points", Truth(gain=0.20)),
    ("5 points past every limit", Truth(unsupported=0.07, abstention=0.05, latency=0.20, preservation=0.08)),
    ("10 points past every limit", Truth(unsupported=0.12, abstention=0.10, latency=0.25, preservation=0.13)),
)


def measure(pairs: int = _PAIRS) -> list[Row]:
    """One row for each truth: in which share of the pairs a gate was breached, the gain was shown, and the verdicts."""
    rules = load_gates()
    with ProcessPoolExecutor() as pool:
        return [
            _row(name, list(pool.map(partial(_weighed, truth, rules), range(count), chunksize=10)))
            for count, truths in ((pairs, _ERRORS), (pairs // 5, _POWER))
            for name, truth in truths
        ]


def _row(name: str, found: Sequence[_Weighed]) -> Row:
    return {
        "truth": name,
        "pairs": len(found),
        "a gate breached": _share([one.breached for one in found]),
        "gain shown": _share([one.gain is State.HOLDS for one in found]),
        "no gain shown": _share([one.gain is State.BREACHED for one in found]),
        **{verdict.value: _share([one.verdict is verdict for one in found]) for verdict in Verdict},
    }


def _weighed(truth: Truth, rules: Gates, seed: int) -> _Weighed:
    pairs = Pairs.of(*_simulated(truth, np.random.default_rng(seed)))
    gates = check_gates(pairs, rules)
    gain = None if rules.gain is None else check_gain(pairs, rules.gain, level=rules.level_of_a_look)
    verdict, _ = decide(gates, gain)
    return _Weighed(
        any(one.state is State.BREACHED for one in gates), State.OPEN if gain is None else gain.state, verdict
    )


def _simulated(truth: Truth, chance: np.random.Generator) -> tuple[list[Scored], list[Scored]]:
    baseline: list[Scored] = []
    candidate: list[Scored] = []
    for slice_name, size in _SIZES.items():
        harm = {"core": -truth.gain, "preservation": truth.preservation}.get(slice_name, 0.0)
        for first in range(0, size, _CASES_A_DOCUMENT):
            document = _Document(f"{slice_name}-{first}", chance)
            for number in range(first, min(first + _CASES_A_DOCUMENT, size)):
                due = slice_name != "preservation" and number % _MUST_ABSTAIN == 0
                before, after = document.case(truth, truth.abstention if due else harm, due=due)
                for rows, metrics in ((baseline, before), (candidate, after)):
                    rows.append(_scored(f"{slice_name}{number}", document.name, slice_name, metrics, due=due))
    return baseline, candidate


class _Document:
    """Draws the cases of one document, which are alike."""

    def __init__(self, name: str, chance: np.random.Generator) -> None:
        self.name, self._chance = name, chance
        self._right = chance.uniform(*_RIGHT)
        self._stray = chance.uniform(-_STRAY, _STRAY)

    def case(self, truth: Truth, harm: float, *, due: bool) -> tuple[dict[str, float], dict[str, float]]:
        """Metrics of both runs; `harm` is what the candidate does worse, in points."""
        luck = self._chance.random()
        again = self._chance.random() if self._chance.random() < _CHANGED else luck
        right = float(luck < self._right), float(again < self._right + self._stray - harm)
        shares = _UNSUPPORTED, _UNSUPPORTED + truth.unsupported
        unsupported = [self._chance.binomial(_CLAIMS, share) / _CLAIMS for share in shares]
        latency = self._chance.lognormal(5, 0.5)
        slower = latency * (1 + truth.latency) * self._chance.lognormal(0, 0.2)
        name = "abstained_when_due" if due else "token_f1"
        before = {"score": right[0], name: right[0], "unsupported_rate": unsupported[0], "latency_ms": latency}
        return before, {"score": right[1], name: right[1], "unsupported_rate": unsupported[1], "latency_ms": slower}


def _scored(name: str, document: str, slice_name: str, metrics: dict[str, float], *, due: bool) -> Scored:
    return Scored(
        id=name, document=document, slice=slice_name, tags=(), must_abstain=due, abstained=False, metrics=metrics
    )


def _share(seen: Sequence[bool]) -> str:
    return f"{sum(seen) / len(seen):.3f}"
