"""Every metric against numbers worked out by hand; the ranked ones against ranx as well."""

from __future__ import annotations

import random
from math import log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

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

RUN = ["a", "b", "c", "d"]
NAMES = [f"d{n}" for n in range(12)]


@pytest.mark.parametrize(
    ("relevant", "k", "expected"),
    [({"a"}, 1, 1.0), ({"b"}, 1, 0.0), ({"b", "d"}, 3, 0.5), ({"b", "z"}, 4, 0.5), ({"x", "y"}, 4, 0.0)],
)
def test_recall_is_the_share_of_the_relevant_that_was_found(relevant: set[str], k: int, expected: float) -> None:
    assert recall_at_k(RUN, relevant, k=k) == expected


def test_a_document_found_twice_counts_once() -> None:
    assert recall_at_k(["a", "a"], {"a", "b"}, k=2) == 0.5


@pytest.mark.parametrize(
    ("relevant", "k", "expected"), [({"a"}, 10, 1.0), ({"c", "d"}, 10, 1 / 3), ({"c"}, 2, 0.0), ({"z"}, 10, 0.0)]
)
def test_mrr_is_one_over_the_rank_of_the_first_relevant(relevant: set[str], k: int, expected: float) -> None:
    assert mrr_at_k(RUN, relevant, k=k) == expected


def test_ndcg_is_what_one_works_out_by_hand() -> None:
    qrels = {"a": 1.0, "c": 3.0, "z": 2.0}
    gained = 1 / log2(2) + 3 / log2(4)
    ideal = 3 / log2(2) + 2 / log2(3) + 1 / log2(4)
    assert ndcg_at_k(RUN, qrels, k=4) == pytest.approx(gained / ideal)
    assert ndcg_at_k(RUN, qrels, k=1) == pytest.approx(1 / 3)


def test_ndcg_without_anything_relevant_is_zero() -> None:
    assert ndcg_at_k(RUN, {}, k=3) == ndcg_at_k([], {"a": 1.0}, k=3) == 0.0


def test_the_best_order_has_an_ndcg_of_one() -> None:
    assert ndcg_at_k(["z", "y"], {"z": 2.0, "y": 1.0}, k=5) == 1.0


@pytest.mark.filterwarnings("ignore")
def test_ranx_says_the_same() -> None:
    ranx = pytest.importorskip("ranx", reason="ranx is not installed: the ranked metrics were not compared")
    generator = random.Random(7)
    qrels = {
        f"q{n:03}": {name: generator.randint(1, 3) for name in generator.sample(NAMES, generator.randint(1, 5))}
        for n in range(200)
    }
    runs = {query: generator.sample(NAMES, generator.randint(1, 10)) for query in qrels}
    scored = {query: {name: 1.0 / rank for rank, name in enumerate(run, start=1)} for query, run in runs.items()}
    theirs = ranx.evaluate(
        ranx.Qrels(qrels), ranx.Run(scored), ["recall@5", "mrr@10", "ndcg@5"], return_mean=False, make_comparable=True
    )
    for place, query in enumerate(sorted(qrels)):
        graded = {name: float(grade) for name, grade in qrels[query].items()}
        assert recall_at_k(runs[query], graded, k=5) == pytest.approx(theirs["recall@5"][place])
        assert mrr_at_k(runs[query], graded, k=10) == pytest.approx(theirs["mrr@10"][place])
        assert ndcg_at_k(runs[query], graded, k=5) == pytest.approx(theirs["ndcg@5"][place])


@given(
    st.permutations(NAMES),
    st.dictionaries(st.sampled_from(NAMES), st.integers(1, 4).map(float), min_size=1),
    st.integers(1, 12),
)
def test_ranked_metrics_lie_in_0_to_1_and_recall_never_falls_with_k(
    run: list[str], qrels: dict[str, float], k: int
) -> None:
    values = [recall_at_k(run, qrels, k=k), mrr_at_k(run, qrels, k=k), ndcg_at_k(run, qrels, k=k)]
    assert all(0.0 <= value <= 1.0 + 1e-12 for value in values)
    assert recall_at_k(run, qrels, k=k) <= recall_at_k(run, qrels, k=k + 1)


@pytest.mark.parametrize(
    ("answer", "reference", "expected"),
    [
        ("25 days", "25 days", 1.0),
        ("The 25 days.", "a 25 DAYS", 1.0),
        ("25 days [1].", "25 days", 1.0),
        ("25 days [1, 2][3]", "25 days", 1.0),
        ("25 days a year", "25 days", 0.8),  # precision 2/3, recall 1
        ("days days", "days", 2 / 3),  # precision 1/2, recall 1
        ("28 weeks", "25 days", 0.0),
        ("", "25 days", 0.0),
        ("25 days", "", 0.0),
        ("", "", 0.0),
        ("Größe äöü", "größe ÄÖÜ", 1.0),
    ],
)
def test_token_f1_is_what_one_works_out_by_hand(answer: str, reference: str, expected: float) -> None:
    assert token_f1(answer, reference) == pytest.approx(expected)


