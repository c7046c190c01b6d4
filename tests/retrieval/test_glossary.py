from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.errors import GlossaryError
from retrieval.glossary import Entry, Glossary
from retrieval.question import Query

FILE = """
terms:
  - {say: annual leave, people_say: [PTO, vacation, time off]}
  - {say: information technology, people_say: [IT]}
  - {say: change control board, people_say: [CCB]}
"""


def expanded(folder: Path, text: str) -> str:
    (folder / "glossary.yaml").write_text(FILE)
    return Glossary.load(folder / "glossary.yaml").expanded(Query(text)).text


@pytest.mark.parametrize(
    ("asked", "searched"),
    [
        ("How much PTO do I get?", "How much PTO (annual leave) do I get?"),
        ("How much Vacation?", "How much Vacation (annual leave)?"),
        ("Vacation, or time off?", "Vacation (annual leave), or time off?"),
        ("Is PTO the same as Annual Leave?", "Is PTO the same as Annual Leave?"),
        ("The CCB and IT?", "The CCB (change control board) and IT (information technology)?"),
        ("Is it on the pto list?", "Is it on the pto list?"),
        ("Vacationers", "Vacationers"),
        ("How many PTOs and vacations?", "How many PTOs (annual leave) and vacations?"),
        ("Are vacations paid?", "Are vacations (annual leave) paid?"),
        ("Nothing of the kind", "Nothing of the kind"),
    ],
)
def test_the_documents_word_stands_behind_peoples(tmp_path: Path, asked: str, searched: str) -> None:
    assert expanded(tmp_path, asked) == searched


@pytest.mark.parametrize(
    ("say", "asked", "searched"),
    [
        ("rent", "our current lease", "our current lease (rent)"),
        ("rent", "rents of a lease", "rents of a lease"),
        ("IT", "the lease of it", "the lease (IT) of it"),
    ],
)
def test_a_part_of_another_word_does_not_say_it(say: str, asked: str, searched: str) -> None:
    assert Glossary((Entry(say=say, people_say=("lease",)),)).expanded(Query(asked)).text == searched


def test_without_a_glossary_nothing_changes() -> None:
    assert Glossary().expanded(Query("How much PTO?")) == Query("How much PTO?")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("terms: [", "is no YAML in line 1"),
        ("terms: [{say: leave, people_say: []}]", r"unusable `terms.0.people_say`"),
        ("terms: [{say: leave, people_say: [Leave]}]", "'leave' stands for itself"),
        ("terms: [{say: leave, means: [PTO]}]", "unusable `terms.0"),
        ("- leave", "unusable `the file`"),
        ("terms: [{say: 2026-02-30, people_say: [leap]}]", "holds a day or a number that is none"),
        pytest.param("[" * 5000, "is nested too deeply", id="deep"),
    ],
)
def test_a_glossary_that_cannot_be_used_says_so(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "g.yaml").write_text(text)
    with pytest.raises(GlossaryError, match=message):
        Glossary.load(tmp_path / "g.yaml")
    with pytest.raises(GlossaryError, match="cannot be read"):
        Glossary.load(tmp_path / "nowhere.yaml")
