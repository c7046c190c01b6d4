"""How a sync reads what can be read in more than one way, through the processes that parse."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import docx
import pytest

from ingest.isolation.pool import ProcessPool
from ingest.loaders.loaded import Reading
from ingest.outcome import OutcomeKind
from ingest.parser import DirectParser, Parser
from ingest.sources.places import discover
from ingest.sync import Sync


@pytest.mark.parametrize("parser", [DirectParser(), ProcessPool(1, time_s=20, memory_mb=1000)])
def test_another_reading_reads_all_documents_anew(
    make_sync: Callable[[], Sync], tmp_path: Path, parser: Parser
) -> None:
    folder = tmp_path / "docs"
    folder.mkdir()
    document = docx.Document()
    said = document.add_paragraph("Hotels may cost 140 euros.")
    document.add_comment(said.runs, text="Check this with finance.", author="Ann", initials="A")
    document.save(str(folder / "a.docx"))
    found = discover(folder)
    kinds = []
    for reading in (Reading(), Reading(), Reading(word_comments=True)):
        job = replace(make_sync(), parser=parser, reading=reading)
        kinds += [outcome.kind for outcome in job.run(found, roots=[str(folder)]).outcomes]
    assert kinds == [OutcomeKind.ADDED, OutcomeKind.UNCHANGED, OutcomeKind.REPLACED]
