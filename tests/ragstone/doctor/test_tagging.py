from __future__ import annotations

from ingest.vocabulary import Vocabulary
from ragstone.doctor.corpus import Beside
from ragstone.doctor.tagging import outside_vocabulary, spelt_apart, untagged
from tests.ragstone.doctor.planted import Planted, corpus_of


def tagged(values: dict[str, list[str]], key: str = "department") -> list[Planted]:
    return [Planted(name, tags={key: (value,)}) for value, names in values.items() for name in names]


def test_tags_outside_the_vocabulary_of_their_source_are_found() -> None:
    known = Beside(vocabularies={"/docs": Vocabulary({"department": ("people", "it")}, ("department",))})
    documents = [*tagged({"people": ["a"], "peeple": ["b"]}), Planted("c")]
    assert [one.sentence for one in outside_vocabulary(corpus_of(*documents, beside=known))] == [
        "'b': got the tag department=peeple, expected 'people'.",
        "'c': got no tag 'department', expected one of every document.",
    ]


def test_values_that_differ_in_case_or_hyphens_or_a_slip_are_found() -> None:
    values = {
        "human-resources": ["a", "b", "c"],
        "Human Resources": ["d"],
        "finance": ["e", "f", "g"],
        "finanace": ["h"],
    }
    found = list(spelt_apart(corpus_of(*tagged(values))))
    assert [one.documents for one in found] == [("h",), ("d",)] or [one.documents for one in found] == [("d",), ("h",)]
    assert found[0].remedy.startswith("Write department=")


def test_values_that_mean_two_things_are_left_alone() -> None:
    values = {"heron-2": ["a", "b", "c"], "heron-3": ["d"], "sales": ["e", "f", "g"], "legal": ["h"], "it": ["i"]}
    assert list(spelt_apart(corpus_of(*tagged(values)))) == []


def test_signs_that_make_another_thing_of_a_value_are_no_spelling() -> None:
    values = {"C": ["a"], "C++": ["b"], "C#": ["c"], "1.0": ["d"], "10": ["e"], "2-1": ["f"], "21": ["g"]}
    assert list(spelt_apart(corpus_of(*tagged(values)))) == []
    days = {"2026-11": ["a"], "2026/11": ["b"]}
    assert len(list(spelt_apart(corpus_of(*tagged(days))))) == 1


def test_a_key_that_is_spelt_in_two_ways_is_found() -> None:
    documents = [*tagged({"it": ["a", "b", "c"]}), *tagged({"it": ["d"]}, key="Department")]
    (found,) = spelt_apart(corpus_of(*documents))
    assert found.sentence == (
        "1 document has the tag Department, 3 documents have department: a filter on one misses the other."
    )


def test_a_document_without_the_tag_that_most_have_is_found() -> None:
    (found,) = untagged(corpus_of(*tagged({"it": ["a", "b", "c", "d"]}), Planted("e")))
    assert found.documents == ("e",)
    assert found.sentence == ("4 of 5 documents have the tag 'department', but not e: a filter on it leaves it out.")


def test_a_tag_that_few_have_is_missed_by_nobody() -> None:
    assert list(untagged(corpus_of(*tagged({"it": ["a", "b"]}), Planted("c"), Planted("d"), Planted("e")))) == []
