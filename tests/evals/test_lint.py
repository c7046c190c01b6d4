from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml

from evals.documents import Documents
from evals.gold import GoldCheck
from evals.lint import Finding, lint
from evals.suite import SLICES, Suite, load_suite
from models.protocols import Embedder
from ragstone.assistant import Assistant
from tests.conftest import ROOT, TODAY
from tests.evals.suites import write_suite

Row = dict[str, object]
SPAN = {"document_id": "leave.md", "start": 0, "end": 17, "quote": "Leave is 25 days."}


def case(id_: str, question: str, **fields: object) -> Row:
    return {
        "id": id_, "question": question, "reference_answer": "25 days", "gold_documents": ["leave.md"],
        "gold_spans": [SPAN], **fields,
    }  # fmt: skip


def suite(folder: Path, *rows: Row, slices: dict[str, list[int]] | None = None) -> Suite:
    path = write_suite(folder, rows)
    about = yaml.safe_load((path / "suite.yaml").read_text())
    sizes = slices or {"core": [0, 9], "edge": [0, 9], "preservation": [0, 9]}
    about["slices"] = {name: {"about": name, "cases": cases} for name, cases in sizes.items()}
    (path / "suite.yaml").write_text(yaml.safe_dump(about))
    return load_suite(path)


def said(found: list[Finding]) -> list[tuple[str, str]]:
    return [(one.kind, one.case) for one in found]


@pytest.mark.parametrize("name", ["questions", "preservation"])
def test_nothing_is_wrong_with_the_shipped_suites(name: str) -> None:
    assert lint(load_suite(ROOT / "samples" / name)) == []


def test_a_slice_that_is_missing_or_has_another_size_is_found(tmp_path: Path) -> None:
    found = lint(suite(tmp_path, case("a", "How long?"), slices={"core": [2, 9], "edge": [0, 9]}))
    assert said(found) == [("slice size", "core"), ("slice missing", "preservation")]
    assert found[0].sentence == "got 1 cases, expected 2 to 9; correct it"


@pytest.mark.parametrize(
    ("question", "fields", "same"),
    [
        ("How long is the leave?", {}, True),
        ("how long is the LEAVE", {}, True),
        ("How long is the notice?", {}, False),
        ("How long is the leave?", {"groups": ["hr"]}, False),
        ("How long is the leave?", {"as_of": "2025-01-01"}, False),
        ("How long is the leave?", {"history": [{"role": "user", "content": "In Spain"}]}, False),
    ],
)
def test_what_is_asked_twice_of_the_same_situation_is_found(
    tmp_path: Path, question: str, fields: Row, same: bool
) -> None:
    found = lint(suite(tmp_path, case("a", "How long is the leave?"), case("b", question, **fields)))
    assert said(found) == ([("duplicate", "b")] if same else [])


@pytest.mark.parametrize(
    ("question", "leaks"),
    [("Is the leave 25 days?", True), ("How long is the leave in days?", False), ("Is it 24 days?", False)],
)
def test_a_question_that_says_its_answer_is_found(tmp_path: Path, question: str, leaks: bool) -> None:
    assert said(lint(suite(tmp_path, case("a", question)))) == ([("leaked answer", "a")] if leaks else [])


def test_an_answer_that_was_said_before_is_found(tmp_path: Path) -> None:
    row = case("a", "And then?", history=[{"role": "assistant", "content": "You have 25 days."}])
    assert said(lint(suite(tmp_path, row))) == [("leaked answer", "a")]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"must_abstain": True}, "must abstain and has gold spans"),
        ({"reference_answer": ""}, "has no reference_answer"),
        ({"gold_spans": []}, "has no gold span"),
        ({"gold_documents": ["other.md"]}, "gold_documents are not those of its gold_spans"),
    ],
)
def test_gold_that_contradicts_itself_is_found(tmp_path: Path, fields: Row, sentence: str) -> None:
    (found,) = lint(suite(tmp_path, case("a", "How long?", **fields)))
    assert (found.kind, found.case, found.sentence.startswith(sentence)) == ("gold", "a", True)


