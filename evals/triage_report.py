"""A triage as text: causes, what follows, and every case with its trail."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from evals.errors import EvalError
from evals.recommend import cohen_kappa, how_sure, recommend
from evals.report import table
from evals.triage import Cause, Triaged, corrected


class LabelIn(BaseModel):
    """What a person says of one case."""

    model_config = ConfigDict(extra="forbid")
    id: str
    cause: Cause


def load_labels(path: Path) -> dict[str, Cause]:
    """Causes by the id of their case.

    Raises:
        EvalError: The file cannot be read, or a line is unusable.
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise EvalError(f"the labels '{path}' cannot be read ({type(error).__name__}); check the path") from error
    labels: dict[str, Cause] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = LabelIn.model_validate_json(line)
        except ValidationError as error:
            causes = ", ".join(Cause)
            raise EvalError(
                f"got an unusable line {path.name}:{number}, expected an id and a cause ({causes}); correct it"
            ) from error
        labels[row.id] = row.cause
    return labels


def triage_report(triaged: Sequence[Triaged], labels: Mapping[str, Cause], *, cases: int) -> str:
    """Markdown; where a person labelled cases, theirs count, and the agreement is said.

    Args:
        triaged: As it was found.
        labels: A person's causes by id.
        cases: Of the whole run.
    """
    final = corrected(triaged, labels)
    parts = [f"{len(final)} of {cases} cases failed", _causes(final), *_agreement(triaged, labels)]
    parts += [
        f"- {advice.sentence} ({advice.share:.0%} of the failures, line crossed with p {advice.sure:.2f}; "
        f"such as {', '.join(advice.cases)})"
        for advice in recommend(final)
    ]
    parts += [sentence] if final and (sentence := how_sure(len(final))) else []
    parts.append(
        table(["case", "cause", "stage", "trail"], [[o.id, o.cause, o.stage, "; ".join(o.trail)] for o in final])
    )
    return "\n\n".join(parts)


def _causes(triaged: Sequence[Triaged]) -> str:
    counts = Counter((one.cause, one.stage) for one in triaged)
    rows = [[cause, stage, str(count), f"{count / len(triaged):.0%}"] for (cause, stage), count in counts.most_common()]
    return table(["cause", "stage", "cases", "share"], rows)


def _agreement(triaged: Sequence[Triaged], labels: Mapping[str, Cause]) -> list[str]:
    both = [(one.cause, labels[one.id]) for one in triaged if one.id in labels]
    if not both:
        return []
    ours, theirs = zip(*both, strict=True)
    agreed = sum(one == other for one, other in both)
    return [f"{agreed} of {len(both)} causes agree with a person's; Cohen's kappa {cohen_kappa(ours, theirs):.2f}"]
