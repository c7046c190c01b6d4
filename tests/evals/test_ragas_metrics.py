"""Runs where the extra `evals` is installed; ragas' word against our own and against numbers by hand."""

from __future__ import annotations

import json

import pytest

from evals.case import Case
from evals.errors import EvalError
from evals.metrics import recall_at_k
from evals.prediction import Prediction
from evals.ragas_judge import Opinion, RagasJudge
from evals.ragas_metrics import means_table, opinions_table, ragas_means
from evals.score import score
from evals.suite import EvalQuestion
from models.openai_server import OpenAIServer
from models.protocols import Embedder
from tests.openai_server import ScriptedServer
from tests.tiny_parts import WordVerifier
from verify.checker import Checker

pytest.importorskip("ragas", reason="the extra `evals` is not installed: ragas was not compared")
pytestmark = pytest.mark.filterwarnings("ignore")
LIMIT = "The limit is 140 euros."


def case(question: EvalQuestion, prediction: Prediction) -> Case:
    return Case(question, prediction, score(question, prediction, Checker(WordVerifier())))


def cases(count: int = 1) -> list[Case]:
    return [
        case(
            EvalQuestion(
                id=f"a{n}", question="What is the limit?", gold_documents=("d1", "d2"), reference_answer=LIMIT
            ),
            Prediction(id=f"a{n}", text=LIMIT, hits=["d1", "d3", "d4", "d1"], evidence=[LIMIT, "Ask your manager."]),
        )
        for n in range(count)
    ] + [
        case(EvalQuestion(id="b", question="q", must_abstain=True), Prediction(id="b", text="Something.", hits=["d1"])),
    ]


def test_ragas_agrees_with_our_recall_and_skips_what_does_not_apply() -> None:
    means = ragas_means(cases())
    assert means["id_based_context_recall"] == recall_at_k(["d1", "d3", "d4"], {"d1", "d2"}, k=3) == 0.5
    assert means["id_based_context_precision"] == pytest.approx(1 / 3)
    assert means["rouge_l"] == 1.0
    assert "| rouge_l | 1.000 | token_f1 | 1.000 |" in means_table(means, cases())


def honest(messages: list[dict[str, str]]) -> str:
    """A judge that finds one of two statements supported and the first context useful."""
    asked = messages[-1]["content"]
    if "noncommittal" in asked:
        return json.dumps({"question": "What is the limit?", "noncommittal": 0})
    if "classifications" in asked:
        return json.dumps({"classifications": [{"statement": LIMIT, "reason": "it says so", "attributed": 1}]})
    if "Natural language inference" in asked or "faithfulness of a series of statements" in asked:
        verdicts = [{"statement": s, "reason": "r", "verdict": v} for s, v in (("The limit is 140.", 1), ("x", 0))]
        return json.dumps({"statements": verdicts})
    if "verdict" in asked:
        return json.dumps({"reason": "r", "verdict": int(LIMIT in asked.rpartition("Now perform")[2])})
    return json.dumps({"statements": ["The limit is 140.", "x"]})


def test_the_judge_is_asked_and_stands_beside_our_own(embedder: Embedder) -> None:
    with ScriptedServer(honest) as server:
        found = {one.metric: one for one in RagasJudge(OpenAIServer(server.base_url, "judge"), embedder).judge(cases())}
    assert found["faithfulness"].values == (0.5,)
    assert found["faithfulness"].our_values == (1.0,)
    assert found["answer_relevancy"].values[0] == pytest.approx(1.0, abs=1e-5)
    assert found["context_recall"].values == (1.0,)
    assert found["context_precision"].values == pytest.approx((1.0,), abs=1e-6)
    assert [one.failures for one in found.values()] == [0, 0, 0, 0]


def test_nonsense_is_a_counted_failure_and_never_dropped(embedder: Embedder) -> None:
    told = {"replies": 0}

    def unsure(messages: list[dict[str, str]]) -> str:
        told["replies"] += 1
        return "I would rather not say." if told["replies"] == 1 else honest(messages)

    with ScriptedServer(unsure) as server:
        found = RagasJudge(OpenAIServer(server.base_url, "judge"), embedder).judge(cases(2))
    faithful = found[0]
    assert (faithful.values, faithful.failures) == ((0.5,), 1)
    assert faithful.bounds == (0.25, 0.75)
    assert "| faithfulness | 0.500 | 1 | 1 | 0.250 to 0.750 |" in opinions_table(found)


def test_a_judge_that_never_makes_sense_is_refused(embedder: Embedder) -> None:
    with (
        ScriptedServer(["No."]) as server,
        pytest.raises(EvalError, match="got nothing usable from `judge`"),
    ):
        RagasJudge(OpenAIServer(server.base_url, "judge"), embedder).judge(cases())


def test_failures_bound_the_mean() -> None:
    assert Opinion("m", "", (1.0, 0.0), 2, ()).bounds == (0.25, 0.75)
    assert Opinion("m", "", (), 0, ()).bounds == (0.0, 1.0)
