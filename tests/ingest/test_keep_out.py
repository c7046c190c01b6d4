"""Secrets and numbers of persons stay out of an index where a setting says so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.index.edge import EdgeIndex
from ingest.isolation.pool import ProcessPool
from ingest.keep_out import keep_out
from ingest.loaders.loaded import RawFile
from ingest.parse import parse
from ingest.parser import DirectParser, Parser
from ingest.sources.places import discover
from ingest.sources.source import RawSource
from tests.ingest.conftest import MakeSync

PASSWORD = "Winter" + "2026!"
IBAN = "DE89 3704 0044 " + "0532 0130 00"
PAGE = f"# Accounts\n\nThe door opens at noon.\n\n## Wi-Fi: password = {PASSWORD}\n\n- Pay to {IBAN}.\n"


@pytest.mark.parametrize("parser", [DirectParser(), ProcessPool(1, time_s=20, memory_mb=1000)])
def test_bars_stand_where_a_value_stood(
    folder: Path, parser: Parser, make_sync: MakeSync, open_index: Callable[[], EdgeIndex]
) -> None:
    (folder / "accounts.md").write_text(PAGE)
    job = replace(make_sync(), parser=parser, keep_out=("secrets", "personal"))
    report = job.run(discover(folder), roots=[str(folder)])
    (told,) = [outcome for outcome in report.outcomes if outcome.document_id == "accounts.md"]
    assert told.warnings == (
        "a password was kept out; take it out of the file", "an IBAN was kept out; take it out of the file",
    )  # fmt: skip
    chunks = open_index().chunks("accounts.md", ())
    everything = repr(chunks)
    assert PASSWORD not in everything
    assert IBAN not in everything
    said = "\n".join(chunk.text for chunk in chunks)
    assert "The door opens at noon." in said
    assert f"password = {'█' * len(PASSWORD)}" in said
    assert f"Pay to {'█' * len(IBAN)}." in said


def test_each_kind_is_asked_for_by_itself_and_nothing_is_by_default() -> None:
    document = parse(RawSource("a.md", "s", "u", RawFile("a.md", PAGE.encode()), "v")).document
    assert PASSWORD in document.text
    personal, found = keep_out(document, ("personal",))
    assert found == ("an IBAN",)
    assert (PASSWORD in personal.text, IBAN in personal.text) == (True, False)


def test_turning_it_on_reads_everything_anew(
    folder: Path, make_sync: MakeSync, open_index: Callable[[], EdgeIndex]
) -> None:
    (folder / "accounts.md").write_text(PAGE)
    make_sync().run(discover(folder), roots=[str(folder)])
    assert PASSWORD in repr(open_index().chunks("accounts.md", ()))
    report = replace(make_sync(), keep_out=("secrets",)).run(discover(folder), roots=[str(folder)])
    assert report.counts["replaced"] == 4
    assert PASSWORD not in repr(open_index().chunks("accounts.md", ()))
    assert report.embedded == 1


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_offset_moves(before: str, behind: str) -> None:
    source = RawSource("a.txt", "s", "u", f"{before}\n\npassword = {PASSWORD}\n\n{behind}", "v")
    document = parse(source).document
    barred, _ = keep_out(document, ("secrets", "personal"))
    assert len(barred.text) == len(document.text)
    assert [block.span for block in barred.blocks] == [block.span for block in document.blocks]


def test_a_document_without_any_is_the_same() -> None:
    document = parse(RawSource("a.txt", "s", "u", "Nothing to hide.", "v")).document
    assert keep_out(document, ("secrets", "personal")) == (document, ())
