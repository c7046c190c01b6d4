"""The verifier on dev sets that no training saw; word coverage and cosine are the baselines of the same run."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.corpora import rows
from benchmarks.models.statistics import balanced_accuracy, calibration_error, interval
from models.calibration import Float64, auroc
from models.manifest import MANIFEST_FILE, read_json
from models.protocols import Embedder, Support
from models.support import SupportScorer
from models.support_head import FEATURES
from verify.checker import Checker
from verify.claim import MARKER
from verify.claims import split_claims

Row = dict[str, object]
MOST, RESPONSES = 600, 250
BOILERPLATE = ("lead_in", "no_answer")
SUMMEDITS = ("sales_email", "qmsumm", "news", "samsum")
SETS = (
    "ragtruth/dev_sentences", "wice/dev_claims", "wice/dev_claims_oracle", "attributionbench/dev", "factbench/dev",
    "scifact/dev", *(f"summedits/{domain}" for domain in SUMMEDITS),
)  # fmt: skip
# The six of the mean; the four domains of SummEdits count as one.
SIX = ("ragtruth/dev_sentences", "summedits", "wice/dev_claims", "attributionbench/dev", "factbench/dev", "scifact/dev")
CONTRADICTIONS = {"scifact/dev": ("CONTRADICT", "NOT_ENOUGH_INFO"), "factbench/dev": ("refute", "irrelevant")}


@dataclass(frozen=True, slots=True)
class Scored:
    """One set with what every method says of its rows.

    Attributes:
        labels: 1 for supported, else 0; shape (n_rows,).
        kinds: What the set calls each row.
        documents: The source of each row, for intervals.
        scores: By method: `verifier`, `with exact checks`, `word coverage`, `cosine`; each shape (n_rows,).
        features: What the head saw, shape (n_rows, n_features).
        contradiction: P(contradicted), shape (n_rows,).
    """

    name: str
    labels: Float64
    kinds: Sequence[str]
    documents: Sequence[str]
    scores: Mapping[str, Float64]
    features: Float64
    contradiction: Float64

    def only(self, keep: Sequence[bool], name: str) -> Scored:
        """The rows that `keep` marks, under another name."""
        at = [number for number, kept in enumerate(keep) if kept]
        return Scored(
            name, self.labels[at], [self.kinds[i] for i in at], [self.documents[i] for i in at],
            {method: values[at] for method, values in self.scores.items()}, self.features[at], self.contradiction[at],
        )  # fmt: skip


@dataclass(slots=True)
class _Replayed:
    """A verifier that says again what was said: the exact checks are measured without a second reading."""

    name: str
    threshold: float
    supports: list[Support] = field(default_factory=list)

    def score_many(self, items: Sequence[tuple[str, Sequence[str]]]) -> list[Support]:
        return [self.supports.pop(0) for _ in items]


def score_set(path: Path, name: str, scorer: SupportScorer, embedder: Embedder) -> Scored:
    """Every method on the rows of one set."""
    found = sample(path / "verifier" / f"{name}.jsonl")
    # ExpertQA's claims bear citation markers of a numbering that is not this context's.
    items = [(MARKER.sub("", str(row["claim"])).strip(), list(row["context"])) for row in found]
    features, supports = _read(scorer, items)
    scores = {
        "verifier": np.array([support.support_score for support in supports]),
        "with exact checks": _checked(scorer, items, supports),
        "word coverage": features[:, FEATURES.index("coverage")],
        "cosine": np.array([_cosine(embedder, scorer, item) for item in items]),
    }
    return Scored(
        name, np.array([float(row["label"]) for row in found]), [str(row["kind"]) for row in found],
        [str(row["source_doc_id"]) for row in found], scores, features,
        np.array([support.contradiction_score for support in supports]),
    )  # fmt: skip


def sample(path: Path, *, most: int = MOST) -> list[dict[str, Any]]:
    """All rows of a set, or of a large one the same few hundred every time."""
    found = list(rows(path))
    return found if len(found) <= most else random.Random(3).sample(found, most)


def _read(scorer: SupportScorer, items: Sequence[tuple[str, list[str]]]) -> tuple[Float64, list[Support]]:
    features, supports = [], []
    for item in items:
        values, support = scorer.explain(*item)
        features.append(np.zeros(len(FEATURES)) if values is None else values.astype(np.float64))
        supports.append(support)
    return np.stack(features), supports


def _checked(scorer: SupportScorer, items: Sequence[tuple[str, list[str]]], supports: list[Support]) -> Float64:
    checker = Checker(_Replayed(scorer.name, scorer.threshold, list(supports)))
    return np.array([checker.verify_claim(claim, context).support_score for claim, context in items])


def _cosine(embedder: Embedder, scorer: SupportScorer, item: tuple[str, list[str]]) -> float:
    views = scorer.reader.views(*item)
    return float(np.dot(*embedder.embed_documents([views[0], item[0]]))) if views else 0.0


def table_row(scored: Scored, thresholds: Mapping[str, float]) -> Row:
    """One row of the table: AUROC with its interval, balanced accuracy at the one threshold, calibration error."""
    verifier, labels = scored.scores["verifier"], scored.labels
    low, high = interval(verifier, labels, scored.documents)
    cells = {method: round(auroc(values, labels), 3) for method, values in scored.scores.items()}
    balanced = {
        method: round(balanced_accuracy(scored.scores[method], labels, at), 3) for method, at in thresholds.items()
    }
    return {
        "set": scored.name, "rows": len(labels), "auroc": cells, "interval": [low, high], "balanced_accuracy": balanced,
        "calibration_error": round(calibration_error(verifier, labels), 3),
    }  # fmt: skip


def split_sets(scored: Mapping[str, Scored]) -> dict[str, Scored]:
    """The sets as they are reported: boilerplate of RAGTruth and ExpertQA apart."""
    found = dict(scored)
    ragtruth, attribution = scored["ragtruth/dev_sentences"], scored["attributionbench/dev"]
    plain = [kind not in BOILERPLATE for kind in ragtruth.kinds]
    expert = [kind == "ExpertQA" for kind in attribution.kinds]
    found["ragtruth/dev_sentences"] = ragtruth.only(plain, "ragtruth/dev_sentences")
    found["without ExpertQA"] = attribution.only([not one for one in expert], "attributionbench/dev without ExpertQA")
    found["ExpertQA"] = attribution.only(expert, "attributionbench/dev, ExpertQA alone")
    return found


def boilerplate_passed(scored: Scored, threshold: float) -> Row:
    """How many lead-ins and "the passages do not say" count as supported."""
    shares = {
        kind: round(float((scored.scores["verifier"][[one == kind for one in scored.kinds]] >= threshold).mean()), 3)
        for kind in BOILERPLATE
    }
    return {"set": "ragtruth/dev_sentences", **shares}


def responses(data: Path, scorer: SupportScorer) -> Row:
    """Whole answers, each as good as its worst claim."""
    found = sample(data / "verifier" / "ragtruth" / "dev_responses.jsonl", most=RESPONSES)
    worst = []
    for row in found:
        claims = [claim.judged for claim in split_claims(row["response"])]
        supports = scorer.score_many([(claim, list(row["context"])) for claim in claims])
        worst.append(min((support.support_score for support in supports), default=0.0))
    scores, labels = np.array(worst), np.array([float(row["label"]) for row in found])
    return {
        "set": "ragtruth/dev_responses", "rows": len(found), "auroc": round(auroc(scores, labels), 3),
        "balanced_accuracy": round(balanced_accuracy(scores, labels, scorer.threshold), 3),
    }  # fmt: skip


def contradictions(scored: Mapping[str, Scored]) -> list[Row]:
    """Contradicted told from not mentioned, among the rows that are one of the two."""
    found = []
    for name, (against, silent) in CONTRADICTIONS.items():
        part = scored[name].only([kind in (against, silent) for kind in scored[name].kinds], name)
        labels = np.array([float(kind == against) for kind in part.kinds])
        found.append({"set": name, "rows": len(labels), "auroc": round(auroc(part.contradiction, labels), 3)})
    return found


def ablation(scored: Mapping[str, Scored], scorer: SupportScorer) -> list[Row]:
    """Mean AUROC of the six when one signal is held at its mean of the set, the largest loss first."""
    whole = mean_of_six({name: auroc(each.scores["verifier"], each.labels) for name, each in scored.items()})
    found = []
    for at, name in enumerate(FEATURES):
        areas = {key: auroc(_without(each, at, scorer), each.labels) for key, each in scored.items()}
        found.append({"without": name, "mean_auroc": round(mean_of_six(areas), 4), "weight": scorer.head.weights[at]})
    whole_row: Row = {"without": "nothing", "mean_auroc": round(whole, 4), "weight": ""}
    return [whole_row, *sorted(found, key=lambda row: float(str(row["mean_auroc"])))]


def _without(scored: Scored, at: int, scorer: SupportScorer) -> Float64:
    values = scored.features.copy()
    values[:, at] = values[:, at].mean()
    return np.asarray(values @ np.array(scorer.head.weights))


def mean_of_six(by_set: Mapping[str, float]) -> float:
    """The plain mean of the six sets, SummEdits by the mean of its domains."""
    domains = float(np.mean([by_set[f"summedits/{domain}"] for domain in SUMMEDITS]))
    return float(np.mean([{**by_set, "summedits": domains}[name] for name in SIX]))


def coverage_threshold(folder: Path) -> float:
    """The threshold of plain word coverage, chosen on the same rows as the verifier's."""
    return float(str(read_json(folder / MANIFEST_FILE)["coverage_threshold"]))
