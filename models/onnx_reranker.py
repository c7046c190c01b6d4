"""Relevance of texts to a question from a local ONNX cross-encoder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from models.onnx_session import OnnxSession
from models.protocols import Float32


class OnnxReranker:
    """A `Reranker` over a folder with `model.onnx`; the score is the sigmoid of its one logit, scaled."""

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

    def score(self, question: str, texts: Sequence[str]) -> Float32:
        """Relevance of each text in [0, 1], high is good; shape (n_texts,)."""
        logits = self._session.manifest.logit_scale * self._session.run([(question, text) for text in texts])[:, 0]
        return np.asarray(1 / (1 + np.exp(-logits)), dtype=np.float32)
