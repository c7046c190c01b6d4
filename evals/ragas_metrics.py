"""The metrics of ragas that need no language model, over our runs: a second opinion on our own. Extra `evals`."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping, Sequence

from evals.case import Case
from evals.ragas_judge import Opinion
from evals.report import table

# ragas' name to what of ours means the same.
OURS = {
    "id_based_context_recall": "found_recall",
    "id_based_context_precision": "",
    "rouge_l": "token_f1",
}


def ragas_means(cases: Sequence[Case]) -> dict[str, float]:
    """Means of ragas' id-based context precision and recall, and of its ROUGE-L against the reference answer.

    Questions that must be abstained from do not count, nor predictions without hits for the context metrics, nor
    abstentions for ROUGE-L. A metric to which no question counts is absent.

    Raises:
        ImportError: The extra `evals` is not installed.
    """
    # ragas reads this when it is imported; it would send telemetry otherwise.
    os.environ["RAGAS_DO_NOT_TRACK"] = "true"
    return asyncio.run(_means([case for case in cases if not case.question.must_abstain]))


async def _means(cases: Sequence[Case]) -> dict[str, float]:
    from ragas import SingleTurnSample
    from ragas.metrics import IDBasedContextPrecision, IDBasedContextRecall
    from ragas.metrics.collections import RougeScore

    values: dict[str, list[float]] = {}
    for case in cases:
        question, prediction = case.question, case.prediction
        if prediction.hits and question.gold_documents:
            ids = list(dict.fromkeys(prediction.hits))
            sample = SingleTurnSample(retrieved_context_ids=ids, reference_context_ids=list(question.gold_documents))
            for metric in (IDBasedContextPrecision(), IDBasedContextRecall()):
                values.setdefault(metric.name, []).append(await metric.single_turn_ascore(sample))
        if not prediction.abstained and question.reference_answer:
            rouge = await RougeScore().ascore(reference=question.reference_answer, response=prediction.text)
            values.setdefault("rouge_l", []).append(float(rouge.value))
    return {name: sum(column) / len(column) for name, column in values.items()}


def means_table(means: Mapping[str, float], cases: Sequence[Case]) -> str:
    """Ragas' means, and beside each ours of the same cases."""
    rows = []
    for name, mean in means.items():
        counted = [case for case in cases if name != "rouge_l" or not case.prediction.abstained]
        known = [value for case in counted if (value := case.scored.metrics.get(OURS[name])) is not None]
        rows.append([name, f"{mean:.3f}", OURS[name], f"{sum(known) / len(known):.3f}" if known else ""])
    return table(["ragas", "mean", "ours", "mean"], rows)


def opinions_table(opinions: Sequence[Opinion]) -> str:
    """The judge's means and ours; the bounds say what the failures could have been."""
    rows = []
    for one in opinions:
        mean = f"{sum(one.values) / len(one.values):.3f}" if one.values else ""
        low, high = one.bounds
        ours = f"{sum(one.our_values) / len(one.our_values):.3f}" if one.our_values else ""
        name = f"1 - {one.ours}" if one.ours == "unsupported_rate" else one.ours
        rows.append([one.metric, mean, str(len(one.values)), str(one.failures), f"{low:.3f} to {high:.3f}", name, ours])
    return table(["ragas, judged", "mean", "cases", "failures", "whatever they were", "ours", "mean"], rows)
