"""Relevance of texts to a question from a local ONNX cross-encoder."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from models.onnx_session import OnnxSession
from models.protocols import Float32
from models.windows import split_windows

# Of a pair: one before the question, one between, one at the end.
_SPECIAL_TOKENS = 3
# A text this much longer than there is room for is read in windows; of one that is hardly longer, the end is left out.
_CUT_FROM = 1.25


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
        """Relevance of each text in [0, 1], high is good; shape (n_texts,).

        A text that is much longer than the model reads counts as its best window.
        """
        pieces = list(self._pieces(question, texts))
        logits = (
            self._session.manifest.logit_scale * self._session.run([(question, piece) for _, piece in pieces])[:, 0]
        )
        best = np.full(len(texts), -np.inf)
        np.maximum.at(best, [at for at, _ in pieces], logits)
        return np.asarray(1 / (1 + np.exp(-best)), dtype=np.float32)

    def _pieces(self, question: str, texts: Sequence[str]) -> Iterator[tuple[int, str]]:
        """The position of each text with the text, or with each of its windows."""
        most = self._session.manifest.max_tokens
        room = max(most - _SPECIAL_TOKENS - self._session.count_tokens([question])[0], most // 2)
        for at, (text, encoding) in enumerate(zip(texts, self._session.encode(texts), strict=True)):
            windows = split_windows(text, encoding, size=room) if len(encoding) > _CUT_FROM * room else []
            yield from ((at, text[window.start : window.end]) for window in windows)
            if not windows:
                yield at, text
