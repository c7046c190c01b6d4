"""The verifier: views chosen by words, judged by an entailment model, scored by a calibrated head."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from models.contradiction_head import CONTRADICTION_FEATURES, ContradictionHead
from models.copies import find_copy
from models.evidence import Case
from models.evidence_reader import EvidenceReader
from models.manifest import MANIFEST_FILE
from models.onnx_entailment import OnnxEntailment
from models.protocols import EntailmentModel, Float32, Support
from models.support_head import FEATURES, Judgement, SupportHead, judge, support_features

_NO_SUPPORT = Support(0.0, 0.0, -1, 0, 0)
_COPY_SCORE = 0.995
# What one covered word is worth beside the model's log odds when the best window is chosen.
_COVERAGE_WEIGHT = 5.0

_Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Judged:
    """A case with what the model says of each window, and of the gathered sentences."""

    case: Case
    windows: list[Judgement]
    gathered: Judgement

    @property
    def mean_odds(self) -> float:
        odds = [judgement.odds for judgement in (*self.windows, self.gathered)]
        return sum(odds) / len(odds)


@dataclass(frozen=True, slots=True)
class SupportScorer:
    """A `Verifier` over any entailment model.

    Attributes:
        entailment: Judges one view of the evidence at a time.
        reader: Chooses the views.
        head: Turns the judgements into one score; fitted for this very model.
        contradiction: Tells a contradiction from what is not mentioned; without it the model's own word counts.
    """

    entailment: EntailmentModel
    reader: EvidenceReader
    head: SupportHead
    contradiction: ContradictionHead | None = None

    @classmethod
    def load(cls, folder: Path, *, threads: int | None = None) -> SupportScorer:
        """The verifier of one folder with `model.onnx`, `tokenizer.json`, `idf.npy` and a head in `model.json`.

        Raises:
            ModelMissingError: A file is not there.
            ModelLoadError: A file is broken.
        """
        path = folder / MANIFEST_FILE
        head, contradiction = SupportHead.read(path), ContradictionHead.read(path)
        return cls(OnnxEntailment(folder, threads=threads), EvidenceReader.load(folder), head, contradiction)

    @property
    def name(self) -> str:
        """The name and version of the weights."""
        return self.entailment.name

    @property
    def threshold(self) -> float:
        """A claim at or above this support score counts as supported."""
        return self.head.threshold

    def score_many(self, items: Sequence[tuple[str, Sequence[str]]]) -> list[Support]:
        """The support of each (claim, evidence texts), in order.

        A claim that stands in the evidence word for word, as whole sentences, scores at least .995. One of several
        sentences is as good as its worst. Without words, or without evidence, it scores 0 with `best_index` -1.
        """
        return [
            _NO_SUPPORT if worst is None else self._support(worst, claim, texts)
            for worst, (claim, texts) in zip(self._judged(items), items, strict=True)
        ]

    def features(self, items: Sequence[tuple[str, Sequence[str]]]) -> list[Float32 | None]:
        """What the head sees of each item, to fit it; None where there is nothing to compare."""
        return [None if worst is None else self._features(worst) for worst in self._judged(items)]

    def contradiction_features(self, items: Sequence[tuple[str, Sequence[str]]]) -> list[tuple[float, ...] | None]:
        """What the contradiction's head sees of each item, to fit it; None where there is nothing to compare."""
        return [
            None if worst is None else _contradiction_features(worst, self._features(worst))
            for worst in self._judged(items)
        ]

    def explain(self, claim: str, texts: Sequence[str]) -> tuple[Float32 | None, Support]:
        """What the head sees of one claim, shape (n_features,), and the support that it makes of it."""
        worst = self._judged([(claim, texts)])[0]
        return (None, _NO_SUPPORT) if worst is None else (self._features(worst), self._support(worst, claim, texts))

    def _judged(self, items: Sequence[tuple[str, Sequence[str]]]) -> list[_Judged | None]:
        """The worst statement of each claim; None where there is nothing to compare."""
        cases = self.reader.cases(items)
        # A text that fits one window is long, short and gathered at once: each different pair is run once.
        pairs = list(dict.fromkeys(pair for found in cases for case in found for pair in _pairs(case)))
        said = dict(zip(pairs, self.entailment.judge(pairs), strict=True))
        return [min((_judge(case, said) for case in found), key=_mean_odds, default=None) for found in cases]

    def _features(self, judged: _Judged) -> Float32:
        return support_features(judged.case, judged.windows, judged.gathered, idf=self.reader.idf)

    def _support(self, judged: _Judged, claim: str, texts: Sequence[str]) -> Support:
        features = self._features(judged)
        score = self.head.probability(features)
        for index, text in enumerate(texts):
            span = find_copy(claim, text)
            if span is not None:
                return Support(max(score, _COPY_SCORE), 0.0, index, *span)
        ranks = [
            judgement.odds + _COVERAGE_WEIGHT * candidate.coverage
            for candidate, judgement in zip(judged.case.windows, judged.windows, strict=True)
        ]
        best = judged.case.windows[max(range(len(ranks)), key=ranks.__getitem__)]
        contradicted = min(1 - score, self._contradicted(judged, features))
        return Support(score, contradicted, best.index, best.window.start, best.window.end)

    def _contradicted(self, judged: _Judged, features: Float32) -> float:
        """P(the evidence contradicts it), were it not supported."""
        if self.contradiction is None:
            return max(judgement.contradicted for judgement in (judged.windows[0], judged.gathered))
        return self.contradiction.probability(_contradiction_features(judged, features))


def _pairs(case: Case) -> list[_Pair]:
    return [(piece, case.claim.text) for piece in (*case.pieces, case.gathered)]


def _judge(case: Case, said: Mapping[_Pair, Float32]) -> _Judged:
    *windows, gathered = (judge(said[pair]) for pair in _pairs(case))
    return _Judged(case, windows, gathered)


def _contradiction_features(judged: _Judged, features: Float32) -> tuple[float, ...]:
    by_name = dict(zip(FEATURES, map(float, features), strict=True))
    by_name["contradicted_odds"] = judged.windows[0].contradicted_odds
    return tuple(by_name[name] for name in CONTRADICTION_FEATURES)


def _mean_odds(judged: _Judged) -> float:
    return judged.mean_odds
