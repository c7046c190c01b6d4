"""Puts a variant through a suite and keeps what came out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import date

from evals.errors import EvalError
from evals.manifest import Manifest
from evals.prediction import Prediction
from evals.run_folder import RunFolder
from evals.score import Scored, score, summary, with_consistency
from evals.suite import EvalQuestion, Suite
from evals.variants.variant import Variant
from verify.checker import Checker

Progress = Callable[[int, int], None]
Summary = dict[str, dict[str, float]]


@dataclass(frozen=True, slots=True)
class Run:
    """A variant that is put through a suite.

    Attributes:
        checker: Judges the claims of the answers.
        today: Stands in for the date of a question that has none; a run that goes on keeps its own.
        jobs: Questions asked at once.
    """

    variant: Variant
    suite: Suite
    checker: Checker
    today: date
    jobs: int = 1

    def into(self, folder: RunFolder, progress: Progress) -> Summary:
        """Ask what `folder` does not hold yet, then score all: means over all cases, and over each slice.

        Raises:
            EvalError: Another run is in the folder, or it cannot be written.
        """
        manifest = folder.begin(Manifest.of(self.variant, self.suite, today=self.today, jobs=self.jobs))
        found = {row.id: row for row in folder.predictions()}
        missing = [question for question in self.suite.questions if question.id not in found]
        for prediction in self._answers(missing, manifest.today):
            folder.append(prediction)
            found[prediction.id] = prediction
            progress(len(found), len(self.suite.questions))
        predictions = [found[question.id] for question in self.suite.questions]
        judged = [score(question, found[question.id], self.checker) for question in self.suite.questions]
        scored = with_consistency(self.suite.questions, predictions, judged)
        summaries = summarised(scored)
        if self.variant.index_revision != manifest.index_revision:
            raise EvalError(
                f"got index revision {self.variant.index_revision} at the end of a run that began on "
                f"{manifest.index_revision}; run it again into another --out while nothing is synced"
            )
        folder.finish(manifest, predictions, scored, summaries)
        return summaries

    def _answers(self, questions: Sequence[EvalQuestion], today: date) -> Iterator[Prediction]:
        """As they come; after the first failure none is asked any more."""
        pool = ThreadPoolExecutor(self.jobs)
        try:
            asked = [pool.submit(self.variant.predict, question, today) for question in questions]
            for done in as_completed(asked):
                yield done.result()
        finally:
            pool.shutdown(cancel_futures=True)


def summarised(scored: Sequence[Scored]) -> Summary:
    """Means over all cases, and over each slice."""
    slices = sorted({row.slice for row in scored})
    parts = {name: [row for row in scored if row.slice == name] for name in slices}
    return {"all": summary(scored)} | {name: summary(rows) for name, rows in parts.items()}
