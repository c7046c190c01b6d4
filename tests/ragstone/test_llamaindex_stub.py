"""What `ragstone.llamaindex` makes of documents and answers, where llama-index itself is a stand-in."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from answer.policy.policies import Policies
from ragstone.assistant import Assistant
from tests import llama_stub
from tests.conftest import TODAY


@pytest.fixture
def adapters(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    for name, module in llama_stub.modules().items():
        monkeypatch.setitem(sys.modules, name, module)
    known = sys.modules.pop("ragstone.llamaindex", None)
    yield import_module("ragstone.llamaindex")
    del sys.modules["ragstone.llamaindex"]
    if known is not None:
        sys.modules["ragstone.llamaindex"] = known


@pytest.mark.parametrize("named", [{}, {"groups": []}, {"groups": None}, {"groups": ""}])
def test_a_document_that_names_no_groups_is_for_those_that_are_said(
    adapters: ModuleType, named: dict[str, object]
) -> None:
    [row] = adapters.rows_of([llama_stub.Document("Pay.", "d1", named)], source="wiki", groups=["hr"])
    assert row.fields.groups == ("hr",)


def test_a_document_that_names_groups_keeps_them(adapters: ModuleType) -> None:
    [row] = adapters.rows_of([llama_stub.Document("Pay.", "d1", {"groups": ["board"]})], source="wiki", groups=["hr"])
    assert row.fields.groups == ("board",)


def test_notices_stand_below_an_answer_and_in_its_metadata(
    adapters: ModuleType, assistant: Assistant, tmp_path: Path
) -> None:
    said = "This is no legal advice."
    (tmp_path / "p.yaml").write_text(f"rules: [{{name: r, when: {{words: [leave]}}, disclaim: {said}}}]")
    ruled = replace(assistant, policies=Policies.load(tmp_path / "p.yaml"))
    engine = adapters.RagstoneQueryEngine(ruled, clock=lambda: TODAY)
    found = engine.custom_query("How many days of annual leave do I get?")
    assert found.response.endswith(f"\n\n{said}")
    assert (found.metadata["status"], found.metadata["notices"]) == ("answered", [said])
    assert [applied["rule"] for applied in found.metadata["policies"]] == ["r"]
    assert found.metadata["against"] == []
