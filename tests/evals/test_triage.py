"""Each cause by the evidence for it; the rules and the agreement by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.case import Case
from evals.documents import Documents
from evals.errors import EvalError
from evals.prediction import Prediction
from evals.recommend import cohen_kappa, how_sure, recommend, share_above
from evals.score import score
from evals.suite import EvalQuestion
from evals.triage import Cause, Triage, Triaged, corrected
from evals.triage_report import load_labels, triage_report
from ingest.index.protocol import Conditions
from models.protocols import Embedder
from ragstone.assistant import Assistant
from tests.conftest import TODAY
from tests.tiny_parts import WordVerifier
from verify.checker import Checker

GOLD = "people/annual-leave.md"
SPAN = {"document_id": GOLD, "start": 204, "end": 289, "quote": "Everybody has 27 days a year"}
QUESTION: dict[str, object] = {
    "id": "a", "question": "How long is leave?", "reference_answer": "27 days", "gold_documents": [GOLD],
    "gold_spans": [SPAN],
}  # fmt: skip
IN_EVIDENCE: dict[str, object] = {"hits": [GOLD], "found": [GOLD], "hit_spans": [(GOLD, 200, 400)]}


def case(question: dict[str, object], **prediction: object) -> Case:
    asked = EvalQuestion.model_validate({**QUESTION, **question})
    said = Prediction.model_validate({"id": asked.id, "text": "", "status": "abstained"} | prediction)
    said = said.model_copy(update={"status": "answered"}) if said.text else said
    return Case(asked, said, score(asked, said, Checker(WordVerifier())))


def found(one: Case, documents: Documents | None = None) -> Triaged:
    (triaged,) = Triage(TODAY, documents).failed([one])
    return triaged


def test_what_is_right_has_no_cause() -> None:
    right = case({}, text="27 days.", **IN_EVIDENCE)
    due = case({"must_abstain": True, "gold_documents": [], "gold_spans": [], "reference_answer": ""})
    assert Triage(TODAY).failed([right, due]) == []


@pytest.mark.parametrize(
    ("question", "prediction", "cause", "stage"),
    [
        ({}, {"text": "30 days."}, Cause.MISSING, "no search"),
        ({}, {"text": "30 days.", "hits": ["x"], "found": ["x"]}, Cause.MISSING, "search"),
        ({}, {"text": "30 days.", "hits": ["x"], "found": ["x", GOLD]}, Cause.MISSING, "ranking"),
        ({}, {"text": "30 days.", **IN_EVIDENCE, "hit_spans": [(GOLD, 400, 500)]}, Cause.MISSING, "ranking"),
        ({}, {**IN_EVIDENCE}, Cause.REASONING, "abstaining"),
        ({}, {"text": "30 days.", **IN_EVIDENCE}, Cause.REASONING, "writing"),
        ({}, {"text": "30 days.", **IN_EVIDENCE, "citations": [("x", 0, 9)]}, Cause.MISUNDERSTOOD, "writing"),
        ({"expected_tool": "search"}, {"text": "27 days.", **IN_EVIDENCE, "tool": "none"}, Cause.TOOL, "tools"),
        ({"schema": {"type": "object"}}, {"text": "27 days.", **IN_EVIDENCE}, Cause.FORMAT, "output"),
        ({"tags": ["policy"]}, {"text": "30 days.", **IN_EVIDENCE}, Cause.POLICY, "policy"),
        ({"must_say": ["calendar"]}, {"text": "27 days.", **IN_EVIDENCE}, Cause.REASONING, "writing"),
        ({"must_abstain": True}, {"text": "27 days.", "hits": ["x"]}, Cause.REASONING, "abstaining"),
        ({"must_abstain": True}, {"text": "27 days."}, Cause.MISSING, "no search"),
        (
            {"must_abstain": True, "tags": ["groups-denied"]},
            {"text": "27 days.", "hits": ["x"]},
            Cause.POLICY,
            "policy",
        ),
    ],
)
def test_a_cause_follows_from_the_evidence(
    question: dict[str, object], prediction: dict[str, object], cause: Cause, stage: str
) -> None:
    triaged = found(case(question, **prediction))
    assert (triaged.cause, triaged.stage) == (cause, stage)
    assert len(triaged.trail) >= 2


def test_the_trail_says_where_the_gold_was_lost() -> None:
    triaged = found(case({}, text="30 days.", hits=["x"], found=["x", "y", GOLD]))
    assert triaged.trail == (
        "it lacks a number of the reference answer",
        f"'{GOLD}' was found at rank 3 and is not in the evidence",
    )


@pytest.fixture
def documents(assistant: Assistant, embedder: Embedder) -> Documents:
    return Documents(assistant.index, embedder)


def test_what_is_not_in_the_index_is_told_from_what_was_not_found(documents: Documents) -> None:
    lost = {"text": "30 days.", "hits": ["x"], "found": ["x"]}
    assert found(case({}, **lost), documents).stage == "search"
    assert found(case({"gold_documents": ["gone.md"], "gold_spans": []}, **lost), documents).stage == "index"


def test_a_number_of_a_superseded_document_is_stale(documents: Documents) -> None:
    gold = "finance/travel-expenses-2026.md"
    assert "185" in documents.superseded(gold, Conditions(as_of=TODAY))
    asked: dict[str, object] = {
        "question": "What may a hotel in London cost?", "reference_answer": "£195", "gold_documents": [gold],
        "gold_spans": [],
    }  # fmt: skip
    triaged = found(case(asked, text="It is £185.", hits=[gold], found=[gold]), documents)
    assert (triaged.cause, triaged.stage) == (Cause.STALE, "freshness")
    assert triaged.trail[-1] == f"'185' is what '{gold}' superseded"
    wrong = found(case(asked, text="It is £77.", hits=[gold], found=[gold]), documents)
    assert wrong.cause is Cause.REASONING


def many(*causes: tuple[Cause, str, int]) -> list[Triaged]:
    return [Triaged(f"{cause}{n}", cause, stage, ("why",)) for cause, stage, count in causes for n in range(count)]


@pytest.mark.parametrize(
    ("causes", "start"),
    [
        ([(Cause.MISSING, "ranking", 41), (Cause.REASONING, "writing", 59)], "retrieval, not fine-tuning: 41 of 41"),
        ([(Cause.MISSING, "ranking", 21), (Cause.STALE, "freshness", 20), (Cause.REASONING, "writing", 59)],
         "retrieval, not fine-tuning: 21 of 41 are lost at 'ranking'"),
        ([(Cause.POLICY, "policy", 26), (Cause.REASONING, "writing", 74)], "rules, not fine-tuning"),
        ([(Cause.FORMAT, "output", 51), (Cause.REASONING, "writing", 49)], "constrained output"),
        ([(Cause.MISSING, "ranking", 40), (Cause.REASONING, "writing", 60)], "no remedy's line is crossed"),
    ],
)  # fmt: skip
def test_the_rules_go_by_the_shares(causes: list[tuple[Cause, str, int]], start: str) -> None:
    first, *others = recommend(many(*causes))
    assert first.sentence.startswith(start)
    assert others == []


def test_two_lines_may_be_crossed() -> None:
    found = recommend(many((Cause.MISSING, "index", 5), (Cause.POLICY, "policy", 4)))
    assert [advice.share for advice in found] == [pytest.approx(5 / 9), pytest.approx(4 / 9)]


def test_without_failures_there_is_nothing_to_do() -> None:
    assert recommend([]) == []


def test_how_sure_a_share_is() -> None:
    # none of none: every share is as likely
    assert share_above(0, 0, 0.4) == pytest.approx(0.6)
    # one of one: the density is 2x, and 1 - .4^2 of it lies above .4
    assert share_above(1, 1, 0.4) == pytest.approx(1 - 0.4**2)
    assert "199 failures are fewer than 200" in how_sure(199)
    assert how_sure(200) == ""


def test_kappa_by_hand() -> None:
    # 3 of 4 agree; by chance (2 * 3 + 2 * 1) / 16 = 1/2
    assert cohen_kappa("aabb", "aaab") == pytest.approx(0.5)
    assert cohen_kappa("ab", "ba") == -1.0
    assert cohen_kappa("aa", "aa") == 1.0


def test_a_person_may_correct_causes(tmp_path: Path) -> None:
    triaged = many((Cause.MISSING, "ranking", 2))
    path = tmp_path / "labels.jsonl"
    path.write_text('{"id": "missing facts1", "cause": "policy violation"}\n\n')
    labels = load_labels(path)
    assert [one.cause for one in corrected(triaged, labels)] == [Cause.MISSING, Cause.POLICY]
    report = triage_report(triaged, labels, cases=9)
    assert report.startswith("2 of 9 cases failed")
    assert "0 of 1 causes agree with a person's; Cohen's kappa 0.00" in report
    assert "| missing facts1 | policy violation | ranking | why; corrected by a person |" in report


@pytest.mark.parametrize("line", ["{", '{"id": "a", "cause": "bad luck"}', '{"id": "a"}'])
def test_labels_that_cannot_be_used_are_refused(tmp_path: Path, line: str) -> None:
    (tmp_path / "labels.jsonl").write_text(line)
    with pytest.raises(EvalError, match=r"unusable line labels\.jsonl:1, expected an id and a cause \(missing facts,"):
        load_labels(tmp_path / "labels.jsonl")


def test_labels_that_are_not_there_are_refused(tmp_path: Path) -> None:
    with pytest.raises(EvalError, match="cannot be read"):
        load_labels(tmp_path / "none.jsonl")
