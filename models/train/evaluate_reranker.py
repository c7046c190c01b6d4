"""What the shipped reranker adds to a plain mix of word overlap and embeddings, on sets that no training saw.

Run: python -m models.train.evaluate_reranker --data DATA [--folder models/weights/reranker]
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from models.onnx_embedder import OnnxEmbedder
from models.onnx_reranker import OnnxReranker
from models.train.questions import WINDOW
from models.windows import split_windows

_SETS = ("anthropic-docs-rag", "scifact", "mtrag-un")
_QUERIES, _SEED, _DEPTH = 100, 3, 20
_WORDS, _REST = 0.6, 0.4
_EMBEDDER = Path("models/weights/embedder")

Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Corpus:
    """Windows of documents, each with its document's id, and questions with the ids that answer them."""

    windows: list[str]
    owners: list[str]
    questions: list[tuple[str, frozenset[str]]]


class Bm25:
    """Okapi BM25 over WordPiece ids, k1 = 1.2 and b = 0.75 (Robertson and Zaragoza 2009)."""

    def __init__(self, texts: Sequence[Sequence[int]]) -> None:
        lengths = np.array([len(ids) for ids in texts], dtype=np.float64)
        self._norms = 1.2 * (0.25 + 0.75 * lengths / lengths.mean())
        self._postings: dict[int, dict[int, int]] = defaultdict(dict)
        for number, ids in enumerate(texts):
            for token in ids:
                self._postings[token][number] = self._postings[token].get(number, 0) + 1

    def scores(self, question: Sequence[int]) -> Vector:
        """The score of each text, shape (n_texts,)."""
        scores = np.zeros(len(self._norms))
        for token in set(question):
            holding = self._postings.get(token, {})
            at = np.fromiter(holding, dtype=np.int64, count=len(holding))
            counts = np.fromiter(holding.values(), dtype=np.float64, count=len(holding))
            idf = np.log(1 + (len(scores) - len(at) + 0.5) / (len(at) + 0.5))
            scores[at] += idf * counts * 2.2 / (counts + self._norms[at])
        return scores


def read_corpus(folder: Path, tokenizer: Tokenizer) -> Corpus:
    """A retrieval set, with at most 100 of its questions, always the same."""
    windows, owners = [], []
    for document in _lines(folder / "corpus.jsonl"):
        text = document["text"]
        for window in split_windows(text, tokenizer.encode(text, add_special_tokens=False), size=WINDOW):
            windows.append(f"{document['title']}\n{text[window.start : window.end]}")
            owners.append(document["id"])
    relevant: dict[str, set[str]] = defaultdict(set)
    for row in _lines(folder / "qrels.jsonl"):
        if int(row["relevance"]) > 0:
            relevant[row["query_id"]].add(row["doc_id"])
    asked = [
        (row["question"], frozenset(relevant[row["id"]]))
        for row in _lines(folder / "queries.jsonl")
        if relevant[row["id"]]
    ]
    random.Random(_SEED).shuffle(asked)
    return Corpus(windows, owners, asked[:_QUERIES])


def _lines(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def rank_metrics(owners: Sequence[str], relevant: frozenset[str]) -> tuple[float, float]:
    """Recall at 5 and reciprocal rank at 10 of documents ranked by their best window."""
    ranked = list(dict.fromkeys(owners))
    first = next((rank for rank, owner in enumerate(ranked[:10], start=1) if owner in relevant), None)
    return len(relevant & set(ranked[:5])) / len(relevant), 1 / first if first else 0.0


def orders(fused: Vector, relevance: Vector, best: NDArray[np.int64]) -> dict[str, list[int]]:
    """The candidates' order by the mix alone, by the reranker alone, and by half of each."""
    mixed = 0.5 * fused[best] + 0.5 * relevance
    found = {"mix alone": fused[best], "reranker alone": relevance, "half and half": mixed}
    return {name: [int(at) for at in best[np.argsort(-scores, kind="stable")]] for name, scores in found.items()}


def measure(corpus: Corpus, tokenizer: Tokenizer, embedder: OnnxEmbedder, *, reranker: OnnxReranker) -> None:
    """Print recall and reciprocal rank of the three orders."""
    bm25 = Bm25([tokenizer.encode(text, add_special_tokens=False).ids for text in corpus.windows])
    vectors = embedder.embed_documents(corpus.windows)
    found: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for question, relevant in corpus.questions:
        words = bm25.scores(tokenizer.encode(question, add_special_tokens=False).ids)
        close = (vectors @ embedder.embed_query(question)).astype(np.float64)
        fused = _WORDS * _scaled(words) + _REST * _scaled(close)
        best = np.argsort(-fused)[:_DEPTH]
        relevance = reranker.score(question, [corpus.windows[at] for at in best]).astype(np.float64)
        for name, order in orders(fused, relevance, best).items():
            found[name].append(rank_metrics([corpus.owners[at] for at in order], relevant))
    print(" | ".join(f"{name} {np.mean(pairs, axis=0).round(3)}" for name, pairs in found.items()), flush=True)


def _scaled(scores: Vector) -> Vector:
    return np.asarray((scores - scores.min()) / max(float(np.ptp(scores)), 1e-9))


def main() -> None:
    """Measure each set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--folder", type=Path, default=Path("models/weights/reranker"))
    args = parser.parse_args()
    tokenizer = Tokenizer.from_file(str(_EMBEDDER / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    embedder, reranker = OnnxEmbedder(_EMBEDDER), OnnxReranker(args.folder)
    print("recall at 5 and reciprocal rank at 10, documents by their best window")
    for name in _SETS:
        begin = time.monotonic()
        corpus = read_corpus(args.data / "retrieval" / name, tokenizer)
        print(f"{name}, {len(corpus.windows)} windows, {len(corpus.questions)} questions:", end=" ")
        measure(corpus, tokenizer, embedder, reranker=reranker)
        print(f"  {time.monotonic() - begin:.0f} s")


if __name__ == "__main__":
    main()
