from __future__ import annotations

from pathlib import Path

from evals.finetune.recall import write_recall
from evals.suite import load_suite
from tests.evals.finetune.chunks import example


def test_what_was_trained_on_becomes_a_suite(tmp_path: Path) -> None:
    absent = example("Who runs the choir?").model_copy(update={"kind": "absent"})
    asked = [example(f"How many are {n}?") for n in range(5)]
    assert write_recall([absent, *asked], tmp_path, most=3) == 3
    cases = load_suite(tmp_path).questions
    assert [case.question for case in cases] == ["How many are 0?", "How many are 1?", "How many are 2?"]
    assert {case.reference_answer for case in cases} == {"25 days."}
    assert {case.document for case in cases} == {"leave.md"}
