"""Word overlap, weighted by how rare a word piece is: the baseline, the preselection, and a feature."""

from __future__ import annotations

import re
from collections.abc import Iterable, Set
from pathlib import Path

import numpy as np

from models.errors import ModelLoadError
from models.files import require_file
from models.protocols import Float32

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_WORDS = "one two three four five six seven eight nine ten eleven twelve".split()
_SPELLED = {word: str(value) for value, word in enumerate(_WORDS, start=1)}
_NAME = re.compile(r"(?<![.!?:]\s)(?<!^)(?<![\"“(])\b[A-ZÀ-Þ][\w'-]{2,}")
_WORD = re.compile(r"\w[\w'-]*")
_NEGATION = re.compile(r"\b(?:no|not|never|none|nobody|nothing|neither|nor|without|cannot|\w+n['’]t)\b", re.IGNORECASE)
_SPELLED_OUT = re.compile(rf"\b(?:{'|'.join(_WORDS)})\b", re.IGNORECASE)


class IdfTable:
    """How rare each WordPiece id is, in nats: log((n_texts + 1) / (n_texts_with_it + 1))."""

    def __init__(self, weights: Float32) -> None:
        """Take the weights, shape (vocabulary,)."""
        self._weights = weights

    @classmethod
    def load(cls, path: Path) -> IdfTable:
        """Read a table written by `numpy.save`.

        Raises:
            ModelMissingError: The file is not there.
            ModelLoadError: It holds no one-dimensional array.
        """
        require_file(path)
        try:
            weights = np.load(path, allow_pickle=False)
        except (ValueError, OSError, EOFError) as error:
            raise ModelLoadError(f"got `{path}` that is no array ({error}); restore the file") from error
        if weights.ndim != 1:
            raise ModelLoadError(f"got `{path}` of shape {weights.shape}, expected (vocabulary,); restore it")
        return cls(weights.astype(np.float32))

    @classmethod
    def count(cls, texts: Iterable[Set[int]], *, vocabulary: int) -> IdfTable:
        """A table counted on texts, each given as its different ids."""
        counts = np.zeros(vocabulary, dtype=np.int64)
        total = 0
        for ids in texts:
            counts[list(ids)] += 1
            total += 1
        return cls(np.log((total + 1) / (counts + 1)).astype(np.float32))

    def save(self, path: Path) -> None:
        """Write the table in half precision."""
        np.save(path, self._weights.astype(np.float16))

    def coverage(self, claim: Set[int], evidence: Set[int]) -> float:
        """Share of the claim's weight that the evidence holds, in [0, 1]; 0 for a claim without words."""
        total = self._sum(claim)
        return self._sum(claim & evidence) / total if total > 0 else 0.0

    def _sum(self, ids: Set[int]) -> float:
        return float(self._weights[list(ids)].sum()) if ids else 0.0


def numbers(text: str) -> frozenset[str]:
    """The numbers of a text without thousands separators; one to twelve count when spelled out, too."""
    written = {match.replace(",", "").rstrip(".") for match in _NUMBER.findall(text)}
    spelled = {_SPELLED[word.lower()] for word in _SPELLED_OUT.findall(text)}
    return frozenset(written | spelled)


def names(text: str) -> frozenset[str]:
    """The capitalised words inside the sentences of a text, lower case."""
    return frozenset(match.lower() for match in _NAME.findall(text))


def words(text: str) -> frozenset[str]:
    """The different words of a text, lower case."""
    return frozenset(match.lower() for match in _WORD.findall(text))


def negations(text: str) -> bool:
    """Whether a text denies something an odd number of times."""
    return len(_NEGATION.findall(text)) % 2 == 1
