"""Names and codes of a question that nothing readable holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from retrieval.question import Question
from retrieval.unmentioned import Unmentioned
from retrieval.vocabulary import Vocabularies, Vocabulary
from tests.tiny_parts import make_hits

WORDS = {"hotel": 3, "norway": 1, "poland": 2, "linnet": 4, "zealous": 1, "slack": 1, "river": 2, "lüneburg": 1}
HITS = make_hits("Hotels in Norway cost 1690.", "E36 on a Linnet means TAMPER; call C-12 first.")


class Words(Vocabularies):
    """Vocabularies of the words that a test wants."""

    def __init__(self, words: dict[str, int]) -> None:
        self._words = words

    def readable(self, question: Question) -> Vocabulary:
        return Vocabulary(self._words)


def unmentioned(text: str, words: dict[str, int] | None = None) -> tuple[str, ...]:
    found = Unmentioned(Words(WORDS if words is None else words), frozenset({"teams"}))
    return found.of(text, Question(text, as_of=date(2026, 11, 24)), HITS)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("What's the per diem for Japan?", ("Japan",)),
        ("What does River cost per gauge in New Zealand dollars?", ("New Zealand",)),
        ("What does error E55 on a Linnet mean?", ("E55",)),
        ("May I use Spotify or the Kindle at work?", ("Kindle",)),
        ("What is paid for Japan's hotels and in Peru?", ("Japan", "Peru")),
        ("Who is called for C-13?", ("C-13",)),
    ],
)
def test_what_nothing_holds_is_named(text: str, names: tuple[str, ...]) -> None:
    assert unmentioned(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "What's the per diem for Norway?",  # held
        "May I use Slack in Lüneburg?",
        "What is paid in Polands hotels?",  # in another form
        "Is there a channel in Teams?",  # a word of the glossary
        "What does E36 mean, and who is C-12?",
        "I'm Anna, how long is leave?",  # not what is asked about
        "Hi Bob, how long is leave?",
        "May I work on Saturdays in December, or on Christmas Day?",  # times
        "What changed in Q3 and FY24 or H1?",
        "What Is Paid For Hotels In Japan",  # a heading
        "Was bekomme ich für eine Reise in Japan, wenn ich dort arbeite?",  # all nouns are written so
        "What does the VPN or an NDA cost?",  # short forms have other names
        "japan per diem",
    ],
)
def test_what_is_held_or_is_no_name_is_not(text: str) -> None:
    assert unmentioned(text) == ()


def test_where_there_are_too_many_words_to_know_nothing_is_said() -> None:
    assert unmentioned("What's the per diem for Japan?", {}) == ()


def test_without_a_hit_nothing_is_said_beside_that() -> None:
    asked = Question("What's the per diem for Japan?", as_of=date(2026, 11, 24))
    assert Unmentioned(Words(WORDS)).of(asked.text, asked, ()) == ()
    assert Unmentioned(Words(WORDS)).of(asked.text, replace(asked, groups=("hr",)), HITS) == ("Japan",)
