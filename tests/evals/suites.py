"""Small suites and runs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import yaml

from evals.manifest import Manifest

QUESTIONS: list[dict[str, object]] = [
    {
        "id": "a",
        "question": "How long is leave?",
        "reference_answer": "Leave is 25 days",
        "gold_spans": [{"document_id": "leave.md", "start": 0, "end": 17, "quote": "Leave is 25 days."}],
    },
    {"id": "b", "question": "Who won?", "slice": "edge", "must_abstain": True},
]


def write_suite(folder: Path, questions: Sequence[Mapping[str, object]] = QUESTIONS) -> Path:
    """A suite of these cases."""
    folder.mkdir(parents=True, exist_ok=True)
    about = {
        "name": "made", "about": "for a test", "licence": "CC0-1.0", "gold": "by hand", "reviewed_by": ["me"],
        "slices": {name: {"about": name, "cases": [1, 9]} for name in ("core", "edge")},
    }  # fmt: skip
    (folder / "suite.yaml").write_text(yaml.safe_dump(about))
    (folder / "suite.jsonl").write_text("".join(json.dumps(row) + "\n" for row in questions))
    return folder


def write_run(name: str, score: float, *, ids: int = 20, spread: float = 0.0, index_revision: str = "") -> str:
    """A run with a core and a preservation slice; `spread` moves every other case up and the rest down."""
    folder = Path(name)
    folder.mkdir()
    rows: list[dict[str, object]] = [
        {
            "id": f"{part}{n}", "document": f"{part}{n}", "slice": part, "tags": [], "must_abstain": False,
            "abstained": False, "metrics": {"score": score + (spread if n % 2 else -spread)},
        }
        for part in ("core", "preservation")
        for n in range(ids)
    ]  # fmt: skip
    now = datetime(2026, 11, 24, tzinfo=UTC)
    manifest = Manifest(
        variant=name, suite="made", suite_sha256="0" * 64, cases=len(rows), today=date(2026, 11, 24),
        index_revision=index_revision, settings={}, jobs=1, commit="", machine="", started=now, finished=now,
    )  # fmt: skip
    (folder / "manifest.json").write_text(manifest.model_dump_json())
    (folder / "scores.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return name
