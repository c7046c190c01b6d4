"""Files that were to say who may read others, and by their name or place do not: what they are about is not shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from ingest.errors import CorpusError

SIDECAR = ".meta.yaml"
RULES_FILE = "corpus.yaml"
_SIDECAR_LIKE = re.compile(r"(?P<of>.+)\.meta\.ya?ml", re.IGNORECASE)
_RULES_LIKE = re.compile(r"corpus\.ya?ml", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Slips:
    """Where somebody meant to say something.

    Attributes:
        beside: By the name of a file, that of what stands beside it and is no sidecar.
        folders: Folders that hold rules, which count at the top alone.
    """

    beside: Mapping[str, str]
    folders: tuple[str, ...]

    @classmethod
    def of(cls, names: Iterable[str]) -> Slips:
        """Those among the files of a tree.

        Raises:
            CorpusError: The rules at the top themselves are misnamed.
        """
        beside: dict[str, str] = {}
        folders: list[str] = []
        for name in names:
            folder, _, last = name.rpartition("/")
            described = described_by(name)
            if described is not None and not name.endswith(SIDECAR):
                beside[described] = last
            elif _RULES_LIKE.fullmatch(last) and folder:
                folders.append(f"{folder}/")
            elif _RULES_LIKE.fullmatch(last) and last != RULES_FILE:
                raise CorpusError(f"got a {last}, expected {RULES_FILE}; rename it")
        return cls(beside, tuple(folders))

    def fault(self, name: str) -> str:
        """Why nobody knows who may read the file `name`; empty where that is known."""
        if name in self.beside:
            right = PurePosixPath(name).name + SIDECAR
            return f"got '{self.beside[name]}' beside it, expected '{right}'; rename that"
        above = next((folder for folder in self.folders if name.startswith(folder)), None)
        if above is None:
            return ""
        return f"got a {RULES_FILE} in '{above}', expected it at the top alone; move its rules there"


def described_by(name: str) -> str | None:
    """The file that the file `name` is, or was meant to be, a sidecar of."""
    meant = _SIDECAR_LIKE.fullmatch(name)
    return None if meant is None else meant["of"]


def is_about_others(name: str) -> bool:
    """Whether the file `name` says something about other files, or was meant to."""
    return described_by(name) is not None or _RULES_LIKE.fullmatch(name.rpartition("/")[2]) is not None
