"""A small logistic head: what the cross-encoder says and what the words say, as one calibrated score."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from models.errors import ModelLoadError
from models.evidence import Candidate, PreparedClaim, PreparedText
from models.lexical import IdfTable, numbers
from models.manifest import read_fields
from models.protocols import Float32

FEATURES = ("long_odds", "short_odds", "top_odds", "coverage", "union_coverage", "missing_numbers")
_CLIP = 8.0


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate window with what the cross-encoder says of it.

    Attributes:
        odds: Log odds that it supports the claim, within ±8.
        contradicted: P(it contradicts the claim) in [0, 1].
    """

    candidate: Candidate
    odds: float
    contradicted: float


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
    def load(cls, folder: Path) -> SupportHead:
        """Read the head from the `model.json` of a folder.

        Raises:
            ModelMissingError: The folder holds no `model.json`.
            ModelLoadError: It has no head, or one for other features.
        """
        head = read_fields(folder).get("head")
        if not isinstance(head, dict) or set(head.get("weights", ())) != set(FEATURES):
            raise ModelLoadError(
                f"got `{folder}/model.json` without a weight for each of {', '.join(FEATURES)}; restore the file"
            )
        weights = tuple(float(head["weights"][name]) for name in FEATURES)
        return cls(weights, float(head["bias"]), float(head["threshold"]))

    def probability(self, features: Float32) -> float:
        """The support score in [0, 1] for the features of one claim, shape (n_features,)."""
        return 1 / (1 + math.exp(-float(np.dot(self.weights, features)) - self.bias))


def score_candidate(candidate: Candidate, logits: Float32) -> Scored:
    """What the logits (supported, contradicted, neutral) say of a window."""
    odds = float(logits[0] - np.logaddexp(logits[1], logits[2]))
    powers = np.exp(logits - logits.max())
    return Scored(candidate, float(np.clip(odds, -_CLIP, _CLIP)), float(powers[1] / powers.sum()))


def support_features(
    claim: PreparedClaim, texts: Sequence[PreparedText], scored: Sequence[Scored], *, idf: IdfTable
) -> Float32:
    """The head's input for one claim with at least one scored window, shape (n_features,), as in `FEATURES`.

    All are taken from the few windows chosen by words: among all of a large evidence, every word and
    every number stands somewhere.
    """
    long = [item for item in scored if item.candidate.is_long]
    short = [item for item in scored if not item.candidate.is_long]
    union = frozenset[int]().union(*(item.candidate.window.ids for item in long))
    read = "\n".join(texts[item.candidate.index].piece(item.candidate.window) for item in long)
    values = (
        max(item.odds for item in long),
        max(item.odds for item in short),
        long[0].odds,
        long[0].candidate.coverage,
        idf.coverage(claim.ids, union),
        _missing(numbers(claim.text), numbers(read)),
    )
    return np.asarray(values, dtype=np.float32)


def _missing(wanted: frozenset[str], found: frozenset[str]) -> float:
    return len(wanted - found) / len(wanted) if wanted else 0.0
