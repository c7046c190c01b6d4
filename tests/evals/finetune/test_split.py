from __future__ import annotations

import pytest

from evals.finetune.split import part_of, split_table
from evals.score import Scored
from evals.suite import EvalQuestion

QUESTIONS = [
    EvalQuestion(id="a", question="?", gold_documents=("seen.md",)),
    EvalQuestion(id="b", question="?", gold_documents=("other.md", "seen.md")),
    EvalQuestion(id="c", question="?", gold_documents=("other.md",)),
    EvalQuestion(id="d", question="?", gold_documents=("seen.md",), must_abstain=True),
]


def scored(name: str, score: float, *, abstained: bool = False) -> Scored:
    return Scored(
        id=name, document=name, slice="core", tags=(), must_abstain=name == "d", abstained=abstained,
        metrics={"score": score},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("case", "part"), [(0, "trained on"), (1, "trained on"), (2, "held apart"), (3, "abstention due")]
)
def test_one_trained_document_is_enough_and_an_abstention_is_its_own_part(case: int, part: str) -> None:
    assert part_of(QUESTIONS[case], ["seen.md"]) == part


def test_each_part_has_its_means() -> None:
    rows = [scored("a", 0.2), scored("b", 0.4), scored("c", 0.0, abstained=True), scored("d", 1.0, abstained=True)]
    table = split_table(QUESTIONS, {"tuned": rows}, trained=["seen.md"]).splitlines()
    assert table[2:] == [
        "| tuned | trained on | 0.300 | – | 0.000 | – | 2 |",
        "| tuned | held apart | 0.000 | – | 1.000 | – | 1 |",
        "| tuned | abstention due | 1.000 | – | 1.000 | – | 1 |",
    ]
