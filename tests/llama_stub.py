"""As much of llama-index as `ragstone.llamaindex` uses: a stand-in, for the extra is not in every set-up."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import ModuleType


@dataclass
class Document:
    """A text with an id and metadata."""

    text: str = ""
    id_: str = ""
    metadata: dict[str, object] = field(default_factory=dict)

    def get_content(self) -> str:
        return self.text


@dataclass
class TextNode:
    """What an answer rests on."""

    text: str
    metadata: dict[str, object]
    id_: str = ""
    start_char_idx: int | None = None
    end_char_idx: int | None = None

    def get_content(self) -> str:
        return self.text


@dataclass
class NodeWithScore:
    """The same with a score."""

    node: TextNode
    score: float


@dataclass
class Response:
    """What a query engine gives."""

    response: str
    source_nodes: list[NodeWithScore]
    metadata: dict[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.response or "None"


class Engine:
    """A query engine, a retriever or a callback manager, as far as it is only built upon."""

    def __init__(self, *args: object, **options: object) -> None:
        """Nothing is kept."""


def modules() -> dict[str, ModuleType]:
    """The modules by name."""
    core = "llama_index.core"
    held: dict[str, dict[str, type]] = {
        "llama_index": {}, core: {}, f"{core}.base": {}, f"{core}.base.response": {},
        f"{core}.base.base_query_engine": {"BaseQueryEngine": Engine},
        f"{core}.base.response.schema": {"Response": Response},
        f"{core}.callbacks": {"CallbackManager": Engine},
        f"{core}.query_engine": {"CustomQueryEngine": Engine},
        f"{core}.retrievers": {"BaseRetriever": Engine},
        f"{core}.schema": {
            "Document": Document, "NodeWithScore": NodeWithScore, "QueryBundle": Engine, "TextNode": TextNode,
        },
    }  # fmt: skip
    found = {name: ModuleType(name) for name in held}
    for name, module in found.items():
        vars(module).update(held[name])
    return found
