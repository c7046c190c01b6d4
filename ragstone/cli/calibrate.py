"""`ragstone calibrate`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TypeVar

import typer
from pydantic import BaseModel, ValidationError

from models.calibration import write_head
from models.support_head import FEATURES, SupportHead
from ragstone.calibration import choose_share, fit_verifier
from ragstone.cli.batch import validation_sentence
from ragstone.cli.failures import ExitCode, UsageError
from ragstone.cli.terms import IndexTerms
from ragstone.clock import today
from ragstone.risk import CONFIDENCE, ask_all, risk_curve
from ragstone.settings import AuditSettings
from ragstone.wire import AskedIn, LabelledIn, RelevantIn
from ragstone.wiring import build_assistant, build_scorer, build_searcher

Row = TypeVar("Row", bound=BaseModel)
_UNFITTED = SupportHead(tuple(0.0 for _ in FEATURES), 0.0, 0.5)


def run_verifier(terms: IndexTerms, source: Path, target: Path | None, *, as_json: bool) -> ExitCode:
    """Fit the head of the verifier that the settings name, and write it down.

    Raises:
        UsageError: `target` cannot be written, or holds something else than a calibration.
    """
    if target is None:
        raise UsageError("got no --out, expected a file for the calibration; name one")
    _require_replaceable(target)
    settings = terms.load().settings
    scorer = build_scorer(settings.models, head=_UNFITTED)
    fitted = fit_verifier(scorer, read_rows(source, LabelledIn))
    figures = {"auroc": round(fitted.auroc, 4), "balanced_accuracy": round(fitted.balanced_accuracy, 4)}
    try:
        write_head(target, fitted.head, model=scorer.name, rows=fitted.rows, **figures)
    except OSError as error:
        raise UsageError(f"got --out '{target}' that cannot be written ({error.strerror}); name another") from error
    facts = {"model": scorer.name, "rows": fitted.rows, "threshold": round(fitted.head.threshold, 3), **figures}
    _show(facts, as_json=as_json, hint=f"set models.verifier_calibration to {target}")
    return ExitCode.DONE


def run_reranker(terms: IndexTerms, source: Path, *, as_json: bool) -> ExitCode:
    """Say which share of the reranker ranks best over the index."""
    chosen = choose_share(build_searcher(terms.load().settings), read_rows(source, RelevantIn), as_of=today())
    means = {f"mrr_at_10 at {share:g}": round(mean, 4) for share, mean in chosen.means.items()}
    facts = {"questions": chosen.questions, **means, "rerank_weight": chosen.share}
    _show(facts, as_json=as_json, hint=f"set retrieval.rerank_weight to {chosen.share:g}")
    return ExitCode.DONE


def run_abstention(terms: IndexTerms, source: Path, risk: float, *, as_json: bool) -> ExitCode:
    """Say from which sufficiency on few enough answers are wrong, or that these questions cannot show it."""
    settings = terms.load().settings.model_copy(update={"audit": AuditSettings()})
    rows = read_rows(source, AskedIn)
    curve = risk_curve(ask_all(build_assistant(settings), rows, today=today()), risk=risk)
    chosen = curve.chosen
    if as_json:
        typer.echo(json.dumps({"threshold": chosen and chosen.setting, **asdict(curve)}, indent=2))
        return ExitCode.DONE if chosen else ExitCode.FAILURES
    typer.echo(f"{curve.questions} questions; with {CONFIDENCE:.0%} confidence at most that share of answers is wrong")
    typer.echo(f"{'sufficiency':>11}  {'answered':>8}  {'wrong':>5}  {'at most':>7}")
    for point in curve.points:
        typer.echo(f"{point.threshold:>11.3f}  {point.answered:>8}  {point.wrong:>5}  {point.most:>7.1%}")
    if chosen is not None:
        typer.echo(f"set answer.sufficiency to {chosen.setting:g}")
        return ExitCode.DONE
    typer.echo(
        f"no threshold holds {risk:.1%}: at least {curve.needed} answers without a wrong one are needed to show it; "
        "ask more questions, or allow a higher --risk",
        err=True,
    )
    return ExitCode.FAILURES


def read_rows(source: Path, form: type[Row]) -> list[Row]:
    """The rows of a `.jsonl`; one bad row stops everything, for a fit on half of them would mislead.

    Raises:
        UsageError: The file cannot be read, or a row is none of this form.
    """
    try:
        # Not `splitlines`: JSON may hold other ends of a line as they are.
        lines = source.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"got --jsonl '{source}' that cannot be read ({error}); correct it") from error
    found = []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                found.append(form.model_validate(json.loads(line)))
            except ValidationError as error:
                raise UsageError(f"line {number} of '{source}': {validation_sentence(error)}") from error
            except (ValueError, RecursionError) as error:
                why = error.msg if isinstance(error, json.JSONDecodeError) else "too long a number, or too deep"
                raise UsageError(f"got no JSON in line {number} of '{source}' ({why}); correct it") from error
    return found


def _require_replaceable(target: Path) -> None:
    """What is in the file already must be fields, for those that a fit does not know are kept."""
    try:
        fields = json.loads(target.read_text(encoding="utf-8")) if target.is_file() else {}
    except (OSError, ValueError, RecursionError):
        fields = None
    if not isinstance(fields, dict):
        raise UsageError(f"got --out '{target}', which holds no calibration to replace; name another file")


def _show(facts: Mapping[str, object], *, as_json: bool, hint: str) -> None:
    if as_json:
        typer.echo(json.dumps(facts, indent=2))
        return
    width = max(len(name) for name in facts)
    for name, value in facts.items():
        typer.echo(f"{name:<{width}}  {value}")
    typer.echo(hint)
