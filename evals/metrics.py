"""Metrics of one question, and of a run. Each is a pure function whose result can be worked out by hand."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from jsonschema import Draft202012Validator

from models.lexical import numbers

_ARTICLES = re.compile(r"\b(a|an|the)\b")
_MARKER = re.compile(r"\[\d+(?:\s*[,;]\s*\d+)*\]")
_FENCE = re.compile(r"^\s*```(?:json)?\s*|\s*```\s*$")
_TOKEN = re.compile(r"\w+")

Span = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Metric:
    """How a metric of one case is read.

    Attributes:
        meaning: One line.
        high_is_good: Whether more is better.
        yes_no: Whether each case is 0 or 1.
        share: Whether it lies in [0, 1]; others have a scale of their own.
    """

    meaning: str
    high_is_good: bool = True
    yes_no: bool = False
    share: bool = True


METRICS: Mapping[str, Metric] = {
    "score": Metric("what a comparison weighs: token_f1, or abstained_when_due; 0 where tool, phrase or form is wrong"),
    "token_f1": Metric("overlap of the answer's words with the reference answer's"),
    "numbers_right": Metric("the answer holds every number of the reference answer", yes_no=True),
    "phrases_right": Metric("the answer says what it must say, and nothing that it must not", yes_no=True),
    "markers_right": Metric("the answer cites the numbers that it must, and no others", yes_no=True),
    "short_enough": Metric("the answer is no longer than it may be", yes_no=True),
    "tool_right": Metric("the tool that was expected is the one that was called", yes_no=True),
    "schema_valid": Metric("the answer is JSON of the form that was asked for", yes_no=True),
    "abstained_when_due": Metric("no answer to what the documents do not answer", yes_no=True),
    "answered_when_due": Metric("an answer to what they do answer", yes_no=True),
    "unsupported_rate": Metric("share of the claims that evidence and gold do not support", high_is_good=False),
    "citation_precision": Metric("share of the citations that lead into a gold document"),
    "citation_recall": Metric("share of the gold spans that a citation overlaps"),
    "recall_at_5": Metric("share of the gold documents among the first five"),
    "found_recall": Metric("share of the gold documents found at all, before reranking"),
    "span_recall_at_5": Metric("share of the gold spans that one of the first five hits overlaps"),
    "ndcg_at_10": Metric("discounted gain of the gold documents among the first ten"),
    "mrr_at_10": Metric("1 / rank of the first gold document among the first ten"),
    "consistency": Metric("overlap of the answer's words with those of the answer to the question that it rewords"),
    "latency_ms": Metric("milliseconds to the whole answer", high_is_good=False, share=False),
    "tokens_read": Metric("tokens of the prompts", high_is_good=False, share=False),
    "tokens_written": Metric("tokens of the replies", high_is_good=False, share=False),
    "cost": Metric("price of these tokens", high_is_good=False, share=False),
}


def recall_at_k(run: Sequence[str], relevant: Collection[str], *, k: int) -> float:
    """Share of the relevant documents among the first `k` of `run`, in [0, 1]; `relevant` must not be empty."""
    return len(set(run[:k]) & set(relevant)) / len(set(relevant))


def mrr_at_k(run: Sequence[str], relevant: Collection[str], *, k: int) -> float:
    """1 / rank of the first relevant document among the first `k` of `run`, 0 if there is none."""
    return next((1 / rank for rank, document in enumerate(run[:k], start=1) if document in relevant), 0.0)


def ndcg_at_k(run: Sequence[str], qrels: Mapping[str, float], *, k: int) -> float:
    """Normalised discounted cumulative gain with linear gain, in [0, 1] (Järvelin and Kekäläinen, 2002).

    Args:
        run: Distinct documents, best first.
        qrels: Relevance of each judged document; others count 0.
        k: Only the first `k` count.
    """
    gains = [qrels.get(document, 0.0) for document in run[:k]]
    ideal = _dcg(sorted(qrels.values(), reverse=True)[:k])
    return _dcg(gains) / ideal if ideal > 0 else 0.0


def token_f1(answer: str, reference: str) -> float:
    """Harmonic mean of token precision and recall, in [0, 1], as in SQuAD: without case, articles and markers."""
    got, wanted = Counter(_tokens(answer)), Counter(_tokens(reference))
    shared = sum((got & wanted).values())
    if shared == 0:
        return 0.0
    precision, recall = shared / got.total(), shared / wanted.total()
    return 2 * precision * recall / (precision + recall)


def numbers_right(answer: str, reference: str) -> bool | None:
    """Whether `answer` holds every number of `reference`; None where that has none."""
    wanted = numbers(_MARKER.sub(" ", reference))
    return wanted <= numbers(_MARKER.sub(" ", answer)) if wanted else None


def phrases_right(answer: str, must_say: Sequence[str], must_not_say: Sequence[str]) -> bool | None:
    """Whether `answer` holds one wording of each phrase it must, and none it must not; None where none is asked for.

    A phrase may give several wordings, parted by `|`. Case and blanks do not count.
    """
    if not must_say and not must_not_say:
        return None
    said = _plain(answer)
    return all(_says(said, phrase) for phrase in must_say) and not any(_says(said, phrase) for phrase in must_not_say)


def markers_right(answer: str, must_cite: Sequence[int]) -> bool:
    """Whether the numbers in the answer's brackets are those of `must_cite`."""
    return {int(number) for marker in _MARKER.findall(answer) for number in _TOKEN.findall(marker)} == set(must_cite)


