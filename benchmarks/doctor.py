"""What `ragstone doctor` finds of planted faults, beside simpler ways of looking, and what it costs."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.edits import EDITS
from benchmarks.indexing import settings_for
from benchmarks.planted import Folder, planted_folder
from benchmarks.speed import HANDBOOK, ROOT, SUITE
from evals.suite import load_suite
from ingest.index.directory import IndexDirectory
from ingest.index.manifest import Manifest
from ingest.sources.places import discover
from ingest.splitter import Splitter
from ingest.staging import Staging
from ingest.sync import Sync
from ragstone.doctor.contradictions import contradictions
from ragstone.doctor.sentences import is_whole
from ragstone.wiring import build_corpus, build_writer

DOCUMENTS, MANY = 2000, 10_000
DAY = "2026-11-24"
# A child's `ru_maxrss` would hold what this process had when it was forked.
_COMMAND = """
import sys
from pathlib import Path
from ragstone.cli.app import app
app(sys.argv[1:], standalone_mode=False)
lines = Path("/proc/self/status").read_text().splitlines()
print(next(line.split()[1] for line in lines if line.startswith("VmHWM")), file=sys.stderr)
"""
Row = dict[str, object]
Printed = dict[str, list[dict[str, object]]]
Examined = tuple[Printed, float, float]
Found = list[frozenset[str]]


class _NoVectors:
    """Stands in for the embedder: the doctor looks at no vector, and embedding would take most of the time."""

    name, dimension = "none", 2

    def embed_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.ones((len(texts), self.dimension), dtype=np.float32)

    def embed_query(self, text: str) -> NDArray[np.float32]:
        return np.ones(self.dimension, dtype=np.float32)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) * 4 // 3 for text in texts]


def measure() -> list[Row]:
    """One row a check with precision and recall, then one a corpus with what it costs."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        _sync(root / "handbook", HANDBOOK)
        handbook = _doctor(root / "handbook")
        folder, planted = _planted(root / "some", DOCUMENTS)
        _, many = _planted(root / "many", MANY)
        edited = list(_edited(root))
    costs = [_cost("handbook", *handbook), _cost("planted", *planted), _cost("planted", *many)]
    return [*_rows(folder, planted[0]), *edited, *costs]


def _planted(root: Path, documents: int) -> tuple[Folder, Examined]:
    folder = planted_folder(documents)
    folder.write(root / "docs")
    _sync(root / "index", root / "docs")
    return folder, _doctor(root / "index")


def _edited(root: Path) -> Iterator[Row]:
    """Sentences that nobody wrote for this: the gold quotes of the handbook, edited, in a document of its own."""
    day = date.fromisoformat(DAY)
    told = {
        span.quote for question in load_suite(SUITE).questions for span in question.gold_spans if not question.as_of
    }
    quotes = sorted({" ".join(quote.split()) for quote in told})
    for name, edit in EDITS.items():
        changed = [text for quote in quotes if is_whole(quote) and (text := edit(quote)) is not None]
        source = root / name / "edited.md"
        source.parent.mkdir()
        source.write_text("\n\n".join(changed), encoding="utf-8")
        _sync(root / name / "index", HANDBOOK, source)
        corpus = build_corpus(settings_for(root / name / "index"), day, groups=None)
        places = {place for finding in contradictions(corpus) for place in finding.places}
        found = len({place for place in places if place.document_id == "edited.md"})
        yield _row(f"handbook's sentences, {name}", f"{found} told", len(changed), ("", f"{found / len(changed):.3f}"))


def _sync(index: Path, *sources: Path) -> None:
    settings, embedder = settings_for(index), _NoVectors()
    splitter = Splitter(embedder.count_tokens, settings.ingest.max_tokens, settings.ingest.min_tokens)
    writer = build_writer(settings, Manifest(embedder.name, embedder.dimension, splitter.version), fresh=True)
    Sync(writer, Staging(IndexDirectory(index).staging), splitter, embedder).run(
        [found for source in sources for found in discover(source)], roots=[str(one.resolve()) for one in sources]
    )


