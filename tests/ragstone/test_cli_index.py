"""`ragstone reindex`, `ragstone index` and `ragstone sync --watch`, as processes and in this one."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

from tests.ragstone.conftest import Command, write_documents

ROOT = Path(__file__).parents[2]


def test_a_backup_is_restored_elsewhere(ragstone: Command, here: Path) -> None:
    ragstone("sync", write_documents(here / "docs"), "--index", "first")
    backed_up = ragstone("index", "backup", here / "b.zip", "--index", "first")
    assert (backed_up.code, backed_up.out.split(" in ")[0]) == (0, "4 documents")
    assert ragstone("index", "restore", here / "b.zip", "--index", "second").code == 0
    first, second = (ragstone("documents", "--json", "--index", name).out for name in ("first", "second"))
    assert first == second


def test_what_is_no_backup_ends_with_3(ragstone: Command, here: Path) -> None:
    (here / "b.zip").write_text("no backup")
    finished = ragstone("index", "restore", here / "b.zip", "--index", "fresh")
    assert (finished.code, finished.out) == (3, "")
    assert "expected a whole backup" in finished.err


def test_there_is_nothing_to_back_up_before_a_sync(ragstone: Command, here: Path) -> None:
    finished = ragstone("index", "backup", here / "b.zip", "--index", "nowhere")
    assert (finished.code, (here / "b.zip").exists()) == (3, False)
    assert "ragstone sync" in finished.err


def test_the_last_sync_is_taken_back_once(ragstone: Command, here: Path) -> None:
    docs = write_documents(here / "docs")
    ragstone("sync", docs, "--index", "fresh")
    before = ragstone("documents", "--json", "--index", "fresh").out
    (docs / "leave.md").unlink()
    ragstone("sync", docs, "--index", "fresh")
    taken_back = ragstone("index", "rollback", "--index", "fresh")
    assert taken_back.out == "revision 000001 is in force again, in the place of 000002\n"
    assert ragstone("documents", "--json", "--index", "fresh").out == before
    assert ragstone("index", "rollback", "--index", "fresh").code == 3


def test_reindexing_another_size_of_chunks_switches_and_can_be_taken_back(ragstone: Command, here: Path) -> None:
    docs = write_documents(here / "docs")
    ragstone("sync", docs, "--index", "fresh")
    (here / "ragstone.toml").write_text("[ingest]\nmax_tokens = 40\nmin_tokens = 0\n")
    assert "--rebuild" in ragstone("sync", docs, "--index", "fresh").err
    (docs / "leave.md").write_bytes(b"")
    finished = ragstone("reindex", docs, "--index", "fresh")
    assert finished.code == 1
    assert "leave.md" in ragstone("documents", "--index", "fresh").out
    assert ragstone("search", "annual leave", "--index", "fresh").code == 0
    (here / "ragstone.toml").unlink()
    assert ragstone("search", "annual leave", "--index", "fresh").code == 3
    assert ragstone("index", "rollback", "--index", "fresh").code == 0
    assert ragstone("search", "annual leave", "--index", "fresh").code == 0


def test_reindexing_a_part_alone_is_refused(ragstone: Command, here: Path) -> None:
    ragstone("sync", write_documents(here / "docs"), "--index", "fresh")
    (here / "other").mkdir()
    (here / "other" / "fire.txt").write_text("In case of fire leave the building.")
    ragstone("sync", here / "other", "--index", "fresh")
    finished = ragstone("reindex", here / "other", "--index", "fresh")
    assert finished.code == 2
    assert "docs' too, which was not named" in finished.err


def test_the_history_tells_of_runs_and_of_what_fails(ragstone: Command, here: Path) -> None:
    docs = write_documents(here / "docs")
    (docs / "empty.pdf").write_bytes(b"")
    ragstone("sync", docs, "--index", "fresh")
    ragstone("sync", docs, "--index", "fresh")
    told = json.loads(ragstone("index", "history", "--index", "fresh", "--json").out)
    assert [run["counts"]["added"] for run in told["runs"]] == [4, 0]
    assert (told["failures"][0]["document_id"], told["failures"][0]["attempts"]) == ("empty.pdf", 2)
    assert "failed since" in ragstone("index", "history", "--index", "fresh", "--last", 1).out
    assert ragstone("index", "history", "--index", "nowhere").code == 3


def wait_for(what: Callable[[], bool]) -> None:
    until = time.monotonic() + 60
    while not what() and time.monotonic() < until:
        time.sleep(0.1)
    assert what()


def test_watching_takes_up_what_changes_and_stops_when_told(here: Path) -> None:
    docs, history = write_documents(here / "docs"), here / "fresh" / "history.jsonl"

    def runs() -> int:
        return len(history.read_bytes().splitlines()) if history.exists() else 0

    command = [
        sys.executable,
        "-m",
        "ragstone.cli",
        "sync",
        str(docs),
        "--watch",
        "0.02",
        "--index",
        str(here / "fresh"),
    ]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        wait_for(lambda: runs() >= 2)
        docs.rename(here / "away")  # what goes wrong is told, and tried again
        time.sleep(2)
        (here / "away").rename(docs)
        (docs / "new.txt").write_text("Something new.")
        wait_for(lambda: '"added":1' in history.read_text())
        running.send_signal(signal.SIGTERM)
        out, err = running.communicate(timeout=30)
    assert running.returncode == 0
    assert "expected a folder, a file" in err
    assert "1 added" in out
    assert err.endswith("stopped\n")


def test_watching_a_dry_run_makes_no_sense(ragstone: Command, here: Path) -> None:
    finished = ragstone("sync", write_documents(here / "docs"), "--watch", "1", "--dry-run")
    assert finished.code == 2
    assert "got --watch with --dry-run" in finished.err


def test_a_sync_writes_its_numbers_for_prometheus(ragstone: Command, here: Path) -> None:
    docs = write_documents(here / "docs")
    (docs / "empty.txt").write_text("")
    finished = ragstone("sync", docs, "--index", "fresh", "--metrics", here / "sync.prom")
    assert finished.code == 1
    found = {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families((here / "sync.prom").read_text())
        for sample in family.samples
    }
    assert found["ragstone_sync_documents", "added"] == 4
    assert found["ragstone_sync_documents", "failed"] == 1
    assert 0 <= time.time() - found["ragstone_sync_last_end_timestamp_seconds",] < 60
    assert found["ragstone_sync_seconds",] >= found["ragstone_sync_stage_seconds", "writing"] > 0


def test_numbers_that_cannot_be_written_are_told_in_a_sentence(ragstone: Command, here: Path) -> None:
    docs = write_documents(here / "docs")
    finished = ragstone("sync", docs, "--index", "fresh", "--metrics", here / "nowhere" / "sync.prom")
    assert finished.code == 3
    assert finished.err.endswith("(No such file or directory); make its folder, or mend its rights\n")


def test_a_file_of_places_is_synced_and_reindexed_under_its_name(ragstone: Command, here: Path) -> None:
    (write_documents(here / "docs") / "board.md").unlink()
    (here / "all.places.yaml").write_text("places:\n  - {place: docs, prefix: hr/, groups: [hr]}\n")
    ragstone("sync", "all.places.yaml", "--index", "fresh")
    listed = json.loads(ragstone("documents", "--json", "--index", "fresh", "--group", "hr").out)
    assert {document["document_id"].split("/")[0] for document in listed["documents"]} == {"hr"}
    assert ragstone("reindex", "all.places.yaml", "--index", "fresh").code == 0
    assert ragstone("documents", "--json", "--index", "fresh").out.count("hr/") == 0
