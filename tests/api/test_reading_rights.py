"""Whatever groups somebody is in, they read what is public and what is for one of their groups, by every path alike."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, combinations

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.door import Door
from ingest.index.bm25 import Bm25Encoder
from ingest.index.directory import IndexDirectory
from ingest.index.edge import EdgeIndex
from ingest.sources.places import discover
from models.protocols import Embedder
from ragstone.assistant import Assistant
from ragstone.ingestion import build_sync
from ragstone.keys.keyring import Keyring
from ragstone.settings import load_settings
from ragstone.wiring import build_retriever
from tests.api.test_keys import bearer, key
from tests.tiny_parts import WordReranker

GROUPS = ("a", "b", "c")
SUBSETS = list(chain.from_iterable(combinations(GROUPS, size) for size in range(len(GROUPS) + 1)))
# A document for each of the subsets; that of none is public.
FOR = {f"for-{'-'.join(groups) or 'all'}.md": set(groups) for groups in SUBSETS}
ASKED = {"question": "How long is annual leave?", "as_of": "2026-11-24"}


@pytest.fixture(scope="module")
def client(
    small_assistant: Assistant, embedder: Embedder, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TestClient]:
    root = tmp_path_factory.mktemp("rights")
    for number, (name, needed) in enumerate(FOR.items()):
        head = f"---\ngroups: [{', '.join(sorted(needed))}]\n---\n" if needed else ""
        (root / name).write_text(f"{head}# Leave\n\nAnnual leave in plant {number} is {20 + number} days a year.\n")
    settings = load_settings(flags={"index": {"path": root / ".index"}}, environment={}).settings
    build_sync(settings, rebuild=False).run(discover(root), roots=[str(root)])
    index, ring = EdgeIndex(IndexDirectory(settings.index.path), Bm25Encoder()), Keyring(root / "keys.json")
    for groups in SUBSETS:
        ring.add(key(secret(groups), groups=groups))
    retriever = build_retriever(settings, index, embedder, WordReranker())
    assistant = Assistant(index, retriever, small_assistant.answering)
    with TestClient(create_app(lambda: assistant, Door(ring))) as opened:
        yield opened
    index.close()


def secret(groups: tuple[str, ...]) -> str:
    return f"of {'-'.join(groups) or 'nobody'}"


def readable(groups: tuple[str, ...]) -> set[str]:
    return {name for name, needed in FOR.items() if not needed or needed & set(groups)}


@pytest.mark.parametrize("named", [(), *SUBSETS[1:]], ids=lambda groups: "named " + "".join(groups))
@pytest.mark.parametrize("held", SUBSETS, ids=lambda groups: "held " + "".join(groups))
def test_more_groups_widen_what_is_read_by_exactly_what_they_hold(
    client: TestClient, held: tuple[str, ...], named: tuple[str, ...]
) -> None:
    headers = bearer(secret(held))
    count = tuple(group for group in held if group in named) if named else held
    body = {**ASKED, "groups": list(named)}
    found = client.post("/v1/search", json={**body, "limit": 50, "stage": "hybrid"}, headers=headers).json()
    assert {hit["document_id"] for hit in found["hits"]} == readable(count)
    way = client.post("/v1/explain", json=body, headers=headers).json()
    assert {hit["document_id"] for hit in way["hybrid"]} == readable(count)
    answer = client.post("/v1/ask", json=body, headers=headers).json()
    assert {cited["document_id"] for claim in answer["claims"] for cited in claim["citations"]} <= readable(count)
    listed = client.get("/v1/documents", params={"group": list(named)}, headers=headers).json()["documents"]
    assert {row["document_id"] for row in listed} == readable(count)
    for path in ("", "/chunks", "/source"):
        opened = {name: client.get(f"/v1/documents/{name}{path}", headers=headers).status_code for name in FOR}
        assert opened == {name: 200 if name in readable(held) else 404 for name in FOR}
