"""A sentence of the evidence that an answer may quote, and how well it answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from answer.addressed import holds_address, without_addressed
from answer.sufficiency import content_words
from models.protocols import Reranker, SufficiencyModel
from retrieval.hit import Hit
from verify.claim import MARKER, Claim
from verify.claims import is_heading, lead_of, split_claims
from verify.context import BULLET

_MIN_CHARACTERS = 12
# The slowest of the models reads so many of the best.
_READ = 8
# Relevance, covered words, standing of the chunk, P(it answers): chosen by `python -m benchmarks.sentences`.
WEIGHTS = (0.25, 0.125, 0.25, 0.375)
Features = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, an item of a list, or a row of a table.

    Attributes:
        n: Number of its hit, from 1.
        start: Where it stands in its chunk, in characters.
        text: Its words, blanks made one, markers left out.
        bullet: What stands in front of an item of a list; empty for what is none.
        lead: What announces the list or heads the table.
        block: Number of the lines of a list in its chunk that it stands in, from 0; -1 for what is in no list.
        features: The reranker's word on it, the share of the question's words that it holds, the score of its chunk,
            P(it answers); all in [0, 1], high is good; the last is 0 where the others leave no hope.
    """

    n: int
    start: int
    text: str
    bullet: str = ""
    lead: str = ""
    block: int = -1
    features: Features = (0.0, 0.0, 0.0, 0.0)

    @property
    def score(self) -> float:
        """The weighted mean of the features, in [0, 1]."""
        return sum(weight * value for weight, value in zip(WEIGHTS, self.features, strict=True))

    @property
    def own_score(self) -> float:
        """The same without what it owes to its chunk."""
        return self.score - WEIGHTS[2] * self.features[2]


def sentences_of(hits: Sequence[Hit]) -> Iterator[tuple[Sentence, str]]:
    """What of `hits` may be quoted, in its order, each with the words to judge it by.

    Headings, questions and what says nothing may not be, nor what is addressed to a model.
    """
    for hit in hits:
        heading = hit.chunk.heading_path[-1] if hit.chunk.heading_path else hit.chunk.title
        # What announces a list may stand above its chunk.
        whole = without_addressed(hit.chunk.embedded_text)
        above = len(whole) - len(hit.chunk.text)
        for claim, bullet, block in _in_lists(whole, split_claims(whole)):
            text = " ".join(MARKER.sub("", claim.text).split())
            if claim.start >= above and _is_quotable(hit, text, whole[claim.end :]):
                lead = claim.lead or lead_of(whole, claim.start)
                # Not with a question above it: a page that asks it itself, to win, would have every sentence answer it.
                yield Sentence(hit.rank, claim.start - above, text, bullet, lead, block), f"{heading}: {claim.judged}"


def scored(question: str, hits: Sequence[Hit], reranker: Reranker, reader: SufficiencyModel | None) -> list[Sentence]:
    """The sentences of `hits` with their features, in their order.

    Raises:
        ModelError: A model cannot be run.
    """
    found = list(sentences_of(hits))
    if not found:
        return []
    judged = [words for _, words in found]
    wanted, standing = content_words(question), {hit.rank: _standing(hit) for hit in hits}
    sentences = [
        replace(sentence, features=(float(relevance), _covered(wanted, words), standing[sentence.n], 0.0))
        for (sentence, words), relevance in zip(found, reranker.score(question, judged), strict=True)
    ]
    if reader is None:
        return sentences
    best = sorted(range(len(sentences)), key=lambda at: -sentences[at].score)[:_READ]
    for at, answers in zip(best, reader.sufficiency(question, [judged[at] for at in best]), strict=True):
        sentences[at] = replace(sentences[at], features=(*sentences[at].features[:3], float(answers)))
    return sentences


def _standing(hit: Hit) -> float:
    """The score of its chunk; what tells a model to use it may have earned it its place."""
    return 0.0 if holds_address(hit.chunk.embedded_text) else hit.score


def _covered(wanted: set[str], text: str) -> float:
    return len(wanted & content_words(text)) / len(wanted) if wanted else 0.0


def _in_lists(text: str, claims: Sequence[Claim]) -> Iterator[tuple[Claim, str, int]]:
    """Each claim with its bullet and the number of its list; a further sentence of an item has no bullet."""
    block, inside = -1, False
    for number, claim in enumerate(claims):
        line = text.rfind("\n", 0, claim.start) + 1
        item = BULLET.match(text, line)
        if item is None:
            inside = False
            yield claim, "", -1
            continue
        if not inside or (number and "\n\n" in text[claims[number - 1].end : claim.start]):
            block, inside = block + 1, True
        yield claim, item.group().strip() if item.end() == claim.start else "", block


def _is_quotable(hit: Hit, text: str, below: str) -> bool:
    return len(text) >= _MIN_CHARACTERS and not text.endswith(("?", ":")) and not _is_heading(hit, text, below)


def _is_heading(hit: Hit, text: str, below: str) -> bool:
    """Whether it heads its chunk, or looks as if it headed what stands below."""
    if text.strip("# ") in hit.chunk.heading_path or text.strip("# ") == hit.chunk.title:
        return True
    return below.startswith("\n\n") and is_heading(text) and not any(character.isdigit() for character in text)
