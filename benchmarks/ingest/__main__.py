"""`python -m benchmarks.ingest`: prints a table and writes benchmarks/results/ingest-COMMIT.json."""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import TypeAdapter

from benchmarks.__main__ import RESULTS, Row, commit, machine, table
from benchmarks.indexing import settings_for
from benchmarks.ingest.generated import write_documents
from ingest.sources.places import discover
from ragstone.wiring import build_embedder, build_index

_SAMPLE = 400  # chunks that the embedder is timed on alone
_TOKENS = 180  # of a chunk, at most, as we split


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ingest")
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--real", type=Path, nargs="*", default=[], help="folders of real documents")
    parser.add_argument("--peer", help="an interpreter with llama-index-core and sentence-transformers")
    parser.add_argument("--minilm", help="a folder with all-MiniLM-L6-v2 for it")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rows = _syncs(Path(folder), arguments.documents)
        if arguments.real:
            rows += _real(Path(folder) / "real", arguments.real, arguments.peer, arguments.minilm)
        rows += _kills(Path(folder) / "killed", arguments.kills)
    print(table(rows))
    path = RESULTS / f"ingest-{commit()}.json"
    path.write_text(json.dumps({"machine": machine(), "ingest": rows}, indent=2) + "\n", encoding="utf-8")
    print(f"written to {path}")


def _syncs(root: Path, count: int) -> list[Row]:
    docs, index = root / "docs", root / "index"
    write_documents(docs, count)
    first = _sync([docs], index)
    chunks = build_index(settings_for(index)).edition().chunks
    again = _sync([docs], index)
    page = docs / "000" / "page-000003.md"
    page.write_text(page.read_text() + "\nThe word zeppelin is new here.\n")
    changed = _sync([docs], index)
    (docs / "000" / "page-000004.md.meta.yaml").write_text("groups: [hr]\n")
    rights = _sync([docs], index)
    rate, alone = chunks / first.seconds, _alone(index)
    return [
        _row(f"first sync, {count} documents, {chunks} chunks", first.seconds, "s"),
        _row("chunks a second", rate, "1/s"),
        _row("the embedder alone, on chunks of the same documents", alone, "1/s"),
        _row("the one as a share of the other", rate / alone, ""),
        _row("waiting for reading and parsing", first.stages["parsing"], "s"),
        _row("peak memory of the largest process of the first sync", first.peak_mb, "MB"),
        _row("second sync, nothing changed, start-up included", again.wall_s, "s"),
        _row("one document changed: answerable after, start-up included", changed.wall_s, "s"),
        _row("chunks embedded for it", changed.embedded, ""),
        _row("one document's groups changed: in force after", rights.wall_s, "s"),
        _row("chunks embedded for that", rights.embedded, ""),
    ]


def _real(root: Path, folders: Sequence[Path], peer: str | None, minilm: str | None) -> list[Row]:
    """Documents as people write them, and what LlamaIndex's pipeline makes of their text."""
    texts, index = root / "texts", root / "index"
    texts.mkdir(parents=True)
    synced = _sync(folders, index)
    chunks = _texts_of(index, texts)
    alone = _alone(index)
    rows = [
        _row(f"real documents, {len(list(texts.iterdir()))} in {chunks} chunks", synced.seconds, "s"),
        _row("chunks of real documents a second", chunks / synced.seconds, "1/s"),
        _row("the embedder alone, on such chunks", alone, "1/s"),
        _row("the one as a share of the other", chunks / synced.seconds / alone, ""),
    ]
    if peer is None or minilm is None:
        return rows
    command = [peer, str(Path(__file__).with_name("peer.py")), str(texts), minilm, str(_TOKENS)]
    found = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    return [
        *rows,
        _row(f"their text through LlamaIndex with MiniLM, {found['chunks']} chunks", found["seconds"], "s"),
        _row("chunks a second of LlamaIndex", found["chunks"] / found["seconds"], "1/s"),
        _row("the same text: LlamaIndex's time as a multiple of ours", found["seconds"] / synced.seconds, ""),
    ]


def _texts_of(index: Path, texts: Path) -> int:
    """Write the text of each document, and count the chunks."""
    opened, count = build_index(settings_for(index)), 0
    for number, record in enumerate(opened.library(())):
        chunks = opened.chunks(record.document_id, ())
        count += len(chunks)
        (texts / f"{number:06}.txt").write_text("\n\n".join(chunk.text for chunk in chunks), encoding="utf-8")
    opened.close()
    return count


