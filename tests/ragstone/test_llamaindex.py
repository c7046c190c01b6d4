"""Runs where the extra `llamaindex` is installed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.conftest import TODAY

if TYPE_CHECKING:
    from ragstone.assistant import Assistant

pytest.importorskip("llama_index.core", reason="the extra `llamaindex` is not installed: its adapters were not run")
pytestmark = pytest.mark.filterwarnings("ignore")


def test_the_retriever_gives_our_hits_as_nodes(assistant: Assistant) -> None:
    from ragstone.llamaindex import RagstoneRetriever

    nodes = RagstoneRetriever(assistant, top_k=3, clock=lambda: TODAY).retrieve("How many days of annual leave?")
    assert len(nodes) == 3
    assert "people/annual-leave.md" in {node.node.metadata["document_id"] for node in nodes}


def test_groups_are_those_it_was_made_for(assistant: Assistant) -> None:
    from ragstone.llamaindex import RagstoneRetriever

    asked = "What are the compensation bands?"
    public = RagstoneRetriever(assistant, top_k=20, clock=lambda: TODAY).retrieve(asked)
    hr = RagstoneRetriever(assistant, groups=("hr",), top_k=20, clock=lambda: TODAY).retrieve(asked)
    assert not [node for node in public if node.node.metadata["document_id"].startswith("hr-only/")]
    assert [node for node in hr if node.node.metadata["document_id"].startswith("hr-only/")]


def test_the_query_engine_gives_a_verified_answer(assistant: Assistant) -> None:
    from ragstone.llamaindex import RagstoneQueryEngine

    response = RagstoneQueryEngine(assistant, clock=lambda: TODAY).query("How many days of annual leave do I get?")
    assert response.metadata["status"] == "answered"
    assert response.source_nodes[0].node.metadata["document_id"] == "people/annual-leave.md"
