"""Runs where the extra `llamaindex` is installed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ingest.errors import LoadError
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


def test_another_engines_answer_is_verified_against_its_own_nodes(assistant: Assistant) -> None:
    from llama_index.core.query_engine import CustomQueryEngine

    from ragstone.llamaindex import RagstoneRetriever, VerifiedQueryEngine

    retriever = RagstoneRetriever(assistant, top_k=3, clock=lambda: TODAY)
    [best, *_] = retriever.retrieve("How many days of leave may I buy?")
    true = "Once a year, in February, you may buy up to five days for the coming leave year."
    assert true in best.node.get_content()

    class Fixed(CustomQueryEngine):  # type: ignore[misc]  # untyped where the extra is not installed
        said: str

        def custom_query(self, query_str: str) -> object:
            from llama_index.core.base.response.schema import Response

            return Response(self.said, source_nodes=[best], metadata={"engine": "fixed"})

    checker = assistant.answering.checker
    mixed = VerifiedQueryEngine(Fixed(said=f"{true} Chocolate is free on Mondays."), checker).query("leave?")
    assert str(mixed) == true
    assert (mixed.metadata["status"], mixed.metadata["engine"]) == ("trimmed", "fixed")
    assert len(mixed.metadata["withheld"]) == 1
    wrong = VerifiedQueryEngine(Fixed(said="Everybody has 41 days a year."), checker).query("leave?")
    assert (wrong.response, wrong.metadata["status"]) == ("", "abstained")


def test_what_a_reader_reads_is_synced(tmp_path: Path) -> None:
    from llama_index.core import SimpleDirectoryReader

    from ragstone.ingestion import build_sync
    from ragstone.llamaindex import rows_of
    from ragstone.settings import load_settings

    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "leave.txt").write_text("Annual leave is 25 days a year.")
    (tmp_path / "in" / "board.txt").write_text("The bonus of the board is 90,000 euros.")
    read = SimpleDirectoryReader(str(tmp_path / "in"), filename_as_id=True).load_data()
    board = next(document for document in read if "board" in document.id_)
    board.metadata["groups"] = ["board"]
    settings = load_settings(flags={"index": {"path": tmp_path / "index"}}, environment={}).settings
    report = build_sync(settings, rebuild=True).run(rows_of(read, source="wiki", groups=["staff"]), roots=["wiki"])
    assert [outcome.kind.value for outcome in report.outcomes] == ["added", "added"]
    again = build_sync(settings, rebuild=False).run(rows_of(read[:1], source="wiki", groups=["staff"]), roots=["wiki"])
    assert sorted(outcome.kind.value for outcome in again.outcomes) == ["removed", "unchanged"]


def test_metadata_that_cannot_be_used_keep_the_document_out() -> None:
    from llama_index.core import Document

    from ragstone.llamaindex import rows_of

    [row] = rows_of([Document(text="x", id_="a", metadata={"effective": "soon"})], source="wiki", groups=[])
    with pytest.raises(LoadError, match="effective"):
        row.read(1000)
