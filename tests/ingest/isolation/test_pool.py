"""Files that fell, hang or eat up a parser: each is a reason, and the next file is parsed as if nothing had been."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ingest.errors import LoadError, ParserLostError
from ingest.isolation.frames import joined, parted
from ingest.isolation.pool import ProcessPool
from ingest.loaders.loaded import RawFile
from ingest.parse import parse
from ingest.sources.source import RawSource
from ingest.tags import Fields
from ingest.vocabulary import Vocabulary

# A loader for `.py` files that does what the file says: the shipped ones are not known to fall over.
HOSTILE = """
import importlib, sys, types
registry = importlib.import_module("ingest.loaders.registry")
def load(file):
    exec(file.data.decode())
module = types.ModuleType("ingest.loaders.hostile")
module.load = load
sys.modules["ingest.loaders.hostile"] = module
registry.LOADERS[".hostile"] = "hostile"
"""


@pytest.fixture
def pool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ProcessPool]:
    (tmp_path / "hostile_loader.py").write_text(HOSTILE)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(
        "ingest.isolation.pool._PROGRAM", "import hostile_loader; from ingest.isolation.child import main; main()"
    )
    made = ProcessPool(1, time_s=2, memory_mb=900)
    yield made
    made.close()


def source(name: str, data: bytes) -> RawSource:
    return RawSource(name, "/docs", f"file:///docs/{name}", RawFile(name, data), "v1")


def test_what_comes_back_is_what_this_process_would_have_parsed(pool: ProcessPool) -> None:
    head = "---\neffective: 2026-01-01\n---\n# Leave\n\nThere are 25 days."
    text = f"{head}\n\n- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"
    told = Fields(groups=("hr",), tags={"department": ("people",)})
    raw = replace(source("leave.md", text.encode()), told=told)
    assert pool.parse(raw) == parse(raw)


def test_everything_said_about_a_source_goes_over_the_pipe() -> None:
    vocabulary = Vocabulary({"department": ("people",)}, ("department",), strict=True)
    rules = (Fields(tags={"department": ("people",)}, effective=date(2026, 1, 1)), Fields(supersedes=("old.md",)))
    raw = replace(source("a.bin", bytes(range(256))), rules=rules, told=Fields(groups=()), vocabulary=vocabulary)
    assert joined(*parted(raw)) == raw


def test_text_without_a_file_is_parsed_too(pool: ProcessPool) -> None:
    raw = RawSource("row", "/rows.jsonl", "row", "Pay day is the 25th.", "v1")
    assert pool.parse(raw) == parse(raw)


def test_a_reason_is_the_loaders_own_sentence(pool: ProcessPool) -> None:
    with pytest.raises(LoadError, match="got extension '.zzz', expected one of") as raised:
        pool.parse(source("a.zzz", b"text"))
    assert not isinstance(raised.value, ParserLostError)


@pytest.mark.parametrize(
    ("does", "reason"),
    [
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", r"its parser fell over \(SIGSEGV\)"),
        ("import os; os._exit(7)", r"its parser fell over \(exit 7\)"),
        ("while True: pass", r"its parser was stopped after 2 s.*ingest\.parse_timeout_s"),
        ("import time; time.sleep(60)", "its parser was stopped after 2 s"),
        ("import os; os.write(3, b'\\0' * 64); os._exit(0)", "its parser fell over"),
    ],
)
def test_a_lost_parser_is_a_reason_and_the_next_file_is_parsed(pool: ProcessPool, does: str, reason: str) -> None:
    with pytest.raises(ParserLostError, match=reason):
        pool.parse(source("a.hostile", does.encode()))
    assert pool.parse(source("b.txt", b"Something to read.")).document.text.startswith("Something")


def test_memory_is_limited_to_what_was_said(pool: ProcessPool) -> None:
    with pytest.raises(ParserLostError, match=r"needed more than 900 MB.*ingest\.parse_memory_mb"):
        pool.parse(source("a.hostile", b"x = bytearray(4 << 30)"))
    assert pool.parse(source("b.txt", b"Something to read.")).document.id == "b.txt"


def test_what_is_printed_does_not_stand_between_the_answers(pool: ProcessPool) -> None:
    with pytest.raises(LoadError):
        pool.parse(source("a.hostile", b"print('P{}' * 100, flush=True); import os; os.write(1, b'P')"))
    assert pool.parse(source("b.txt", b"Something to read.")).document.id == "b.txt"


def test_closing_ends_a_parser_that_is_at_work(pool: ProcessPool) -> None:
    reasons: list[str] = []

    def work() -> None:
        try:
            pool.parse(source("a.hostile", b"import time; time.sleep(60)"))
        except ParserLostError as error:
            reasons.append(str(error))

    thread = threading.Thread(target=work)
    thread.start()
    time.sleep(0.5)
    started = time.monotonic()
    pool.close()
    thread.join(10)
    assert not thread.is_alive()
    assert time.monotonic() - started < 1.5
    assert reasons[0].startswith("its parser fell over")


def test_no_process_is_left(pool: ProcessPool) -> None:
    pool.parse(source("b.txt", b"Something to read."))
    child = next(iter(pool._all)).process.pid
    pool.close()
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)