def _doctor(index: Path) -> Examined:
    """What the command prints, its seconds with start-up, and its largest resident size in MB."""
    command = [sys.executable, "-c", _COMMAND, "doctor", "--index", str(index), "--as-of", DAY, "--json"]
    started = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    seconds = time.monotonic() - started
    return json.loads(done.stdout), seconds, int(done.stderr.split()[-1]) / 1000


def _cost(name: str, printed: Mapping[str, object], seconds: float, megabytes: float) -> Row:
    what = f"{name}: {printed['documents']} documents, {printed['chunks']} chunks"
    counts = printed["counts"]
    said = ", ".join(f"{number} {kind}s" for kind, number in counts.items()) if isinstance(counts, dict) else ""
    return _row(what, f"{seconds:.1f} s, {megabytes:.0f} MB; {said}")


def _rows(folder: Folder, printed: Mapping[str, list[dict[str, object]]]) -> Iterator[Row]:
    found: defaultdict[str, Found] = defaultdict(list)
    for row in printed["findings"]:
        documents = row["documents"]
        if isinstance(documents, list) and documents:
            found[str(row["check"])].append(frozenset(documents))
    for check, planted in folder.planted.items():
        baseline, look = BASELINES.get(check, ("", None))
        beside = _weighed(list(look(folder)), planted) if look else ("", "")
        yield _row(check, "", len(planted), _weighed(found[check], planted), baseline, beside)


def _weighed(found: Found, planted: Found) -> tuple[str, str]:
    """Precision and recall; a pair of documents counts once, however many sentences of theirs are told."""
    unique, wanted = set(found), set(planted)
    right = len(unique & wanted)
    return f"{right / len(unique):.3f}" if unique else "", f"{right / len(wanted):.3f}"


def _row(what: str, value: str, planted: object = "", scores: tuple[str, str] = ("", ""), *beside: object) -> Row:
    baseline, others = beside if beside else ("", ("", ""))
    low, high = others if isinstance(others, tuple) else ("", "")
    return {
        "what": what, "planted": planted, "precision": scores[0], "recall": scores[1], "baseline": baseline,
        "its precision": low, "its recall": high, "cost and findings": value,
    }  # fmt: skip


def _same(keys: Iterable[tuple[str, str]]) -> Iterator[frozenset[str]]:
    """Pairs of documents that share a key."""
    holders: defaultdict[str, set[str]] = defaultdict(set)
    for key, name in keys:
        holders[key].add(name)
    return (frozenset(pair) for names in holders.values() for pair in combinations(sorted(names), 2))


def _by_hash(folder: Folder) -> Iterator[frozenset[str]]:
    return _same((hashlib.sha256(text.encode()).hexdigest(), name) for name, text in folder.texts.items())


def _but_for_digits(folder: Folder) -> Iterator[frozenset[str]]:
    said = {
        (" ".join(line.split()), name) for name, text in folder.texts.items() for line in re.split(r"(?<=\.)\s", text)
    }
    once = {line: name for line, name in said}
    return _same((re.sub(r"\d+", "#", line), name) for line, name in once.items() if re.search(r"\d", line))


def _names_but_for_digits(folder: Folder) -> Iterator[frozenset[str]]:
    return _same((re.sub(r"\d+", "#", name), name) for name in folder.texts if re.search(r"\d", name))


def _holding(pattern: str) -> Callable[[Folder], Iterator[frozenset[str]]]:
    form = re.compile(pattern)
    return lambda folder: (frozenset((name,)) for name, text in folder.texts.items() if form.search(text))


BASELINES: Mapping[str, tuple[str, Callable[[Folder], Iterator[frozenset[str]]]]] = {
    "duplicates": ("hash of the file", _by_hash),
    "near-duplicates": ("hash of the file", _by_hash),
    "contradictions": ("same sentence but for digits", _but_for_digits),
    "revisions": ("same name but for digits", _names_but_for_digits),
    "secrets": ("`password` or 20 letters and digits", _holding(r"(?i)password|[a-z\d]{20}")),
    "personal-data": ("16 digits", _holding(r"(?:\d ?){16}")),
    "instructions": ("the word `ignore`", _holding(r"(?i)\bignore\b")),
}
