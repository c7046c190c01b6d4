from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import cast

import pytest

from ingest.errors import CorpusError, IndexMismatchError, ParserLostError
from ingest.failures import FailureLedger
from ingest.index.edge import EdgeIndex
from ingest.index.protocol import Conditions
from ingest.outcome import Outcome, OutcomeKind, SyncReport
from ingest.parse import Parsed, parse
from ingest.sources.places import discover
from ingest.sources.rows import SourceRow
from ingest.sources.source import RawSource
from ingest.sync import Sync, forget
from models.protocols import Embedder

Run = Callable[..., SyncReport]
Open = Callable[[], EdgeIndex]
EVERYTHING = Conditions(date(2026, 11, 24), ("hr",))
ROOT = Path(__file__).parent.parent.parent


def ids(index: EdgeIndex, conditions: Conditions = EVERYTHING) -> list[str]:
    return [record.document_id for record in index.documents(conditions)]


def kinds(report: SyncReport) -> dict[str, str]:
    return {outcome.document_id: outcome.kind.value for outcome in report.outcomes}


def test_a_first_sync_adds_everything(folder: Path, sync: Run, open_index: Open) -> None:
    report = sync(folder)
    assert report.counts["added"] == 3
    assert report.complete
    assert ids(open_index()) == ["leave.md", "prices.csv", "travel.txt"]


def test_what_has_not_changed_is_skipped(folder: Path, sync: Run) -> None:
    revision = sync(folder).revision
    report = sync(folder)
    assert report.counts["unchanged"] == 3
    assert report.revision == revision


def test_changed_new_and_gone_documents(folder: Path, sync: Run, open_index: Open) -> None:
    sync(folder)
    (folder / "leave.md").write_text("# Leave\n\nAnnual leave is 27 days.\n")
    (folder / "new.txt").write_text("Something new.")
    (folder / "prices.csv").unlink()
    assert kinds(sync(folder)) == {
        "leave.md": "replaced", "new.txt": "added", "travel.txt": "unchanged", "prices.csv": "removed",
    }  # fmt: skip
    assert ids(open_index()) == ["leave.md", "new.txt", "travel.txt"]


def test_a_document_that_became_unreadable_stays_as_it_was(folder: Path, sync: Run, open_index: Open) -> None:
    sync(folder)
    (folder / "leave.md").write_bytes(b"")
    report = sync(folder)
    assert kinds(report)["leave.md"] == "failed"
    assert not report.complete
    assert "leave.md" in ids(open_index())


def test_a_sidecar_and_the_corpus_file_count_as_changes(folder: Path, sync: Run, open_index: Open) -> None:
    sync(folder)
    (folder / "leave.md.meta.yaml").write_text("groups: [hr]\ntags: {department: people}\n")
    assert kinds(sync(folder))["leave.md"] == "replaced"
    (folder / "corpus.yaml").write_text('rules:\n  - match: "*.txt"\n    groups: [hr]\n')
    assert kinds(sync(folder))["travel.txt"] == "replaced"
    assert ids(open_index(), Conditions(date(2026, 11, 24))) == ["prices.csv"]


def test_a_successor_ends_what_it_supersedes_without_touching_it(folder: Path, sync: Run, open_index: Open) -> None:
    sync(folder)
    (folder / "leave-2027.md").write_text("---\neffective: 2027-01-01\nsupersedes: [leave.md]\n---\nLeave is 30 days.")
    report = sync(folder)
    assert kinds(report)["leave.md"] == "unchanged"
    assert "leave-2027.md" not in ids(open_index())
    assert ids(open_index(), Conditions(date(2027, 1, 1))) == ["leave-2027.md", "prices.csv", "travel.txt"]


def test_a_successor_that_is_taken_back_revives_the_old_one(folder: Path, sync: Run, open_index: Open) -> None:
    successor = folder / "leave-new.md"
    successor.write_text("---\nsupersedes: [leave.md]\n---\nLeave is 30 days.")
    sync(folder)
    assert "leave.md" not in ids(open_index())
    successor.unlink()
    sync(folder)
    assert "leave.md" in ids(open_index())


