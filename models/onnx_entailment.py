"""Support, contradiction or neither, and whether a question is answered: one local ONNX encoder with two heads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from models.errors import ModelLoadError
from models.manifest import read_fields
from models.onnx_session import OnnxSession
from models.protocols import Float32
from models.windows import split_windows

_CLASSES = 3
# Tokens of a window that must answer a question by itself: in a longer one more comes near than answers.
_WINDOW = 120


@dataclass(frozen=True, slots=True)
class SufficiencyHead:
    """How the fourth logit becomes a probability.

    Attributes:
        slope: What the logit is multiplied with.
        bias: What is added.
        threshold: A probability from here on counts as "answers the question".
    """

    slope: float
    bias: float
    threshold: float


class OnnxEntailment:
    """An `EntailmentModel`, and a `SufficiencyModel`, over a folder with `model.onnx`."""

    def __init__(self, folder: Path, *, threads: int | None = None) -> None:
        """Load the folder, in about a tenth of a second.

        Raises:
            ModelMissingError: A file is not there.
            ModelLoadError: A file is broken, or says nothing of sufficiency.
        """
        self._session = OnnxSession(folder, threads=threads)
        fields = read_fields(folder).get("sufficiency")
        try:
            self._head = SufficiencyHead(**{key: float(value) for key, value in dict(fields or {}).items()})  # type: ignore[call-overload]
        except (TypeError, ValueError) as error:
            raise ModelLoadError(
                f"got `{folder}/model.json` without slope, bias and threshold of sufficiency; restore the file"
            ) from error

    @property
    def name(self) -> str:
        """The name and version of the weights."""
        return self._session.manifest.name

    @property
    def sufficiency_threshold(self) -> float:
        """A text at or above this probability counts as one that answers."""
        return self._head.threshold

    def judge(self, pairs: Sequence[tuple[str, str]]) -> Float32:
        """P(supported), P(contradicted), P(neutral) for each (evidence, claim); shape (n_pairs, 3)."""
        return _softmax(self._session.run(pairs)[:, :_CLASSES])

    def sufficiency(self, question: str, texts: Sequence[str]) -> Float32:
        """P(the text answers the question, by itself) in [0, 1] for each text, calibrated; shape (n_texts,).

        A text that is longer than a window counts as its best window; one without words answers nothing.
        """
        logits = self.sufficiency_logits(question, texts)
        return np.asarray(1 / (1 + np.exp(-(self._head.slope * logits + self._head.bias))), dtype=np.float32)

    def sufficiency_logits(self, question: str, texts: Sequence[str]) -> Float32:
        """The same before calibration, to fit it: the logit of each text's best window; shape (n_texts,)."""
        pieces = [(at, piece) for at, text in enumerate(texts) for piece in self._pieces(text)]
        logits = self._session.run([(piece, question) for _, piece in pieces])[:, _CLASSES]
        best = np.full(len(texts), -np.inf)
        np.maximum.at(best, [at for at, _ in pieces], logits)
        return best.astype(np.float32)

    def _pieces(self, text: str) -> list[str]:
        windows = split_windows(text, self._session.encode([text])[0], size=_WINDOW)
        return [text[window.start : window.end] for window in windows]


def _softmax(logits: Float32) -> Float32:
    if not len(logits):
        return logits
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), dtype=np.float32)