def test_a_slice_that_hangs_on_one_document_or_never_has_an_answer_is_found(tmp_path: Path) -> None:
    words = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau upsilon"
    same = [case(f"a{n}", f"What of {word}?") for n, word in enumerate(words.split())]
    none: list[Row] = [
        {"id": f"b{n}", "question": f"Why {word}?", "slice": "edge", "must_abstain": True}
        for n, word in enumerate(words.split())
    ]
    found = lint(suite(tmp_path, *same, *none, slices={name: [0, 99] for name in SLICES}))
    assert said(found) == [("unbalanced", "core"), ("unbalanced", "edge")]
    assert "20 of 20 cases are about 'leave.md'" in found[0].sentence


DOCUMENT = "people/annual-leave.md"
QUOTE = "Everybody has 27 days a year plus the public holidays of the country in the contract."


@pytest.mark.parametrize(
    ("document", "start", "quote", "sentence"),
    [
        (DOCUMENT, 204, QUOTE, ""),
        (DOCUMENT, 200, QUOTE, "moved in 'people/annual-leave.md' from 200 to 204; correct the offsets"),
        (DOCUMENT, 204, QUOTE.replace("27", "28"), "stands no longer in 'people/annual-leave.md'"),
        ("people/none.md", 204, QUOTE, "who asks cannot read 'people/none.md' on that day"),
        ("hr-only/compensation-bands.xlsx", 0, "x", "who asks cannot read 'hr-only/compensation-bands.xlsx'"),
    ],
)
def test_gold_is_held_against_an_index(
    tmp_path: Path, assistant: Assistant, embedder: Embedder, document: str, start: int, quote: str, sentence: str
) -> None:  # fmt: skip
    span = {"document_id": document, "start": start, "end": start + len(quote), "quote": quote}
    asked = suite(tmp_path, case("a", "How long?", gold_documents=[document], gold_spans=[span]))
    found = list(GoldCheck(Documents(assistant.index, embedder), TODAY).findings(asked))
    assert [(one.kind, one.case) for one in found] == ([("stale", "a")] if sentence else [])
    assert not sentence or sentence in found[0].sentence


def test_a_document_that_is_not_in_force_on_that_day_is_found(
    tmp_path: Path, assistant: Assistant, embedder: Embedder
) -> None:
    rows = [
        case(f"d{year}", "How long?", gold_documents=[name], gold_spans=[], as_of=f"{year}-12-01")
        for name in ("people/working-time-2027.md",)
        for year in (2026, 2027)
    ]
    found = list(GoldCheck(Documents(assistant.index, embedder), date(2026, 11, 24)).findings(suite(tmp_path, *rows)))
    assert said(found) == [("stale", "d2026")]


def test_the_gold_of_the_shipped_suite_stands(assistant: Assistant, embedder: Embedder) -> None:
    asked = load_suite(ROOT / "samples" / "questions")
    assert list(GoldCheck(Documents(assistant.index, embedder), TODAY).findings(asked)) == []


def test_a_paraphrase_has_the_gold_of_what_it_rewords(tmp_path: Path) -> None:
    rows = [
        case("a", "How long is leave?"),
        case("b", "How many holidays are there?", paraphrase_of="a"),
        case("c", "For what time may I be away?", paraphrase_of="nobody"),
        case("d", "Holiday length?", paraphrase_of="a", gold_spans=[SPAN | {"end": 8, "quote": "Leave is"}]),
    ]
    found = [(one.case, one.sentence) for one in lint(suite(tmp_path, *rows)) if one.kind == "paraphrase"]
    assert [id_ for id_, _ in found] == ["c", "d"]
    assert "'nobody', which is not here" in found[0][1]
    assert "other gold than 'a'" in found[1][1]


def test_a_case_does_not_reword_itself(tmp_path: Path) -> None:
    found = [
        one for one in lint(suite(tmp_path, case("a", "How long is leave?", paraphrase_of="a"))) if one.case == "a"
    ]
    assert "rewords itself" in " ".join(one.sentence for one in found)
