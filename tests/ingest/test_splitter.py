from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.document import BlockKind, Document, Metadata
from ingest.loaders.text import parse_text
from ingest.splitter import Splitter
from ingest.text_builder import TextBuilder


def count_words(texts: Sequence[str]) -> list[int]:
    return [len(text.split()) for text in texts]


SPLITTER = Splitter(count_words, max_tokens=20, min_tokens=6)


def document(text: str) -> Document:
    loaded = parse_text(text)
    return Document("a.txt", "A", loaded.text, loaded.blocks, "a.txt", loaded.media_type, "en", Metadata())


WORDS = st.text(alphabet="abc .\n#-*1é漢", max_size=400)


@given(WORDS)
@settings(max_examples=200)
def test_every_chunk_is_exactly_its_span(text: str) -> None:
    source = document(text)
    for chunk in SPLITTER.split(source):
        assert chunk.text == source.text[chunk.span.start : chunk.span.end]


@given(WORDS)
@settings(max_examples=200)
def test_chunks_are_in_order_and_hold_every_character_that_is_not_blank(text: str) -> None:
    source = document(text)
    chunks = SPLITTER.split(source)
    assert all(one.span.end <= other.span.start for one, other in zip(chunks, chunks[1:], strict=False))
    covered = {n for chunk in chunks for n in range(chunk.span.start, chunk.span.end)}
    assert all(n in covered for n, character in enumerate(source.text) if not character.isspace())


def test_a_chunk_knows_where_in_it_each_page_begins() -> None:
    builder = TextBuilder()
    for page, text in ((2, "It begins here."), (2, "It is on this page."), (3, "This is behind it."), (5, "The end.")):
        builder.page = page
        builder.add(BlockKind.PROSE, text)
    paged = Document("a.pdf", "A", builder.text, tuple(builder.blocks), "a.pdf", "application/pdf", "en", Metadata())
    (chunk,) = SPLITTER.split(paged)
    pages = {text: chunk.page_at(chunk.text.index(text)) for text in ("It begins", "It is", "This is", "end")}
    assert pages == {"It begins": 2, "It is": 2, "This is": 3, "end": 5}


def test_a_text_without_pages_turns_none() -> None:
    assert [chunk.page_turns for chunk in SPLITTER.split(document("One.\n\nTwo."))] == [()]


def test_a_long_paragraph_is_cut_between_sentences() -> None:
    sentence = "This sentence has exactly seven words here."
    chunks = SPLITTER.split(document(" ".join([sentence] * 9)))
    assert all(chunk.text.endswith(".") for chunk in chunks)
    assert all(len(chunk.text.split()) <= 20 for chunk in chunks)


def test_a_heading_stays_with_what_it_heads() -> None:
    builder = TextBuilder()
    builder.heading("Leave", 1)
    builder.add(BlockKind.PROSE, "word " * 18)
    builder.heading("Sickness", 2)
    builder.add(BlockKind.PROSE, "sick " * 10)
    source = Document("a", "A", builder.text, tuple(builder.blocks), "a", "text/plain", "en", Metadata())
    last = SPLITTER.split(source)[-1]
    assert last.text.startswith("Sickness\n")
    assert last.heading_path == ("Leave", "Sickness")


def test_a_word_longer_than_a_chunk_is_cut() -> None:
    def count_characters(texts: Sequence[str]) -> list[int]:
        return [len(text) for text in texts]

    source = document("x" * 95)
    chunks = Splitter(count_characters, max_tokens=40).split(source)
    assert [len(chunk.text) for chunk in chunks] == [40, 40, 15]


def test_the_same_content_gets_the_same_ids() -> None:
    one, other = SPLITTER.split(document("Some words here.")), SPLITTER.split(document("Some words here."))
    assert [chunk.id for chunk in one] == [chunk.id for chunk in other]
    assert SPLITTER.split(document("Other words here."))[0].id != one[0].id


def test_title_and_headings_are_embedded_but_not_cited() -> None:
    chunk = SPLITTER.split(document("# Travel\n\n## Hotels\n\nUp to 140 euros."))[0]
    assert "140" in chunk.embedded_text
    assert chunk.embedded_text.endswith(chunk.text)
