"""How well support scores tell supported from unsupported sentences; word coverage is the baseline."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from answer.sufficiency import content_words
from benchmarks.corpora import rows
from benchmarks.indexing import settings_for
from benchmarks.speed import QUESTIONS
from evals.suite import load_suite
from ragstone.wiring import build_checker

SETS = ("ragtruth/dev_sentences", "scifact/dev", "factbench/dev")
MOST = 600
UNITS = {"days": "weeks", "hours": "days", "weeks": "months", "months": "weeks", "minutes": "hours"}
BOILERPLATE = {"lead_in", "no_answer"}
Row = dict[str, object]


def measure(data: Path) -> list[Row]:
    """One row a set: AUROC of word coverage, of the verifier, and of verifier with exact checks, as users get it."""
    return [_measure(name, data / "verifier" / f"{name}.jsonl") for name in SETS]


def measure_edits() -> list[Row]:
    """Gold quotes of the sample questions, as they stand and with one thing changed: how many count as supported."""
    checker = build_checker(settings_for(Path("unused")))
    spans = [span for question in load_suite(QUESTIONS) for span in question.gold_spans]
    quotes = list(dict.fromkeys(" ".join(span.quote.split()) for span in spans))
    found: list[Row] = []
    for name, edit in EDITS.items():
        edited = [(quote, changed) for quote in quotes if (changed := edit(quote)) is not None]
        raw = checker.verifier.score_many([(changed, [quote]) for quote, changed in edited])
        threshold = checker.verifier.threshold
        checked = [checker.verify_claim(changed, [quote]).supported for quote, changed in edited]
        found.append(
            {
                "claim": name,
                "claims": len(edited),
                "supported_by_word_coverage": _share([_coverage(changed, [quote]) >= 0.8 for quote, changed in edited]),
                "supported_by_verifier": _share([support.support_score >= threshold for support in raw]),
                "supported_with_exact_checks": _share(checked),
            }
        )
    return found


def _share(flags: Sequence[bool]) -> float:
    return round(sum(flags) / len(flags), 4)


def _other_number(quote: str) -> str | None:
    # Not the number of a step, which says nothing about the world.
    match = re.search(r"(?<!^)(?<![\w.,:-])\d{1,4}(?![\w:-]|[.,]\d)", quote)
    return None if match is None else f"{quote[: match.start()]}{int(match.group()) + 1}{quote[match.end() :]}"


def _negated(quote: str) -> str | None:
    changed = re.sub(r"\b(is|are|may|must|can|will|has|have)\b(?! not)", r"\1 not", quote, count=1)
    return None if changed == quote or re.search(r"\bno\b|\bnot\b|n't", quote) else changed


def _other_unit(quote: str) -> str | None:
    changed = re.sub(r"(?<=\d )(days|hours|weeks|months|minutes)\b", lambda m: UNITS[m.group()], quote, count=1)
    return None if changed == quote else changed


def _measure(name: str, path: Path) -> Row:
    sample = [row for row in rows(path) if row["kind"] not in BOILERPLATE]
    random.Random(0).shuffle(sample)
    sample = sample[:MOST]
    labels = np.array([int(row["label"]) for row in sample])
    checker = build_checker(settings_for(Path("unused")))
    raw = checker.verifier.score_many([(row["claim"], list(row["context"])) for row in sample])
    started = time.monotonic()
    checked = [checker.verify_claim(row["claim"], list(row["context"])) for row in sample]
    seconds = time.monotonic() - started
    verdicts = np.array([check.supported for check in checked])
    balanced = (verdicts[labels == 1].mean() + 1 - verdicts[labels == 0].mean()) / 2
    return {
        "set": name,
        "rows": len(sample),
        "auroc_word_coverage": _auroc([_coverage(row["claim"], list(row["context"])) for row in sample], labels),
        "auroc_verifier": _auroc([support.support_score for support in raw], labels),
        "auroc_with_exact_checks": _auroc([check.support_score for check in checked], labels),
        "balanced_accuracy": round(float(balanced), 4),
        "ms_per_claim": round(1000 * seconds / len(sample), 1),
    }


EDITS: dict[str, Callable[[str], str | None]] = {
    "as it stands": lambda quote: quote,
    "one number changed": _other_number,
    "one unit changed": _other_unit,
    "negated": _negated,
}


def _coverage(claim: str, context: Sequence[str]) -> float:
    wanted = content_words(claim)
    return max((len(wanted & content_words(text)) / len(wanted) for text in context), default=0.0) if wanted else 0.0


def _auroc(scores: Sequence[float], labels: np.ndarray[tuple[int], np.dtype[np.int64]]) -> float:
    """P(a supported sentence scores above an unsupported one), ties counted half."""
    values = np.asarray(scores)
    good, bad = values[labels == 1][:, None], values[labels == 0][None, :]
    return round(float((good > bad).mean() + (good == bad).mean() / 2), 4)
