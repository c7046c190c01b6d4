from __future__ import annotations

import math

import pytest

from evals.prediction import Prediction
from evals.score import Scored, score, summary, with_consistency
from evals.suite import EvalQuestion, GoldSpan
from tests.tiny_parts import WordVerifier
from verify.checker import Checker

TEXT = "Annual leave is 25 days."
QUESTION = EvalQuestion(
    id="a",
    question="How long is annual leave?",
    slice="edge",
    tags=("numbers",),
    gold_documents=("leave.md",),
    gold_spans=(GoldSpan(document_id="leave.md", start=10, end=34, quote=TEXT),),
    reference_answer="25 days",
)
DUE = EvalQuestion(id="b", question="Who won?", must_abstain=True)


def answered(text: str = TEXT, **fields: object) -> Prediction:
    return Prediction.model_validate({"id": "a", "text": text, "status": "answered", "reason": "", **fields})


ABSTAINED = Prediction(id="a", text="", status="abstained", reason="nothing_found", hits=["leave.md"])


def metrics(question: EvalQuestion, prediction: Prediction) -> dict[str, float]:
    return score(question, prediction, Checker(WordVerifier())).metrics


def test_an_answer_that_searched_and_cited_gets_every_metric() -> None:
    found = metrics(
        QUESTION, answered(hits=["x", "x", "leave.md"], evidence=[TEXT], citations=[("leave.md", 0, 20), ("x", 0, 5)])
    )
    assert found == pytest.approx(
        {
            "score": 4 / 7,  # 2 of 5 tokens, 2 of 2
            "token_f1": 4 / 7,
            "numbers_right": 1.0,
            "answered_when_due": 1.0,
            "unsupported_rate": 0.0,
            "recall_at_5": 1.0,
            "mrr_at_10": 0.5,
            "ndcg_at_10": 1 / math.log2(3),
            "citation_precision": 0.5,
            "citation_recall": 1.0,
        }
    )


def test_what_reranking_loses_shows() -> None:
    found = metrics(
        QUESTION, answered(hits=["x"], hit_spans=[("x", 0, 9)], found=["x", "y", "leave.md"], evidence=[TEXT])
    )
    assert (found["found_recall"], found["recall_at_5"], found["span_recall_at_5"]) == (1.0, 0.0, 0.0)
    read = metrics(QUESTION, answered(hits=["leave.md"], hit_spans=[("leave.md", 30, 60)]))
    assert (read["recall_at_5"], read["span_recall_at_5"]) == (1.0, 1.0)
    other = metrics(QUESTION, answered(hits=["leave.md"], hit_spans=[("leave.md", 34, 60)]))
    assert other["span_recall_at_5"] == 0.0


def test_latency_and_risk_are_told_of_the_run() -> None:
    rows = [
        scored({"score": 1.0, "latency_ms": float(n)}).model_copy(update={"confidence": n / 100}) for n in range(100)
    ]
    found = summary(rows)
    assert (found["latency_p50_ms"], found["latency_p95_ms"], found["risk_coverage_area"]) == (50.0, 95.0, 0.0)
    assert "latency_p50_ms" not in summary([scored({"score": 1.0})])


def test_a_variant_that_does_not_search_has_no_retrieval_metrics_and_leads_nobody_to_the_gold() -> None:
    found = metrics(QUESTION, answered())
    assert set(found) == {
        "score", "token_f1", "numbers_right", "answered_when_due", "unsupported_rate", "citation_recall",
    }  # fmt: skip
    assert found["citation_recall"] == 0.0


def test_a_search_that_finds_nothing_recalls_nothing() -> None:
    found = metrics(QUESTION, answered(hits=[]))
    assert (found["recall_at_5"], found["ndcg_at_10"], found["span_recall_at_5"]) == (0.0, 0.0, 0.0)


def test_an_abstention_where_an_answer_is_due_scores_nothing_and_states_nothing() -> None:
    found = metrics(QUESTION, ABSTAINED)
    retrieval = {"recall_at_5", "mrr_at_10", "ndcg_at_10"}
    assert set(found) == {"score", "token_f1", "numbers_right", "answered_when_due"} | retrieval
    assert (found["score"], found["numbers_right"], found["answered_when_due"]) == (0.0, 0.0, 0.0)


def test_where_an_abstention_is_due_it_scores_one_and_an_answer_nothing() -> None:
    assert metrics(DUE, ABSTAINED) == {"score": 1.0, "abstained_when_due": 1.0}
    assert metrics(DUE, answered("Brazil won in Paris."))["score"] == 0.0


def test_what_is_made_up_where_an_abstention_is_due_counts_as_unsupported() -> None:
    assert metrics(DUE, answered("Brazil won in Paris."))["unsupported_rate"] == 1.0


def test_the_share_of_unsupported_claims_is_what_one_counts() -> None:
    assert metrics(QUESTION, answered(f"{TEXT} It is 99 weeks. {TEXT}"))["unsupported_rate"] == pytest.approx(1 / 3)


def test_claims_may_rest_on_the_gold_quotes_alone() -> None:
    assert metrics(QUESTION, answered(evidence=[]))["unsupported_rate"] == 0.0


