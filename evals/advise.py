"""Should this team fine-tune at all? From what changes, what fails, and what each variant costs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from evals.errors import EvalError, unusable
from evals.triage import Cause

# Monthly change of the corpus from which retrieval wins on freshness: perhaps, and for certain.
_CHANGES, _CHANGES_MUCH = 0.05, 0.10
_MONTHS = 12

Money = Annotated[float, Field(ge=0)]
Share = Annotated[float, Field(ge=0, le=1)]


class VariantIn(BaseModel):
    """What one variant costs.

    Attributes:
        cost_per_query: In any currency, the same everywhere.
        training_cost: Of one training, with the people's time; 0 for a variant that is not trained.
        latency_p50_ms: As a run's summary says.
        score: On the core slice, as a run's summary says.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    cost_per_query: Money
    training_cost: Money = 0.0
    latency_p50_ms: Annotated[float, Field(gt=0)] | None = None
    score: Share | None = None


class TeamIn(BaseModel):
    """What a team knows of itself: the fields of the YAML file.

    Attributes:
        queries_a_month: Questions asked.
        changed_a_month: Share of the documents that are new or changed in a month.
        failures: Share of the failures by cause, as `evals triage` prints them.
        stable: Behaviour that stays as it is: a format, a tone, a classification.
        volatile: Knowledge that changes: prices, names, rules.
        baseline: The assistant.
        candidate: What a fine-tune would be.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    queries_a_month: Annotated[int, Field(ge=1)]
    changed_a_month: Share
    failures: Mapping[Cause, Share] = {}
    stable: tuple[str, ...] = ()
    volatile: tuple[str, ...] = ()
    baseline: VariantIn
    candidate: VariantIn


@dataclass(frozen=True, slots=True)
class BreakEven:
    """When the candidate's cheaper queries have paid for its training.

    Attributes:
        trainings_a_month: One for each month in which more than the line of the corpus changes, if it learns facts.
        saved_a_month: By cheaper queries, less the trainings again; may be below zero.
        months: Until the first training is paid; None where it never is.
    """

    trainings_a_month: float
    saved_a_month: float
    months: float | None


def load_team(path: Path) -> TeamIn:
    """What a team knows of itself.

    Raises:
        EvalError: The file cannot be read, or has a field of the wrong kind.
    """
    try:
        return TeamIn.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        raise unusable(error, f"'{path}'") from error
    except (OSError, ValueError, RecursionError, yaml.YAMLError) as error:
        raise EvalError(f"the team '{path}' cannot be read ({type(error).__name__}); check the path") from error


def break_even(team: TeamIn) -> BreakEven:
    """The candidate against the baseline, the corpus changing as it does."""
    saved = team.queries_a_month * (team.baseline.cost_per_query - team.candidate.cost_per_query)
    again = 1.0 if team.volatile and team.changed_a_month >= _CHANGES else 0.0
    left = saved - again * team.candidate.training_cost
    return BreakEven(again, left, team.candidate.training_cost / left if left > 0 else None)


def advice(team: TeamIn) -> list[str]:
    """Sentences, the one that decides first, each with the figures that it rests on."""
    against, speaking_for = list(_against(team)), list(_for(team))
    if against:
        first = "do not fine-tune for knowledge: retrieval first"
    elif speaking_for:
        first = "a fine-tune may be worth weighing: train the stable behaviour only, and let the gates decide"
    else:
        first = "nothing speaks for a fine-tune: keep the baseline"
    return [first, *against, *speaking_for, _paid(team), *_assumptions(team)]


def _against(team: TeamIn) -> Iterator[str]:
    changed = team.changed_a_month
    if changed >= _CHANGES:
        sure = "" if changed >= _CHANGES_MUCH else "perhaps "
        yield f"{changed:.0%} of the documents change in a month: {sure}retrieval wins on freshness alone"
    facts = sum(team.failures.get(cause, 0.0) for cause in (Cause.MISSING, Cause.STALE))
    if facts > 0.4:
        yield f"{facts:.0%} of the failures are missing or stale facts: weights are the wrong place for them"
    policy = team.failures.get(Cause.POLICY, 0.0)
    if policy > 0.25:
        yield f"{policy:.0%} of the failures break a rule: rules belong into configuration"
    form = team.failures.get(Cause.FORMAT, 0.0)
    if form > 0.5:
        yield f"{form:.0%} of the failures are a matter of form: have the output constrained"
    if team.volatile and not team.stable:
        yield f"all that would be trained changes ({', '.join(team.volatile)})"
    one, other = team.baseline.score, team.candidate.score
    if one is not None and other is not None and other <= one:
        yield f"the candidate is no better on core: {other:.3f} against {one:.3f}"


def _for(team: TeamIn) -> Iterator[str]:
    if team.stable:
        yield f"stable enough to be trained: {', '.join(team.stable)}"
    one, other = team.baseline.latency_p50_ms, team.candidate.latency_p50_ms
    if one is not None and other is not None and other < one:
        yield f"the candidate answers in {other:.0f} ms instead of {one:.0f} ms"
    if team.stable and team.volatile:
        yield f"left to retrieval: {', '.join(team.volatile)}"


def _paid(team: TeamIn) -> str:
    found = break_even(team)
    if found.months is None:
        return f"the training is never paid back: a month changes the costs by {-found.saved_a_month:+.2f}"
    late = "" if found.months <= _MONTHS else f", more than the {_MONTHS} months in which models change"
    return f"the training is paid back in {found.months:.1f} months, at {found.saved_a_month:.2f} saved a month{late}"


def _assumptions(team: TeamIn) -> Iterator[str]:
    yield (
        f"assumed: {team.queries_a_month:,} queries a month at {team.baseline.cost_per_query:g} against "
        f"{team.candidate.cost_per_query:g}, a training at {team.candidate.training_cost:g}"
    )
    if break_even(team).trainings_a_month:
        yield f"assumed: trained again each month, because {team.changed_a_month:.0%} changes and facts were trained"
