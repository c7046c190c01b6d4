"""What a run was: everything that two runs must share, or are told apart by."""

from __future__ import annotations

import platform
import subprocess
from collections.abc import Mapping
from datetime import UTC, date, datetime
from os import cpu_count
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict

from evals.errors import EvalError
from evals.suite import Suite
from evals.variants.variant import Variant

_HERE = Path(__file__).parent


class Manifest(BaseModel):
    """One run.

    Attributes:
        suite_sha256: Of the files of the suite.
        today: Stands in for the date of a question that has none.
        index_revision: The state of the index; empty for a variant that does not search.
        settings: What else made the answers, by name; no secrets.
        commit: The state of the code; answers of two states are not mixed.
        jobs: Questions answered at once; latencies are comparable between runs of like jobs only.
        finished: None while cases are missing.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    variant: str
    suite: str
    suite_sha256: str
    cases: int
    today: date
    index_revision: str
    settings: Mapping[str, str]
    jobs: int
    commit: str
    machine: str
    started: datetime
    finished: datetime | None = None

    @classmethod
    def of(cls, variant: Variant, suite: Suite, *, today: date, jobs: int) -> Self:
        """A run that starts now."""
        return cls(
            variant=variant.name, suite=suite.name, suite_sha256=suite.sha256, cases=len(suite.questions), today=today,
            index_revision=variant.index_revision, settings=variant.settings, jobs=jobs, commit=_commit(),
            machine=f"{platform.machine()}, {cpu_count()} cores, Python {platform.python_version()}",
            started=datetime.now(UTC),
        )  # fmt: skip

    def difference(self, other: Manifest) -> str | None:
        """The first thing that makes `other` another run, None if it is the same."""
        names = ("variant", "suite", "suite_sha256", "index_revision", "commit")
        found = next((name for name in names if getattr(self, name) != getattr(other, name)), None)
        keys = sorted({*self.settings, *other.settings})
        return found or next((key for key in keys if self.settings.get(key) != other.settings.get(key)), None)

    def require_comparable(self, other: Manifest) -> None:
        """Refuse to weigh runs that were not asked the same of the same documents.

        Raises:
            EvalError: The suite, the day or the state of the index differs.
        """
        if self.suite_sha256 != other.suite_sha256:
            raise EvalError(
                f"got runs of '{self.suite}' {self.suite_sha256[:8]} and '{other.suite}' {other.suite_sha256[:8]}, "
                "expected one suite; run both on it"
            )
        if self.today != other.today:
            raise EvalError(
                f"got runs of {self.today} and {other.today}, expected one day, since what is in force depends on it; "
                "write `today` into the suite.yaml, and run both on it"
            )
        revisions = {self.index_revision, other.index_revision} - {""}
        if len(revisions) > 1:
            raise EvalError(
                f"got runs on index revisions {' and '.join(sorted(revisions))}, expected one; run both on it"
            )

    def has_comparable_times(self, other: Manifest) -> bool:
        """Whether milliseconds of the two runs may be set side by side: as many questions at once, on one machine."""
        return (self.jobs, self.machine) == (other.jobs, other.machine)

    def require_suite(self, suite: Suite) -> None:
        """Refuse a suite that is not the one of the run.

        Raises:
            EvalError: It is another.
        """
        if suite.sha256 != self.suite_sha256:
            raise EvalError(
                f"got suite '{suite.name}' {suite.sha256[:8]} for a run of '{self.suite}' {self.suite_sha256[:8]}; "
                "name the suite of the run with --suite, or run again"
            )

    def done(self) -> Manifest:
        """The same, finished now."""
        return self.model_copy(update={"finished": datetime.now(UTC)})


def _commit() -> str:
    """The state of the code, empty where it is no repository."""
    command = ["git", "describe", "--always", "--dirty", "--exclude=*"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=_HERE)  # noqa: S603 - fixed words
    except OSError:
        return ""
    return done.stdout.strip()
