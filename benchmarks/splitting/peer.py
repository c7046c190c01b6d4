"""Where other splitters cut the same texts.

A program for an interpreter that has llama-index-core, chonkie and sentence-transformers: ``python peer.py TEXTS MODEL
TOKENS`` prints ``{splitter: {file: [[start, end], ...]}}`` as JSON, offsets in characters.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

Spans = list[tuple[int, int]]


def main() -> None:
    """Cut every ``.txt`` in the folder TEXTS into chunks of at most TOKENS tokens of MODEL, a folder."""
    texts = {path.stem: path.read_text(encoding="utf-8") for path in sorted(Path(sys.argv[1]).glob("*.txt"))}
    found = {
        name: {key: split(text) for key, text in texts.items()}
        for name, split in splitters(sys.argv[2], int(sys.argv[3])).items()
    }
    print(json.dumps(found))


def splitters(model: str, tokens: int) -> Mapping[str, Callable[[str], Spans]]:
    """By name."""
    from chonkie import RecursiveChunker, SemanticChunker, SentenceTransformerEmbeddings
    from llama_index.core import Document
    from llama_index.core.node_parser import SentenceSplitter
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(Path(model) / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()

    def ids(text: str) -> list[int]:
        return list(tokenizer.encode(text, add_special_tokens=False).ids)

    sentences = SentenceSplitter(chunk_size=tokens, chunk_overlap=0, tokenizer=ids, include_metadata=False)
    overlapping = SentenceSplitter(chunk_size=tokens, chunk_overlap=20, tokenizer=ids, include_metadata=False)
    recursive = RecursiveChunker(tokenizer=tokenizer, chunk_size=tokens)
    semantic = SemanticChunker(embedding_model=SentenceTransformerEmbeddings(model), chunk_size=tokens)

    def llama(splitter: SentenceSplitter) -> Callable[[str], Spans]:
        def split(text: str) -> Spans:
            nodes = splitter.get_nodes_from_documents([Document(text=text)])
            return [(node.start_char_idx, node.end_char_idx) for node in nodes]

        return split

    def chonkie(chunker: RecursiveChunker | SemanticChunker) -> Callable[[str], Spans]:
        return lambda text: [(chunk.start_index, chunk.end_index) for chunk in chunker.chunk(text)]

    return {
        "LlamaIndex SentenceSplitter": llama(sentences),
        "LlamaIndex SentenceSplitter, 20 tokens shared": llama(overlapping),
        "chonkie RecursiveChunker": chonkie(recursive),
        "chonkie SemanticChunker": chonkie(semantic),
    }


if __name__ == "__main__":
    main()
