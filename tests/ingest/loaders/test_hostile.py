"""A folder of files made to do harm: each ends as an outcome in time, and the good ones among them are indexed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pytest

from ingest.errors import LoadError
from ingest.index.protocol import Conditions
from ingest.outcome import Outcome, OutcomeKind
from ingest.parse import Parsed
from ingest.parser import Parser
from ingest.sources.places import discover
from ingest.sources.source import RawSource
from ragstone.ingestion import build_parser, build_sync
from ragstone.settings import Tree, load_settings
from ragstone.wiring import build_index
from tests.hostile import markup, office, pdfs, spoiled, texts

# Shipped limits, but for the time: one of the files runs into it.
_TIME_S = 4
FILES: dict[str, Callable[[], str | bytes]] = {
    **markup.FILES, **texts.FILES, **pdfs.FILES, **office.FILES, **dict(spoiled.files()),
}  # fmt: skip
GOOD = {"leave.md": "# Leave\n\nAnnual leave is 25 days.\n", "parking.txt": "Level two is for visitors.\n"}
REASONS = {
    "yaml-bomb.md": "got a list in title of front matter, expected one value",
    "yaml-deep.md": "got front matter of 20007 characters, expected at most 20000",
    "divs-40000-deep.html": "got elements nested 40002 deep, expected at most 250",
    "lists.md": "got Markdown nested 41 deep, expected at most 40",
    "overlapping.docx": "unpacks to 10000 MB",
    "high-bytes.txt": "text in no known encoding",
    "form-in-itself.pdf": "its parser",
}


@dataclass(slots=True)
class Watched:
    """The shipped pool, with what each file took; of a parsed text only the beginning goes on, to be embedded."""

    pool: Parser
    seconds: dict[str, float] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)

    @property
    def workers(self) -> int:
        return self.pool.workers

    def parse(self, raw: RawSource) -> Parsed:
        begun = time.monotonic()
        try:
            parsed = self.pool.parse(raw)
        finally:
            self.seconds[raw.id] = time.monotonic() - begun
        document = parsed.document
        self.texts[raw.id] = document.text[:1000]
        blocks = tuple(block for block in document.blocks if block.span.end <= 1000)
        if not blocks:
            raise LoadError("got one long block, which this test does not embed; look at the others")
        return replace(parsed, document=replace(document, text=document.text[:1000], blocks=blocks))

    def close(self) -> None:
        self.pool.close()


@dataclass(frozen=True)
class Synced:
    outcomes: dict[str, Outcome]
    watched: Watched
    indexed: set[str]
    left: set[str]
    grown_mb: float


@pytest.fixture(scope="module")
def synced(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Synced]:
    folder = tmp_path_factory.mktemp("hostile")
    for name, make in {**FILES, **{name: text.encode for name, text in GOOD.items()}}.items():
        made = make()
        (folder / name).write_bytes(made.encode() if isinstance(made, str) else made)
    index = tmp_path_factory.mktemp("index")
    flags: Tree = {"index": {"path": index}, "ingest": {"parse_timeout_s": _TIME_S}}
    settings = load_settings(flags=flags, environment={}).settings
    watched = Watched(build_parser(settings.ingest))
    before, children = _memory_mb(), _children()
    report = replace(build_sync(settings, rebuild=False), parser=watched).run(discover(folder), roots=[str(folder)])
    opened = build_index(settings)
    indexed = {record.document_id for record in opened.documents(Conditions(date(2026, 11, 24)))}
    opened.close()
    outcomes = {outcome.document_id: outcome for outcome in report.outcomes}
    yield Synced(outcomes, watched, indexed, _children() - children, _memory_mb() - before)


def _children() -> set[str]:
    """The processes that this one has started; those of other tests, a browser's for one, may be among them."""
    return {pid for path in Path("/proc/self/task").glob("*/children") for pid in path.read_text().split()}


def _memory_mb() -> float:
    status = Path("/proc/self/status")
    if not status.exists():
        pytest.skip("this system does not tell what a process holds")
    (line,) = (line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_is_an_outcome_within_the_time(name: str, synced: Synced) -> None:
    outcome = synced.outcomes[name]
    assert outcome.kind in (OutcomeKind.ADDED, OutcomeKind.FAILED)
    assert synced.watched.seconds.get(name, 0) <= _TIME_S + 1
    if outcome.kind is OutcomeKind.FAILED:
        assert "; " in outcome.reason and "\n" not in outcome.reason and len(outcome.reason) < 300
    assert REASONS.get(name, "") in outcome.reason


def test_the_good_ones_between_them_are_indexed(synced: Synced) -> None:
    assert GOOD.keys() <= synced.indexed
    assert synced.indexed == {key for key, one in synced.outcomes.items() if one.kind is OutcomeKind.ADDED}


def test_no_file_of_the_machine_is_read_through_an_entity(synced: Synced) -> None:
    assert [name for name, text in synced.watched.texts.items() if "root:" in text] == []


def test_no_parser_is_left_and_the_memory_of_the_sync_is_flat(synced: Synced) -> None:
    assert synced.left == set()
    assert synced.grown_mb < 400
