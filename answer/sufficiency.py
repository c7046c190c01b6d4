"""Whether the evidence is worth a draft at all: near misses are caught here, not in the writer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log

from models.protocols import SufficiencyModel
from retrieval.hit import Hit

_WORD = re.compile(r"\w+")
_PREFIX = 5
_STOP = frozenset(
    """
    a about all also am an and any are as at be been before being but by can could did do does doing down each
    for from get gets had has have having he her here him his how i if in into is it its just kind like long
    many may me might more most much must my need no not of off on once one only or other our out over own per
    please same she should so some such take tell than that the their them then there these they this those to
    too up us use used was we were what when where which while who whom whose why will with would you your
    company ist der die das ein eine und wie wer wo wann
    """.split()
)


def content_words(text: str) -> set[str]:
    """The words of `text` that carry meaning, cut to a prefix so that endings do not matter."""
    words = {word.lower() for word in _WORD.findall(text)} - _STOP
    return {word[:_PREFIX] for word in words if len(word) > 1}


def coverage(question: str, texts: Sequence[str]) -> float:
    """Share of the question's content words that some text holds, in [0, 1]; 1 for a question without any."""
    wanted = content_words(question)
    if not wanted:
        return 1.0
    return len(wanted & set().union(*(content_words(text) for text in texts))) / len(wanted)


FEATURES = ("answered", "relevance", "similarity", "coverage", "coverage_together")
# The model reads so many of the best hits; further ones seldom hold what these do not.
_READ = 3
_CLIP = 6.0
# Of 200 answerable questions on the sample handbook 11 lie below both, of 12 far from it 5.
_FAR_SIMILARITY, _FAR_RELEVANCE = 0.4, 0.2


def features(question: str, hits: Sequence[Hit], answered: Sequence[float]) -> tuple[float, float, float, float, float]:
    """What the rule looks at, each in [-1, 1] and high is good; `hits` must not be empty.

    The log odds that the best hit answers, over six; the reranker's highest word; the highest cosine to the question;
    the share of the question's content words in the best hit, and in all hits together.

    Args:
        question: The person's words.
        hits: The evidence.
        answered: P(it answers) for each hit that was read, in [0, 1].
    """
    texts = [hit.chunk.embedded_text for hit in hits]
    relevance = max(hit.relevance or 0.0 for hit in hits)
    similarity = max(hit.similarity or 0.0 for hit in hits)
    odds = max(_log_odds(probability) for probability in answered) / _CLIP
    return odds, relevance, similarity, max(coverage(question, [text]) for text in texts), coverage(question, texts)


def answered(model: SufficiencyModel, question: str, hits: Sequence[Hit]) -> list[float]:
    """P(it answers) for each of the best hits, in [0, 1]."""
    return [float(p) for p in model.sufficiency(question, [hit.chunk.embedded_text for hit in hits[:_READ]])]


@dataclass(frozen=True, slots=True)
class Sufficiency:
    """A logistic rule over `features`.

    The weights are what `python -m benchmarks.sufficiency` prints, in the order bias, then features; it fits them on
    held-out training pairs with and without their answer in the index, and on questions changed so that nothing answers
    them; never on an evaluation set.

    Attributes:
        model: Says of a text whether it answers a question.
        threshold: Evidence scored below this, in [0, 1], is too weak.
    """

    model: SufficiencyModel
    weights: tuple[float, float, float, float, float, float] = (-1.56, 5.24, 1.09, 0.22, 0.0, 0.0)
    threshold: float = 0.18

    def score(self, question: str, hits: Sequence[Hit]) -> float:
        """P(the evidence answers the question) in [0, 1], high is good; 0 without evidence.

        Raises:
            ModelError: The model cannot be run.
        """
        if not hits:
            return 0.0
        bias, *weights = self.weights
        values = features(question, hits, answered(self.model, question, hits))
        total = bias + sum(weight * value for weight, value in zip(weights, values, strict=True))
        return 1 / (1 + exp(-total))

    def suffices(self, question: str, hits: Sequence[Hit]) -> bool:
        """Whether an answer should be drafted; a threshold of 0 asks no model."""
        return bool(hits) if self.threshold <= 0 else self.score(question, hits) >= self.threshold

    def weakness(self, question: str, hits: Sequence[Hit]) -> str | None:
        """Why no answer should be drafted, a reason of an abstention; None where one should.

        Raises:
            ModelError: The model cannot be run.
        """
        if not hits:
            return "nothing_found"
        if self.suffices(question, hits):
            return None
        return "out_of_scope" if _is_far(hits) else "insufficient"


def _is_far(hits: Sequence[Hit]) -> bool:
    """Whether neither the embedder nor the reranker sees anything of the question in any of them."""
    similarity = max(hit.similarity or 0.0 for hit in hits)
    relevance = [hit.relevance for hit in hits if hit.relevance is not None]
    return similarity < _FAR_SIMILARITY and max(relevance, default=1.0) < _FAR_RELEVANCE


def _log_odds(probability: float) -> float:
    inside = min(max(probability, 1e-6), 1 - 1e-6)
    return min(max(log(inside / (1 - inside)), -_CLIP), _CLIP)
