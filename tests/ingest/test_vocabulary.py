from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from ingest.errors import CorpusError, LoadError
from ingest.outcome import OutcomeKind, SyncReport
from ingest.tags import parse_corpus, parse_fields
from ingest.vocabulary import Vocabulary

Run = Callable[[Path], SyncReport]

CORPUS = "vocabulary: {department: [people, finance]}\nrequired: [department]\n"


def test_a_vocabulary_is_read_from_the_corpus_file() -> None:
    found = parse_corpus(CORPUS + "strict: true\n").vocabulary
    assert found == Vocabulary({"department": ("people", "finance")}, ("department",), strict=True)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("vocabulary: [a]", "write `vocabulary: {department"),
        ("vocabulary: {a: b}", "the vocabulary of 'a' that is no list"),
        ("required: department", "`required` that is no list"),
        ("strict: perhaps", "strict 'perhaps', expected true or false"),
    ],
)
def test_a_vocabulary_that_is_none_stops_the_sync(text: str, message: str) -> None:
    with pytest.raises(CorpusError, match=message):
        parse_corpus(text)


def test_a_value_outside_the_vocabulary_is_named_with_the_one_that_was_meant() -> None:
    faults = list(parse_corpus(CORPUS).vocabulary.faults({"department": ("People",), "colour": ("red",)}))
    assert faults == ["got the tag department=People, expected 'people'"]


def test_a_key_that_is_nearly_one_of_the_vocabulary_is_a_fault_beside_the_one_that_is_missing() -> None:
    faults = list(parse_corpus(CORPUS).vocabulary.faults({"departement": ("people",)}))
    assert faults[0] == "got the tag 'departement', which is nearly 'department' of the vocabulary"
    assert faults[1] == "got no tag 'department', expected one of every document"


def test_a_sync_refuses_what_is_outside_a_strict_vocabulary_and_only_that(tmp_path: Path, sync: Run) -> None:
    docs = tmp_path / "corpus"
    docs.mkdir()
    (docs / "a.md").write_text("---\ntags: {department: people}\n---\nLeave is 25 days.")
    (docs / "b.md").write_text("---\ntags: {department: hr}\n---\nPay comes on the 25th.")
    (docs / "corpus.yaml").write_text(CORPUS)
    assert {one.kind for one in sync(docs).outcomes} == {OutcomeKind.ADDED}
    (docs / "corpus.yaml").write_text(CORPUS + "strict: true\n")
    kept, refused = sync(docs).outcomes
    assert (kept.kind, refused.kind) == (OutcomeKind.REPLACED, OutcomeKind.FAILED)
    assert refused.reason.startswith("got the tag department=hr, expected one of people, finance; correct it")


def test_a_document_says_by_when_it_is_to_be_read_again() -> None:
    assert parse_fields("review_by: 2026-05-01", "front matter").review_by == date(2026, 5, 1)
    with pytest.raises(LoadError, match="review_by 'soon' in front matter, expected a day"):
        parse_fields("review_by: soon", "front matter")
