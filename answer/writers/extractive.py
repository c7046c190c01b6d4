"""Drafts with the evidence's own sentences: nothing is put in other words, so nothing can be made up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from answer.sufficiency import content_words
from models.protocols import Reranker
from retrieval.hit import Evidence, Hit
from verify.claim import MARKER
from verify.claims import sentence_spans

_MIN_CHARACTERS = 12


@dataclass(frozen=True, slots=True)
class _Sentence:
    n: int
    start: int
    text: str
    score: float


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
        sentences = self._scored(question, evidence.hits)
        for position, sentence in enumerate(self._chosen(sentences)):
            text = " ".join(MARKER.sub("", sentence.text).split())
            yield f"{chr(10) if position else ''}{text} [{sentence.n}]"

    def _scored(self, question: str, hits: Sequence[Hit]) -> list[_Sentence]:
        found = [
            (hit, start, hit.chunk.text[start:end])
            for hit in hits
            for start, end in sentence_spans(hit.chunk.text)
            if end - start >= _MIN_CHARACTERS and not _is_heading(hit, hit.chunk.text[start:end])
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
            _Sentence(hit.rank, start, text, _mixed(float(score), wanted, context + text, hit))
            for (hit, start, text), context, score in zip(found, contexts, scores, strict=True)
        ]

    def _chosen(self, sentences: list[_Sentence]) -> list[_Sentence]:
        best_first = sorted(sentences, key=lambda sentence: (-sentence.score, sentence.n, sentence.start))
        chosen: list[_Sentence] = []
        for sentence in best_first:
            if chosen and (len(chosen) == self.max_sentences or sentence.score < self.keep * chosen[0].score):
                break
            if all(not _repeats(sentence.text, other.text) for other in chosen):
                chosen.append(sentence)
        return sorted(chosen, key=lambda sentence: (sentence.n, sentence.start))


def _mixed(relevance: float, wanted: set[str], text: str, hit: Hit) -> float:
    """The sentence's relevance, the question's words that it holds, and the standing of its chunk; all in [0, 1]."""
    covered = len(wanted & content_words(text)) / len(wanted) if wanted else 0.0
    return 0.5 * relevance + 0.3 * covered + 0.2 * hit.score


def _is_heading(hit: Hit, text: str) -> bool:
    return text.strip("# ") in hit.chunk.heading_path or text.strip("# ") == hit.chunk.title


def _repeats(text: str, other: str) -> bool:
    one, two = content_words(text), content_words(other)
    return bool(one) and len(one & two) / len(one | two) > 0.8
