"""`python -m benchmarks.splitting DATA`: prints a table and writes benchmarks/results/splitting-COMMIT.json."""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np

from benchmarks.__main__ import RESULTS, Row, commit, machine, table
from benchmarks.indexing import settings_for
from evals.statistics import Paired, change
from ingest.chunk import Chunk, chunk_id
from ingest.document import Document, Span
from ingest.sources.rows import SourceRow
from ingest.splitter import Splitter
from ragstone.ingestion import build_sync
from ragstone.wiring import build_searcher
from retrieval.hit import Stage
from retrieval.question import Question

_TOKENS = 180  # of a chunk, at most
_BUDGET = 5 * _TOKENS  # of what a question is answered from
_HITS = 40
_OURS = "ours"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and the places that answer it; offsets in the characters of the text `corpus`."""

    question: str
    corpus: str
    places: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class GivenSplitter(Splitter):
    """Cuts where it is told to.

    Attributes:
        spans: Places by document.
    """

    spans: Mapping[str, Sequence[tuple[int, int]]] | None = None

    def split(self, document: Document) -> list[Chunk]:
        """The chunks, with the document's title as their only context."""
        given = (self.spans or {})[document.id]
        found = [Span(start, end) for start, end in given if document.text[start:end].strip()]
        return [
            Chunk(
                chunk_id(document.id, document.content_hash, ordinal), document.id, ordinal,
                span.of(document.text), span, document.title, document.uri, context=document.title,
            )
            for ordinal, span in enumerate(found)
        ]  # fmt: skip


class BareSplitter(Splitter):
    """Ours, without title, headings and lead-in in what is embedded."""

    def split(self, document: Document) -> list[Chunk]:
        """The chunks."""
        return [replace(chunk, context="") for chunk in Splitter.split(self, document)]


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.splitting")
    parser.add_argument("data", type=Path, help="the folder chroma-chunking-eval")
    parser.add_argument("--peer", help="an interpreter with llama-index-core, chonkie and sentence-transformers")
    parser.add_argument("--minilm", help="a folder with all-MiniLM-L6-v2 for it")
    arguments = parser.parse_args()
    texts = {path.stem: path.read_text(encoding="utf-8") for path in sorted((arguments.data / "corpus").glob("*.md"))}
    asked = _asked(arguments.data / "questions.jsonl")
    with tempfile.TemporaryDirectory() as folder:
        found = _found(Path(folder), texts, asked, arguments.peer, arguments.minilm)
    rows = [_row(name, values, found[_OURS], count) for name, (values, count) in found.items()]
    print(table(rows))
    path = RESULTS / f"splitting-{commit()}.json"
    path.write_text(json.dumps({"machine": machine(), "splitting": rows}, indent=2) + "\n", encoding="utf-8")
    print(f"written to {path}")


Recalls = tuple[list[float], int]


def _found(
    root: Path, texts: Mapping[str, str], asked: Sequence[Asked], peer: str | None, minilm: str | None
) -> dict[str, Recalls]:
    """The recall of each question, and the number of chunks, by splitter."""
    ours = build_sync(settings_for(root / "none"), rebuild=True).splitter
    windows = {name: _windows(text, ours) for name, text in texts.items()}
    splitters: dict[str, Splitter] = {
        _OURS: ours,
        "ours, without context": BareSplitter(ours.count_tokens),
        f"windows of {_TOKENS} tokens": GivenSplitter(ours.count_tokens, spans=windows),
    }
    for name, spans in _peers(root / "texts", texts, peer, minilm).items():
        splitters[name] = GivenSplitter(ours.count_tokens, spans=spans)
    return {
        name: _recalls(root / str(number), texts, asked, splitter)
        for number, (name, splitter) in enumerate(splitters.items())
    }


def _recalls(root: Path, texts: Mapping[str, str], asked: Sequence[Asked], splitter: Splitter) -> Recalls:
    settings = settings_for(root)
    rows = [SourceRow(name, "texts", text) for name, text in texts.items()]
    report = replace(build_sync(settings, rebuild=True), splitter=splitter).run(rows, roots=["texts"])
    if not report.complete:
        raise RuntimeError(next(outcome.reason for outcome in report.outcomes if outcome.reason))
    retriever = build_searcher(settings)
    values: list[float] = []
    for one in asked:
        question = Question(one.question, as_of=date(2026, 1, 1))
        hits = retriever.search(question, stage=Stage.HYBRID, top_k=_HITS).hits
        values.append(_recall(one, [hit.chunk for hit in hits], splitter))
    return values, sum(outcome.chunks for outcome in report.outcomes)


def _recall(asked: Asked, chunks: Sequence[Chunk], splitter: Splitter) -> float:
    """The share of the characters that answer which stand in the first chunks, as many as the budget holds."""
    wanted = {at for start, end in asked.places for at in range(start, end)}
    left, seen = _BUDGET, set[int]()
    for chunk, tokens in zip(chunks, splitter.count_tokens([chunk.text for chunk in chunks]), strict=True):
        if tokens > left:
            break
        left -= tokens
        if chunk.document_id == asked.corpus:
            seen |= wanted & set(range(chunk.span.start, chunk.span.end))
    return len(seen) / len(wanted)


def _windows(text: str, splitter: Splitter) -> list[tuple[int, int]]:
    """Words, as many as fit."""
    words = text.split(" ")
    spans: list[tuple[int, int]] = []
    start = at = size = 0
    for word, tokens in zip(words, splitter.count_tokens(words), strict=True):
        if size and size + tokens > _TOKENS:
            spans.append((start, at))
            start, size = at, 0
        at, size = at + len(word) + 1, size + tokens
    return [*spans, (start, at - 1)]


def _peers(
    folder: Path, texts: Mapping[str, str], peer: str | None, minilm: str | None
) -> dict[str, dict[str, list[tuple[int, int]]]]:
    if peer is None or minilm is None:
        return {}
    folder.mkdir(parents=True)
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    command = [peer, str(Path(__file__).with_name("peer.py")), str(folder), minilm, str(_TOKENS)]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found: dict[str, dict[str, list[tuple[int, int]]]] = json.loads(printed.splitlines()[-1])
    return found


def _asked(path: Path) -> list[Asked]:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [
        Asked(row["question"], row["corpus_id"], tuple((one["start"], one["end"]) for one in row["references"]))
        for row in rows
    ]


def _row(name: str, values: Sequence[float], ours: Recalls, chunks: int) -> Row:
    questions = tuple(str(number) for number in range(len(values)))
    found = change(Paired(np.array(values), np.array(ours[0]), questions))
    low, high = found.interval()
    return {
        "splitter": name, "chunks": chunks, f"recall within {_BUDGET} tokens": round(sum(values) / len(values), 4),
        "ours more by": f"{found.estimate:+.4f} [{low:+.4f}, {high:+.4f}]",
    }  # fmt: skip


if __name__ == "__main__":
    main()
