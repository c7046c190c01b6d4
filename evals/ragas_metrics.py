"""The metrics of ragas that need no language model, over our runs: a second opinion on our own. Extra `evals`."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence

from evals.prediction import Prediction
from evals.suite import EvalQuestion

Means = dict[str, float]


def ragas_means(questions: Sequence[EvalQuestion], predictions: Sequence[Prediction]) -> Means:
    """Means of ragas' id-based context precision and recall, and of its ROUGE-L against the reference answer.

    Questions that must be abstained from do not count, nor predictions without hits for the context metrics, nor
    abstentions for ROUGE-L. A metric to which no question counts is absent.
    """
    # ragas reads this when it is imported; it would send telemetry otherwise.
    os.environ["RAGAS_DO_NOT_TRACK"] = "true"
    pairs = [(one, other) for one, other in zip(questions, predictions, strict=True) if not one.must_abstain]
    return asyncio.run(_means(pairs))


async def _means(pairs: Sequence[tuple[EvalQuestion, Prediction]]) -> Means:
    from ragas import SingleTurnSample
    from ragas.metrics import IDBasedContextPrecision, IDBasedContextRecall
    from ragas.metrics.collections import RougeScore

    values: dict[str, list[float]] = {}
    for question, prediction in pairs:
        if prediction.hits and question.gold_documents:
            ids = list(dict.fromkeys(prediction.hits))
            sample = SingleTurnSample(retrieved_context_ids=ids, reference_context_ids=list(question.gold_documents))
            for metric in (IDBasedContextPrecision(), IDBasedContextRecall()):
                values.setdefault(f"ragas_{metric.name}", []).append(await metric.single_turn_ascore(sample))
        if not prediction.abstained and question.reference_answer:
            rouge = await RougeScore().ascore(reference=question.reference_answer, response=prediction.text)
            values.setdefault("ragas_rouge_l", []).append(float(rouge.value))
    return {name: sum(column) / len(column) for name, column in values.items()}
