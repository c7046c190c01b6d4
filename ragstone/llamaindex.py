"""ragstone inside llama-index: as a retriever, and as a query engine whose answers are verified. Extra `llamaindex`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from llama_index.core.base.response.schema import Response
from llama_index.core.callbacks import CallbackManager
from llama_index.core.query_engine import CustomQueryEngine
from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode
from pydantic import PrivateAttr

from ragstone.assistant import Assistant
from ragstone.clock import today
from retrieval.hit import Hit
from retrieval.question import Question

Clock = Callable[[], date]


class RagstoneRetriever(BaseRetriever):  # type: ignore[misc]  # untyped where the extra is not installed
    """Gives ragstone's reranked hits as nodes, for the groups it was made for."""

    def __init__(
        self, assistant: Assistant, *, groups: tuple[str, ...] = (), top_k: int = 5, clock: Clock = today
    ) -> None:
        """Search as somebody in `groups`."""
        super().__init__(callback_manager=CallbackManager([]))
        self._assistant = assistant
        self._groups = groups
        self._top_k = top_k
        self._clock = clock

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        question = _question(query_bundle.query_str, self._clock(), self._groups)
        return [_node(hit) for hit in self._assistant.search(question, top_k=self._top_k).hits]


class RagstoneQueryEngine(CustomQueryEngine):  # type: ignore[misc]  # as above
    """Gives ragstone's verified answer; an abstention has no source nodes and its reason in the metadata."""

    # Private, because pydantic would look into an assistant's parts, which are protocols.
    _assistant: Assistant = PrivateAttr()
    _groups: tuple[str, ...] = PrivateAttr()
    _clock: Clock = PrivateAttr()

    def __init__(self, assistant: Assistant, *, groups: tuple[str, ...] = (), clock: Clock = today) -> None:
        """Ask as somebody in `groups`."""
        super().__init__()
        self._assistant = assistant
        self._groups = groups
        self._clock = clock

    def custom_query(self, query_str: str) -> Response:
        """The answer to `query_str`."""
        answer = self._assistant.ask(_question(query_str, self._clock(), self._groups))
        nodes = [
            NodeWithScore(
                node=TextNode(text=cited.quote, metadata={"document_id": cited.document_id, "title": cited.title}),
                score=claim.support_score,
            )
            for claim in answer.claims
            for cited in claim.citations
        ]
        metadata = {"status": answer.status.value, "reason": answer.reason}
        return Response(answer.text, source_nodes=nodes, metadata=metadata)


def _question(text: str, day: date, groups: tuple[str, ...]) -> Question:
    return Question(text, as_of=day, groups=groups, infer_tags=True, infer_day=True)


def _node(hit: Hit) -> NodeWithScore:
    chunk = hit.chunk
    metadata = {"document_id": chunk.document_id, "title": chunk.title, "uri": chunk.uri, "page": chunk.page}
    node = TextNode(
        id_=chunk.id, text=chunk.text, metadata=metadata, start_char_idx=chunk.span.start, end_char_idx=chunk.span.end
    )
    return NodeWithScore(node=node, score=hit.score)
