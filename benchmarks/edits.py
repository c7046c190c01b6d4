"""Gold quotes of the sample questions with one thing changed: how many still count as supported."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from answer.sufficiency import content_words
from benchmarks.indexing import settings_for
from benchmarks.speed import SUITE
from evals.suite import load_suite
from ragstone.wiring import build_checker

UNITS = {"days": "weeks", "hours": "days", "weeks": "months", "months": "weeks", "minutes": "hours"}
Row = dict[str, object]


def measure() -> list[Row]:
    """Gold quotes of the sample questions, as they stand and with one thing changed: how many count as supported."""
    checker = build_checker(settings_for(Path("unused")))
    spans = [span for question in load_suite(SUITE).questions for span in question.gold_spans]
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


EDITS: dict[str, Callable[[str], str | None]] = {
    "as it stands": lambda quote: quote,
    "one number changed": _other_number,
    "one unit changed": _other_unit,
    "negated": _negated,
}


def _coverage(claim: str, context: Sequence[str]) -> float:
    wanted = content_words(claim)
    return max((len(wanted & content_words(text)) / len(wanted) for text in context), default=0.0) if wanted else 0.0
