"""The folder that `prepare` writes and the trainings read: the examples, and what is held apart."""

from __future__ import annotations

from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, ValidationError

from evals.errors import EvalError, unusable
from evals.finetune.example import jsonl
from evals.finetune.recall import FOLDER, write_recall
from evals.finetune.training_set import TrainingSet

EXAMPLES = "examples.jsonl"
_APART = "apart.json"


class Apart(BaseModel):
    """What was trained on and what was not.

    Attributes:
        suite_sha256: Of the suite that no example asks.
        documents: Trained on.
        apart: Held apart.
        counts: Examples by kind.
        dropped: Examples left out because the suite asks almost the same.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    suite_sha256: str
    documents: tuple[str, ...]
    apart: tuple[str, ...]
    counts: dict[str, int]
    dropped: int

    @classmethod
    def of(cls, found: TrainingSet, suite_sha256: str) -> Self:
        """What a training set holds apart from a suite."""
        return cls(
            suite_sha256=suite_sha256, documents=found.documents, apart=found.apart,
            counts=dict(found.counts), dropped=found.dropped,
        )  # fmt: skip


def write(found: TrainingSet, suite_sha256: str, folder: Path) -> Apart:
    """Write both files, and the suite `recall` of what is trained on.

    Raises:
        EvalError: They cannot be written.
    """
    apart = Apart.of(found, suite_sha256)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / EXAMPLES).write_text(jsonl(found.examples), encoding="utf-8")
        write_recall(found.examples, folder / FOLDER)
        (folder / _APART).write_text(apart.model_dump_json(indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise EvalError(f"the folder '{folder}' cannot be written ({error.strerror}); choose another path") from error
    return apart


def load_apart(folder: Path) -> Apart:
    """What a folder holds apart.

    Raises:
        EvalError: It cannot be read, or is something else.
    """
    path = folder / _APART
    try:
        return Apart.model_validate_json(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise EvalError(f"got no readable '{path}', expected what `prepare` writes; run it, or check --data") from error
    except ValidationError as error:
        raise unusable(error, f"'{path}'") from error
