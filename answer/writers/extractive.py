"""Drafts with the evidence's own sentences: nothing is put in other words, so nothing can be made up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from answer.addressed import holds_address, without_addressed
from answer.sufficiency import content_words
from models.protocols import Reranker
from retrieval.hit import Evidence, Hit
from verify.claim import MARKER
from verify.claims import sentence_spans
from verify.connecting import says_nothing
from verify.verification import CheckedClaim

_MIN_CHARACTERS = 12


# Relevance, covered words, standing of the chunk: chosen by `python -m benchmarks.sentences`.
WEIGHTS = (0.4, 0.2, 0.4)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the evidence.

    Attributes:
        n: Number of its hit, from 1.
        start: Where it stands in its chunk, in characters.
        features: The reranker's word on it, the share of the question's words that it holds, the score of its chunk;
            all in [0, 1], high is good.
    """

    n: int
    start: int
    text: str
    features: tuple[float, float, float]

    @property
    def score(self) -> float:
        """The weighted mean of the features, in [0, 1]."""
        return sum(weight * value for weight, value in zip(WEIGHTS, self.features, strict=True))


@dataclass(frozen=True, slots=True)
class ExtractiveWriter:
    """Chooses the sentences that answer best.

    Attributes:
        max_sentences: How many at most.
        keep: A further sentence needs this share of the best one's score, in [0, 1].
    """

    reranker: Reranker
    max_sentences: int = 3
    keep: float = 0.8

    @property
    def name(self) -> str:
        """What drafts."""
        return f"extractive/{self.reranker.name}"

    def write(self, question: str, evidence: Evidence) -> Iterator[str]:
        """See `Writer.write`."""
        sentences = self.sentences(question, evidence.hits)
        for position, sentence in enumerate(self._chosen(sentences)):
            text = " ".join(MARKER.sub("", sentence.text).split())
            yield f"{chr(10) if position else ''}{text} [{sentence.n}]"

    def repair(self, question: str, evidence: Evidence, draft: str, refused: Sequence[CheckedClaim]) -> Iterator[str]:
        """See `Writer.repair`; quotes cannot be said better."""
        return iter(())

    def sentences(self, question: str, hits: Sequence[Hit]) -> list[Sentence]:
        """Every sentence of `hits` that may be quoted, in their order.

        Headings, questions and what says nothing may not, nor what is addressed to a model.
        """
        found = [
            (hit, start, text[start:end])
            for hit in hits
            for text in [without_addressed(hit.chunk.text)]
            for start, end in sentence_spans(text)
            if end - start >= _MIN_CHARACTERS
            and not _is_heading(hit, text[start:end])
            and not text[start:end].endswith("?")
            and not says_nothing(text[start:end])
        ]
        if not found:
            return []
        contexts = [
            f"{hit.chunk.heading_path[-1] if hit.chunk.heading_path else hit.chunk.title}: " for hit, _, _ in found
        ]
        texts = [context + text for context, (_, _, text) in zip(contexts, found, strict=True)]
        scores = self.reranker.score(question, texts)
        wanted = content_words(question)
        return [
            Sentence(hit.rank, start, text, _features(float(score), wanted, context + text, hit))
            for (hit, start, text), context, score in zip(found, contexts, scores, strict=True)
        ]

    def _chosen(self, sentences: list[Sentence]) -> list[Sentence]:
        best_first = sorted(sentences, key=lambda sentence: (-sentence.score, sentence.n, sentence.start))
        chosen: list[Sentence] = []
        for sentence in best_first:
            if chosen and (len(chosen) == self.max_sentences or sentence.score < self.keep * chosen[0].score):
                break
            if all(not _repeats(sentence.text, other.text) for other in chosen):
                chosen.append(sentence)
        return sorted(chosen, key=lambda sentence: (sentence.n, sentence.start))


def _features(relevance: float, wanted: set[str], text: str, hit: Hit) -> tuple[float, float, float]:
    covered = len(wanted & content_words(text)) / len(wanted) if wanted else 0.0
    # What tells a model to use it may have earned the chunk its place.
    return relevance, covered, 0.0 if holds_address(hit.chunk.embedded_text) else hit.score


def _is_heading(hit: Hit, text: str) -> bool:
    return text.strip("# ") in hit.chunk.heading_path or text.strip("# ") == hit.chunk.title


def _repeats(text: str, other: str) -> bool:
    one, two = content_words(text), content_words(other)
    return bool(one) and len(one & two) / len(one | two) > 0.8
