"""The folder of a run: its manifest, the predictions as they came, and the scores once all are there."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from evals.errors import EvalError
from evals.manifest import Manifest
from evals.prediction import Prediction
from evals.score import Scored

_Row = TypeVar("_Row", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class RunFolder:
    """What `python -m evals run --out` writes; a run that was stopped goes on from here."""

    path: Path

    def begin(self, manifest: Manifest) -> Manifest:
        """Start the run, or go on with it: the manifest in force.

        Raises:
            EvalError: Another run is there, or the folder cannot be written.
        """
        if not (self.path / "manifest.json").exists():
            with self._writing():
                self.path.mkdir(parents=True, exist_ok=True)
                self._write_manifest(manifest)
            return manifest
        found = self.manifest()
        other = found.difference(manifest)
        if other is not None:
            raise EvalError(f"got a run with another {other} in '{self.path}'; remove it or choose another --out")
        return found

    def append(self, prediction: Prediction) -> None:
        """Keep one answer.

        Raises:
            EvalError: The folder cannot be written.
        """
        with self._writing(), (self.path / "predictions.jsonl").open("a", encoding="utf-8") as stream:
            stream.write(prediction.model_dump_json() + "\n")

    def finish(
        self, manifest: Manifest, predictions: Sequence[Prediction], scored: Sequence[Scored],
        summary: Mapping[str, Mapping[str, float]],
    ) -> None:  # fmt: skip
        """Write all in the suite's order, and say last that it is whole.

        Raises:
            EvalError: The folder cannot be written.
        """
        with self._writing():
            self._write("predictions.jsonl", "".join(f"{row.model_dump_json()}\n" for row in predictions))
            self._write("scores.jsonl", "".join(f"{row.model_dump_json()}\n" for row in scored))
            self._write("summary.json", json.dumps(summary, indent=2) + "\n")
            self._write_manifest(manifest.done())

    def manifest(self) -> Manifest:
        """What the run was.

        Raises:
            EvalError: There is no run here.
        """
        try:
            return Manifest.model_validate_json(self._text("manifest.json"))
        except ValidationError as error:
            raise EvalError(f"got an unusable manifest in '{self.path}'; run it again into another --out") from error

    def predictions(self) -> list[Prediction]:
        """The answers so far; a line that was cut off in writing is left out."""
        path = self.path / "predictions.jsonl"
        if not path.exists():
            return []
        text = self._text("predictions.jsonl")
        whole = text[: text.rfind("\n") + 1]
        if whole != text:
            with self._writing():
                self._write("predictions.jsonl", whole)
        return self._rows(whole, Prediction)

    def scores(self) -> list[Scored]:
        """The metrics of a run that is whole.

        Raises:
            EvalError: There is no run, or it was stopped.
        """
        manifest = self.manifest()
        if manifest.finished is None:
            raise EvalError(
                f"got a run in '{self.path}' that stopped at {len(self.predictions())} of {manifest.cases} cases; "
                "run it again to go on"
            )
        return self._rows(self._text("scores.jsonl"), Scored)

    def _rows(self, text: str, kind: type[_Row]) -> list[_Row]:
        try:
            return [kind.model_validate_json(line) for line in text.split("\n") if line]
        except ValidationError as error:
            raise EvalError(f"got an unusable row in '{self.path}'; run it again into another --out") from error

    def _text(self, name: str) -> str:
        try:
            return (self.path / name).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise EvalError(
                f"got no run in '{self.path}', expected what `python -m evals run --out` has written"
            ) from error

    def _write_manifest(self, manifest: Manifest) -> None:
        self._write("manifest.json", manifest.model_dump_json(indent=2) + "\n")

    def _write(self, name: str, text: str) -> None:
        temporary = self.path / f"{name}.new"
        temporary.write_text(text, encoding="utf-8")
        temporary.replace(self.path / name)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise EvalError(
                f"the run cannot be written to '{self.path}' ({error.strerror}); choose another --out"
            ) from error
