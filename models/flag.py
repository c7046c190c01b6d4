"""BGE-M3 and the BGE rerankers through FlagEmbedding, from a local folder; needs the extra `torch`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from FlagEmbedding import BGEM3FlagModel, FlagReranker

from models.errors import ModelLoadError
from models.files import require_folder
from models.protocols import Float32

_BATCH_SIZE = 8


class FlagEmbedder:
    """An `Embedder` over BGE-M3's dense vectors."""

    def __init__(self, folder: Path, *, device: str = "cpu", max_tokens: int = 512) -> None:
        """Load the folder, which must also hold `colbert_linear.pt` and `sparse_linear.pt`.

        Raises:
            ModelMissingError: The folder is not there.
            ModelLoadError: It holds no BGE-M3.
        """
        require_folder(folder)
        try:
            self._model = BGEM3FlagModel(str(folder), use_fp16=device != "cpu", devices=[device])
        except Exception as error:  # the library raises what its parts raise
            raise ModelLoadError(f"got `{folder}` that is no BGE-M3 ({error}); download it again") from error
        self._name = folder.resolve().name
        self._max_tokens = max_tokens
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
        return self._encoded(texts)

    def embed_query(self, text: str) -> Float32:
        """The embedding of what is searched, shape (dimension,), unit length."""
        embedding: Float32 = self._encoded([text])[0]
        return embedding

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each whole text, without the special ones."""
        tokenize = self._model.tokenizer
        return [len(tokenize(text, add_special_tokens=False, verbose=False)["input_ids"]) for text in texts]

    def _encoded(self, texts: Sequence[str]) -> Float32:
        found = self._model.encode(list(texts), batch_size=_BATCH_SIZE, max_length=self._max_tokens)
        dense = np.asarray(found["dense_vecs"], dtype=np.float32)
        return np.asarray(dense / np.linalg.norm(dense, axis=1, keepdims=True), dtype=np.float32)


class BgeReranker:
    """A `Reranker` over a BGE reranker; the score is the sigmoid of its logit.

    Its tokenizer must have a decoder: FlagEmbedding decodes and tokenises again, and without one the
    scores are silently wrong.
    """

    def __init__(self, folder: Path, *, device: str = "cpu") -> None:
        """Load the folder; nothing is downloaded.

        Raises:
            ModelMissingError: The folder is not there.
            ModelLoadError: It holds no reranker, or one whose tokenizer has no decoder.
        """
        require_folder(folder)
        try:
            self._model = FlagReranker(str(folder), use_fp16=device != "cpu", devices=[device])
        except Exception as error:  # the library raises what its parts raise
            raise ModelLoadError(f"got `{folder}` that is no reranker ({error}); download it again") from error
        if self._model.tokenizer.backend_tokenizer.decoder is None:
            raise ModelLoadError(
                f"got `{folder}` whose tokenizer has no decoder, expected one; use models.sentence instead"
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
        found = self._model.compute_score(pairs, batch_size=_BATCH_SIZE, normalize=True)
        return np.asarray(found, dtype=np.float32).reshape(-1)
