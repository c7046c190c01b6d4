"""Any llama-index LLM as a language model; needs the extra `llamaindex`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from models.errors import LanguageModelError
from models.protocols import Message

if TYPE_CHECKING:
    from llama_index.core.base.llms.types import ChatMessage
    from llama_index.core.llms import LLM


class LlamaIndexModel:
    """A `LanguageModel` over a llama-index LLM."""

    def __init__(self, llm: LLM) -> None:
        """Take the LLM as it is configured."""
        self._llm = llm

    @property
    def name(self) -> str:
        """What the LLM calls itself."""
        return str(self._llm.metadata.model_name)

    def stream(self, messages: Sequence[Message]) -> Iterator[str]:
        """Pieces of the reply, in order.

        Raises:
            LanguageModelError: The LLM failed, whatever library is behind it.
        """
        try:
            for reply in self._llm.stream_chat([_as_chat(message) for message in messages]):
                yield reply.delta or ""
        except Exception as error:  # each integration raises its own
            raise LanguageModelError(
                f"got {type(error).__name__} from `{self.name}`, expected a reply; check the LLM's settings"
            ) from error


def _as_chat(message: Message) -> ChatMessage:
    from llama_index.core.base.llms.types import ChatMessage, MessageRole

    return ChatMessage(role=MessageRole(message.role), content=message.content)
