"""Public retrieval sets in one form: a corpus, queries, qrels."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from models.train.questions import held_out

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RetrievalSet:
    """One set; `qrels` gives each query's relevant documents with their grade."""

    name: str
    corpus: Path
    queries: Mapping[str, str]
    qrels: Mapping[str, Mapping[str, float]]


def rows(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a ``.jsonl``."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def load_set(folder: Path, *, most: int = 100) -> RetrievalSet:
    """The set in `folder`: ``corpus.jsonl``, ``queries.jsonl`` and ``qrels.jsonl``; of many queries the same 100."""
    qrels: dict[str, dict[str, float]] = {}
    for row in rows(folder / "qrels.jsonl"):
        qrels.setdefault(row["query_id"], {})[row["doc_id"]] = float(row["relevance"])
    queries = {row["id"]: row["question"] for row in rows(folder / "queries.jsonl") if row["id"] in qrels}
    chosen = random.Random(3).sample(sorted(queries), min(most, len(queries)))
    return RetrievalSet(folder.name, folder / "corpus.jsonl", {key: queries[key] for key in chosen}, qrels)


def write_documents(source: Path, target: Path) -> None:
    """The corpus as a ``.jsonl`` of documents that `sync` reads: id, title and text."""
    with target.open("w", encoding="utf-8") as out:
        for row in rows(source):
            document = {"id": row["id"], "title": row.get("title") or row["id"], "text": row["text"]}
            out.write(json.dumps(document, ensure_ascii=False) + "\n")


def load_pairs(path: Path, target: Path, *, questions: int, passages: int) -> RetrievalSet:
    """Training pairs that no training saw, as a set: each question's positive is its one relevant document.

    Args:
        path: Rows `question, positive, negatives?`.
        target: Where the corpus goes: the passages of those pairs, filled up with others of the file.
        questions: How many at most.
        passages: How large the corpus is at most.
    """
    pairs = list(rows(path))
    chosen = [row for row in pairs if held_out(row["question"])][:questions]
    texts = [text for row in [*chosen, *pairs] for text in (row["positive"], *row.get("negatives", ()))]
    with target.open("w", encoding="utf-8") as out:
        for text in list(dict.fromkeys(texts))[:passages]:
            out.write(json.dumps({"id": _passage_id(text), "title": "passage", "text": text}) + "\n")
    queries = {str(number): row["question"] for number, row in enumerate(chosen)}
    qrels = {str(number): {_passage_id(row["positive"]): 1.0} for number, row in enumerate(chosen)}
    return RetrievalSet(path.stem, target, queries, qrels)


def _passage_id(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:24]
