"""What the other rooms may ask of a model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

Float32 = NDArray[np.float32]


class Embedder(Protocol):
    """Turns texts into vectors whose dot product is their cosine similarity."""

    @property
    def name(self) -> str:
        """What an index records: the name and version of the weights."""

    @property
    def dimension(self) -> int:
        """Length of each vector."""

    def embed_documents(self, texts: Sequence[str]) -> Float32:
        """Embeddings of texts to be found, shape (n_texts, dimension), unit length."""

    def embed_query(self, text: str) -> Float32:
        """The embedding of what is searched, shape (dimension,), unit length."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text, without the special ones."""


class Reranker(Protocol):
    """Scores how well each text answers a question."""

    @property
    def name(self) -> str:
        """The name and version of the weights."""

    def score(self, question: str, texts: Sequence[str]) -> Float32:
        """Relevance of each text in [0, 1], high is good; shape (n_texts,)."""


class EntailmentModel(Protocol):
    """Judges one text by another."""

    @property
    def name(self) -> str:
        """The name and version of the weights."""

    def judge(self, pairs: Sequence[tuple[str, str]]) -> Float32:
        """P(supported), P(contradicted), P(neutral) for each (evidence, claim); shape (n_pairs, 3)."""


@dataclass(frozen=True, slots=True)
class Support:
    """How far a claim is supported by a list of evidence texts.

    Attributes:
        support_score: P(the evidence supports the claim) in [0, 1], high is good, calibrated.
        contradiction_score: P(the evidence contradicts the claim) in [0, 1], high is bad.
        best_index: Which evidence text supports it best; -1 when there was no evidence.
        best_start: Start in that text of the window that supports it best, in characters.
        best_end: End of that window, half-open.
    """

    support_score: float
    contradiction_score: float
    best_index: int
    best_start: int
    best_end: int


class Verifier(Protocol):
    """Scores claims against evidence of any length, with one calibrated threshold."""

    @property
    def name(self) -> str:
        """The name and version of the weights."""

    @property
    def threshold(self) -> float:
        """A claim at or above this support score counts as supported."""

    def score_many(self, items: Sequence[tuple[str, Sequence[str]]]) -> list[Support]:
        """The support of each (claim, evidence texts), in order."""


class SufficiencyModel(Protocol):
    """Tells evidence that answers a question from evidence that only comes near."""

    @property
    def name(self) -> str:
        """The name and version of the weights."""

    @property
    def sufficiency_threshold(self) -> float:
        """A text at or above this probability counts as one that answers."""

    def sufficiency(self, question: str, texts: Sequence[str]) -> Float32:
        """P(the text answers the question, by itself) in [0, 1] for each text, calibrated; shape (n_texts,)."""


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a conversation with a language model."""

    role: Literal["system", "user", "assistant"]
    content: str


class LanguageModel(Protocol):
    """Writes text, piece by piece."""

    @property
    def name(self) -> str:
        """What the server calls the model."""

    def stream(self, messages: Sequence[Message]) -> Iterator[str]:
        """Pieces of the reply, in order.

        Raises:
            LanguageModelError: The server could not be reached or answered with an error.
            CutOffError: The reply ended before the model was done.
        """
