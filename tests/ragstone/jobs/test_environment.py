"""What the processes that read files know of our settings."""

from __future__ import annotations

import time
from pathlib import Path
from typing import cast

import pytest

from ingest.isolation.interpreter import Interpreter
from ingest.isolation.pool import ProcessPool
from ingest.loaders.loaded import RawFile
from ingest.sources.source import RawSource
from ragstone.ingestion import build_parser
from ragstone.jobs.process import Process
from ragstone.jobs.task import Task
from ragstone.settings import IngestSettings

SECRET = "sk-do-not-show-me"


@pytest.fixture(autouse=True)
def handed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAGSTONE_HANDED_SETTINGS", SECRET)
    monkeypatch.setenv("RAGSTONE_LLM__API_KEY", SECRET)


def environment_of(process: Interpreter) -> str:
    """As the system knows it, once the program has begun."""
    until = time.monotonic() + 10
    while not (found := Path(f"/proc/{process.pid}/environ").read_text()) and time.monotonic() < until:
        time.sleep(0.01)
    assert "PATH=" in found
    return found


def test_a_parser_gets_no_setting() -> None:
    pool = cast(ProcessPool, build_parser(IngestSettings(workers=1)))
    try:
        pool.parse(RawSource("a.md", "/docs", "file:///docs/a.md", RawFile("a.md", b"Some text."), "v1"))
        assert SECRET not in environment_of(pool._idle[0].process)
    finally:
        pool.close()


def test_a_job_gets_no_setting_but_in_its_task() -> None:
    with Process(Task(settings={}), patience_s=10) as process:
        assert SECRET not in environment_of(process._child)
