"""Fits a verifier's head, or chooses the reranker's share, on rows that somebody brings along."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from models.calibration import Float64, auroc, best_threshold, fit_head, sigmoid
from models.support import SupportScorer
from models.support_head import SupportHead
from ragstone.errors import CalibrationError
from ragstone.wire import LabelledIn, RelevantIn
from retrieval.question import Query, Question
from retrieval.rerank import mixed
from retrieval.retriever import Retriever

LEAST_OF_A_LABEL = 20
SHARES = (0.0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
_FOLDS = 5
_LEAST_CONTEXTS = 2
_FIRST = 10


@dataclass(frozen=True, slots=True)
class FittedHead:
    """A head, and what it is worth on rows that its fit did not see.

    Attributes:
        rows: How many it was fitted on.
        auroc: Of the held-out scores, over folds of whole contexts, in [0, 1].
        balanced_accuracy: Of the same at the threshold, in [0, 1].
    """

    head: SupportHead
    rows: int
    auroc: float
    balanced_accuracy: float


@dataclass(frozen=True, slots=True)
class ChosenShare:
    """The reranker's share that ranks best.

    Attributes:
        share: In [0, 1]; 0 when reading gains no more than chance would.
        means: Mean reciprocal rank at 10 of each share.
        questions: How many were asked.
    """

    share: float
    means: Mapping[float, float]
    questions: int


def fit_verifier(scorer: SupportScorer, rows: Sequence[LabelledIn]) -> FittedHead:
    """A head for `scorer`'s model; both labels count the same.

    Raises:
        CalibrationError: A label has fewer than 20 rows, or all of them over one context.
        ModelError: The model cannot be run.
    """
    found = scorer.features([(row.claim, row.context) for row in rows])
    kept = [(row, values) for row, values in zip(rows, found, strict=True) if values is not None]
    labels = np.array([float(row.label) for row, _ in kept])
    counts = int(labels.sum()), int((1 - labels).sum())
    if min(counts) < LEAST_OF_A_LABEL:
        raise CalibrationError(
            f"got {counts[0]} supported and {counts[1]} other claims with words, "
            f"expected {LEAST_OF_A_LABEL} of each; add rows"
        )
    contexts = ["\n".join(row.context) for row, _ in kept]
    _require_contexts(contexts, labels)
    inputs = np.stack([values for _, values in kept]).astype(np.float64)
    weights = np.where(labels == 1, 0.5 / labels.mean(), 0.5 / (1 - labels.mean()))
    held = _held_out_scores(inputs, labels, weights, contexts=contexts)
    threshold, accuracy = best_threshold(held, labels, weights)
    head = fit_head(inputs, labels, weights)
    return FittedHead(SupportHead(head.weights, head.bias, threshold), len(kept), auroc(held, labels), accuracy)


def choose_share(retriever: Retriever, rows: Sequence[RelevantIn], *, as_of: date) -> ChosenShare:
    """The share with the best mean reciprocal rank, if it beats no reranking by more than one standard error.

    Raises:
        CalibrationError: There are fewer than 20 questions, none finds its document, or there is no reranker.
        ModelError: A model cannot be run.
    """
    step = retriever.rerank_step
    if step is None or len(rows) < LEAST_OF_A_LABEL:
        raise CalibrationError(
            f"got {len(rows)} questions and {'no' if step is None else 'a'} reranker, "
            f"expected {LEAST_OF_A_LABEL} and one; add rows or set models.reranker"
        )
    ranks: dict[float, list[float]] = {share: [] for share in SHARES}
    for row in rows:
        question = Question(row.question, as_of=as_of, groups=tuple(row.groups))
        query = Query(question.text)
        read = step.read(query, retriever.search_step.search(query, question.conditions))
        for share in SHARES:
            documents = list(dict.fromkeys(hit.chunk.document_id for hit in mixed(read, weight=share)))[:_FIRST]
            ranks[share].append(_reciprocal_rank(documents, row.gold_documents))
    if not any(map(any, ranks.values())):
        raise CalibrationError(
            f"got {len(rows)} questions of which none finds any of its `gold_documents` among the first {_FIRST}, "
            "expected ids that `ragstone documents` lists, and `groups` that may read them; correct the rows"
        )
    best = max(SHARES, key=lambda share: float(np.mean(ranks[share])))
    gains = np.array(ranks[best]) - np.array(ranks[0.0])
    sure = float(gains.mean()) > float(gains.std(ddof=1) / np.sqrt(len(gains)))
    means = {share: float(np.mean(values)) for share, values in ranks.items()}
    return ChosenShare(best if sure else 0.0, means, len(rows))


def _held_out_scores(inputs: Float64, labels: Float64, weights: Float64, *, contexts: Sequence[str]) -> Float64:
    """Scores of each row by a head that saw no row of the same context."""
    order = _by_label(contexts, labels)
    groups = np.array([order[context] % min(_FOLDS, len(order)) for context in contexts])
    held = np.zeros(len(labels))
    for fold in set(groups.tolist()):
        seen = groups != fold
        head = fit_head(inputs[seen], labels[seen], weights[seen])
        held[~seen] = sigmoid(inputs[~seen] @ np.array(head.weights) + head.bias)
    return held


def _by_label(contexts: Sequence[str], labels: Float64) -> Mapping[str, int]:
    """The place of each context by its share of supported claims: counted off, every fold leaves both labels."""
    own: dict[str, list[float]] = {}
    for context, label in zip(contexts, labels.tolist(), strict=True):
        own.setdefault(context, []).append(label)
    return {context: at for at, context in enumerate(sorted(own, key=lambda one: float(np.mean(own[one]))))}


def _require_contexts(contexts: Sequence[str], labels: Float64) -> None:
    supported, others = (
        len({context for context, own in zip(contexts, labels.tolist(), strict=True) if own == label})
        for label in (1.0, 0.0)
    )
    if min(supported, others) < _LEAST_CONTEXTS:
        raise CalibrationError(
            f"got supported claims over {supported} contexts and others over {others}, expected {_LEAST_CONTEXTS} of "
            "each at least, for a head is judged on contexts that it did not see; add rows on other texts"
        )


def _reciprocal_rank(documents: Sequence[str], gold: Sequence[str]) -> float:
    return next((1 / rank for rank, document in enumerate(documents, start=1) if document in gold), 0.0)
