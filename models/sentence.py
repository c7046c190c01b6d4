"""Any sentence-transformers model from a local folder: embedder, reranker, verifier; needs the extra `torch`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from sentence_transformers import CrossEncoder, SentenceTransformer

from models.errors import ModelLoadError
from models.files import require_folder
from models.protocols import Float32

_BATCH_SIZE = 16
_SUPPORTED, _CONTRADICTED, _NEUTRAL = range(3)


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


class SentenceEntailment:
    """An `EntailmentModel` over the folder of a cross-encoder: three-way, two-way, or with one logit.

    The classes are read from the names in its `config.json`: entail, support, consistent or factual mean supported;
    contradict or refute mean contradicted; neutral, unsupported, hallucinated or "not" mean neither. Two classes with
    other names are (not supported, supported), as MiniCheck has them; one logit is the odds of support, as HHEM has it.
    """

    def __init__(self, folder: Path, *, device: str = "cpu") -> None:
        """Load the folder; nothing is downloaded.

        Raises:
            ModelMissingError: The folder is not there.
            ModelLoadError: It holds no cross-encoder, or one whose classes cannot be told apart.
        """
        self._model = _cross_encoder(folder, device)
        names = [str(name) for _, name in sorted(self._model.config.id2label.items())]
        self._columns = _class_columns(folder, names)
        self._name = folder.resolve().name

    @property
    def name(self) -> str:
        """The folder's name."""
        return self._name

    def judge(self, pairs: Sequence[tuple[str, str]]) -> Float32:
        """P(supported), P(contradicted), P(neutral) for each (evidence, claim); shape (n_pairs, 3)."""
        if not pairs:
            return np.zeros((0, 3), dtype=np.float32)
        found = self._model.predict(
            list(pairs), batch_size=_BATCH_SIZE, activation_fn=torch.nn.Identity(), show_progress_bar=False
        )
        logits = torch.as_tensor(np.asarray(found, dtype=np.float32)).reshape(len(pairs), -1)
        both = torch.cat([torch.zeros_like(logits), logits], dim=1) if logits.shape[1] == 1 else logits
        shares = both.softmax(1).numpy()
        judged = np.zeros((len(pairs), 3), dtype=np.float32)
        for column, target in enumerate(self._columns):
            judged[:, target] += shares[:, column]
        return judged


class SentenceReranker:
    """A `Reranker` over the folder of a cross-encoder with one logit."""

    def __init__(self, folder: Path, *, device: str = "cpu") -> None:
        """Load the folder; nothing is downloaded.

        Raises:
            ModelMissingError: The folder is not there.
            ModelLoadError: It holds no cross-encoder with one logit.
        """
        self._model = _cross_encoder(folder, device)
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


def _cross_encoder(folder: Path, device: str) -> CrossEncoder:
    require_folder(folder)
    try:
        return CrossEncoder(str(folder), device=device, local_files_only=True)
    except Exception as error:  # the library raises what its parts raise
        raise ModelLoadError(f"got `{folder}` that is no cross-encoder ({error}); download it again") from error


def _class_columns(folder: Path, names: Sequence[str]) -> list[int]:
    """Which of supported, contradicted, neutral each column of the probabilities is."""
    if len(names) == 1:
        return [_NEUTRAL, _SUPPORTED]
    found = [_class_of(name.lower()) for name in names]
    if len(names) == 2 and None in found:
        return [_NEUTRAL, _SUPPORTED]
    if None in found or _SUPPORTED not in found:
        raise ModelLoadError(
            f"got `{folder}` with classes {', '.join(names)}, expected names like entailment, contradiction and "
            "neutral; set id2label in its config.json"
        )
    return [column for column in found if column is not None]


def _class_of(name: str) -> int | None:
    if re.search(r"contradict|refute", name):
        return _CONTRADICTED
    if re.search(r"neutral|\bun|not|hallucin|baseless|inconsistent", name):
        return _NEUTRAL
    return _SUPPORTED if re.search(r"entail|support|consistent|factual|grounded", name) else None
