"""What a number of documents needs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ragstone.plan import Hardware, Load, plan
from tests.ragstone.conftest import Command, write_documents


def test_the_formula_of_the_page() -> None:
    found = plan(Load(100_000, 10, 50, dimension=384, copies=2), Hardware(cores=4, memory_gb=16, price=1.0))
    assert found.chunks == 1_000_000
    assert found.hours == pytest.approx(1_000_000 / 50 / 4 / 3600)
    assert found.disk_gb == pytest.approx(2 * (384 * 4 + 1400 + 700 + 200) / 1000)
    by_name = {one.quantisation: one for one in found.serving}
    assert by_name["none"].memory_gb == pytest.approx(2 * 384 * 4 * 1.5 / 1000)
    assert by_name["int8"].memory_gb == pytest.approx(by_name["none"].memory_gb / 4)
    assert by_name["binary"].memory_gb == pytest.approx(by_name["none"].memory_gb / 32)
    assert [one.machines for one in found.serving] == [1, 1, 1]
    assert by_name["none"].price_a_month == 730


def test_a_quarter_of_each_machine_stays_free() -> None:
    found = plan(Load(1, 10_000_000, 50), Hardware(1, 10))
    assert found.serving[0].memory_gb == pytest.approx(23.04)
    assert found.serving[0].machines == 4


def test_the_command_takes_what_the_index_is_like(ragstone: Command, here: Path) -> None:
    ragstone("sync", write_documents(here / "docs"), "--index", "fresh")
    found = json.loads(ragstone("plan", "--documents", 1000, "--index", "fresh", "--json").out)
    assert found["load"]["chunks_per_document"] == 1.0
    assert found["chunks"] == 1000
    said = ragstone("plan", "--documents", 1000, "--index", "nowhere", "--price", 2).out
    assert said.startswith("1,000 documents at 15.0 chunks (as is usual): 15,000 chunks\n")
    assert "1 machines of 64 GB, 1,460 a month" in said


def test_the_vectors_are_as_long_as_those_of_the_index(ragstone: Command, here: Path) -> None:
    ragstone("sync", write_documents(here / "docs"), "--index", "fresh")
    manifest = next(here.glob("fresh/**/manifest.json"))
    manifest.write_text(json.dumps({**json.loads(manifest.read_text()), "dimension": 1024}))
    found = json.loads(ragstone("plan", "--documents", 1_000_000, "--index", "fresh", "--json").out)
    assert found["load"]["dimension"] == 1024
    assert found["serving"][0]["memory_gb"] == pytest.approx(1024 * 4 * 1.5 / 1000)


@pytest.mark.parametrize(
    "figures",
    [("--documents", 0), ("--memory", "nan"), ("--memory", "inf"), ("--price", "nan")],
)
def test_nothing_is_reckoned_from_nought(ragstone: Command, figures: tuple[str | int, ...]) -> None:
    finished = ragstone("plan", *(() if "--documents" in figures else ("--documents", 10)), *figures)
    assert (finished.code, finished.err[:34]) == (2, "ragstone: got a figure that is not")