def test_gone_documents_of_another_source_stay(folder: Path, tmp_path: Path, sync: Run, open_index: Open) -> None:
    sync(folder)
    other = tmp_path / "other"
    other.mkdir()
    (other / "fire.txt").write_text("In case of fire leave the building.")
    assert sync(other).elsewhere == {str(folder.resolve()): 3}
    assert ids(open_index()) == ["fire.txt", "leave.md", "prices.csv", "travel.txt"]
    assert sync(other).complete


def test_the_same_id_from_another_source_is_refused(folder: Path, tmp_path: Path, sync: Run, open_index: Open) -> None:
    sync(folder)
    other = tmp_path / "other"
    other.mkdir()
    (other / "leave.md").write_text("Another leave.")
    report = sync(other)
    assert "already has from" in report.outcomes[0].reason
    assert "--forget" in report.outcomes[0].reason
    assert "leave.md" in ids(open_index())


def test_a_source_can_be_forgotten(folder: Path, sync: Run, make_sync: Callable[..., Sync], open_index: Open) -> None:
    sync(folder)
    assert forget(make_sync().writer, str(folder.resolve())) == ["leave.md", "prices.csv", "travel.txt"]
    assert ids(open_index()) == []


def test_what_failed_of_a_source_is_forgotten_with_it(
    folder: Path, make_sync: Callable[..., Sync], tmp_path: Path
) -> None:
    (folder / "bad.pdf").write_bytes(b"%PDF-1.7 bad")
    ledger = FailureLedger(tmp_path / "failures.json")
    replace(make_sync(), failures=ledger).run(discover(folder), roots=[str(folder.resolve())])
    assert list(ledger.read()) == ["bad.pdf"]
    forget(make_sync().writer, str(folder.resolve()), ledger)
    assert ledger.read() == {}


def test_rows_of_a_jsonl_keep_their_characters(tmp_path: Path, sync: Run, open_index: Open) -> None:
    text = "# Pay\n\nPay day is  the 25th.\r\n\r\n- one\n- two"
    rows = tmp_path / "rows.jsonl"
    rows.write_text(json.dumps({"id": "pay", "title": "Pay", "text": text, "tags": {"department": "finance"}}) + "\n")
    assert sync(rows).complete
    shard = open_index()
    assert shard.documents(Conditions(date(2026, 1, 1), tags={"department": ("finance",)}))[0].title == "Pay"


def test_bad_rows_are_outcomes_and_good_ones_go_in(tmp_path: Path, sync: Run, open_index: Open) -> None:
    rows = tmp_path / "rows.jsonl"
    good = {"id": "good", "title": "Good", "text": "A good row."}
    rows.write_text("\n".join(['{"id": "x"}', "no json", json.dumps(good), '{"id": "y", "text": "t", "colour": 1}']))
    report = sync(rows)
    reasons = [outcome.reason for outcome in report.outcomes if outcome.kind is OutcomeKind.FAILED]
    assert [reason.split(",")[0] for reason in reasons] == [
        "got a row without `text` in rows.jsonl:1",
        "got a line that is no JSON; correct it",
        "got unknown key 'colour' in rows.jsonl:4",
    ]
    assert ids(open_index()) == ["good"]


def test_a_row_that_breaks_keeps_what_it_was(tmp_path: Path, sync: Run, open_index: Open) -> None:
    rows = tmp_path / "rows.jsonl"
    whole = [json.dumps({"id": name, "text": f"Room {name} has 4 chairs."}) for name in ("a", "b", "c")]
    rows.write_text("\n".join(whole))
    sync(rows)
    rows.write_text("\n".join([whole[0], '{"id": "b", "text": 4}']))
    assert sync(rows).counts["removed"] == 1
    assert ids(open_index()) == ["a", "b"]
    rows.write_text("\n".join([whole[0], whole[1][:-3]]))
    assert not sync(rows).complete
    assert ids(open_index()) == ["a", "b"]
    rows.write_text(whole[0])
    sync(rows)
    assert ids(open_index()) == ["a"]


