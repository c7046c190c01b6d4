"""`python -m benchmarks.ingest.large`: what memory a sync of one large text takes.

Prints a table and writes benchmarks/results/large-COMMIT.json. Embedding takes hours at that size on a core or two, so
random vectors stand in for those of the model; a smaller text is synced with the model as well.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np

from benchmarks.__main__ import RESULTS, Row, commit, machine, table
from benchmarks.indexing import settings_for
from ingest.sources.place import listed
from models.protocols import Float32
from ragstone.ingestion import build_sync, named_places

_SAID = Path(__file__).parents[2] / "samples" / "handbook"
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_LARGEST_MB = 1000


@dataclass(frozen=True)
class Measured:
    """What one sync took, in a process of its own; the memory is that of the sync, not of its parsers."""

    added: int
    replaced: int
    removed: int
    failed: int
    chunks: int
    embedded: int
    seconds: float
    peak_mb: int


class StandIn:
    """An `EmbeddingPool` of random vectors, the same for the same texts."""

    workers = 1

    def __init__(self, dimension: int) -> None:
        """Nothing is started."""
        self._dimension = dimension

    def submit(self, texts: Sequence[str]) -> Future[Float32]:
        """See `EmbeddingPool.submit`."""
        chance = np.random.default_rng([len(texts), *texts[0].encode()[:200]])
        vectors = chance.standard_normal((len(texts), self._dimension), dtype=np.float32)
        done: Future[Float32] = Future()
        done.set_result(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))
        return done

    def close(self) -> None:
        """Nothing is open."""


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ingest.large")
    parser.add_argument("--mb", type=int, default=200, help="size of the text with vectors that stand in [200]")
    parser.add_argument("--embedded-mb", type=int, default=5, help="size of the text that the model embeds [5]")
    parser.add_argument("--said", type=Path, default=_SAID, help="Markdown whose sentences the text is made of")
    parser.add_argument("--sync", type=Path, nargs=2, help=argparse.SUPPRESS)
    parser.add_argument("--stand-in", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.sync is not None:
        print(json.dumps(asdict(_synced(*arguments.sync, stand_in=arguments.stand_in))))
        return
    sentences = _sentences(arguments.said)
    rows = [*_rows(sentences, arguments.mb, stand_in=True), *_rows(sentences, arguments.embedded_mb, stand_in=False)]
    print(table(rows))
    path = RESULTS / f"large-{commit()}.json"
    path.write_text(json.dumps({"machine": machine(), "large": rows}, indent=2) + "\n", encoding="utf-8")
    print(f"written to {path}")


def _rows(sentences: Sequence[str], megabytes: int, *, stand_in: bool) -> list[Row]:
    """A text that is new, is the same, and has one more paragraph in its middle."""
    with tempfile.TemporaryDirectory() as name:
        docs, index = Path(name) / "docs", Path(name) / "index"
        docs.mkdir()
        text = docs / "large.txt"
        _write(text, sentences, megabytes * 1_000_000)
        first = _apart(docs, index, stand_in=stand_in)
        again = _apart(docs, index, stand_in=stand_in)
        _add_paragraph(text)
        more = _apart(docs, index, stand_in=stand_in)
    vectors = "random" if stand_in else "of the model"
    return [
        {"text": f"{megabytes} MB, {said}", "vectors": vectors, **asdict(found)}
        for said, found in (("new", first), ("the same", again), ("a paragraph more", more))
    ]


def _apart(docs: Path, index: Path, *, stand_in: bool) -> Measured:
    command = [sys.executable, "-m", "benchmarks.ingest.large", "--sync", str(docs), str(index)]
    command += ["--stand-in"] if stand_in else []
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return Measured(**json.loads(printed))


def _synced(docs: Path, index: Path, *, stand_in: bool) -> Measured:
    settings = settings_for(index, {"ingest": {"max_file_mb": _LARGEST_MB}})
    job = build_sync(settings, rebuild=False)
    if stand_in:
        job = replace(job, embedding=StandIn(job.embedder.dimension))
    found = listed(named_places([str(docs)], settings))
    report = job.run(found.sources, roots=found.roots)
    counts = {kind: report.counts[kind] for kind in ("added", "replaced", "removed", "failed")}
    return Measured(
        **counts, chunks=sum(outcome.chunks for outcome in report.outcomes), embedded=report.embedded,
        seconds=round(report.seconds, 1), peak_mb=_peak_mb(),
    )  # fmt: skip


def _peak_mb() -> int:
    """Of this program alone: what getrusage tells includes the process that it was started from."""
    lines = Path("/proc/self/status").read_text("utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) // 1024


def _sentences(folder: Path) -> list[str]:
    lines = (line.strip() for path in sorted(folder.rglob("*.md")) for line in path.read_text("utf-8").splitlines())
    prose = (line for line in lines if len(line) > 60 and line[0].isalpha())
    return [sentence for line in prose for sentence in _SENTENCE.split(line) if 30 < len(sentence) < 300]


def _write(path: Path, sentences: Sequence[str], size: int) -> None:
    """Write paragraphs of some sentences each, the same each time."""
    chance, written = random.Random(7), 0
    with path.open("w", encoding="utf-8") as file:
        while written < size:
            written += file.write(" ".join(chance.choices(sentences, k=chance.randrange(3, 9))) + "\n\n")


def _add_paragraph(path: Path) -> None:
    """Put one in behind the middle."""
    data = path.read_bytes()
    middle = data.index(b"\n\n", len(data) // 2) + 2
    path.write_bytes(data[:middle] + b"This paragraph is new.\n\n" + data[middle:])


if __name__ == "__main__":
    main()