@given(st.text(max_size=40), st.text(max_size=40))
def test_token_f1_does_not_care_which_is_which(one: str, other: str) -> None:
    assert token_f1(one, other) == pytest.approx(token_f1(other, one))
    assert 0.0 <= token_f1(one, other) <= 1.0


def test_citation_precision_is_the_share_that_leads_into_gold_documents() -> None:
    citations = [("a", 0, 5), ("b", 0, 5), ("a", 90, 95), ("c", 0, 1)]
    assert citation_precision(citations, {"a"}) == 0.5
    assert citation_precision(citations, set()) == 0.0


@pytest.mark.parametrize(
    ("cited", "expected"),
    [
        (("a", 10, 20), 0.5),
        (("a", 0, 11), 0.5),
        (("a", 19, 99), 0.5),
        (("a", 0, 10), 0.0),
        (("a", 20, 30), 0.0),
        (("c", 10, 20), 0.0),
        (("b", 12, 14), 0.5),
    ],
)
def test_citation_recall_counts_gold_spans_that_a_citation_overlaps(
    cited: tuple[str, int, int], expected: float
) -> None:
    assert citation_recall([cited], [("a", 10, 20), ("b", 10, 20)]) == expected


def test_one_citation_may_cover_several_gold_spans() -> None:
    assert citation_recall([("a", 0, 100)], [("a", 10, 20), ("a", 30, 40)]) == 1.0


@pytest.mark.parametrize(
    ("predicted", "actual", "expected"),
    [
        ([True, True, False, False], [True, False, True, False], (0.5, 0.5)),
        ([True, True, True], [True, False, False], (1 / 3, 1.0)),
        ([False, False], [True, False], (0.0, 0.0)),
        ([True], [False], (0.0, 0.0)),
        ([], [], (0.0, 0.0)),
    ],
)
def test_precision_and_recall_of_a_decision(
    predicted: list[bool], actual: list[bool], expected: tuple[float, float]
) -> None:
    assert precision_recall(predicted, actual) == expected


def test_a_run_of_chunks_becomes_a_run_of_documents() -> None:
    assert distinct(["b", "a", "b", "c", "a"]) == ["b", "a", "c"]


@pytest.mark.parametrize(
    ("answer", "right"),
    [("25 days and 5 weeks [3]", True), ("It is 5 weeks, 25 days.", True), ("25 days", False), ("", False)],
)
def test_numbers_are_right_when_none_is_missing(answer: str, right: bool) -> None:
    assert numbers_right(answer, "25 days, 5 weeks [1]") is right


def test_without_a_number_nothing_can_be_wrong_with_it() -> None:
    assert numbers_right("25 days", "a while [1]") is None


@pytest.mark.parametrize(
    ("answer", "must_say", "must_not_say", "right"),
    [
        ("Ask the  Works Council [1].", ["works council"], [], True),
        ("Ask HR.", ["works council|hr"], [], True),
        ("Ask them.", ["works council|hr"], [], False),
        ("Ask three.", ["hr"], [], False),
        ("Ask HR or legal.", ["hr"], ["legal"], False),
        ("Ask HR, it is illegal.", [], ["legal"], True),
        ("Ask HR.", [], [], None),
    ],
)
def test_phrases_are_whole_words_in_any_case(
    answer: str, must_say: list[str], must_not_say: list[str], right: bool | None
) -> None:
    assert phrases_right(answer, must_say, must_not_say) is right


SCHEMA = {"type": "object", "properties": {"days": {"type": "integer"}}, "required": ["days"]}


@pytest.mark.parametrize(
    ("answer", "valid"),
    [
        ('{"days": 25}', True),
        ('```json\n{"days": 25}\n```', True),
        ('{"days": "25"}', False),
        ("{}", False),
        ("25 days", False),
        ("", False),
    ],
)
def test_a_form_is_kept_where_a_schema_allows_the_answer(answer: str, valid: bool) -> None:
    assert schema_valid(answer, SCHEMA) is valid


@pytest.mark.parametrize(
    ("answer", "right"), [("At 14:00 [1].", True), ("At 14:00 [1][2].", False), ("At 14:00.", False), ("[1, 2]", False)]
)
def test_markers_are_right_where_all_and_no_others_are_there(answer: str, right: bool) -> None:
    assert markers_right(answer, [1]) is right


@pytest.mark.parametrize(("answer", "short"), [("one two", True), ("one two three", False), ("", False)])
def test_an_answer_is_short_enough_by_its_words(answer: str, short: bool) -> None:
    assert short_enough(answer, 2) is short


def test_the_area_of_risk_by_hand() -> None:
    # surest first: risks 0, 1, 0, so 0/1, 1/2, 1/3
    assert risk_coverage_area([1.0, 0.0, 0.0], [0.5, 0.9, 0.1]) == pytest.approx((0 + 1 / 2 + 1 / 3) / 3)


def test_who_knows_when_it_is_wrong_risks_less() -> None:
    assert risk_coverage_area([0, 0, 1, 1], [4, 3, 2, 1]) < risk_coverage_area([0, 0, 1, 1], [1, 2, 3, 4])
