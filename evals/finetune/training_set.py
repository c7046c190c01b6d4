"""The training set: made from some documents by rules, and held apart from the suite that will judge it.

Held apart means two things. No question of the suite is asked in training, nor one almost the same. And of the
documents, only a share is trained on, chosen by the hash of their name: cases on the others show what a fine-tune does
with what it never read.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from answer.writers.llm import DECLINES
from evals.errors import EvalError
from evals.finetune.example import Example
from evals.finetune.grounded import grounded, grounded_absent
from evals.finetune.questions import Asked, Drafter
from evals.finetune.recipe import DataRecipe
from evals.suite import EvalQuestion
from evals.variants.language_model import PROMPT
from ingest.chunk import Chunk

ALIKE = 0.8
_MISSING = 0.3  # of the rows, so many are asked for what the table does not have
_TOKEN = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class TrainingSet:
    """What is learned, and from what.

    Attributes:
        documents: Trained on.
        apart: Of which nothing was.
        dropped: Examples left out because the suite asks almost the same.
    """

    examples: tuple[Example, ...]
    documents: tuple[str, ...]
    apart: tuple[str, ...]
    dropped: int

    @property
    def counts(self) -> Mapping[str, int]:
        """Examples by kind."""
        return dict(sorted(Counter(example.kind for example in self.examples).items()))


def make(
    chunks: Mapping[str, Sequence[Chunk]], suite: Sequence[EvalQuestion], recipe: DataRecipe, *, seed: int
) -> TrainingSet:
    """The training set of some documents.

    Args:
        chunks: Of each document, by its id; what may be trained on at all.
        suite: What will judge the model.
        recipe: How it is made.
        seed: Another one chooses other documents and other examples.

    Raises:
        EvalError: Nothing is left to train on.
    """
    trained = [name for name in sorted(chunks) if is_trained(name, share=recipe.share, seed=seed)]
    random = Random(seed)
    drafter = Drafter(recipe.asked, random)
    asked = [one for name in trained for one in _some(list(drafter.questions(chunks[name])), recipe.most, random)]
    texts = [chunk for name in trained for chunk in chunks[name]]
    second = [one for one in asked if one.kind != "section" and random.random() < recipe.grounded]
    made = [one.example() for one in asked] + list(absent(asked, recipe, random))
    made += [grounded(one, texts, random) for one in second] + [
        grounded_absent(one, texts, random) for one in second[::2]
    ]
    random.shuffle(made)
    kept = apart_from(made, suite)
    if not kept:
        raise EvalError(f"got no example from {len(chunks)} documents, expected some; raise `data.share`")
    untouched = tuple(name for name in sorted(chunks) if name not in set(trained))
    return TrainingSet(tuple(kept), tuple(trained), untouched, len(made) - len(kept))


def is_trained(document: str, *, share: float, seed: int) -> bool:
    """Whether a document is trained on: by the hash of its name, so that a new one changes nothing for the others."""
    digest = hashlib.sha256(f"{seed}:{document}".encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64 < share


def apart_from(examples: Sequence[Example], suite: Sequence[EvalQuestion]) -> list[Example]:
    """The examples whose question is not almost one of the suite's: below `ALIKE` of Jaccard's overlap of words."""
    known = [_words(question.question) for question in suite]
    return [
        example
        for example in examples
        if max((_alike(_words(example.question), one) for one in known), default=0) < ALIKE
    ]


def absent(asked: Sequence[Asked], recipe: DataRecipe, random: Random) -> Iterator[Example]:
    """Questions that need an abstention, in the wordings of those that have an answer.

    On things that no document has, and on a row or a name that none has.
    """
    for thing in recipe.absent:
        for wording in random.sample(recipe.asked, min(2, len(recipe.asked))):
            yield _declined(wording.format(thing), random.choice(recipe.invented).format(random.randint(2, 90)))
    for one in asked:
        if one.kind == "row" and random.random() < _MISSING:
            head, _, _ = one.question.rpartition(" of ")
            yield _declined(f"{head} of {random.choice(recipe.absent)}?", one.answer)
        for name, other in recipe.names.items():
            if name in one.question and other not in one.chunk.text:
                yield _declined(one.question.replace(name, other), one.answer)


def _declined(question: str, invented: str) -> Example:
    return Example(kind="absent", system=PROMPT, question=question, answer=DECLINES, rejected=invented)


def _some(asked: list[Asked], most: int, random: Random) -> Iterator[Asked]:
    """At most so many of each kind."""
    for kind in ("number", "row", "section"):
        mine = [one for one in asked if one.kind == kind]
        yield from random.sample(mine, min(most, len(mine)))


def _words(text: str) -> frozenset[str]:
    return frozenset(_TOKEN.findall(text.lower()))


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one | other else 0.0
