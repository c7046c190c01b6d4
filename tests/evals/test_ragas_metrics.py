"""Runs where the extra `evals` is installed; ragas' word against our own and against numbers by hand."""

from __future__ import annotations

import pytest

from evals.metrics import recall_at_k
from evals.prediction import Prediction
from evals.suite import EvalQuestion

pytest.importorskip("ragas", reason="the extra `evals` is not installed: ragas was not compared")


@pytest.mark.filterwarnings("ignore")
def test_ragas_agrees_with_our_recall_and_skips_what_does_not_apply() -> None:
    from evals.ragas_metrics import ragas_means

    questions = [
        EvalQuestion(id="a", question="q", gold_documents=("d1", "d2"), reference_answer="The limit is 140 euros."),
        EvalQuestion(id="b", question="q", must_abstain=True),
    ]
    predictions = [
        Prediction(id="a", text="The limit is 140 euros.", status="answered", reason="", hits=["d1", "d3", "d4", "d1"]),
        Prediction(id="b", text="Something.", status="answered", reason="", hits=["d1"]),
    ]
    means = ragas_means(questions, predictions)
    assert means["ragas_id_based_context_recall"] == recall_at_k(["d1", "d3", "d4"], {"d1", "d2"}, k=3) == 0.5
    assert means["ragas_id_based_context_precision"] == pytest.approx(1 / 3)
    assert means["ragas_rouge_l"] == 1.0
