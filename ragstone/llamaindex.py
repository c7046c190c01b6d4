"""ragstone inside llama-index, and llama-index's readers as sources. Extra `llamaindex`.

A retriever; a query engine whose answers are verified; any other query engine with its answers verified; and what any
reader reads as rows for `Sync.run`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from llama_index.core.base.base_query_engine import BaseQueryEngine
from llama_index.core.base.response.schema import Response
from llama_index.core.callbacks import CallbackManager
from llama_index.core.query_engine import CustomQueryEngine
from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import Document, NodeWithScore, QueryBundle, TextNode
from pydantic import PrivateAttr

from answer.answer import Citation
from ingest.errors import LoadError
from ingest.sources.rows import SourceRow
from ingest.sources.source import FailedSource, Source
from ingest.tags import fields_of
from ragstone.assistant import Assistant
from ragstone.clock import today
from ragstone.wire import AnswerOut
from retrieval.hit import Hit
from retrieval.question import Question
from verify.checker import Checker
from verify.gate import Gate

Clock = Callable[[], date]
_TOLD = {"status", "reason", "notices", "policies", "against"}
# What llama-index says for a response without words.
_NO_WORDS = "None"


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
        return [_node(hit) for hit in self._assistant.find(question, top_k=self._top_k).hits]


class RagstoneQueryEngine(CustomQueryEngine):  # type: ignore[misc]  # untyped where the extra is not installed
    """Gives ragstone's verified answer, its notices below it; an abstention has no source nodes.

    There is a node for each place that is cited, with the best support score of the claims that cite it; its metadata
    name document, page and the number by which the text cites it. The response's metadata hold `status`, `reason`,
    `notices`, `policies` and `against`, as the API has them.
    """

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
        scores: dict[Citation, float] = {}
        for claim in answer.claims:
            for cited in claim.citations:
                scores[cited] = max(claim.support_score, scores.get(cited, 0.0))
        nodes = [NodeWithScore(node=_cited(cited), score=score) for cited, score in scores.items()]
        metadata = AnswerOut.of(answer, question=query_str).model_dump(mode="json", include=_TOLD)
        return Response("\n\n".join([answer.text, *answer.notices]), source_nodes=nodes, metadata=metadata)


class VerifiedQueryEngine(CustomQueryEngine):  # type: ignore[misc]  # untyped where the extra is not installed
    """Any query engine, its answers held against its own source nodes: what they do not bear is left out.

    The metadata gain `status`, `reason` and `withheld` (the reasons, never the words); where nothing holds, the
    response is empty and its status `abstained`.
    """

    _engine: BaseQueryEngine = PrivateAttr()
    _checker: Checker = PrivateAttr()
    _gate: Gate = PrivateAttr()

    def __init__(self, engine: BaseQueryEngine, checker: Checker, *, gate: Gate | None = None) -> None:
        """Verify what `engine` answers; `ragstone.wiring.build_checker` makes the shipped checker."""
        super().__init__()
        self._engine, self._checker, self._gate = engine, checker, gate or Gate()

    def custom_query(self, query_str: str) -> Response:
        """The engine's answer to `query_str`, as far as it holds."""
        found = self._engine.query(query_str)
        texts = [node.node.get_content() for node in found.source_nodes]
        said = str(found)
        decision = self._gate.decide(self._checker.verify("" if said == _NO_WORDS else said, texts))
        metadata = {
            **(found.metadata or {}),
            "status": decision.status.value,
            "reason": decision.reason,
            "withheld": [claim.reason for claim in decision.withheld],
        }
        shown = "\n".join(claim.claim.text for claim in decision.shown)
        return Response(shown, source_nodes=found.source_nodes, metadata=metadata)


def rows_of(documents: Iterable[Document], *, source: str, groups: Sequence[str]) -> list[Source]:
    """What a llama-index reader read, for `Sync.run(rows, roots=[source])`.

    A document's id is its `id_`: a reader that makes new ones each time has everything written anew each time. Of its
    metadata those keys are understood that a row of documents knows (`title`, `uri`, `tags`, `groups`, `effective`,
    `expires`, `supersedes`, `review_by`); one that cannot be used, or is nearly the name of one that says who may read
    it and when (`group`), is a failure in the report, and keeps the document out.

    Args:
        documents: From any reader's `load_data`.
        source: Names where they come from; documents of the same source that are gone are removed.
        groups: Who may read those that name no groups; empty means everybody, so it has to be said.
    """
    return [_row(document, source, groups) for document in documents]


def _row(document: Document, source: str, groups: Sequence[str]) -> SourceRow | FailedSource:
    said = dict(document.metadata)
    if groups and not said.get("groups"):
        said["groups"] = list(groups)
    try:
        fields = fields_of(said, f"the metadata of {document.id_}", strict=False)
        return SourceRow(document.id_, source, document.get_content(), fields)
    except LoadError as error:
        return FailedSource(document.id_, source, str(error))


def _question(text: str, day: date, groups: tuple[str, ...]) -> Question:
    return Question(text, as_of=day, groups=groups, infer_tags=True, infer_day=True, correct=True)


def _cited(cited: Citation) -> TextNode:
    metadata = {
        "document_id": cited.document_id, "title": cited.title, "uri": cited.uri, "page": cited.page, "n": cited.n,
    }  # fmt: skip
    return TextNode(
        id_=f"{cited.document_id}:{cited.start}-{cited.end}", text=cited.quote, metadata=metadata,
        start_char_idx=cited.start, end_char_idx=cited.end,
    )  # fmt: skip


def _node(hit: Hit) -> NodeWithScore:
    chunk = hit.chunk
    metadata = {"document_id": chunk.document_id, "title": chunk.title, "uri": chunk.uri, "page": chunk.page}
    node = TextNode(
        id_=chunk.id, text=chunk.text, metadata=metadata, start_char_idx=chunk.span.start, end_char_idx=chunk.span.end
    )
    return NodeWithScore(node=node, score=hit.score)