def test_a_score_keeps_what_slices_need() -> None:
    found = score(QUESTION, ABSTAINED, Checker(WordVerifier()))
    assert (found.id, found.slice, found.tags) == ("a", "edge", ("numbers",))
    assert (found.must_abstain, found.abstained) == (False, True)


def scored(metrics: dict[str, float], *, abstained: bool = False, must_abstain: bool = False) -> Scored:
    return Scored(
        id="x", document="d", slice="core", tags=(), must_abstain=must_abstain, abstained=abstained, metrics=metrics
    )


def test_a_phrase_that_must_be_said_or_must_not_decides_the_score() -> None:
    wanted = QUESTION.model_copy(update={"must_say": ("25 days|five weeks",), "must_not_say": ("30 days",)})
    assert metrics(wanted, answered())["phrases_right"] == 1.0
    wrong = metrics(wanted, answered("Annual leave is 25 days, or 30 days."))
    assert (wrong["phrases_right"], wrong["score"]) == (0.0, 0.0)
    assert wrong["token_f1"] > 0


def test_who_abstains_states_nothing_unsupported() -> None:
    assert scored({}, abstained=True).value("unsupported_rate") == 0.0
    assert scored({}).value("unsupported_rate") is None
    assert scored({"score": 0.5}).value("score") == 0.5


def test_time_is_kept_where_it_was_taken() -> None:
    assert metrics(QUESTION, answered(latency_ms=12.5))["latency_ms"] == 12.5
    assert "latency_ms" not in metrics(QUESTION, answered())


def test_a_case_is_about_its_first_gold_document_or_about_itself() -> None:
    assert score(QUESTION, ABSTAINED, Checker(WordVerifier())).document == "leave.md"
    assert score(DUE, ABSTAINED, Checker(WordVerifier())).document == "b"


def test_a_mean_counts_only_the_questions_that_the_metric_applies_to() -> None:
    means = summary([scored({"score": 1.0, "mrr_at_10": 0.5}), scored({"score": 0.0})])
    assert (means["score"], means["mrr_at_10"]) == (0.5, 0.5)
    assert "recall_at_5" not in means


def test_abstentions_are_judged_over_all_questions() -> None:
    means = summary(
        [
            scored({}, abstained=True, must_abstain=True),
            scored({}, abstained=True),
            scored({}, must_abstain=True),
            scored({}, must_abstain=True),
        ]
    )
    assert means["abstention_precision"] == 0.5
    assert means["abstention_recall"] == pytest.approx(1 / 3)


def test_citing_and_length_that_were_asked_for_decide_the_score() -> None:
    wanted = QUESTION.model_copy(update={"must_cite": (1,), "most_words": 6})
    right = metrics(wanted, answered(f"{TEXT} [1]"))
    assert (right["markers_right"], right["short_enough"], right["score"] > 0) == (1.0, 1.0, True)
    wrong = metrics(wanted, answered(f"{TEXT} It is, it is [2]."))
    assert (wrong["markers_right"], wrong["short_enough"], wrong["score"]) == (0.0, 0.0, 0.0)


def test_a_tool_and_a_form_that_were_asked_for_decide_the_score() -> None:
    wanted = QUESTION.model_copy(update={"expected_tool": "search", "json_schema": {"required": ["days"]}})
    right = metrics(wanted, answered('{"days": 25}', tool="search"))
    assert (right["tool_right"], right["schema_valid"]) == (1.0, 1.0)
    wrong = metrics(wanted, answered('{"weeks": 25}', tool="none"))
    assert (wrong["tool_right"], wrong["schema_valid"], wrong["score"]) == (0.0, 0.0, 0.0)


@pytest.mark.parametrize(
    ("first", "second", "consistency"),
    [
        (answered("Leave is 25 days."), answered("Leave is 25 days."), 1.0),
        (answered("Leave is 25 days."), answered("Ask them."), 0.0),
        (answered("Leave is 25 days."), answered("25 days of pay"), 0.5),  # two of four words in either direction
        (ABSTAINED, ABSTAINED, 1.0),
        (ABSTAINED, answered("Leave is 25 days."), 0.0),
    ],
)
def test_a_question_in_other_words_should_get_the_same_answer(
    first: Prediction, second: Prediction, consistency: float
) -> None:
    reworded = QUESTION.model_copy(update={"id": "c", "paraphrase_of": "a"})
    questions = [QUESTION, reworded, DUE]
    predictions = [first, second.model_copy(update={"id": "c"}), ABSTAINED.model_copy(update={"id": "b"})]
    rows = [score(one, other, Checker(WordVerifier())) for one, other in zip(questions, predictions, strict=True)]
    found = with_consistency(questions, predictions, rows)
    assert [row.metrics.get("consistency") for row in found] == [None, consistency, None]


def test_tokens_and_their_price_are_kept_where_they_were_counted() -> None:
    found = metrics(QUESTION, answered(tokens_read=900, tokens_written=0, cost=0.0))
    assert (found["tokens_read"], found["tokens_written"], found["cost"]) == (900, 0, 0)
    assert "tokens_read" not in metrics(QUESTION, answered())
