from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from ingest.errors import LoadError
from ingest.loaders.loaded import RawFile
from ingest.loaders.registry import load
from samples.build import HANDBOOK, ROOT, built, sources, target_of
from samples.writers.source import parse, title_of


def same_libraries() -> bool:
    pins = [line.split("==") for line in (ROOT / "versions.txt").read_text().split()]
    return all(version(name) == pinned for name, pinned in pins)


def text_of(name: str, data: bytes) -> str:
    try:
        return load(RawFile(name, data)).text
    except LoadError as error:
        return str(error)


@pytest.mark.skipif(not same_libraries(), reason="other library versions than in samples/versions.txt")
@pytest.mark.parametrize("script", ["build.py", "locate.py"])
def test_check_finds_nothing_to_change(script: str, tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / script), "--check"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("source", sources(), ids=lambda source: source.name)
def test_a_built_file_says_what_its_source_says(source: Path) -> None:
    target = target_of(source)
    assert text_of(target.name, built(source)) == text_of(target.name, target.read_bytes())
    assert target.stat().st_size < 300_000


def test_every_office_file_has_a_source() -> None:
    office = {path for path in HANDBOOK.rglob("*") if path.suffix in (".pdf", ".docx", ".pptx", ".xlsx")}
    assert office == {target_of(source) for source in sources()}


def test_building_twice_gives_the_same_bytes() -> None:
    for source in sources():
        assert built(source) == built(source)


def test_a_source_is_read_as_headings_items_and_tables() -> None:
    parts = parse("# Title\nText.\n- one\n1. two\n> note\n| a | b |\n|---|---|\n| 1 | 2 |\n")
    assert [part.kind for part in parts] == ["heading", "paragraph", "bullet", "number", "notes", "table"]
    assert parts[-1].rows == (("a", "b"), ("1", "2"))


def test_a_source_without_a_heading_is_refused() -> None:
    with pytest.raises(ValueError, match="without a heading"):
        title_of(parse("just text"))
