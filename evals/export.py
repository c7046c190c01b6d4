"""A run in the forms that other tools read: OpenAI's evals JSONL, and spans as OTLP JSON with OpenInference's names."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from enum import StrEnum

from evals.case import Case
from evals.manifest import Manifest

_NANOSECONDS = 1_000_000_000


class ExportForm(StrEnum):
    """What a run can be written as."""

    openai = "openai"
    otlp = "otlp"


def exported(form: ExportForm, manifest: Manifest, cases: Sequence[Case]) -> str:
    """The text of the file."""
    return _FORMS[form](manifest, cases)


def _openai(manifest: Manifest, cases: Sequence[Case]) -> str:
    """A line a case, the `item` that was asked and the `sample` that came, as the hosted evals take them."""
    return "".join(f"{json.dumps(_line(manifest, case), ensure_ascii=False)}\n" for case in cases)


def _line(manifest: Manifest, case: Case) -> dict[str, object]:
    question, prediction = case.question, case.prediction
    turns = [{"role": turn.role, "content": turn.content} for turn in question.history]
    item = {
        "id": question.id, "input": [*turns, {"role": "user", "content": question.question}],
        "ideal": question.reference_answer, "must_abstain": question.must_abstain, "slice": question.slice,
    }  # fmt: skip
    sample = {
        "output_text": prediction.text, "status": prediction.status, "model": manifest.variant,
        "metrics": case.scored.metrics,
    }  # fmt: skip
    return {"item": item, "sample": sample}


def _otlp(manifest: Manifest, cases: Sequence[Case]) -> str:
    """One line that a collector's `otlpjsonfile` receiver reads: a trace a case."""
    resource = {"service.name": "ragstone evals", "evals.variant": manifest.variant, "evals.suite": manifest.suite}
    spans = [_span(manifest, case, at) for at, case in enumerate(cases)]
    scope = {"scope": {"name": "ragstone.evals"}, "spans": spans}
    found = {"resourceSpans": [{"resource": {"attributes": _attributes(resource)}, "scopeSpans": [scope]}]}
    return json.dumps(found, ensure_ascii=False) + "\n"


def _span(manifest: Manifest, case: Case, at: int) -> dict[str, object]:
    """Cases begin a millisecond apart, in the suite's order: when each was asked is not kept, how long it took is."""
    identity = hashlib.sha256(f"{manifest.started.isoformat()} {manifest.variant} {case.question.id}".encode())
    began = manifest.started + timedelta(milliseconds=at)
    start = int(began.timestamp()) * _NANOSECONDS + began.microsecond * 1000
    return {
        "traceId": identity.hexdigest()[:32], "spanId": identity.hexdigest()[32:48], "name": "evals.case", "kind": 1,
        "startTimeUnixNano": str(start),
        "endTimeUnixNano": str(start + int(case.prediction.latency_ms * 1_000_000)),
        "attributes": _attributes(dict(_values(case))),
    }  # fmt: skip


def _values(case: Case) -> Iterator[tuple[str, str | float | bool]]:
    yield "openinference.span.kind", "CHAIN"
    yield "input.value", case.question.question
    yield "output.value", case.prediction.text
    yield "evals.case", case.question.id
    yield "evals.slice", case.question.slice
    yield "evals.status", case.prediction.status
    for at, document in enumerate(case.prediction.hits or ()):
        yield f"retrieval.documents.{at}.document.id", document
    for name, value in case.scored.metrics.items():
        yield f"evals.{name}", value


def _attributes(values: Mapping[str, str | float | bool]) -> list[dict[str, object]]:
    return [
        {"key": key, "value": {"stringValue": value} if isinstance(value, str) else {"doubleValue": float(value)}}
        for key, value in values.items()
    ]


_FORMS: Mapping[ExportForm, Callable[[Manifest, Sequence[Case]], str]] = {
    ExportForm.openai: _openai, ExportForm.otlp: _otlp,
}  # fmt: skip
