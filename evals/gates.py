"""The rules by which a candidate is blocked, or ships: one readable file."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from evals.errors import EvalError, unusable
from evals.metrics import METRICS

DEFAULT = Path(__file__).with_name("gates.yaml")
Share = Annotated[float, Field(ge=0, lt=1)]


class Middle(StrEnum):
    """What stands for all cases."""

    mean = "mean"
    median = "median"


class _Rule(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Gate(_Rule):
    """One limit on how much worse a candidate may be.

    Attributes:
        metric: One of `evals.metrics.METRICS`.
        slice: Of the suite, or `all`.
        worse: Which way is worse.
        limit: How far it may go that way, in the metric's units, or as a share of the baseline where `relative`.
        required: Whether runs that are both not measured by it leave it open; what the baseline alone measures does.
    """

    name: str
    metric: str
    slice: str = "all"
    worse: Literal["up", "down"]
    limit: Annotated[float, Field(ge=0)]
    relative: bool = False
    middle: Middle = Middle.mean
    required: bool = False

    @model_validator(mode="after")
    def _points_the_right_way(self) -> Self:
        known = METRICS.get(self.metric)
        if known is not None and (self.worse == "up") == known.high_is_good:
            right = "down" if known.high_is_good else "up"
            raise ValueError(f"'{self.metric}' is worse {right}; write `worse: {right}`")
        return self


class Gain(_Rule):
    """What a candidate must do better.

    Attributes:
        least: By how much, in the metric's units, or as a share of the baseline where `relative`.
    """

    metric: str
    slice: str = "core"
    least: Annotated[float, Field(ge=0)]
    relative: bool = False


class Gates(_Rule):
    """The whole file.

    Attributes:
        level: Of the intervals, in (0, 1); the family of gates errs in at most 1 - level of comparisons.
        looks: How often growing runs may be compared.
    """

    level: Annotated[float, Field(gt=0.5, lt=1)] = 0.95
    looks: Annotated[int, Field(ge=1)] = 1
    gates: tuple[Gate, ...]
    gain: Gain | None = None

    @property
    def level_of_a_look(self) -> float:
        """The level of one comparison, so that all planned looks together err no more often than one at `level`."""
        return 1 - (1 - self.level) / self.looks


def load_gates(path: Path = DEFAULT) -> Gates:
    """Read the rules.

    Raises:
        EvalError: The file cannot be read, has a field of the wrong kind, or names a metric that does not exist.
    """
    try:
        gates = Gates.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        raise unusable(error, f"'{path}'") from error
    except (OSError, ValueError, RecursionError, yaml.YAMLError) as error:
        raise EvalError(f"the gates '{path}' cannot be read ({type(error).__name__}); check the path") from error
    names = [gate.name for gate in gates.gates]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise EvalError(f"got the gate '{twice}' twice in '{path}', expected a name for each; rename one")
    named = [*(gate.metric for gate in gates.gates), *([gates.gain.metric] if gates.gain else [])]
    unknown = next((name for name in named if name not in METRICS), None)
    if unknown is not None:
        raise EvalError(f"got metric '{unknown}' in '{path}', expected one of {', '.join(sorted(METRICS))}; correct it")
    return gates
