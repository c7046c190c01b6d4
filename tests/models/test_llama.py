from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from models.errors import LanguageModelError
from models.llama import LlamaIndexModel
from models.protocols import Message

pytest.importorskip("llama_index.core")
from llama_index.core.llms import MockLLM

if TYPE_CHECKING:
    from models.protocols import LanguageModel


class BrokenLLM(MockLLM):  # type: ignore[misc]  # llama-index may be absent
    def stream_chat(self, *args: object, **kwargs: object) -> object:
        raise RuntimeError("no route")


def test_pieces_join_to_the_reply() -> None:
    model: LanguageModel = LlamaIndexModel(MockLLM())
    pieces = list(model.stream([Message("user", "How long do refunds take?")]))
    assert "How long do refunds take?" in "".join(pieces)
    assert len(pieces) > 1


def test_a_failure_of_any_kind_is_a_language_model_error() -> None:
    with pytest.raises(LanguageModelError, match=r"got RuntimeError from .* expected a reply"):
        list(LlamaIndexModel(BrokenLLM()).stream([Message("user", "hi")]))
