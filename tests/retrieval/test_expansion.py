from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

import pytest

from models.errors import LanguageModelError
from models.protocols import Message
from retrieval.expansion import Expansion, Way
from retrieval.question import Query, Question, Turn, Variant
from retrieval.rewrite import rewrite

DAY = date(2026, 11, 24)
FIRST = "How many days of annual leave do new employees get?"
FOLLOW_UP = Question(
    "And in the second year?", as_of=DAY, history=(Turn("user", FIRST), Turn("assistant", "You get 25 days."))
)
ALONE = Question(FIRST, as_of=DAY)


@dataclass
class Says:
    """A language model that says its replies in turn, or fails where there is none left."""

    replies: list[str]
    asked: list[Sequence[Message]] = field(default_factory=list)
    name: str = "says"

    def stream(self, messages: Sequence[Message]) -> Iterator[str]:
        self.asked.append(messages)
        if not self.replies:
            raise LanguageModelError("down")
        yield from self.replies.pop(0)


def expanded(question: Question, *replies: str, ways: Sequence[Way]) -> Query:
    return Expansion(Says([*replies]), tuple(ways)).expanded(rewrite(question), question)


def test_a_follow_up_is_condensed_and_what_was_said_stays_beside_it() -> None:
    said = "How many days of leave do employees get in their second year?"
    query = expanded(FOLLOW_UP, f"{said}\nThat is all.", ways=[Way.CONDENSE])
    assert query.text == said
    assert query.variants == rewrite(FOLLOW_UP).variants


def test_a_question_without_a_history_is_not_condensed() -> None:
    model = Says([])
    assert Expansion(model, (Way.CONDENSE,)).expanded(Query(FIRST), ALONE) == Query(FIRST)
    assert model.asked == []


@pytest.mark.parametrize("reply", ["", " \n ", "x" * 700, "How many days after 10 years?"])
def test_a_reply_that_is_no_question_of_theirs_is_not_taken(reply: str) -> None:
    assert expanded(FOLLOW_UP, reply, ways=[Way.CONDENSE]) == rewrite(FOLLOW_UP)


def test_a_number_that_somebody_said_may_be_in_it() -> None:
    assert expanded(FOLLOW_UP, "Is it more than 25 days later?", ways=[Way.CONDENSE]).text.endswith("25 days later?")


def test_other_wordings_share_four_tenths_of_the_score() -> None:
    reply = f"1. Leave of new staff?\n- Days off?\n\n{FIRST}\n1.5 days, or two?\nMore?"
    query = expanded(ALONE, reply, ways=[Way.MULTI_QUERY])
    assert [one.text for one in query.variants] == ["Leave of new staff?", "Days off?", "1.5 days, or two?"]
    assert sum(one.weight for one in query.variants) == pytest.approx(0.4)
    assert query.weighted[0].text == FIRST
    assert query.weighted[0].weight == pytest.approx(0.6)


def test_a_made_up_passage_is_searched_beside_the_question() -> None:
    query = expanded(ALONE, " New employees get days of leave. ", ways=[Way.HYDE])
    assert query.wordings == (FIRST,)
    assert query == Query(FIRST, (Variant("New employees get days of leave.", 0.3, asks=False),))


def test_all_ways_together_leave_the_shares_at_one() -> None:
    query = expanded(FOLLOW_UP, "Leave later?", "A?\nB?", "A passage.", ways=list(Way))
    assert sum(one.weight for one in query.weighted) == pytest.approx(1)
    assert all(one.weight > 0 for one in query.weighted)


@pytest.mark.parametrize("way", Way)
def test_where_the_server_is_down_the_query_stays_as_it_is(way: Way) -> None:
    assert expanded(FOLLOW_UP, ways=[way]) == rewrite(FOLLOW_UP)


def test_the_model_sees_the_conversation_and_a_long_reply_is_cut() -> None:
    model = Says(["word " * 2000])
    query = Expansion(model, (Way.HYDE,)).expanded(Query(FIRST), ALONE)
    assert len(query.variants[0].text) <= 2000
    assert [message.content for message in model.asked[0]][1] == FIRST