@dataclass(frozen=True)
class _Synced:
    """What `ragstone sync --json` prints, and what it cost."""

    seconds: float
    stages: dict[str, float]
    embedded: int
    wall_s: float = 0.0
    peak_mb: float = 0.0


_PRINTED = TypeAdapter(_Synced)


def _sync(docs: Sequence[Path], index: Path) -> _Synced:
    started = time.monotonic()
    places = [str(folder) for folder in docs]
    command = [sys.executable, "-m", "ragstone.cli", "sync", *places, "--index", str(index), "--json"]
    finished = subprocess.run(command, capture_output=True, text=True, check=False)
    if finished.returncode not in (0, 1):  # 1: a document says that something of it was not read
        raise RuntimeError(finished.stderr)
    peak_mb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return replace(_PRINTED.validate_json(finished.stdout), wall_s=time.monotonic() - started, peak_mb=peak_mb)


def _alone(index: Path) -> float:
    """Chunks a second: all threads on one batch after the other, or a thread each on its own; whichever is faster."""
    settings = settings_for(index)
    embedder = build_embedder(settings.models)
    opened = build_index(settings)
    found: list[str] = []
    for record in opened.library(()):
        found += [chunk.embedded_text for chunk in opened.chunks(record.document_id, ())]
        if len(found) >= _SAMPLE:
            break
    opened.close()
    threads = os.cpu_count() or 1
    single = build_embedder(settings.models.model_copy(update={"threads": 1}))
    with ThreadPoolExecutor(threads) as pool:
        return max(
            _rate(found, lambda texts: [embedder.embed_documents(texts)]),
            _rate(
                found, lambda texts: list(pool.map(single.embed_documents, [texts[i::threads] for i in range(threads)]))
            ),
        )


def _rate(texts: Sequence[str], embed: Callable[[Sequence[str]], object]) -> float:
    embed(texts[:8])  # warm
    started = time.monotonic()
    embed(texts)
    return len(texts) / (time.monotonic() - started)


def _kills(root: Path, kills: int) -> list[Row]:
    """Kill a sync at random moments while its documents change, and look at what readers see after each."""
    chance, harmed, ended = random.Random(7), 0, 0
    docs, index = root / "docs", root / "index"
    write_documents(docs, 60)
    longest = _timed(docs, index)
    for turn in range(kills):
        page = docs / "000" / f"page-{turn % 60:06}.md"
        page.write_text(page.read_text() + f"\nTurn {turn} wrote this.\n")
        command = [sys.executable, "-m", "ragstone.cli", "sync", str(docs), "--index", str(index)]
        running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(chance.uniform(0, longest))
        ended += running.poll() is not None
        running.send_signal(signal.SIGKILL)
        running.wait()
        harmed += not _is_whole(docs, index)
    _timed(docs, index)
    harmed += not _is_whole(docs, index, newest=True)
    return [
        _row(f"kill -9 at {kills} random moments ({ended} came after the end): states that were not whole", harmed, "")
    ]


def _timed(docs: Path, index: Path) -> float:
    started = time.monotonic()
    command = [sys.executable, "-m", "ragstone.cli", "sync", str(docs), "--index", str(index)]
    subprocess.run(command, check=True, capture_output=True)
    return time.monotonic() - started


def _is_whole(docs: Path, index: Path, *, newest: bool = False) -> bool:
    """Whether each document is there once, with all its chunks, as the file has it now or had it before."""
    opened = build_index(settings_for(index))
    records = {record.document_id: record for record in opened.library(())}
    whole = set(records) == {source.id for source in discover(docs)}
    for document_id, record in records.items():
        chunks = opened.chunks(document_id, ())
        whole &= [chunk.ordinal for chunk in chunks] == list(range(record.chunks))
        if newest:
            said = " ".join(chunk.text for chunk in chunks)
            last = (docs / document_id).read_text().strip().splitlines()[-1]
            whole &= last in said
    opened.close()
    return whole


def _row(measure: str, value: float, unit: str) -> Row:
    return {"measure": measure, "value": round(value, 2), "unit": unit}


if __name__ == "__main__":
    main()
