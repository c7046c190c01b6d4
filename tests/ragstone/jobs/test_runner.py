"""Jobs in processes of their own: what they come to, and what becomes of them when something dies."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.index.directory import IndexDirectory
from models.protocols import Embedder
from ragstone.jobs.intake import Intake
from ragstone.jobs.job import Job, JobKind, JobState
from ragstone.jobs.runner import Runner
from ragstone.jobs.task import Task, without_paths
from ragstone.settings import SettingsError, load_settings
from ragstone.uploads.about import About
from ragstone.wiring import build_index, build_intake
from tests.library_parts import WAIT_S, World, world

OPEN = About(())
# A site customisation of the child: what a parser would do that a hostile file breaks.
TRAP = """
import os, signal, time
import ingest.loaders.text as text
real = text.load
def load(file):
    if b"KILL" in file.data:
        os.kill(os.getpid(), signal.SIGSEGV)
    if b"EXIT" in file.data:
        os._exit(7)
    if b"SLEEP" in file.data:
        time.sleep(1000)
    return real(file)
text.load = load
"""


@pytest.fixture
def place(embedder: Embedder, tmp_path: Path) -> World:
    """Its jobs parse in their own process, so that a hostile file takes that one down."""
    return parsing_in(0, world(tmp_path, embedder))


def parsing_in(workers: int, made: World) -> World:
    ingest = made.settings.ingest.model_copy(update={"workers": workers})
    return replace(made, settings=made.settings.model_copy(update={"ingest": ingest}))


@pytest.fixture
def running() -> Iterator[Callable[[Intake], Intake]]:
    started: list[Intake] = []

    def start(intake: Intake) -> Intake:
        started.append(intake)
        intake.start()
        return intake

    yield start
    for intake in started:
        intake.stop()


@pytest.fixture
def trapped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Text files that kill, end or hold up the process that reads them."""
    program = f"exec({TRAP!r}); from ragstone.jobs.child import main; main()"
    monkeypatch.setattr("ragstone.jobs.process._PROGRAM", program)


def put(intake: Intake, name: str, text: str) -> Job:
    part = intake.folder.part()
    part.write(text.encode())
    with intake.folder.changing():
        return intake.upload([(name, part)], OPEN, "hr")


def until(intake: Intake, job: Job, holds: Callable[[Job], bool]) -> Job:
    end = time.monotonic() + WAIT_S
    while time.monotonic() < end:
        if holds(found := intake.ledger.get(job.id)):
            return found
        time.sleep(0.02)
    raise TimeoutError(found)


def over(intake: Intake, job: Job) -> Job:
    return until(intake, job, lambda found: found.is_over)


def ids(place: World) -> list[str]:
    index = build_index(place.settings)
    found = [record.document_id for record in index.library(("board",))]
    index.close()
    return found


def child_of(process: int) -> int:
    """The process that runs a job; others may be a browser's, of other tests."""
    end = time.monotonic() + WAIT_S
    while time.monotonic() < end:
        children = Path(f"/proc/{process}/task").glob("*/children")
        pids = [one for path in children for one in path.read_text().split()]
        if found := [pid for pid in pids if b"ragstone.jobs.child" in Path(f"/proc/{pid}/cmdline").read_bytes()]:
            return int(found[0])
        time.sleep(0.01)
    raise TimeoutError("no process runs a job")


def test_a_job_says_what_became_of_each_document(place: World, running: Callable[[Intake], Intake]) -> None:
    intake = place.intake()
    put(intake, "new.txt", "The canteen opens at noon.")
    (place.uploads / "empty.txt").write_text(" ")
    (place.uploads / "empty.txt.meta.yaml").write_text("groups: []\n")
    (place.source / "leave.md").write_text("# Leave\n\nAnnual leave is 26 days.\n")
    job = over(running(intake), intake.sync("chief"))
    counts = {"added": 1, "replaced": 0, "unchanged": 2, "removed": 0, "failed": 1}
    first = intake.ledger.jobs()[0]
    assert (first.state, first.counts) == (JobState.DONE, counts | {"unchanged": 0})
    assert (job.counts, job.done, job.total) == (counts | {"added": 0, "replaced": 1}, 4, 4)
    assert [note.document_id for note in job.failures] == ["empty.txt"]
    assert "without content" in job.failures[0].sentence
    assert job.revision == IndexDirectory(place.settings.index.path).generation()
    assert job.started and job.finished and job.created <= job.started <= job.finished
    assert ids(place) == ["board.md", "leave.md", "new.txt"]