def test_a_dry_run_says_what_would_happen_and_writes_nothing(
    folder: Path, sync: Run, make_sync: Callable[..., Sync], open_index: Open
) -> None:
    sync(folder)
    (folder / "leave.md").write_text("Changed.")
    (folder / "travel.txt").unlink()
    report = make_sync().plan(discover(folder), roots=[str(folder.resolve())])
    assert kinds(report) == {"leave.md": "replaced", "prices.csv": "unchanged", "travel.txt": "removed"}
    assert ids(open_index()) == ["leave.md", "prices.csv", "travel.txt"]


def test_another_splitter_is_a_mismatch_with_the_remedy(
    folder: Path, sync: Run, make_sync: Callable[..., Sync]
) -> None:
    sync(folder)
    job = make_sync()
    manifest = job.writer._manifest  # type: ignore[attr-defined]
    object.__setattr__(manifest, "splitter", "another")
    with pytest.raises(IndexMismatchError, match="splitter .*--rebuild"):
        job.run(discover(folder), roots=[str(folder)])


class CountingEmbedder:
    """The shipped embedder, and how many texts it was given."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder, self.texts = embedder, 0

    def __getattr__(self, name: str) -> object:
        return getattr(self._embedder, name)

    def embed_documents(self, texts: list[str]) -> object:
        self.texts += len(texts)
        return self._embedder.embed_documents(texts)


def test_a_change_of_rights_embeds_nothing(
    folder: Path, sync: Run, make_sync: Callable[..., Sync], open_index: Open, embedder: Embedder
) -> None:
    sync(folder)
    before = open_index().chunks("leave.md", ())
    (folder / "leave.md.meta.yaml").write_text("groups: [hr]\nexpires: 2027-12-31\n")
    counting = CountingEmbedder(embedder)
    job = replace(make_sync(), embedder=cast("Embedder", counting))
    report = job.run(discover(folder), roots=[str(folder.resolve())])
    assert (kinds(report)["leave.md"], report.embedded, counting.texts) == ("replaced", 0, 0)
    after = open_index().chunks("leave.md", ("hr",))
    assert [chunk.text for chunk in after] == [chunk.text for chunk in before]
    assert open_index().chunks("leave.md", ()) == []


def test_only_the_changed_part_of_a_document_is_embedded_anew(folder: Path, sync: Run) -> None:
    parts = [f"# Part {n}\n\n" + f"Sentence {n} of the long part is here. " * 20 for n in range(6)]
    (folder / "long.md").write_text("\n\n".join(parts))
    first = sync(folder).embedded
    parts[2] = parts[2].replace("Sentence 2", "Phrase 2")
    (folder / "long.md").write_text("\n\n".join(parts))
    assert 1 <= sync(folder).embedded <= 2 < first


class Clumsy:
    """A parser that is lost over PDF files."""

    workers = 1

    def __init__(self) -> None:
        self.asked: list[str] = []

    def parse(self, raw: RawSource) -> Parsed:
        self.asked.append(raw.id)
        if raw.id.endswith(".pdf"):
            raise ParserLostError("its parser was stopped after 2 s")
        return parse(raw)

    def close(self) -> None:
        """Nothing is open."""


def test_what_costs_a_parser_is_put_off_until_it_changes_or_is_asked_for(
    folder: Path, make_sync: Callable[..., Sync], tmp_path: Path
) -> None:
    (folder / "bad.pdf").write_bytes(b"%PDF-1.7 bad")
    parser, ledger = Clumsy(), FailureLedger(tmp_path / "failures.json")

    def run(hours: float, *, retry: bool = False) -> Outcome:
        now = datetime(2026, 11, 26, tzinfo=UTC) + timedelta(hours=hours)
        job = replace(make_sync(), parser=parser, failures=ledger, clock=lambda: now)
        report = job.run(discover(folder), roots=[str(folder.resolve())], retry=retry)
        return next(one for one in report.outcomes if one.document_id == "bad.pdf")

    assert run(0).reason == "its parser was stopped after 2 s"
    assert "the next after 2026-11-26 01:00 UTC" in run(0.5).reason
    assert parser.asked.count("bad.pdf") == 1
    assert run(0.6, retry=True).reason == "its parser was stopped after 2 s"
    assert ledger.read()["bad.pdf"].attempts == 2
    (folder / "bad.pdf").write_bytes(b"%PDF-1.7 also bad")
    assert run(0.7).reason == "its parser was stopped after 2 s"
    assert ledger.read()["bad.pdf"].attempts == 1
    (folder / "bad.pdf").unlink()
    (folder / "bad.txt").write_text("Good.")
    make = replace(make_sync(), parser=parser, failures=ledger)
    make.run(discover(folder), roots=[str(folder.resolve())])
    assert ledger.read() == {}


def test_documents_parsed_meanwhile_come_in_the_order_of_the_source(
    folder: Path, make_sync: Callable[..., Sync]
) -> None:
    for n in range(20):
        (folder / f"more-{n:02}.txt").write_text(f"Text number {n}.")
    told: list[str] = []
    job = replace(make_sync(), parser=Clumsy())
    job.run(discover(folder), roots=["/"], progress=lambda outcome, _, __: told.append(outcome.document_id))
    assert told == sorted(told)
    assert len(told) == 23


def test_a_source_that_is_listed_as_it_was_is_not_read(folder: Path, make_sync: Callable[..., Sync]) -> None:
    rows = [SourceRow("pay", "/rows", "Pay day is the 25th."), SourceRow("leave", "/rows", "Leave is 25 days.")]
    make_sync().run(rows, roots=["/rows"])
    read: list[str] = []

    class Watched(SourceRow):
        def read(self, max_bytes: int) -> RawSource:
            read.append(self.id)
            return super().read(max_bytes)

    again = [Watched("pay", "/rows", "Pay day is the 25th."), Watched("leave", "/rows", "Leave is 27 days.")]
    assert kinds(make_sync().run(again, roots=["/rows"])) == {"pay": "unchanged", "leave": "replaced"}
    assert read == ["leave"]


def test_an_empty_folder_and_a_missing_path_are_errors(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(CorpusError, match="without any document"):
        discover(tmp_path / "empty")
    with pytest.raises(CorpusError, match="expected a folder, a file"):
        discover(tmp_path / "nowhere")


def test_progress_is_told_after_every_document(folder: Path, sync: Run) -> None:
    told: list[tuple[int, int]] = []
    sync(folder, lambda _, done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_a_sync_that_is_killed_is_finished_by_the_next(tmp_path: Path) -> None:
    """Killed while it prepares: readers keep the old state, and what was prepared is not embedded again."""
    docs, index = tmp_path / "docs", tmp_path / "index"
    docs.mkdir()
    (docs / "first.txt").write_text("The first document.")
    command = [sys.executable, "-m", "ragstone.cli", "sync", str(docs), "--index", str(index)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    for n in range(60):
        (docs / f"more-{n:02}.txt").write_text("\n\n".join(f"Paragraph {n} {m} of the text. " * 20 for m in range(8)))
    running = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while len(list((index / "staging").glob("[0-9a-f]*"))) < 3 and time.monotonic() < deadline:
        time.sleep(0.02)
    os.kill(running.pid, signal.SIGKILL)
    running.wait()
    listed = [sys.executable, "-m", "ragstone.cli", "documents", "--json", "--index", str(index)]
    seen = json.loads(subprocess.run(listed, cwd=ROOT, check=True, capture_output=True).stdout)
    assert [document["document_id"] for document in seen["documents"]] == ["first.txt"]
    assert len(list((index / "staging").glob("[0-9a-f]*"))) >= 3
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    seen = json.loads(subprocess.run(listed, cwd=ROOT, check=True, capture_output=True).stdout)
    assert len(seen["documents"]) == 61
    assert not (index / "staging").exists()
