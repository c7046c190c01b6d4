"""From a prediction to the metrics that apply to its question."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from pydantic import BaseModel, ConfigDict

from evals.metrics import (
    citation_precision,
    citation_recall,
    distinct,
    markers_right,
    mrr_at_k,
    ndcg_at_k,
    numbers_right,
    phrases_right,
    precision_recall,
    recall_at_k,
    risk_coverage_area,
    schema_valid,
    short_enough,
    token_f1,
)
from evals.prediction import Prediction
from evals.suite import EvalQuestion
from verify.checker import Checker

# What is right or wrong; where it was asked for and is wrong, words in common count for nothing.
_HARD = ("phrases_right", "markers_right", "short_enough", "tool_right", "schema_valid")


class Scored(BaseModel):
    """One question's metrics; those that do not apply are absent.

    Attributes:
        document: What the case is about; cases on one document are alike.
        confidence: Of the prediction.
        metrics: Of `evals.metrics.METRICS` those that apply.
    """

    model_config = ConfigDict(allow_inf_nan=False)
    id: str
    document: str
    slice: str
    tags: tuple[str, ...]
    must_abstain: bool
    abstained: bool
    confidence: float | None = None
    metrics: dict[str, float]

    def without(self, metric: str) -> Scored:
        """The same, not measured by `metric`."""
        return self.model_copy(update={"metrics": {key: v for key, v in self.metrics.items() if key != metric}})

    def value(self, metric: str) -> float | None:
        """One metric, or None. Who abstains states nothing unsupported, so that inventing an answer counts as harm."""
        return self.metrics.get(metric, 0.0 if self.abstained and metric == "unsupported_rate" else None)


def score(question: EvalQuestion, prediction: Prediction, checker: Checker) -> Scored:
    """The metrics of `prediction`; claims are checked against its evidence and the gold quotes."""
    metrics = _answer(question, prediction)
    metrics["score"] = _score(metrics)
    metrics |= _taken(prediction)
    if not prediction.abstained:
        metrics |= _unsupported(question, prediction, checker)
    if not question.must_abstain:
        metrics |= _retrieval(question, prediction) | _citations(question, prediction)
    return Scored(
        id=question.id, document=question.document, slice=question.slice, tags=question.tags,
        must_abstain=question.must_abstain, abstained=prediction.abstained,
        confidence=prediction.confidence, metrics=metrics,
    )  # fmt: skip


def summary(rows: Sequence[Scored]) -> dict[str, float]:
    """Means over the questions that each metric applies to, and the abstention metrics."""
    names = sorted({name for row in rows for name in row.metrics})
    means = {name: _mean([row.metrics for row in rows], name) for name in names}
    abstained, due = [row.abstained for row in rows], [row.must_abstain for row in rows]
    means["abstention_precision"], means["abstention_recall"] = precision_recall(abstained, due)
    return means | _latencies(rows) | _risk(rows)


def _latencies(rows: Sequence[Scored]) -> dict[str, float]:
    """The middle one, and the one that 19 of 20 stay below."""
    values = sorted(row.metrics["latency_ms"] for row in rows if "latency_ms" in row.metrics)
    if not values:
        return {}
    return {f"latency_p{share}_ms": values[min(len(values) * share // 100, len(values) - 1)] for share in (50, 95)}


def _risk(rows: Sequence[Scored]) -> dict[str, float]:
    """Of the answers that say how sure they are."""
    sure = [(1 - row.metrics["score"], row.confidence) for row in rows if row.confidence is not None]
    if not sure:
        return {}
    risks, confidences = zip(*sure, strict=True)
    return {"risk_coverage_area": risk_coverage_area(risks, confidences)}


def with_consistency(
    questions: Sequence[EvalQuestion], predictions: Sequence[Prediction], scored: Sequence[Scored]
) -> list[Scored]:
    """`scored` with the consistency of each case that rewords another: 1 when both abstain, 0 when one does.

    Args:
        questions: The whole suite.
        predictions: One for each question, in its order.
        scored: Of each prediction.
    """
    answers = {prediction.id: prediction for prediction in predictions}
    found = []
    for question, row in zip(questions, scored, strict=True):
        other = answers.get(question.paraphrase_of) if question.paraphrase_of != question.id else None
        metrics = {} if other is None else {"consistency": _alike(answers[question.id], other)}
        found.append(row.model_copy(update={"metrics": row.metrics | metrics}))
    return found


def _alike(one: Prediction, other: Prediction) -> float:
    if one.abstained or other.abstained:
        return float(one.abstained and other.abstained)
    return token_f1(one.text, other.text)


def _taken(prediction: Prediction) -> dict[str, float]:
    """Time and tokens, where they were measured."""
    measured = {
        "latency_ms": prediction.latency_ms or None,
        "tokens_read": prediction.tokens_read,
        "tokens_written": prediction.tokens_written,
        "cost": prediction.cost,
    }
    return {name: float(value) for name, value in measured.items() if value is not None}


def _answer(question: EvalQuestion, prediction: Prediction) -> dict[str, float]:
    if question.must_abstain:
        return {"abstained_when_due": float(prediction.abstained)}
    found = {
        "answered_when_due": float(not prediction.abstained),
        "token_f1": token_f1(prediction.text, question.reference_answer),
    }
    hard = {
        "numbers_right": numbers_right(prediction.text, question.reference_answer),
        "phrases_right": phrases_right(prediction.text, question.must_say, question.must_not_say),
    }
    if question.must_cite:
        hard["markers_right"] = markers_right(prediction.text, question.must_cite)
    if question.most_words is not None:
        hard["short_enough"] = short_enough(prediction.text, question.most_words)
    if question.expected_tool:
        hard["tool_right"] = prediction.tool == question.expected_tool
    if question.json_schema is not None:
        hard["schema_valid"] = schema_valid(prediction.text, question.json_schema)
    return found | {name: float(right) for name, right in hard.items() if right is not None}


def _score(metrics: Mapping[str, float]) -> float:
    if "abstained_when_due" in metrics:
        return metrics["abstained_when_due"]
    hard = (metrics.get(name, 1.0) for name in _HARD)
    return metrics["token_f1"] * math.prod(hard)


def _retrieval(question: EvalQuestion, prediction: Prediction) -> dict[str, float]:
    if prediction.hits is None or not question.gold_documents:
        return {}
    run = distinct(prediction.hits)
    gold = [(span.document_id, span.start, span.end) for span in question.gold_spans]
    found = (
        {"span_recall_at_5": citation_recall(prediction.hit_spans[:5], gold)}
        if gold and (prediction.hit_spans or not prediction.hits)
        else {}
    )
    if prediction.found:
        found["found_recall"] = recall_at_k(prediction.found, question.gold_documents, k=len(prediction.found))
    return found | {
        "ndcg_at_10": ndcg_at_k(run, dict.fromkeys(question.gold_documents, 1.0), k=10),
        "recall_at_5": recall_at_k(run, question.gold_documents, k=5),
        "mrr_at_10": mrr_at_k(run, question.gold_documents, k=10),
    }


def _citations(question: EvalQuestion, prediction: Prediction) -> dict[str, float]:
    """Who answers without a citation leads nobody to the gold: nothing is recalled, and precision has no meaning."""
    if prediction.abstained:
        return {}
    gold = [(span.document_id, span.start, span.end) for span in question.gold_spans]
    found = {"citation_recall": citation_recall(prediction.citations, gold)} if gold else {}
    if prediction.citations:
        found["citation_precision"] = citation_precision(prediction.citations, question.gold_documents)
    return found


def _unsupported(question: EvalQuestion, prediction: Prediction, checker: Checker) -> dict[str, float]:
    evidence = [*prediction.evidence, *(span.quote for span in question.gold_spans)]
    checked = checker.verify(prediction.text, evidence)
    return {"unsupported_rate": 1 - checked.groundedness} if checked.claims else {}


def _mean(rows: Sequence[Mapping[str, float]], name: str) -> float:
    values = [row[name] for row in rows if name in row]
    return sum(values) / len(values)
