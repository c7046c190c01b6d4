"""`ragstone doctor`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import typer

from ragstone.cli.failures import ExitCode, UsageError
from ragstone.cli.terms import IndexTerms, day_of
from ragstone.clock import today
from ragstone.doctor.checks import NAMES
from ragstone.doctor.finding import Finding, Place, Severity
from ragstone.doctor.page import page
from ragstone.doctor.report import Report, Section, examine
from ragstone.wiring import build_corpus


@dataclass(frozen=True, slots=True)
class DoctorTerms:
    """Which checks run, for whose eyes, on which day, and what counts as failure.

    Attributes:
        groups: None given, all documents are looked at.
        fail_on: The mildest severity that ends with 1; None, nothing does.
    """

    only: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    as_of: str | None = None
    fail_on: str | None = None

    @property
    def day(self) -> date:
        """The day that is looked at.

        Raises:
            UsageError: It is no day.
        """
        return today() if self.as_of is None else day_of("--as-of", self.as_of)

    def require_checks(self) -> None:
        """Make sure that every check that is named exists.

        Raises:
            UsageError: One does not.
        """
        for option, names in (("--only", self.only), ("--skip", self.skip)):
            for name in names:
                if name not in NAMES:
                    raise UsageError(f"got {option} '{name}', expected one of {', '.join(NAMES)}; correct it")


def run(index: IndexTerms, terms: DoctorTerms, *, as_json: bool, html: Path | None, most: int) -> ExitCode:
    """Examine the documents; 1 where something is as grave as `terms.fail_on`."""
    terms.require_checks()
    corpus = build_corpus(index.load().settings, terms.day, groups=terms.groups or None)
    report = examine(corpus, only=terms.only or NAMES, skip=terms.skip)
    if html is not None:
        _write(html, page(report))
    if as_json:
        typer.echo(json.dumps(_row(report), ensure_ascii=False, indent=2))
    else:
        typer.echo("\n".join(_lines(report, most)))
    failed = terms.fail_on is not None and report.holds(Severity(terms.fail_on))
    return ExitCode.FAILURES if failed else ExitCode.DONE


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"got --html '{path}', which cannot be written ({error.strerror}); choose another") from error


def _lines(report: Report, most: int) -> Sequence[str]:
    lines = [line for section in report.sections for line in _section(section, most)]
    lines += [f"left out: {one.check} ({one.reason})" for one in report.left_out]
    counts = ", ".join(f"{number} {name}s" if number != 1 else f"1 {name}" for name, number in report.counts.items())
    return [*lines, f"{counts} in {report.documents} documents, as they stand on {report.day}"]


def _section(section: Section, most: int) -> Sequence[str]:
    lines = [f"{section.check.title} ({section.check.name}, {len(section.findings)})"]
    for finding in section.findings[:most]:
        lines += [f"  {finding.severity.value}: {finding.sentence}"]
        lines += [f"    at {_place(place)}" for place in finding.places[:most]]
    remedies = dict.fromkeys(finding.remedy for finding in section.findings[:most])
    lines += [f"  > {remedy}" for remedy in remedies]
    rest = len(section.findings) - most
    return [*lines, *([f"  … and {rest} more; --json and --html have all"] if rest > 0 else []), ""]


def _place(place: Place) -> str:
    page_number = f", page {place.page}" if place.page is not None else ""
    return f"{place.document_id} [{place.start}:{place.end}]{page_number}"


def _row(report: Report) -> dict[str, object]:
    return {
        "as_of": str(report.day),
        "documents": report.documents,
        "chunks": report.chunks,
        "counts": report.counts,
        "findings": [_finding(finding) for finding in report.findings],
        "left_out": [{"check": one.check, "reason": one.reason} for one in report.left_out],
    }


def _finding(finding: Finding) -> dict[str, object]:
    return {
        "check": finding.check, "severity": finding.severity.value, "documents": list(finding.documents),
        "sentence": finding.sentence, "remedy": finding.remedy,
        "places": [
            {"document_id": one.document_id, "page": one.page, "start": one.start, "end": one.end}
            for one in finding.places
        ],
    }  # fmt: skip
