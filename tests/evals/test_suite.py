from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from evals.errors import EvalError
from evals.prediction import Prediction
from evals.score import score
from evals.suite import SLICES, load_suite
from tests.tiny_parts import WordVerifier
from verify.checker import Checker

ROOT = Path(__file__).parents[2]


SUITE = {
    "name": "made", "about": "a", "licence": "CC0-1.0", "gold": "by hand", "reviewed_by": ["a person"],
    "slices": {"core": {"about": "all", "cases": [1, 9]}},
}  # fmt: skip


def suite(folder: Path, *rows: str, **fields: object) -> Path:
    (folder / "suite.yaml").write_text(yaml.safe_dump(SUITE | fields))
    (folder / "suite.jsonl").write_text("\n".join(rows))
    return folder


def test_a_row_is_a_question_with_what_a_good_answer_is(tmp_path: Path) -> None:
    (question,) = load_suite(
        suite(tmp_path, '{"id": "a", "question": "q", "gold_documents": ["d"], "tags": ["x"]}', "")
    ).questions
    assert (question.id, question.slice, question.must_abstain) == ("a", "core", False)
    assert (question.gold_documents, question.tags) == (("d",), ("x",))


def test_the_shipped_suite_has_every_slice_in_the_size_it_states() -> None:
    found = load_suite(ROOT / "samples" / "questions")
    assert found.name == "handbook"
    assert set(found.description.slices) == set(SLICES)
    for name, stated in found.description.slices.items():
        assert stated.cases[0] <= sum(question.slice == name for question in found.questions) <= stated.cases[1]


def test_the_preservation_suite_can_be_answered_rightly() -> None:
    """Each reference answer is right by what its own case asks for."""
    found = load_suite(ROOT / "samples" / "preservation")
    assert {tag for question in found.questions for tag in question.tags} == {
        "tool-choice", "citing", "summarising", "refusing", "reasoning", "following",
    }  # fmt: skip
    for question in found.questions:
        text = question.reference_answer
        said = Prediction(
            id=question.id, text=text, tool=question.expected_tool, status="answered" if text else "abstained"
        )
        assert score(question, said, Checker(WordVerifier())).metrics["score"] == 1.0, question.id


def test_files_of_a_suite_are_read_in_the_order_of_their_names(tmp_path: Path) -> None:
    suite(tmp_path, '{"id": "b", "question": "q"}')
    (tmp_path / "more.jsonl").write_text('{"id": "a", "question": "q"}')
    assert [question.id for question in load_suite(tmp_path).questions] == ["a", "b"]


def test_another_suite_has_another_hash(tmp_path: Path) -> None:
    one = load_suite(suite(tmp_path, '{"id": "a", "question": "q"}')).sha256
    assert load_suite(tmp_path).sha256 == one
    assert load_suite(suite(tmp_path, '{"id": "a", "question": "r"}')).sha256 != one


@pytest.mark.parametrize(
    ("text", "message"),
    [("[", "expected YAML"), ("name: x", "unusable `about`"), ("- a", "got an unusable")],
)
def test_a_description_that_cannot_be_used_is_one_sentence(tmp_path: Path, text: str, message: str) -> None:
    (suite(tmp_path, '{"id": "a", "question": "q"}') / "suite.yaml").write_text(text)
    with pytest.raises(EvalError, match=message):
        load_suite(tmp_path)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (('{"id": "a", "question": "q"}', '{"id": "b"}'), r"unusable `question` in suite\.jsonl:2"),
        (('{"question": "q"}',), r"unusable `id` in suite\.jsonl:1"),
        (('{"id": "a", "question": "q", "slice": "easy"}',), "unusable `slice`"),
        (("no json",), r"in suite\.jsonl:1: Invalid JSON"),
        (
            ('{"id": "a", "question": "q"}', '{"id": "a", "question": "q"}'),
            r"got id 'a' in suite\.jsonl:1 and suite\.jsonl:2",
        ),
        ((), "got no case in"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, rows: tuple[str, ...], message: str) -> None:
    with pytest.raises(EvalError, match=message):
        load_suite(suite(tmp_path, *rows))


def test_the_line_counts_blank_ones(tmp_path: Path) -> None:
    with pytest.raises(EvalError, match=r"suite\.jsonl:3"):
        load_suite(suite(tmp_path, '{"id": "a", "question": "q"}', "", '{"id": "b"}'))


def test_a_suite_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(EvalError, match="cannot be read .*check the path"):
        load_suite(tmp_path / "none")


def test_a_suite_that_is_no_text_is_one_sentence(tmp_path: Path) -> None:
    (suite(tmp_path) / "suite.jsonl").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(EvalError, match="cannot be read .no UTF-8"):
        load_suite(tmp_path)


def test_a_line_ends_only_where_json_lines_end(tmp_path: Path) -> None:
    (question,) = load_suite(suite(tmp_path, '{"id": "a", "question": "one\u2028two\x85three"}')).questions
    assert question.question == "one\u2028two\x85three"


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ('"schema": {"type": "objekt"}', "it is no JSON Schema"),
        ('"must_say": ["27 days|"]', "a wording is empty"),
        ('"must_not_say": [""]', "a wording is empty"),
        ('"gold_spans": [{"document_id": "d", "start": 9, "end": 5}]', "before it begins"),
        ('"gold_spans": [{"document_id": "d", "start": -9, "end": 5}]', r"gold_spans.0.start"),
        ('"gold_spans": [{"document_id": "d", "start": 0, "end": 5, "qoute": "Leave"}]', r"gold_spans.0.qoute"),
    ],
)
def test_a_case_that_could_not_be_scored_is_refused_before_anything_is_asked(
    tmp_path: Path, row: str, message: str
) -> None:
    with pytest.raises(EvalError, match=message):
        load_suite(suite(tmp_path, f'{{"id": "a", "question": "q", {row}}}'))
