from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from answer.writers.llm import DECLINES
from evals.errors import EvalError
from evals.finetune.grounded import grounded, grounded_absent
from evals.finetune.questions import Drafter
from evals.finetune.recipe import DataRecipe
from evals.finetune.training_set import TrainingSet, apart_from, is_trained, make
from evals.suite import EvalQuestion
from evals.variants.language_model import PROMPT
from ingest.document import BlockKind
from tests.evals.finetune.chunks import chunk, example

RECIPE = DataRecipe(
    share=0.5, grounded=1.0, names={"Hexham": "Porto"}, absent=("the choir",), asked=("Who runs {}?",),
    invented=("Room {}.",),
)  # fmt: skip
CHUNKS = {
    f"d{n}.md": [chunk(f"Number {'abcdefgh'[n]} in Hexham takes {n + 3} days at the most.", document=f"d{n}.md")]
    for n in range(8)
}


def made(suite: list[EvalQuestion] | None = None, seed: int = 1) -> TrainingSet:
    return make(CHUNKS, suite or [], RECIPE, seed=seed)


def test_documents_are_trained_on_or_held_apart_never_both() -> None:
    found = made()
    assert sorted(found.documents + found.apart) == sorted(CHUNKS)
    assert found.documents
    assert found.apart
    assert {one.document for one in found.examples} - {""} == set(found.documents)


def test_no_word_of_what_is_held_apart_is_in_any_example() -> None:
    found = made()
    everything = "\n".join(one.question + one.answer + one.rejected for one in found.examples)
    letters = {CHUNKS[name][0].text.split()[1] for name in found.apart}
    assert not any(f"Number {letter} " in everything for letter in letters)


def test_a_new_document_changes_nothing_for_the_others() -> None:
    before = {name for name in CHUNKS if is_trained(name, share=0.5, seed=1)}
    assert before <= {name for name in CHUNKS if is_trained(name, share=0.8, seed=1)}
    assert 400 < sum(is_trained(f"{n}.md", share=0.5, seed=1) for n in range(1000)) < 600


def test_the_same_seed_gives_the_same_set() -> None:
    assert made() == made()
    assert made() != made(seed=2)


def test_a_question_of_the_suite_is_not_trained_on_nor_one_almost_the_same() -> None:
    suite = [EvalQuestion(id="a", question="how long does the leave of a new colleague last in HEXHAM")]
    same = example("How long does the leave of a new colleague last in Hexham?")
    almost = example("How long does the leave of a new colleague last, in Porto?")
    other = example("How long does sick pay last?")
    assert apart_from([same, almost, other], suite) == [other]


def test_what_is_left_out_is_counted() -> None:
    asked = made().examples[0].question
    found = made([EvalQuestion(id="a", question=asked)])
    assert found.dropped >= 1
    assert asked not in {one.question for one in found.examples}


def test_what_no_document_says_is_declined_and_the_invention_rejected() -> None:
    absent = [one for one in made().examples if one.kind == "absent"]
    assert {one.answer for one in absent} == {DECLINES}
    assert all(one.rejected != DECLINES and one.document == "" for one in absent)
    assert any("Porto" in one.question for one in absent)


def test_what_is_declined_is_asked_in_the_words_of_what_is_answered() -> None:
    """Or the wording alone would give away that there is no answer."""
    sections = {name: [replace(chunks[0], heading_path=("Leave", "Asking"))] for name, chunks in CHUNKS.items()}
    found = make(sections, [], RECIPE, seed=1).examples
    starts = {kind: {one.question[:9] for one in found if one.kind == kind} for kind in ("section", "absent")}
    assert starts["section"] <= starts["absent"]


def test_a_row_that_no_table_has_is_declined() -> None:
    rows = {"d.md": [chunk("\n".join(f"Name: W{n}; Seats: {n}" for n in range(30)), kind=BlockKind.TABLE)]}
    recipe = RECIPE.model_copy(update={"share": 0.999, "most": 30})
    absent = [one for one in make(rows, [], recipe, seed=1).examples if one.kind == "absent"]
    assert any("seats of the choir?" in one.question for one in absent)


def test_a_model_alone_is_asked_as_the_evaluation_asks_it() -> None:
    assert {one.system for one in made().examples if not one.kind.startswith("grounded")} == {PROMPT}


def test_with_evidence_the_answer_cites_the_chunk_that_says_it() -> None:
    texts = [chunks[0] for chunks in CHUNKS.values()]
    asked = list(Drafter(RECIPE.asked, Random(1)).questions([texts[0]]))[-1]
    for seed in range(10):
        found = grounded(asked, texts, Random(seed))
        place = found.answer[-2]
        assert f"[{place}] {texts[0].text}" in found.question
        assert found.rejected.endswith(f"[{place}]")


def test_without_the_right_evidence_it_is_declined() -> None:
    texts = [chunks[0] for chunks in CHUNKS.values()]
    asked = list(Drafter(RECIPE.asked, Random(1)).questions([texts[0]]))[-1]
    found = grounded_absent(asked, texts, Random(1))
    assert texts[0].text not in found.question
    assert (found.answer, found.rejected) == (DECLINES, f"{asked.answer} [1]")


def test_a_suite_that_asks_everything_leaves_nothing() -> None:
    everything = [EvalQuestion(id=str(n), question=one.question) for n, one in enumerate(made().examples)]
    with pytest.raises(EvalError, match=r"got no example from 8 documents, expected some; raise `data.share`"):
        made(everything)
