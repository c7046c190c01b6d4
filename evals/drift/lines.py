"""Where drift begins to matter, and which months are beyond it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from math import hypot, inf
from pathlib import Path
from statistics import NormalDist
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from evals.drift.signals import SIGNALS, Ratio
from evals.errors import EvalError, unusable
from evals.statistics import holm

DEFAULT = Path(__file__).with_name("lines.yaml")
# Below so many records the normal distribution says too much.
LEAST = 30


class _Rule(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Line(_Rule):
    """How far a signal may move the wrong way from its reference, in its own units."""

    signal: str
    worse: Literal["up", "down"]
    limit: Annotated[float, Field(ge=0)]


class Lines(_Rule):
    """The whole file.

    Attributes:
        level: All lines and months together raise a false alarm in at most 1 - level of reports.
        corpus_change: Share of the documents that may change in a month.
        escalation_weeks: Weeks in a row in which escalations rise that deserve a look; 0 for never.
    """

    level: Annotated[float, Field(gt=0.5, lt=1)] = 0.95
    lines: tuple[Line, ...]
    corpus_change: Annotated[float, Field(ge=0)] = 0.10
    escalation_weeks: Annotated[int, Field(ge=0)] = 2


class State(StrEnum):
    """What a month shows about a line."""

    WITHIN = "within"
    CROSSED = "crossed"
    OPEN = "open"
    TOO_FEW = "too few"


@dataclass(frozen=True, slots=True)
class Checked:
    """A line and a month.

    Attributes:
        harm: How far the month is from the reference the wrong way, in the signal's units.
        p: P of a true harm within the limit, one-sided, after Holm's correction over all lines and months.
    """

    line: Line
    month: str
    state: State
    harm: float = 0.0
    p: float = 1.0


def load_lines(path: Path = DEFAULT) -> Lines:
    """Read the rules.

    Raises:
        EvalError: The file cannot be read, or a field of it cannot be used.
    """
    try:
        lines = Lines.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise EvalError(f"the lines '{path}' cannot be read ({error.strerror}); check the path") from error
    except ValidationError as error:
        raise unusable(error, f"'{path}'") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise EvalError(f"the lines '{path}' are no YAML ({error}); correct them") from error
    if unknown := [line.signal for line in lines.lines if line.signal not in SIGNALS]:
        raise EvalError(f"got the signal '{unknown[0]}' in '{path}', expected one of {', '.join(SIGNALS)}; correct it")
    return lines


def check(line: Line, month: str, found: Ratio | None, reference: Ratio | None) -> Checked:
    """What a month shows about a line by itself, not yet corrected for the others."""
    if found is None or reference is None or min(found.records, reference.records) < LEAST:
        return Checked(line, month, State.TOO_FEW)
    harm = (found.value - reference.value) * (1 if line.worse == "up" else -1)
    error = hypot(found.error, reference.error)
    beyond = harm - line.limit
    z = beyond / error if error else (inf if beyond > 0 else -inf)
    return Checked(line, month, State.OPEN if beyond > 0 else State.WITHIN, harm, 1 - NormalDist().cdf(z))


def corrected(checked: Sequence[Checked], level: float) -> list[Checked]:
    """The same with p values that hold for all together; beyond its line by more than chance is crossed."""
    weighed = [one for one in checked if one.state is not State.TOO_FEW]
    adjusted = iter(holm([one.p for one in weighed]))
    found = [one if one.state is State.TOO_FEW else replace(one, p=next(adjusted)) for one in checked]
    return [
        replace(one, state=State.CROSSED) if one.state is State.OPEN and one.p < 1 - level else one for one in found
    ]


def rises(weeks: Sequence[tuple[str, Ratio | None]], *, count: int, level: float) -> list[str]:
    """Where a ratio rose in `count` weeks in a row, and from first to last by more than chance explains.

    Args:
        weeks: Name and value of each, oldest first; a week of fewer than thirty records ends a run of rises.
        count: 0 for never.
        level: Of a one-sided test of the last week against the one before the first rise.

    Returns:
        The names of the weeks that are the last of such a run.
    """
    found = []
    for at in range(count, len(weeks) if count else 0):
        values = [ratio for _, ratio in weeks[at - count : at + 1] if ratio is not None and ratio.records >= LEAST]
        if len(values) <= count or any(later.value <= one.value for one, later in pairwise(values)):
            continue
        z = (values[-1].value - values[0].value) / (hypot(values[0].error, values[-1].error) or 1e-12)
        if 1 - NormalDist().cdf(z) < 1 - level:
            found.append(weeks[at][0])
    return found
