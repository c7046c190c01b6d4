from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.index.bm25 import Bm25Encoder
from ingest.index.directory import IndexDirectory
from ingest.index.edge import EdgeIndex, EdgeWriter
from ingest.index.manifest import Manifest
from ingest.index.protocol import Stored
from models.protocols import Embedder
from retrieval.acronyms import Acronyms, definitions
from retrieval.question import Query, Question, Variant
from tests.retrieval.conftest import OLD, record_of
from tests.tiny_parts import make_chunk

DAY = date(2026, 11, 24)
CHUNKS = (
    make_chunk("The relying party (RP) decides what it needs to know.", document_id="a.md"),
    make_chunk("The travel and expenses (T&E) desk is open; so is the stop \\gap fund (SGF).", document_id="t.md"),
    make_chunk("Every RP keeps a register.", document_id="b.md"),
    make_chunk("Ask for an authority to operate (ATO) early.", document_id="c.md"),
    make_chunk("An assured time off (ATO) is ten days.", document_id="d.md"),
    make_chunk("The golden handshake fund (GHF) is for the board.", document_id="e.md", groups=("board",)),
    make_chunk("A quality surveillance plan (QSP) was kept.", document_id="f.md", validity=OLD),
)


@pytest.fixture(scope="module")
def acronyms(embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Acronyms]:
    directory = IndexDirectory(tmp_path_factory.mktemp("acronyms") / "index")
    manifest = Manifest(embedder.name, embedder.dimension, "by-hand")
    with EdgeWriter(directory, manifest, Bm25Encoder(), fresh=True) as writer:
        for chunk in CHUNKS:
            writer.replace(Stored(record_of(chunk), (chunk,), embedder.embed_documents([chunk.embedded_text])))
        writer.publish()
    index = EdgeIndex(directory, Bm25Encoder())
    yield Acronyms(index, embedder)
    index.close()


def expanded(acronyms: Acronyms, text: str, *, groups: tuple[str, ...] = (), as_of: date = DAY) -> str:
    """What is searched beside the question; the question where nothing is."""
    found = acronyms.expanded(Query(text), Question(text, as_of=as_of, groups=groups))
    assert found.text == text
    return found.variants[0].text if found.variants else text


def test_the_long_form_stands_behind_the_short_one(acronyms: Acronyms) -> None:
    assert expanded(acronyms, "What does an RP keep?") == "What does an RP (relying party) keep?"


def test_several_of_them_are_the_same_thing(acronyms: Acronyms) -> None:
    assert expanded(acronyms, "Which RPs keep a register?") == "Which RPs (relying party) keep a register?"
    assert expanded(acronyms, "Which XQs keep a register?") == "Which XQs keep a register?"


def test_a_short_form_may_hold_an_and_and_a_long_one_whatever_a_document_says(acronyms: Acronyms) -> None:
    assert expanded(acronyms, "Who is at T&E?") == "Who is at T&E (travel and expenses)?"
    assert expanded(acronyms, "Who keeps the SGF?") == "Who keeps the SGF (stop \\gap fund)?"


def test_what_was_beside_the_question_stays_there(acronyms: Acronyms) -> None:
    query = Query("What does an RP keep?", (Variant("a register", 0.2),))
    found = acronyms.expanded(query, Question(query.text, as_of=DAY)).weighted
    assert [one.text for one in found] == [query.text, "a register", "What does an RP (relying party) keep?"]
    assert [one.weight for one in found] == pytest.approx([0.68, 0.17, 0.15])


@pytest.mark.parametrize(
    "text",
    [
        "What is an ATO?",  # two things
        "Who gets money of the GHF?",  # not readable
        "Where is the QSP?",  # no longer in force
        "What does RPC mean?",
        "WHAT IS AN RP",
        "Does the rp decide?",
        "What is an RP-3 form?",
    ],
)
def test_what_nothing_readable_says_for_certain_is_left_alone(acronyms: Acronyms, text: str) -> None:
    assert expanded(acronyms, text) == text


def test_who_may_read_the_definition_is_helped(acronyms: Acronyms) -> None:
    text = "Who gets money of the GHF?"
    assert "golden handshake fund" in expanded(acronyms, text, groups=("board",))
    assert "quality surveillance plan" in expanded(acronyms, "Where is the QSP?", as_of=date(2025, 1, 1))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Requests under the Freedom of Information Act (FOIA) go first.", [("FOIA", "Freedom of Information Act")]),
        ("a Message Authentication Code (MAC) and a key (K)", [("MAC", "Message Authentication Code")]),
        ("in the Office of Human Resources Management (OHRM)", [("OHRM", "Office of Human Resources Management")]),
        ("It opens at nine (GMT).", []),
        ("the form (see FORM)", []),
        ("Transport Layer\nSecurity (TLS)", []),
    ],
)
def test_definitions_are_found(text: str, found: list[tuple[str, str]]) -> None:
    assert list(definitions(text)) == found


@given(st.text(max_size=200), st.text("ABCXYZabc&", min_size=2, max_size=8))
def test_a_long_form_always_stands_before_its_short_one(text: str, short: str) -> None:
    whole = f"{text} ({short})"
    for form, long in definitions(whole):
        assert long in " ".join(whole.split())
        assert form in whole
