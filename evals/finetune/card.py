"""What a training was: enough to say what a checkpoint is, and to make it again."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from os import cpu_count
from pathlib import Path
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, ValidationError

from evals.errors import EvalError, unusable

FILE = "card.json"
_LIBRARIES = ("torch", "transformers", "peft", "trl")


class Card(BaseModel):
    """One checkpoint.

    Attributes:
        stage: What made it: `supervised`, `preference` or `merge`.
        base: The checkpoint it starts from; for a merge, both.
        base_sha256: Of its weights; for a merge, of both.
        weights_sha256: Of what came out.
        data_sha256: Of the file of examples; empty for a merge.
        counts: Examples by kind.
        settings: The hyper-parameters of the stage.
        trained_parameters: How many numbers were trained; 0 for a merge.
        tokens: Tokens read in training, padding left out, as trl counts them.
        seconds: Of training alone.
        losses: Step and training loss, as logged.
        rewards: Of DPO: step and share of the pairs in which the preferred answer is the likelier one.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    stage: str
    base: tuple[str, ...]
    base_sha256: tuple[str, ...]
    weights_sha256: str
    data_sha256: str = ""
    counts: Mapping[str, int] = {}
    settings: Mapping[str, Any] = {}
    seed: int = 0
    trained_parameters: int = 0
    tokens: int = 0
    seconds: float = 0.0
    losses: tuple[tuple[int, float], ...] = ()
    rewards: tuple[tuple[int, float], ...] = ()
    device: str = ""
    machine: str = ""
    libraries: Mapping[str, str] = {}
    finished: datetime

    @classmethod
    def now(cls, **fields: Any) -> Self:  # noqa: ANN401 - the fields above
        """A card that is finished now, on this machine."""
        machine = f"{platform.machine()}, {cpu_count()} cores, Python {platform.python_version()}"
        return cls(machine=machine, libraries=_versions(), finished=datetime.now(UTC), **fields)

    def write(self, folder: Path) -> None:
        """Put it beside the weights."""
        (folder / FILE).write_text(self.model_dump_json(indent=1) + "\n", encoding="utf-8")


def load_card(folder: Path) -> Card:
    """The card in a folder.

    Raises:
        EvalError: There is none, or it cannot be used.
    """
    path = folder / FILE
    try:
        return Card.model_validate_json(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise EvalError(f"got no card at '{path}', expected the one that training writes; check the folder") from error
    except ValidationError as error:
        raise unusable(error, f"'{path}'") from error


def _versions() -> dict[str, str]:
    found = {}
    for name in _LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
