"""Questions with evidence that answers them, and with evidence that only comes near: the rows of sufficiency."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence

from models.train.edits import edit_name, edit_number, edit_opposite
from models.train.made import sentences
from models.train.questions import SETS, Question
from models.train.views import Example

_HARD = 2
# Questions are drawn about this often against claims.
SHARE = 0.3
_WORD = re.compile(r"\b[a-z]{4,}\b")
_EMPTY = frozenset(
    "about does from have many much must that their them there these they this those were what when where which while"
    " whom whose will with would your been being could should into over than then also some such only".split()
)


def question_examples(questions: Mapping[str, Sequence[Question]], chance: random.Random) -> Iterator[Example]:
    """For each question its window, windows that look right, its window without the answer, and changed questions."""
    for name, found in questions.items():
        for question in found:
            yield Example(question.positive, question.text, (), True, 1.4 * SETS[name])
            for text in chance.sample(question.negatives, min(_HARD, len(question.negatives))):
                yield Example(text, question.text, (), False, 0.4 * SETS[name])
            yield from near_misses(question, SETS[name], chance)
            other = about_something_else(question.text, [question.positive, chance.choice(found).text], chance)
            if other is not None:
                yield Example(question.positive, other, (), False, 0.5 * SETS[name])


def near_misses(question: Question, weight: float, chance: random.Random) -> Iterator[Example]:
    """Its window without the answer, and its window with a changed question; what cannot be made is left out."""
    left, new = without_answer(question), changed(question.text, [question.positive], chance)
    if left is not None:
        yield Example(left, question.text, (), False, weight)
    if new is not None:
        yield Example(question.positive, new, (), False, weight)


def without_answer(question: Question) -> str | None:
    """The window without the sentences that hold the answer; None when that leaves little, or takes nothing."""
    answer = (question.answer or "").strip().lower()
    if len(answer) < 2:
        return None
    left = question.positive
    for sentence in sentences(question.positive):
        left = left.replace(sentence, " ") if answer in sentence.lower() else left
    taken = left != question.positive and answer not in left.lower()
    return left if taken and len(left) > 120 else None


def changed(question: str, texts: Sequence[str], chance: random.Random) -> str | None:
    """The question about another number, name or opposite, which its texts do not answer; None when none fits."""
    own = [sentence for text in texts for sentence in sentences(text)]
    edits = chance.sample([edit_number, edit_name, edit_opposite], 3)
    return next((new for edit in edits if (new := edit(question, own, chance)) is not None), None)


def about_something_else(question: str, texts: Sequence[str], chance: random.Random) -> str | None:
    """The question with one word that carries meaning exchanged for one of the texts with the same ending.

    The new word may well stand in the passage, so that a question whose words are all there is no sign of an answer.
    None when nothing fits.
    """
    own = [match for match in _WORD.finditer(question) if match.group() not in _EMPTY]
    held = set(_WORD.findall(question)) | _EMPTY
    others = sorted({word for text in texts for word in _WORD.findall(text)} - held)
    chance.shuffle(own)
    for match in own:
        alike = [word for word in others if word[-2:] == match.group()[-2:] and word[:4] != match.group()[:4]]
        if alike:
            return f"{question[: match.start()]}{chance.choice(alike)}{question[match.end() :]}"
    return None