def short_enough(answer: str, most_words: int) -> bool:
    """Whether the answer has words, and at most so many."""
    return 0 < len(answer.split()) <= most_words


def schema_valid(answer: str, schema: Mapping[str, Any]) -> bool:
    """Whether `answer` is JSON that `schema` allows; a fence of backticks around it does not count against it."""
    try:
        return bool(Draft202012Validator(schema).is_valid(json.loads(_FENCE.sub("", answer))))
    except ValueError:
        return False


def citation_precision(citations: Sequence[Span], gold_documents: Collection[str]) -> float:
    """Share of the citations that lead into a gold document, in [0, 1]; `citations` must not be empty."""
    return sum(document in gold_documents for document, _, _ in citations) / len(citations)


def citation_recall(citations: Sequence[Span], gold_spans: Sequence[Span]) -> float:
    """Share of the gold spans that some citation overlaps, in [0, 1]; `gold_spans` must not be empty."""
    return sum(any(_overlap(cited, gold) for cited in citations) for gold in gold_spans) / len(gold_spans)


def precision_recall(predicted: Sequence[bool], actual: Sequence[bool]) -> tuple[float, float]:
    """Precision and recall of a yes-or-no decision; 0 where nothing was predicted or nothing was true."""
    both = sum(one and other for one, other in zip(predicted, actual, strict=True))
    return (both / sum(predicted) if any(predicted) else 0.0), (both / sum(actual) if any(actual) else 0.0)


def risk_coverage_area(risks: Sequence[float], confidences: Sequence[float]) -> float:
    """Mean risk of the surest answers over all shares of them, in [0, 1], low is good (Geifman and El-Yaniv, 2017).

    Args:
        risks: How wrong each answer is, in [0, 1]; at least one.
        confidences: How sure it is; among equals the order of the cases counts.
    """
    order = sorted(range(len(risks)), key=lambda at: -confidences[at])
    totals = accumulate(risks[at] for at in order)
    return sum(total / count for count, total in enumerate(totals, start=1)) / len(risks)


def distinct(documents: Sequence[str]) -> list[str]:
    """A run of chunks as a run of documents: each at its best rank."""
    return list(dict.fromkeys(documents))


def _dcg(gains: Sequence[float]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, start=1))


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(_ARTICLES.sub(" ", _MARKER.sub(" ", text.lower())))


def _plain(text: str) -> str:
    return " ".join(_MARKER.sub(" ", text).casefold().split())


def _says(said: str, phrase: str) -> bool:
    return any(re.search(rf"(?<!\w){re.escape(_plain(wording))}(?!\w)", said) for wording in phrase.split("|"))


def _overlap(one: Span, other: Span) -> bool:
    return one[0] == other[0] and one[1] < other[2] and other[1] < one[2]