def test_an_upload_leaves_other_sources_alone(place: World, running: Callable[[Intake], Intake]) -> None:
    intake = running(place.intake())
    (place.source / "leave.md").unlink()
    assert over(intake, put(intake, "new.txt", "The canteen opens at noon.")).counts["removed"] == 0
    assert "leave.md" in ids(place)
    assert over(intake, intake.sync("")).counts["removed"] == 1


def test_a_job_that_cannot_be_done_says_why_without_a_path(place: World, running: Callable[[Intake], Intake]) -> None:
    settings = load_settings(
        flags={"index": {"path": place.root / "index"}, "api": {"sources": (str(place.root / "nowhere"),)}},
        environment={},
    ).settings
    intake = running(build_intake(settings))
    job = over(intake, intake.sync(""))
    assert job.state is JobState.FAILED
    assert job.reason == "got 'nowhere', expected a folder, a file or a .jsonl that exists; check the path"


@pytest.mark.parametrize(("text", "how"), [("KILL", "SIGSEGV"), ("EXIT", "ended with 7")])
@pytest.mark.usefixtures("trapped")
def test_a_file_that_ends_its_reader_is_left_out_and_the_rest_is_done(
    place: World, running: Callable[[Intake], Intake], text: str, how: str
) -> None:
    intake = place.intake()
    put(intake, "a.txt", "The canteen opens at noon.")
    put(intake, "hostile.txt", text)
    put(intake, "z.txt", "The library opens at one.")
    running(intake)
    jobs = [over(intake, job) for job in intake.ledger.jobs()]
    assert {job.state for job in jobs} == {JobState.DONE}
    assert jobs[0].attempts == 3  # only one by one it is known which file it was
    assert [(note.document_id, how in note.sentence) for note in jobs[0].failures] == [("hostile.txt", True)]
    assert ids(place) == ["a.txt", "board.md", "leave.md", "z.txt"]


def test_a_file_that_ends_its_parser_costs_the_job_nothing(
    place: World, running: Callable[[Intake], Intake], monkeypatch: pytest.MonkeyPatch
) -> None:
    parser = f"exec({TRAP!r}); from ingest.isolation.child import main; main()"
    trap = f"import ingest.isolation.pool as pool; pool._PROGRAM = {parser!r}; "
    monkeypatch.setattr("ragstone.jobs.process._PROGRAM", f"{trap}from ragstone.jobs.child import main; main()")
    intake = running(parsing_in(1, place).intake())
    put(intake, "hostile.txt", "KILL")
    job = over(intake, put(intake, "z.txt", "The library opens at one."))
    assert (job.state, job.attempts, job.crashed) == (JobState.DONE, 1, {})
    assert [note.document_id for note in job.failures] == ["hostile.txt"]
    assert "its parser fell over (SIGSEGV)" in job.failures[0].sentence
    assert "z.txt" in ids(place)


@pytest.mark.usefixtures("trapped")
def test_a_file_that_killed_its_reader_is_tried_again_only_when_it_is_new_or_all_is_synced(
    place: World, running: Callable[[Intake], Intake]
) -> None:
    intake = running(place.intake())
    over(intake, put(intake, "hostile.txt", "KILL"))
    after = over(intake, put(intake, "a.txt", "The canteen opens at noon."))
    assert (after.attempts, [note.document_id for note in after.failures]) == (1, ["hostile.txt"])
    assert over(intake, intake.sync("")).attempts == 3
    mended = over(intake, put(intake, "hostile.txt", "The library opens at one."))
    assert (mended.attempts, mended.failures, mended.crashed) == (1, (), {})
    assert "hostile.txt" in ids(place)


@pytest.mark.usefixtures("trapped")
def test_a_file_that_holds_its_reader_up_is_left_out(place: World, running: Callable[[Intake], Intake]) -> None:
    made = place.intake()
    intake = replace(made, runner=Runner(made.ledger, lambda job: Task.of(job, place.settings), patience_s=5))
    put(intake, "hostile.txt", "SLEEP")
    job = put(intake, "z.txt", "The library opens at one.")
    running(intake)
    assert "told nothing for 5 s" in over(intake, intake.ledger.jobs()[0]).failures[0].sentence
    assert over(intake, job).state is JobState.DONE
    assert "z.txt" in ids(place)


