"""Contradicted, or not mentioned: what the cross-encoder says, and whether the evidence speaks of the claim at all."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

from models.errors import ModelLoadError
from models.manifest import read_json

CONTRADICTION_FEATURES = ("contradicted_odds", "gathered_coverage", "negation_differs")


@dataclass(frozen=True, slots=True)
class ContradictionHead:
    """Logistic regression over `CONTRADICTION_FEATURES`.

    Attributes:
        weights: One for each feature.
        bias: Added to their sum.
    """

    weights: tuple[float, ...]
    bias: float

    @classmethod
    def read(cls, path: Path) -> ContradictionHead | None:
        """Read it from a `model.json`; None where the model has none.

        Raises:
            ModelMissingError: The file is not there.
            ModelLoadError: The head is for other features.
        """
        head = read_json(path).get("contradiction")
        if head is None:
            return None
        if not isinstance(head, dict) or set(head.get("weights", ())) != set(CONTRADICTION_FEATURES):
            names = ", ".join(CONTRADICTION_FEATURES)
            raise ModelLoadError(f"got `{path}` with a contradiction head, expected weights for {names}; restore it")
        return cls(tuple(float(head["weights"][name]) for name in CONTRADICTION_FEATURES), float(head["bias"]))

    def probability(self, features: tuple[float, ...]) -> float:
        """P(the evidence contradicts a claim that it does not support), in [0, 1]."""
        total = sum(weight * value for weight, value in zip(self.weights, features, strict=True))
        return 1 / (1 + math.exp(-total - self.bias))
