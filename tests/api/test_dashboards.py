"""The dashboard and the alerts ask only for numbers that /metrics gives."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from answer.writers.llm import LlmWriter
from api.app import create_app
from ingest.history import SyncRun
from ingest.outcome import Outcome, OutcomeKind, SyncReport
from models.openai_server import OpenAIServer
from ragstone.assistant import Assistant
from ragstone.sync_metrics import write_metrics
from tests.openai_server import ScriptedServer
from verify.gate import Gate

DOCS = Path(__file__).parents[2] / "docs"
BOARD: dict[str, Any] = json.loads((DOCS / "grafana-dashboard.json").read_text(encoding="utf-8"))
RULES: list[dict[str, Any]] = [
    rule
    for group in yaml.safe_load((DOCS / "alerts.yaml").read_text(encoding="utf-8"))["groups"]
    for rule in group["rules"]
]
QUERIES = {
    **{panel["title"]: " ".join(target["expr"] for target in panel["targets"]) for panel in BOARD["panels"]},
    **{rule["alert"]: rule["expr"] for rule in RULES},
}
# What Prometheus adds to every number.
ADDED = {"job", "instance"}
METRIC = re.compile(r"\b(ragstone_\w+)(?:\{(.*?)\})?")
SELECTED = re.compile(r'(\w+)=~?"(.*?)"')
GROUPED = re.compile(r"\bby \((.*?)\)")


@pytest.fixture(scope="module")
def given(
    small_assistant: Assistant, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Mapping[str, dict[str, set[str]]]]:
    """Every number of a server that has answered, withheld, abstained and failed, and of a sync: labels and values."""
    with ScriptedServer(["Annual leave is 25 days a year [1]. Annual leave is 27 weeks a month [1]."]) as server:
        writer = LlmWriter(OpenAIServer(server.base_url, "m"))
        answering = replace(small_assistant.answering, writer=writer, gate=Gate(0.0))
        with TestClient(create_app(lambda: replace(small_assistant, answering=answering))) as client:
            for question in ("How long is annual leave a year?", "Who won the championship in Madrid?"):
                client.post("/v1/ask", json={"question": question, "as_of": "2026-11-24"})
            text = client.get("/metrics").text
    path = tmp_path_factory.mktemp("metrics") / "sync.prom"
    report = SyncReport((Outcome("a.md", OutcomeKind.ADDED),), "r", 1.0, stages={"parsing": 0.5})
    write_metrics(SyncRun.of(report, ["/docs"], datetime.now(UTC)), path)
    text = text.replace("# EOF\n", "") + path.read_text(encoding="utf-8")
    found: dict[str, dict[str, set[str]]] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            labels = found.setdefault(sample.name, {})
            for label, value in sample.labels.items():
                labels.setdefault(label, set()).add(value)
    yield found


@pytest.mark.parametrize("name", QUERIES)
def test_every_number_that_is_asked_for_is_given(given: Mapping[str, dict[str, set[str]]], name: str) -> None:
    asked = [metric for metric, _ in METRIC.findall(QUERIES[name])]
    assert asked
    assert [metric for metric in asked if metric not in given] == []


@pytest.mark.parametrize("name", QUERIES)
def test_every_label_that_is_asked_for_is_given_with_that_value(
    given: Mapping[str, dict[str, set[str]]], name: str
) -> None:
    for metric, selector in METRIC.findall(QUERIES[name]):
        for label, value in SELECTED.findall(selector):
            known = given[metric][label]
            assert value in known | {"5.."}
    asked = {label.strip() for labels in GROUPED.findall(QUERIES[name]) for label in labels.split(",")}
    carried = {label for metric, _ in METRIC.findall(QUERIES[name]) for label in given[metric]}
    assert asked - carried - ADDED == set()


def test_every_number_is_shown_described_or_asked_about(given: Mapping[str, dict[str, set[str]]]) -> None:
    described = "".join((DOCS / page).read_text(encoding="utf-8") for page in ("api.md", "watching.md"))
    names = {re.sub(r"_(bucket|count|sum|created)$", "", name) for name in given}
    assert [name for name in names if name not in described and f"{name}_total" not in described] == []


def test_every_alert_is_explained_and_says_whom_it_wakes() -> None:
    page = (DOCS / "watching.md").read_text(encoding="utf-8")
    assert [rule["alert"] for rule in RULES if f"`{rule['alert']}`" not in page] == []
    assert {rule["labels"]["severity"] for rule in RULES} == {"page", "ticket"}


def test_every_panel_reads_from_the_prometheus_that_is_chosen() -> None:
    assert BOARD["schemaVersion"] >= 38
    assert [variable["name"] for variable in BOARD["templating"]["list"]] == ["datasource"]
    assert {panel["datasource"]["uid"] for panel in BOARD["panels"]} == {"${datasource}"}
    assert len({panel["id"] for panel in BOARD["panels"]}) == len(BOARD["panels"])
