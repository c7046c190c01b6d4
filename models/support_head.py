"""A small logistic head: what the cross-encoder says and what the words say, as one calibrated score."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from models.errors import ModelLoadError
from models.evidence import Case
from models.lexical import IdfTable, names, negations, numbers, words
from models.manifest import read_json
from models.protocols import Float32

FEATURES = (
    "top_odds", "best_odds", "gathered_odds", "mean_odds", "contradicted", "coverage", "sentence_coverage",
    "gathered_coverage", "missing_numbers", "missing_names", "negation_differs",
)  # fmt: skip
# Which way a feature may push the score.
SIGNS: Mapping[str, int] = {
    "contradicted": -1, "missing_numbers": -1, "missing_names": -1, "negation_differs": -1,
}  # fmt: skip
_CLIP, _TINY = 8.0, 1e-7


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the cross-encoder says of one view of the evidence.

    Attributes:
        odds: Log odds that it supports the claim, within ±8.
        contradicted: P(it contradicts the claim) in [0, 1].
        contradicted_odds: Log odds of that against saying nothing of it, within ±8.
    """

    odds: float
    contradicted: float
    contradicted_odds: float


@dataclass(frozen=True, slots=True)
class SupportHead:
    """Logistic regression over `FEATURES`.

    Attributes:
        weights: One for each feature.
        bias: Added to their sum.
        threshold: Scores from here on count as supported.
    """

    weights: tuple[float, ...]
    bias: float
    threshold: float

    @classmethod
    def read(cls, path: Path) -> SupportHead:
        """Read the head from a `model.json`, or from what `ragstone calibrate` wrote.

        Raises:
            ModelMissingError: The file is not there.
            ModelLoadError: It has no head, or one for other features.
        """
        head = read_json(path).get("head")
        if not isinstance(head, dict) or set(head.get("weights", ())) != set(FEATURES):
            raise ModelLoadError(f"got `{path}` without a weight for each of {', '.join(FEATURES)}; restore the file")
        weights = tuple(float(head["weights"][name]) for name in FEATURES)
        return cls(weights, float(head["bias"]), float(head["threshold"]))

    def probability(self, features: Float32) -> float:
        """The support score in [0, 1] for the features of one claim, shape (n_features,)."""
        return 1 / (1 + math.exp(-float(np.dot(self.weights, features)) - self.bias))


def judge(shares: Float32) -> Judgement:
    """What P(supported), P(contradicted) and P(neutral) say of a view, shape (3,)."""
    supported, contradicted, neutral = (max(float(share), _TINY) for share in shares)
    odds = math.log(supported) - math.log(contradicted + neutral)
    against = math.log(contradicted) - math.log(neutral)
    return Judgement(_clipped(odds), min(contradicted, 1.0), _clipped(against))


def support_features(case: Case, windows: Sequence[Judgement], gathered: Judgement, *, idf: IdfTable) -> Float32:
    """The head's input for one claim with at least one window, shape (n_features,), as in `FEATURES`.

    All are taken from the few windows chosen by words: among all of a large evidence, every word and
    every number stands somewhere.
    """
    claim, read = case.claim, case.read
    everything = [*windows, gathered]
    odds = [judgement.odds for judgement in everything]
    values = (
        windows[0].odds,
        max(odds),
        gathered.odds,
        sum(odds) / len(odds),
        max(judgement.contradicted for judgement in everything),
        case.windows[0].coverage,
        case.sentence_coverage,
        idf.coverage(claim.ids, case.gathered_ids),
        _missing(numbers(claim.text), numbers(read)),
        _missing(names(claim.text), words(read)),
        float(negations(claim.text) != negations(case.closest)),
    )
    return np.asarray(values, dtype=np.float32)


def _clipped(odds: float) -> float:
    return min(max(odds, -_CLIP), _CLIP)


def _missing(wanted: frozenset[str], found: frozenset[str]) -> float:
    return len(wanted - found) / len(wanted) if wanted else 0.0
