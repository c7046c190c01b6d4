"""Any sentence-transformers model from a local folder, as embedder or reranker; needs the extra `torch`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from sentence_transformers import CrossEncoder, SentenceTransformer

from models.errors import ModelLoadError
from models.files import require_folder
from models.protocols import Float32

_BATCH_SIZE = 16


class SentenceEmbedder:
    """An `Embedder` over a sentence-transformers folder; a model's own query prompt is used for queries."""

    def __init__(self, folder: Path, *, device: str = "cpu") -> None:
        """Load the folder; nothing is downloaded.

        Raises:
            ModelMissingError: The folder is not there.
            ModelLoadError: It holds no such model.
        """
        require_folder(folder)
        try:
            self._model = SentenceTransformer(str(folder), device=device, local_files_only=True)
        except Exception as error:  # the library raises what its parts raise
            raise ModelLoadError(
                f"got `{folder}` that is no sentence-transformers model ({error}); download it again"
            ) from error
        self._name = folder.resolve().name
        self._dimension = len(self.embed_query("dimension"))

    @property
    def name(self) -> str:
        """The folder's name."""
        return self._name

    @property
    def dimension(self) -> int:
        """Length of each vector."""
        return self._dimension

    def embed_documents(self, texts: Sequence[str]) -> Float32:
        """Embeddings of texts to be found, shape (n_texts, dimension), unit length."""
        if not texts:
            return np.zeros((0, self._dimension), dtype=np.float32)
        found = self._model.encode_document(
            list(texts), batch_size=_BATCH_SIZE, normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(found, dtype=np.float32)

    def embed_query(self, text: str) -> Float32:
        """The embedding of what is searched, shape (dimension,), unit length."""
        found = self._model.encode_query(text, normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(found, dtype=np.float32)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each whole text, without the special ones."""
        tokenize = self._model.tokenizer
        return [len(tokenize(text, add_special_tokens=False, verbose=False)["input_ids"]) for text in texts]


class SentenceReranker:
    """A `Reranker` over the folder of a cross-encoder with one logit."""

    def __init__(self, folder: Path, *, device: str = "cpu") -> None:
        """Load the folder; nothing is downloaded.

        Raises:
            ModelMissingError: The folder is not there.
            ModelLoadError: It holds no cross-encoder with one logit.
        """
        require_folder(folder)
        try:
            self._model = CrossEncoder(str(folder), device=device, local_files_only=True)
        except Exception as error:  # the library raises what its parts raise
            raise ModelLoadError(f"got `{folder}` that is no cross-encoder ({error}); download it again") from error
        if self._model.num_labels != 1:
            raise ModelLoadError(
                f"got `{folder}` with {self._model.num_labels} logits, expected 1; use a reranker, not a classifier"
            )
        self._name = folder.resolve().name

    @property
    def name(self) -> str:
        """The folder's name."""
        return self._name

    def score(self, question: str, texts: Sequence[str]) -> Float32:
        """Relevance of each text in [0, 1], high is good; shape (n_texts,)."""
        if not texts:
            return np.zeros(0, dtype=np.float32)
        pairs = [(question, text) for text in texts]
        found = self._model.predict(
            pairs, batch_size=_BATCH_SIZE, activation_fn=torch.nn.Sigmoid(), show_progress_bar=False
        )
        return np.asarray(found, dtype=np.float32)
