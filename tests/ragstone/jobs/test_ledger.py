"""The folder of jobs."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from ragstone.errors import JobsError, UnknownJobError
from ragstone.jobs.job import Job, JobKind, JobState
from ragstone.jobs.ledger import Ledger


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path / "jobs")


def test_a_job_is_found_again_as_it_was(ledger: Ledger) -> None:
    job = ledger.add(Job.of(JobKind.UPLOAD, asked_by="hr", documents=("Ü.md",)))
    assert ledger.get(job.id) == job
    assert (job.state, job.documents) == (JobState.QUEUED, ("Ü.md",))


def test_jobs_come_in_the_order_that_they_were_asked_for(ledger: Ledger) -> None:
    asked = [ledger.add(Job.of(JobKind.UPLOAD)).id for _ in range(20)]
    assert [job.id for job in ledger.jobs()] == asked


def test_a_sync_that_waits_is_not_queued_twice(ledger: Ledger) -> None:
    first = ledger.add(Job.of(JobKind.SYNC, asked_by="one"))
    assert ledger.add(Job.of(JobKind.SYNC, asked_by="two")) == first
    ledger.write(first.begun())
    assert ledger.add(Job.of(JobKind.SYNC)) != first
    assert len(ledger.jobs()) == 2


def test_uploads_are_each_a_job(ledger: Ledger) -> None:
    assert ledger.add(Job.of(JobKind.UPLOAD)) != ledger.add(Job.of(JobKind.UPLOAD))
    assert ledger.add(Job.of(JobKind.SYNC)).kind is JobKind.SYNC


@pytest.mark.parametrize("job_id", ["", "../keys", "20260101T000000000000-0123456789abcdef", "runner", "a" * 500, "\0"])
def test_any_other_id_is_unknown(ledger: Ledger, job_id: str) -> None:
    with pytest.raises(UnknownJobError, match="expected one that"):
        ledger.get(job_id)


def test_a_file_that_is_no_job_is_told_of_and_left_out_of_the_list(ledger: Ledger) -> None:
    job, other = ledger.add(Job.of(JobKind.UPLOAD)), ledger.add(Job.of(JobKind.UPLOAD))
    (ledger.folder / f"{job.id}.json").write_text("{")
    assert ledger.jobs() == [other]
    with pytest.raises(JobsError, match="not as it was written"):
        ledger.get(job.id)


def test_a_folder_that_cannot_be_written_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "jobs").write_text("")
    with pytest.raises(JobsError, match="folder of jobs 'jobs' cannot be used"):
        Ledger(tmp_path / "jobs").add(Job.of(JobKind.SYNC))


def test_of_jobs_that_are_over_the_last_are_kept(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ragstone.jobs.ledger._KEPT", 3)
    waiting = ledger.add(Job.of(JobKind.UPLOAD))
    over = [Job.of(JobKind.UPLOAD).ended("why") for _ in range(5)]
    for job in over:
        ledger.write(job)
    last = ledger.add(Job.of(JobKind.UPLOAD))
    assert ledger.jobs() == [waiting, *over[-3:], last]


def test_no_more_jobs_wait_than_may(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ragstone.jobs.ledger._MOST_WAITING", 2)
    for _ in range(2):
        ledger.add(Job.of(JobKind.UPLOAD))
    with pytest.raises(JobsError, match="while 2 wait"):
        ledger.add(Job.of(JobKind.UPLOAD))


def test_one_of_two_runs_jobs(ledger: Ledger) -> None:
    with ledger.running() as first, Ledger(ledger.folder).running() as second:
        assert (first, second) == (True, False)
    with ledger.running() as again:
        assert again


def test_a_job_that_waits_again_says_why_and_a_stop_does_not_count(ledger: Ledger) -> None:
    job = Job.of(JobKind.SYNC).begun()
    assert (job.attempts, job.state) == (1, JobState.RUNNING)
    waiting = job.spared().waiting("stopped")
    assert (waiting.attempts, waiting.state, waiting.reason) == (0, JobState.QUEUED, "stopped")
    assert waiting.begun().reason == ""
    assert job.created <= datetime.now(UTC)
