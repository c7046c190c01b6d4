"""What a quoted sentence would mislead without: the exception behind it, and the one place that the question names."""

from __future__ import annotations

import re
from collections.abc import Sequence

from answer.writers.sentence import Sentence
from retrieval.hit import Evidence

_QUALIFIES = re.compile(
    r"(?:however|but|except|exceptions?|the (?:only )?exceptions?|unless|otherwise|nevertheless|still|"
    r"(?:this|that|it|they|these|those|the (?:rule|limit|same)) (?:does|do|is|are) not|not for|not in|not if|"
    r"jedoch|aber|allerdings|ausgenommen|außer|ausnahmen?|es sei denn|(?:dies|das|sie) gilt nicht|nicht für)\b",
    re.IGNORECASE,
)
# "London" amid a question; its first word is written so whatever it is.
_NAME = re.compile(r"(?<=[\w,;:)] )[A-ZÄÖÜ]\w{2,}")
# What a sentence that holds the name needs of the best one's own score.
_OF_THE_BEST = 0.5


def qualified(
    question: str, chosen: Sequence[Sentence], sentences: Sequence[Sentence], evidence: Evidence
) -> list[Sentence]:
    """`chosen`, with the exception that follows on one of them, and what the same chunks say of a name in the question.

    Args:
        question: In its own words.
        chosen: The best sentences, the best first.
        sentences: All of the evidence, in its order.
        evidence: Where they stand.
    """
    found = list(chosen)
    for sentence in chosen:
        behind = _behind(sentence, sentences)
        if behind is not None and behind not in found and _QUALIFIES.match(behind.text):
            found.append(behind)
    return found + [one for one in _named(question, found, sentences, evidence) if one not in found]


def _behind(sentence: Sentence, sentences: Sequence[Sentence]) -> Sentence | None:
    """The next one of its chunk, unless that belongs to a list."""
    later = [one for one in sentences if one.n == sentence.n and one.start > sentence.start]
    following = min(later, key=lambda one: one.start, default=None)
    return following if following is not None and following.block == sentence.block == -1 else None


def _named(
    question: str, chosen: Sequence[Sentence], sentences: Sequence[Sentence], evidence: Evidence
) -> list[Sentence]:
    """For each name that what was chosen does not hold, the best sentence of the same chunks that does."""
    if not chosen:
        return []
    chunks = {hit.rank: hit.chunk for hit in evidence.hits}
    places = {sentence.n for sentence in chosen}
    said = [sentence.text for sentence in chosen] + [sentence.lead for sentence in chosen]
    said += [text for n in places for text in (chunks[n].title, *chunks[n].heading_path)]
    needed = _OF_THE_BEST * chosen[0].own_score
    good = [one for one in sentences if one.n in places and one.own_score >= needed]
    found = []
    for name in dict.fromkeys(_NAME.findall(question)):
        holds = re.compile(rf"(?<!\w){re.escape(name.removesuffix('s'))}(?:s|['’]s)?(?!\w)", re.IGNORECASE)
        if not any(map(holds.search, said)):
            found += sorted((one for one in good if holds.search(one.text)), key=lambda one: -one.own_score)[:1]
    return found
