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
from ingest.errors import LoadError
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


@pytest.mark.parametrize("key", ["group", "Groups", "supersede"])
def test_a_key_that_is_nearly_one_that_says_who_reads_it_keeps_the_document_out(adapters: ModuleType, key: str) -> None:
    document = llama_stub.Document("Pay.", "d1", {key: ["hr"], "file_name": "pay.pdf", "review_by": "2027-01-01"})
    [row] = adapters.rows_of([document], source="wiki", groups=[])
    with pytest.raises(LoadError, match=f"the key '{key}' in the metadata of d1"):
        row.read(1000)


def test_a_cited_place_is_one_node_that_tells_where_it_is(adapters: ModuleType, assistant: Assistant) -> None:
    asked = "How many days of annual leave do I get?"
    answer = assistant.ask(adapters._question(asked, TODAY, ()))
    found = adapters.RagstoneQueryEngine(assistant, clock=lambda: TODAY).custom_query(asked)
    cited = {(one.document_id, one.start, one.end) for claim in answer.claims for one in claim.citations}
    assert {
        (one.node.metadata["document_id"], one.node.start_char_idx, one.node.end_char_idx) for one in found.source_nodes
    } == cited
    first = found.source_nodes[0].node
    assert first.id_ == f"people/annual-leave.md:{first.start_char_idx}-{first.end_char_idx}"
    assert first.metadata["uri"].endswith("people/annual-leave.md")
    assert f"[{first.metadata['n']}]" in found.response


def test_a_misspelt_word_is_searched_as_everywhere_else(adapters: ModuleType) -> None:
    assert adapters._question("anual leave", TODAY, ("hr",)).correct


def test_a_response_without_words_has_nothing_to_withhold(adapters: ModuleType, assistant: Assistant) -> None:
    class Silent(llama_stub.Engine):
        def query(self, asked: str) -> llama_stub.Response:
            node = llama_stub.TextNode("None of it is paid.", {})
            return llama_stub.Response("", [llama_stub.NodeWithScore(node, 1.0)])

    found = adapters.VerifiedQueryEngine(Silent(), assistant.answering.checker).custom_query("What is paid?")
    assert (found.response, found.metadata) == ("", {"status": "abstained", "reason": "no_draft", "withheld": []})
