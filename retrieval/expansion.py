"""What a language model adds to a question before it is searched; every way is off until the settings name it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from models.errors import LanguageModelError
from models.protocols import LanguageModel, Message
from retrieval.question import Query, Question, Turn

_LONGEST = 600
_REPLY = 2000
_WORDINGS = 3
_TURNS, _TURN = 6, 600
_BULLET = re.compile(r"^\s*(?:[-*•]|\d+[.)](?!\d))?\s*")
_NUMBER = re.compile(r"\d+")
_CONDENSE = (
    "Rewrite the last question of the conversation so that it can be understood without it. Keep its language and every"
    " limit that it names; add nothing, answer nothing. Reply with the one question alone."
)
_REWORD = f"Say the question in {_WORDINGS} other ways, one a line, in its language. Answer nothing."
_PASSAGE = (
    "Write a passage of two or three sentences, as a company's handbook would have it, that answers the question."
)


class Way(StrEnum):
    """How a language model may help.

    Attributes:
        CONDENSE: It makes a follow-up stand alone, in place of the topic put in front of it.
        MULTI_QUERY: It says the question in other words, which are searched beside it.
        HYDE: It makes up a passage that would answer, which is searched beside it (Gao et al.: HyDE, 2022).
    """

    CONDENSE = "condense"
    MULTI_QUERY = "multi_query"
    HYDE = "hyde"


# What the added texts have of the fused score, all together; the query's own keep the rest.
_SHARE = {Way.MULTI_QUERY: 0.4, Way.HYDE: 0.3}


@dataclass(frozen=True, slots=True)
class Expansion:
    """Asks a language model, which sees the conversation and no document; where it fails, the query stays as it is."""

    model: LanguageModel
    ways: tuple[Way, ...]

    def expanded(self, query: Query, question: Question) -> Query:
        """`query`, standing alone in the model's words where it may condense, with what it adds beside it."""
        if Way.CONDENSE in self.ways and question.history:
            query = self._condensed(query, question)
        wordings = list(self._wordings(query.text)) if Way.MULTI_QUERY in self.ways else []
        passage = self._reply(_PASSAGE, query.text) if Way.HYDE in self.ways else ""
        query = query.beside(wordings, share=_SHARE[Way.MULTI_QUERY])
        return query.beside([passage] if passage else [], share=_SHARE[Way.HYDE], asks=False)

    def _condensed(self, query: Query, question: Question) -> Query:
        said = "\n".join(f"{turn.role}: {turn.content[:_TURN]}" for turn in question.history[-_TURNS:])
        text = self._reply(_CONDENSE, f"{said}\n\nLast question: {question.text}").partition("\n")[0].strip()
        # A number that nobody said is made up, and would be searched for, and answered, as if it had been asked.
        made_up = set(_NUMBER.findall(text)) - set(_numbers(question.history, question.text))
        return query if not text or len(text) > _LONGEST or made_up else Query(text, query.variants)

    def _wordings(self, text: str) -> Iterator[str]:
        lines = [_BULLET.sub("", line).strip() for line in self._reply(_REWORD, text).splitlines()]
        fit = [line for line in dict.fromkeys(lines) if line and line != text and len(line) <= _LONGEST]
        yield from fit[:_WORDINGS]

    def _reply(self, instruction: str, text: str) -> str:
        """What the model says, cut after 2,000 characters; empty where its server fails."""
        reply = ""
        try:
            for piece in self.model.stream([Message("system", instruction), Message("user", text)]):
                reply += piece
                if len(reply) >= _REPLY:
                    break
        except LanguageModelError:
            return ""
        return reply[:_REPLY].strip()


def _numbers(history: Sequence[Turn], text: str) -> Iterator[str]:
    for said in (*(turn.content for turn in history), text):
        yield from _NUMBER.findall(said)
