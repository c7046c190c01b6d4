"""Whether people ask what they asked before: a test on the embeddings of their questions, and one on their words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from answer.sufficiency import content_words
from evals.statistics import Float64
from models.protocols import Embedder

PERMUTATIONS, SEED = 999, 20_26
# Questions drawn of either period: what a test of this kind sees does not grow much with more.
_MOST = 400
_TERMS = 8
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Term:
    """A word that became more, or less, frequent.

    Attributes:
        before: Share of the reference's questions that hold it.
        now: Share of the month's.
    """

    word: str
    before: float
    now: float


@dataclass(frozen=True, slots=True)
class Shift:
    """How far a month's questions are from the reference's.

    Attributes:
        distance: Energy distance of the embeddings as a share of the mean distance between the two periods, in [0, 1]
            (Székely and Rizzo, 2013, the E-coefficient of inhomogeneity).
        p_meaning: P of such a distance if both are drawn from the same questions, by permutation.
        divergence: Jensen-Shannon divergence of the words, in [0, 1].
        p_words: P of such a divergence, by permutation.
        terms: The words that moved most, in standard errors.
    """

    month: str
    questions: int
    distance: float
    p_meaning: float
    divergence: float
    p_words: float
    terms: tuple[Term, ...]


def shift(month: str, before: Sequence[str], now: Sequence[str], embedder: Embedder) -> Shift:
    """The shift of the questions from `before` to `now`; each must hold at least two."""
    generator = np.random.default_rng(SEED)
    one, other = _drawn(before, generator), _drawn(now, generator)
    labels = _labels(len(one), len(other), generator)
    texts = [*one, *other]
    distances = _energy(np.asarray(embedder.embed_documents(texts), dtype=np.float64), labels)
    vocabulary, holds = _words(texts)
    divergences = _jensen_shannon(holds, labels)
    return Shift(
        month, len(now), float(distances[0]), _p(distances), float(divergences[0]), _p(divergences),
        _moved(vocabulary, holds[: len(one)], holds[len(one) :]),
    )  # fmt: skip


def _drawn(questions: Sequence[str], generator: np.random.Generator) -> list[str]:
    if len(questions) <= _MOST:
        return list(questions)
    return [questions[at] for at in generator.choice(len(questions), _MOST, replace=False)]


def _labels(before: int, now: int, generator: np.random.Generator) -> Float64:
    """Which questions count as now, shape (1 + permutations, before + now); the first row says it as it is."""
    truth = np.concatenate([np.zeros(before), np.ones(now)])
    return np.vstack([truth, *(generator.permutation(truth) for _ in range(PERMUTATIONS))])


def _energy(embeddings: Float64, labels: Float64) -> Float64:
    """Of each row of labels the energy distance as a share of the mean distance between the two, shape (n_rows,)."""
    distances = np.sqrt(np.maximum(0.0, 2 - 2 * embeddings @ embeddings.T))
    now, before = labels, 1 - labels
    sizes, others = now.sum(axis=1), before.sum(axis=1)
    between = ((before @ distances) * now).sum(axis=1) / (sizes * others)
    within = ((before @ distances) * before).sum(axis=1) / others**2 + ((now @ distances) * now).sum(axis=1) / sizes**2
    return np.asarray((2 * between - within) / np.maximum(2 * between, 1e-12))


def _words(texts: Sequence[str]) -> tuple[list[str], Float64]:
    """The content words that stand in at least two texts, and which text holds which, shape (n_texts, n_words)."""
    held = [{word for word in map(str.casefold, _WORD.findall(text)) if content_words(word)} for text in texts]
    counts: dict[str, int] = {}
    for words in held:
        for word in words:
            counts[word] = counts.get(word, 0) + 1
    vocabulary = sorted(word for word, count in counts.items() if count > 1)
    holds = np.array([[float(word in words) for word in vocabulary] for words in held])
    return vocabulary, holds.reshape(len(texts), len(vocabulary))


def _jensen_shannon(holds: Float64, labels: Float64) -> Float64:
    """Of each row of labels the divergence of the two distributions of words in bits, shape (n_rows,)."""
    one, other = (_distribution(side @ holds) for side in (labels, 1 - labels))
    middle = (one + other) / 2
    return np.asarray((_entropy_to(one, middle) + _entropy_to(other, middle)) / 2)


def _distribution(counts: Float64) -> Float64:
    return np.asarray(counts / np.maximum(counts.sum(axis=1, keepdims=True), 1.0))


def _entropy_to(found: Float64, middle: Float64) -> Float64:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(found > 0, found * np.log2(found / middle), 0.0).sum(axis=1))


def _p(values: Float64) -> float:
    return float((values >= values[0] - 1e-12).sum() / len(values))


def _moved(vocabulary: Sequence[str], before: Float64, now: Float64) -> tuple[Term, ...]:
    shares, others = now.mean(axis=0), before.mean(axis=0)
    pooled = (now.sum(axis=0) + before.sum(axis=0)) / (len(now) + len(before))
    errors = np.sqrt(np.maximum(pooled * (1 - pooled) * (1 / len(now) + 1 / len(before)), 1e-12))
    order = np.argsort(-np.abs(shares - others) / errors, kind="stable")[:_TERMS]
    return tuple(Term(vocabulary[at], float(others[at]), float(shares[at])) for at in order)
