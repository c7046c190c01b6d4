"""Support, contradiction or neither, judged pair by pair by a local ONNX model."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from models.onnx_session import OnnxSession
from models.protocols import Float32


class OnnxEntailment:
    """An `EntailmentModel` over a folder with `model.onnx`."""

    def __init__(self, folder: Path, *, threads: int | None = None) -> None:
        """Load the folder, in about a tenth of a second.

        Raises:
            ModelMissingError: A file is not there.
            ModelLoadError: A file is broken.
        """
        self._session = OnnxSession(folder, threads=threads)

    @property
    def name(self) -> str:
        """The name and version of the weights."""
        return self._session.manifest.name

    def judge(self, pairs: Sequence[tuple[str, str]]) -> Float32:
        """P(supported), P(contradicted), P(neutral) for each (evidence, claim); shape (n_pairs, 3)."""
        return _softmax(self._session.run(pairs))


def _softmax(logits: Float32) -> Float32:
    if not len(logits):
        return logits
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), dtype=np.float32)
