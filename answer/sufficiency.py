"""Whether the evidence is worth a draft at all: near misses are caught here, not in the writer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp

from retrieval.hit import Hit

_WORD = re.compile(r"\w+")
_PREFIX = 5
_STOP = frozenset(
    [
        "a",
        "about",
        "all",
        "also",
        "am",
        "an",
        "and",
        "any",
        "are",
        "as",
        "at",
        "be",
        "been",
        "before",
        "being",
        "but",
        "by",
        "can",
        "could",
        "did",
        "do",
        "does",
        "doing",
        "down",
        "each",
        "for",
        "from",
        "get",
        "gets",
        "had",
        "has",
        "have",
        "having",
        "he",
        "her",
        "here",
        "him",
        "his",
        "how",
        "i",
        "if",
        "in",
        "into",
        "is",
        "it",
        "its",
        "just",
        "kind",
        "like",
        "long",
        "many",
        "may",
        "me",
        "might",
        "more",
        "most",
        "much",
        "must",
        "my",
        "need",
        "no",
        "not",
        "of",
        "off",
        "on",
        "once",
        "one",
        "only",
        "or",
        "other",
        "our",
        "out",
        "over",
        "own",
        "per",
        "please",
        "same",
        "she",
        "should",
        "so",
        "some",
        "such",
        "take",
        "tell",
        "than",
        "that",
        "the",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "this",
        "those",
        "to",
        "too",
        "up",
        "us",
        "use",
        "used",
        "was",
        "we",
        "were",
        "what",
        "when",
        "where",
        "which",
        "while",
        "who",
        "whom",
        "whose",
        "why",
        "will",
        "with",
        "would",
        "you",
        "your",
        "company",
        "ist",
        "der",
        "die",
        "das",
        "ein",
        "eine",
        "und",
        "wie",
        "was",
        "wer",
        "wo",
        "wann",
    ]
)


def content_words(text: str) -> set[str]:
    """The words of `text` that carry meaning, cut to a prefix so that endings do not matter."""
    words = {word.lower() for word in _WORD.findall(text)} - _STOP
    return {word[:_PREFIX] for word in words if len(word) > 1}


def coverage(question: str, texts: Sequence[str]) -> float:
    """Share of the question's content words that some text holds, in [0, 1]; 1 for a question without any."""
    wanted = content_words(question)
    if not wanted:
        return 1.0
    return len(wanted & set().union(*(content_words(text) for text in texts))) / len(wanted)


FEATURES = ("relevance", "similarity", "coverage", "coverage_together")


def features(question: str, hits: Sequence[Hit]) -> tuple[float, float, float, float]:
    """What the rule looks at, each at most 1 and high is good; `hits` must not be empty.

    The reranker's highest word, the highest cosine to the question, the share of the question's content words in the
    best hit, and in all hits together.
    """
    texts = [hit.chunk.embedded_text for hit in hits]
    relevance = max(hit.relevance or 0.0 for hit in hits)
    similarity = max(hit.similarity or 0.0 for hit in hits)
    return relevance, similarity, max(coverage(question, [text]) for text in texts), coverage(question, texts)


@dataclass(frozen=True, slots=True)
class Sufficiency:
    """A logistic rule over `features`.

    The weights are what `python -m benchmarks.sufficiency` prints, in the order bias, then features; it fits them on
    held-out training pairs with and without their answer in the index, never on an evaluation set.

    Attributes:
        threshold: Evidence scored below this, in [0, 1], is too weak.
    """

    weights: tuple[float, float, float, float, float] = (-3.72, 2.41, 2.09, 0.5, 0.62)
    threshold: float = 0.15

    def score(self, question: str, hits: Sequence[Hit]) -> float:
        """P(the evidence answers the question) in [0, 1], high is good; 0 without evidence."""
        if not hits:
            return 0.0
        bias, *weights = self.weights
        total = bias + sum(weight * value for weight, value in zip(weights, features(question, hits), strict=True))
        return 1 / (1 + exp(-total))

    def suffices(self, question: str, hits: Sequence[Hit]) -> bool:
        """Whether an answer should be drafted."""
        return self.score(question, hits) >= self.threshold
