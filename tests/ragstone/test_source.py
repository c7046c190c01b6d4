"""A document's text put together again from its chunks."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.document import Document, Metadata
from ingest.errors import LoadError
from ingest.loaders.text import parse_text
from ingest.parse import parse
from ingest.sources.places import discover
from ingest.splitter import Splitter
from ragstone.errors import SpanError
from ragstone.source import Source, rebuilt
from tests.tiny_parts import make_chunk

SPLITTER = Splitter(lambda texts: [len(text.split()) for text in texts], max_tokens=20, min_tokens=6)
HANDBOOK = Path(__file__).parents[2] / "samples" / "handbook"


def blanks_alike(text: str) -> str:
    """With every blank the same, so that only their number counts."""
    return re.sub(r"\s", " ", text)


@given(st.text(alphabet="abc .\n#-*1é漢", max_size=400))
@settings(max_examples=200)
def test_every_character_keeps_its_place(text: str) -> None:
    loaded = parse_text(text)
    document = Document("a.txt", "A", loaded.text, loaded.blocks, "a.txt", "text/plain", "en", Metadata())
    whole = rebuilt(SPLITTER.split(document))
    assert blanks_alike(whole) == blanks_alike(document.text)[: len(whole)]
    assert document.text[len(whole) :].strip() == ""


def test_so_it_is_for_every_document_of_the_handbook() -> None:
    told = 0
    for source in discover(HANDBOOK):
        try:
            document = parse(source.read(10**7)).document
        except LoadError:
            continue  # one file is a scan
        whole = rebuilt(SPLITTER.split(document))
        assert blanks_alike(whole) == blanks_alike(document.text)[: len(whole)], source.id
        told += 1
    assert told > 30


CHUNKS = [make_chunk("The first part."), make_chunk("The second.", ordinal=1, start=17)]


def test_words_around_a_place_are_whole() -> None:
    found = Source.of(CHUNKS, 21, 27, around=2)
    assert (found.text, found.text_start, found.chunk.ordinal) == ("The second.", 17, 1)


def test_the_text_between_chunks_is_blank() -> None:
    assert rebuilt(CHUNKS) == "The first part.\n\nThe second."
    assert Source.of(CHUNKS, 15, 17, around=0).text == "part.\n\nThe"


def test_a_place_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(SpanError, match=r"got the span \[5, 2\)"):
        Source.of(CHUNKS, 5, 2, around=0)
