"""The local verifier: windows chosen by words, judged by a cross-encoder, scored by a calibrated head."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from models.copies import find_copy
from models.evidence import Candidate, PreparedClaim, PreparedText, candidates, prepare_text
from models.lexical import IdfTable
from models.onnx_session import OnnxSession
from models.protocols import Float32, Support
from models.support_head import Scored, SupportHead, score_candidate, support_features

_NO_SUPPORT = Support(0.0, 0.0, -1, 0, 0)
_COPY_SCORE = 0.995
# What one covered word is worth beside the cross-encoder's log odds when the best window is chosen.
_COVERAGE_WEIGHT = 5.0

_Case = tuple[PreparedClaim, list[PreparedText], list[Scored]]


class SupportScorer:
    """A `Verifier` over a folder with `model.onnx`, `idf.npy` and the head in `model.json`."""

    def __init__(self, folder: Path, *, threads: int | None = None) -> None:
        """Load the folder, in about a tenth of a second.

        Raises:
            ModelMissingError: A file is not there.
            ModelLoadError: A file is broken.
        """
        self._session = OnnxSession(folder, threads=threads)
        self._idf = IdfTable.load(folder / "idf.npy")
        self._head = SupportHead.load(folder)

    @property
    def name(self) -> str:
        """The name and version of the weights."""
        return self._session.manifest.name

    @property
    def threshold(self) -> float:
        """A claim at or above this support score counts as supported."""
        return self._head.threshold

    def score_many(self, items: Sequence[tuple[str, Sequence[str]]]) -> list[Support]:
        """The support of each (claim, evidence texts), in order.

        A claim that stands in the evidence word for word, as whole sentences, scores at least .995.
        A claim without words, or without evidence, scores 0 with `best_index` -1.
        """
        return [self._support(case) for case in self._cases(items)]

    def features(self, items: Sequence[tuple[str, Sequence[str]]]) -> list[Float32 | None]:
        """What the head sees of each item, to fit it; None where there is nothing to compare."""
        return [self._features(case) if case[2] else None for case in self._cases(items)]

    def _cases(self, items: Sequence[tuple[str, Sequence[str]]]) -> list[_Case]:
        prepared = self._prepared([text for _, texts in items for text in texts])
        claims = self._session.encode([claim for claim, _ in items])
        open_cases = [
            self._chosen(PreparedClaim(claim, frozenset(encoding.ids)), [prepared[text] for text in texts])
            for (claim, texts), encoding in zip(items, claims, strict=True)
        ]
        # A text that fits one window is long and short at once: each different pair is run once.
        pairs = list(dict.fromkeys(pair for *_, chosen in open_cases for pair in chosen.values()))
        logits = dict(zip(pairs, self._session.run(pairs), strict=True))
        return [
            (claim, texts, [score_candidate(candidate, logits[pair]) for candidate, pair in chosen.items()])
            for claim, texts, chosen in open_cases
        ]

    def _chosen(
        self, claim: PreparedClaim, texts: list[PreparedText]
    ) -> tuple[PreparedClaim, list[PreparedText], dict[Candidate, tuple[str, str]]]:
        found = candidates(claim, texts, self._idf) if claim.ids else []
        return claim, texts, {one: (texts[one.index].piece(one.window), claim.text) for one in found}

    def _prepared(self, texts: Sequence[str]) -> dict[str, PreparedText]:
        different = list(dict.fromkeys(texts))
        encodings = self._session.encode(different)
        return {text: prepare_text(text, encoding) for text, encoding in zip(different, encodings, strict=True)}

    def _features(self, case: _Case) -> Float32:
        claim, texts, scored = case
        return support_features(claim, texts, scored, idf=self._idf)

    def _support(self, case: _Case) -> Support:
        claim, texts, scored = case
        if not scored:
            return _NO_SUPPORT
        score = self._head.probability(self._features(case))
        for index, text in enumerate(texts):
            span = find_copy(claim.text, text.text)
            if span is not None:
                return Support(max(score, _COPY_SCORE), 0.0, index, *span)
        best = max(scored, key=_rank).candidate
        contradicted = min(scored[0].contradicted, 1 - score)
        return Support(score, contradicted, best.index, best.window.start, best.window.end)


def _rank(item: Scored) -> float:
    return item.odds + _COVERAGE_WEIGHT * item.candidate.coverage
