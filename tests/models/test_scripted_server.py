from __future__ import annotations

from collections.abc import Iterator

import openai
import pytest

from tests.openai_server import ScriptedServer, Turn


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with ScriptedServer(["first", Turn("second")], model="tiny") as running:
        yield running


def ask(server: ScriptedServer) -> str | None:
    with openai.OpenAI(base_url=server.base_url, api_key="k", max_retries=0) as client:
        reply = client.chat.completions.create(model="tiny", messages=[{"role": "user", "content": "Hi."}])
    return reply.choices[0].message.content


def test_whole_replies_follow_the_script_and_its_last_entry_stays(server: ScriptedServer) -> None:
    assert [ask(server) for _ in range(3)] == ["first", "second", "second"]
    assert server.requests[0].messages == [{"role": "user", "content": "Hi."}]


def test_the_models_are_listed(server: ScriptedServer) -> None:
    with openai.OpenAI(base_url=server.base_url, api_key="k") as client:
        assert [model.id for model in client.models.list()] == ["tiny"]


def test_other_paths_are_not_there(server: ScriptedServer) -> None:
    with (
        openai.OpenAI(base_url=server.base_url, api_key="k", max_retries=0) as client,
        pytest.raises(openai.NotFoundError, match="no such path"),
    ):
        client.embeddings.create(model="tiny", input="x")
