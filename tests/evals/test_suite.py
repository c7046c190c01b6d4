from __future__ import annotations

from pathlib import Path

import pytest

from evals.errors import EvalError
from evals.suite import load_suite

ROOT = Path(__file__).parents[2]


def suite(folder: Path, *rows: str) -> Path:
    path = folder / "suite.jsonl"
    path.write_text("\n".join(rows))
    return path


def test_a_row_is_a_question_with_what_a_good_answer_is(tmp_path: Path) -> None:
    (question,) = load_suite(
        suite(tmp_path, '{"id": "a", "question": "q", "gold_documents": ["d"], "tags": ["x"]}', "")
    )
    assert (question.id, question.slice, question.must_abstain) == ("a", "core", False)
    assert (question.gold_documents, question.tags) == (("d",), ("x",))


def test_the_shipped_suite_can_be_loaded() -> None:
    questions = load_suite(ROOT / "samples" / "questions" / "questions.jsonl")
    assert {question.slice for question in questions} == {"core", "edge", "preservation"}
    assert any(question.must_abstain for question in questions)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (('{"id": "a", "question": "q"}', '{"id": "b"}'), r"unusable `question` in suite\.jsonl:2"),
        (('{"question": "q"}',), r"unusable `id` in suite\.jsonl:1"),
        (('{"id": "a", "question": "q", "slice": "easy"}',), "unusable `slice`"),
        (("no json",), r"in suite\.jsonl:1: Invalid JSON"),
        (('{"id": "a", "question": "q"}', '{"id": "a", "question": "q"}'), "got 2 rows with 1 ids"),
        ((), "got 0 rows"),
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
        load_suite(tmp_path / "none.jsonl")


def test_a_suite_that_is_no_text_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "suite.jsonl").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(EvalError, match="cannot be read"):
        load_suite(tmp_path / "suite.jsonl")


def test_a_line_ends_only_where_json_lines_end(tmp_path: Path) -> None:
    (question,) = load_suite(suite(tmp_path, '{"id": "a", "question": "one\u2028two\x85three"}'))
    assert question.question == "one\u2028two\x85three"
