"""The same texts through LlamaIndex's IngestionPipeline with MiniLM in sentence-transformers.

A program for an interpreter that has both: ``python peer.py TEXTS MODEL TOKENS`` prints what it took as JSON.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path


def main() -> None:
    """Read, split and embed every ``.txt`` in the folder TEXTS, in chunks of at most TOKENS tokens of MODEL."""
    texts, model, tokens = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    from llama_index.core import Document
    from llama_index.core.embeddings import BaseEmbedding
    from llama_index.core.ingestion import IngestionPipeline
    from llama_index.core.node_parser import SentenceSplitter
    from sentence_transformers import SentenceTransformer

    encoder = SentenceTransformer(model, device="cpu")

    class Embedding(BaseEmbedding):  # as llama-index-embeddings-huggingface does it
        def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
            return [[float(number) for number in row] for row in encoder.encode(texts, normalize_embeddings=True)]

        def _get_text_embedding(self, text: str) -> list[float]:
            return self._get_text_embeddings([text])[0]

        def _get_query_embedding(self, query: str) -> list[float]:
            return self._get_text_embedding(query)

        async def _aget_query_embedding(self, query: str) -> list[float]:
            return self._get_text_embedding(query)

    def counted(text: str) -> Sequence[int]:
        return list(encoder.tokenizer.encode(text, add_special_tokens=False, verbose=False))

    started = time.monotonic()
    documents = [Document(text=path.read_text(encoding="utf-8"), id_=path.name) for path in sorted(texts.glob("*.txt"))]
    splitter = SentenceSplitter(chunk_size=tokens, chunk_overlap=0, tokenizer=counted, include_metadata=False)
    nodes = IngestionPipeline(transformations=[splitter, Embedding(embed_batch_size=32)]).run(documents=documents)
    print(json.dumps({"seconds": time.monotonic() - started, "chunks": len(nodes)}))


if __name__ == "__main__":
    main()
