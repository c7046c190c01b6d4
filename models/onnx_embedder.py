"""Sentence embeddings from a local ONNX model."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from models.onnx_session import OnnxSession
from models.protocols import Float32


class OnnxEmbedder:
    """An `Embedder` over a folder with `model.onnx`; pooling and normalisation are part of the graph."""

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

    @property
    def dimension(self) -> int:
        """Length of each vector."""
        return self._session.manifest.outputs

    def embed_documents(self, texts: Sequence[str]) -> Float32:
        """Embeddings, shape (n_texts, dimension), unit length; a text beyond the model's tokens is cut."""
        return self._session.run(texts)

    def embed_query(self, text: str) -> Float32:
        """The embedding of what is searched, shape (dimension,), unit length."""
        embedding: Float32 = self._session.run([self._session.manifest.query_prefix + text])[0]
        return embedding

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each whole text, without the special ones."""
        return self._session.count_tokens(texts)
