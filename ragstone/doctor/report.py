"""What all checks found."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from ragstone.doctor.checks import CHECKS, NAMES, Check
from ragstone.doctor.corpus import Corpus
from ragstone.doctor.finding import Finding, Severity


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A check that said nothing, and why."""

    check: str
    reason: str


@dataclass(frozen=True, slots=True)
class Section:
    """The findings of one check, the gravest first."""

    check: Check
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """The findings, the gravest first.

    Attributes:
        documents: How many were looked at.
        chunks: Of all of them.
        left_out: Checks that said nothing, and why.
    """

    day: date
    documents: int
    chunks: int
    findings: tuple[Finding, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many findings there are of each severity."""
        found = [finding.severity for finding in self.findings]
        return {severity.value: found.count(severity) for severity in Severity}

    @property
    def sections(self) -> list[Section]:
        """By check; those with the gravest findings first."""
        found = [
            Section(check, own) for check in CHECKS
            if (own := tuple(finding for finding in self.findings if finding.check == check.name))
        ]  # fmt: skip
        return sorted(found, key=lambda section: section.findings[0].severity.rank)

    def holds(self, severity: Severity) -> bool:
        """Whether anything is as grave as `severity`, or graver."""
        return any(finding.severity.rank <= severity.rank for finding in self.findings)


def examine(corpus: Corpus, *, only: Collection[str] = NAMES, skip: Collection[str] = ()) -> Report:
    """Run the checks that `only` names and `skip` does not."""
    findings: list[Finding] = []
    left_out: list[LeftOut] = []
    for check in (one for one in CHECKS if one.name in only and one.name not in skip):
        reason = check.lacks(corpus)
        if reason:
            left_out.append(LeftOut(check.name, reason))
        else:
            findings.extend(check.find(corpus))
    chunks = sum(len(one) for one in corpus.texts.values())
    return Report(corpus.day, len(corpus.records), chunks, _sorted(findings), tuple(left_out))


def _sorted(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    order = {name: at for at, name in enumerate(NAMES)}
    return tuple(
        sorted(
            findings,
            key=lambda one: (one.severity.rank, order[one.check], one.documents, str(one.places), one.sentence),
        )
    )
