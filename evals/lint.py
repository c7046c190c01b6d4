"""What is wrong with a suite, before anything is asked of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from evals.suite import SLICES, EvalQuestion, Suite
from models.lexical import numbers

_TOKEN = re.compile(r"\w+")
# Two questions with this share of their words in common are asked once too often.
_ALIKE = 0.85
# A word of more than this share of all questions tells none of them apart.
_COMMON = 0.1
# A slice should not hang on one document, and should neither always nor never call for an abstention.
_ONE_DOCUMENT, _FEW = 0.2, 20
_STOP = frozenset("a an the is are was were do does did of to in on for and or i my we you it be what how".split())


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to correct.

    Attributes:
        kind: A short name, the same for all of its kind.
        case: The id of the case, or the name of the slice.
        sentence: What is there, and what to do.
    """

    kind: str
    case: str
    sentence: str


def lint(suite: Suite) -> list[Finding]:
    """All that can be seen without the documents, in the order of the suite."""
    return [
        *_sizes(suite),
        *_unbalanced(suite),
        *_duplicates(suite.questions),
        *_paraphrases(suite.questions),
        *(finding for question in suite.questions for finding in _case(question)),
    ]


def _sizes(suite: Suite) -> Iterator[Finding]:
    counts = Counter(question.slice for question in suite.questions)
    for name in SLICES:
        stated = suite.description.slices.get(name)
        if stated is None and suite.description.partial:
            continue
        if stated is None:
            yield Finding("slice missing", name, "suite.yaml does not have it, and every suite needs it; describe it")
            continue
        least, most = stated.cases
        if not least <= counts[name] <= most:
            yield Finding("slice size", name, f"got {counts[name]} cases, expected {least} to {most}; correct it")


def _unbalanced(suite: Suite) -> Iterator[Finding]:
    for name in SLICES:
        cases = [question for question in suite.questions if question.slice == name]
        if len(cases) < _FEW:
            continue
        document, most = Counter(question.document for question in cases).most_common(1)[0]
        if most > _ONE_DOCUMENT * len(cases):
            yield Finding(
                "unbalanced", name, f"{most} of {len(cases)} cases are about '{document}'; add some on others"
            )
        if all(question.must_abstain for question in cases):
            yield Finding("unbalanced", name, "no case has an answer, so that who always abstains is right; add some")


def _duplicates(questions: Sequence[EvalQuestion]) -> Iterator[Finding]:
    words = _telling_words(questions)
    for one, other in combinations(questions, 2):
        if _situation(one) == _situation(other) and _overlap(words[one.id], words[other.id]) >= _ALIKE:
            yield Finding("duplicate", other.id, f"asks what '{one.id}' asks of the same situation; remove one")


def _paraphrases(questions: Sequence[EvalQuestion]) -> Iterator[Finding]:
    known = {question.id: question for question in questions}
    for question in questions:
        name, other = question.paraphrase_of, known.get(question.paraphrase_of)
        if name and other is None:
            yield Finding("paraphrase", question.id, f"rewords '{name}', which is not here; correct it")
        if other is question:
            yield Finding("paraphrase", question.id, "rewords itself; name the case that it puts in other words")
        elif other is not None and _gold(other) != _gold(question):
            yield Finding("paraphrase", question.id, f"has other gold than '{name}', which it rewords; correct one")


def _gold(question: EvalQuestion) -> tuple[object, ...]:
    return question.must_abstain, question.gold_spans


def _telling_words(questions: Sequence[EvalQuestion]) -> dict[str, frozenset[str]]:
    """The words of each question, without those of many: an instruction that all share makes none alike."""
    words = {question.id: frozenset(_TOKEN.findall(question.question.casefold())) for question in questions}
    counts = Counter(word for found in words.values() for word in found)
    many = {word for word, count in counts.items() if count > max(_FEW // 4, _COMMON * len(questions))}
    return {id_: found - many or found for id_, found in words.items()}


def _situation(question: EvalQuestion) -> tuple[object, ...]:
    turns = tuple((turn.role, turn.content) for turn in question.history)
    return turns, question.passages, tuple(sorted(question.groups)), question.as_of, question.must_abstain


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one | other else 1.0


def _case(question: EvalQuestion) -> Iterator[Finding]:
    if "draft" in question.tags:
        yield Finding("draft", question.id, "nobody has accepted it; correct it and take off the tag, or remove it")
    if question.must_abstain and question.gold_spans:
        yield Finding("gold", question.id, "must abstain and has gold spans; remove them, or let it be answered")
    if not question.must_abstain and not question.reference_answer:
        yield Finding("gold", question.id, "has no reference_answer; write one, or say must_abstain")
    if question.gold_documents and not question.gold_spans:
        yield Finding("gold", question.id, "has no gold span, so that nothing shows where the answer stands; add one")
    spans = {span.document_id for span in question.gold_spans}
    if question.gold_spans and spans != set(question.gold_documents):
        yield Finding("gold", question.id, "gold_documents are not those of its gold_spans; correct them")
    if _leaks(question):
        yield Finding("leaked answer", question.id, "the question says its own answer; ask without it")


def _leaks(question: EvalQuestion) -> bool:
    """Whether everything that the answer says stands in the question or in what was said before."""
    answer = _content(question.reference_answer)
    said = " ".join([question.question, *(turn.content for turn in question.history)])
    new = numbers(question.reference_answer) - numbers(said)
    return bool(question.gold_documents) and len(answer) > 1 and not new and answer <= _content(said)


def _content(text: str) -> frozenset[str]:
    return frozenset(_TOKEN.findall(text.casefold())) - _STOP