def test_a_process_that_is_killed_while_it_reads_nothing_fails_its_job(
    place: World, running: Callable[[Intake], Intake], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ragstone.jobs.process._PROGRAM", "import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    intake = running(place.intake())
    job = over(intake, intake.sync(""))
    assert (job.state, job.attempts) == (JobState.FAILED, 1)
    assert "its process was killed (SIGKILL); what was published is untouched" in job.reason


@pytest.mark.usefixtures("trapped")
def test_a_stop_ends_the_process_and_the_next_start_runs_the_job(
    place: World, running: Callable[[Intake], Intake]
) -> None:
    intake = place.intake()
    job = put(intake, "hostile.txt", "SLEEP")
    intake.start()
    until(intake, job, lambda found: found.total == 1)
    child = child_of(os.getpid())
    started = time.monotonic()
    intake.stop()
    assert time.monotonic() - started < 15
    waiting = intake.ledger.get(job.id)
    assert (waiting.state, waiting.attempts) == (JobState.QUEUED, 0)
    assert "stopped" in waiting.reason
    assert not Path(f"/proc/{child}").exists()
    (place.uploads / "hostile.txt").write_text("The library opens at one.")
    assert over(running(place.intake()), job).state is JobState.DONE


def test_a_job_that_a_dead_server_left_running_is_run_again_but_not_for_ever(
    place: World, running: Callable[[Intake], Intake]
) -> None:
    intake = place.intake()
    left, hopeless = Job.of(JobKind.SYNC).begun(), Job.of(JobKind.UPLOAD).begun()
    put(intake, "new.txt", "The canteen opens at noon.")
    intake.ledger.write(left)
    intake.ledger.write(hopeless.model_copy(update={"attempts": 5}))
    running(intake)
    assert over(intake, left).state is JobState.DONE
    given_up = over(intake, hopeless)
    assert (given_up.state, "begun 5 times" in given_up.reason) == (JobState.FAILED, True)


def test_a_job_waits_for_another_writer_of_the_index(place: World, running: Callable[[Intake], Intake]) -> None:
    intake = place.intake()
    with IndexDirectory(place.settings.index.path).writing():
        job = put(running(intake), "new.txt", "The canteen opens at noon.")
        until(intake, job, lambda found: found.total == 1)
        time.sleep(1)
        assert intake.ledger.get(job.id).state is JobState.RUNNING
    assert over(intake, job).counts["added"] == 1


def test_of_two_servers_one_runs_jobs_and_the_other_takes_over(
    place: World, running: Callable[[Intake], Intake]
) -> None:
    first, second = place.intake(), place.intake()
    first.start()
    asked = put(second, "one.txt", "The canteen opens at noon.")
    assert over(running(second), asked).state is JobState.DONE
    first.stop()
    assert over(second, put(second, "two.txt", "The library opens at one.")).state is JobState.DONE


def test_no_secret_but_the_indexs_own_is_handed_on_and_none_on_a_command_line(place: World) -> None:
    flags = {"index": {"api_key": "index-secret"}, "llm": {"api_key": "llm-secret"}}
    task = Task.of(Job.of(JobKind.SYNC), load_settings(flags=flags, environment={}).settings)  # type: ignore[arg-type]
    told = task.model_dump_json()
    assert ("index-secret" in told, "llm-secret" in told) == (True, False)


def test_a_sentence_keeps_the_name_and_loses_the_way_to_it() -> None:
    assert without_paths("got 'a/b.md' from '/home/x/hand book', or '/y'") == "got 'a/b.md' from 'hand book', or 'y'"


@pytest.mark.parametrize(("source", "uploads"), [(".", "up"), ("up/in", "up"), ("up", "up")])
def test_uploads_and_sources_lie_apart(tmp_path: Path, source: str, uploads: str) -> None:
    flags = {"api": {"sources": (str(tmp_path / source),), "uploads": tmp_path / uploads}}
    with pytest.raises(SettingsError, match="neither inside the other"):
        build_intake(load_settings(flags=flags, environment={}).settings)
