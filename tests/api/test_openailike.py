"""llama-index's client for servers that speak OpenAI's protocol. Runs where the extra `llamaindex` is installed."""

from __future__ import annotations

import pytest

from api.app import create_app
from ragstone.assistant import Assistant
from tests.page_parts import served

pytest.importorskip(
    "llama_index.llms.openai_like", reason="the extra `llamaindex` is not installed: OpenAILike was not tried"
)
pytestmark = pytest.mark.filterwarnings("ignore")
LEAVE = "How long is annual leave a year?"
ANSWER = "Annual leave is 25 days a year. [1]"


def test_its_four_calls_are_answered(small_assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    from llama_index.core.llms import ChatMessage
    from llama_index.llms.openai_like import OpenAILike

    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with served(create_app(lambda: small_assistant)) as server:
        llm = OpenAILike(model="ragstone", api_base=f"{server.url.rstrip('/')}/v1", api_key="any", is_chat_model=True)
        message = ChatMessage(role="user", content=LEAVE)
        assert llm.complete(LEAVE).text == ANSWER
        assert list(llm.stream_complete(LEAVE))[-1].text == ANSWER
        assert llm.chat([message]).message.content == ANSWER
        assert list(llm.stream_chat([message]))[-1].message.content == ANSWER
