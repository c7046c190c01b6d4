"""What a person asks, and what is searched for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal

from ingest.index.protocol import Conditions
from retrieval.errors import QuestionError

MAX_CHARACTERS = 4000


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier message of the conversation."""

    role: Literal["user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Question:
    """A person's words, and the limits within which they are answered.

    Attributes:
        as_of: The day on which the evidence must be in force.
        history: Earlier turns, oldest first.
        groups: What the asker may read besides public documents.
        infer_tags: Whether tags that the words name limit the search, too.
        infer_day: Whether the words may name another day than `as_of`.
        correct: Whether words that look misspelt are searched as the documents spell them.
        response_schema: The JSON Schema of the object that is asked for; None asks for sentences.
        principal: Who asks, for the record; what they may read is in `groups` alone.
        user: Whom they ask for, as they say themselves; for the record.
        filters: Tag key to accepted values.
    """

    text: str
    as_of: date
    history: tuple[Turn, ...] = ()
    groups: tuple[str, ...] = ()
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    principal: str = ""
    user: str = ""
    infer_tags: bool = False
    infer_day: bool = False
    correct: bool = False
    response_schema: Mapping[str, Any] | None = None

    def __post_init__(self) -> None:
        if not self.text.strip():
            raise QuestionError("got an empty question, expected words; ask something")
        if len(self.text) > MAX_CHARACTERS:
            raise QuestionError(
                f"got a question of {len(self.text)} characters, expected at most {MAX_CHARACTERS}; shorten it"
            )
        accepted = (text for key, values in self.filters.items() for text in (key, *values))
        said = (turn.content for turn in self.history)
        require_text(self.text, self.principal, self.user, *self.groups, *accepted, *said)

    @property
    def conditions(self) -> Conditions:
        """Which chunks may be seen for this question."""
        return Conditions(as_of=self.as_of, groups=self.groups, tags=self.filters)


def require_text(*texts: str) -> None:
    """Refuse what no encoding can write: JSON and the command line let in half of a character.

    Raises:
        QuestionError: One of them holds a lone surrogate.
    """
    try:
        "".join(texts).encode()
    except UnicodeEncodeError:
        raise QuestionError("got half of a character, a lone surrogate, expected text; send it as UTF-8") from None


@dataclass(frozen=True, slots=True)
class Variant:
    """What is searched beside a question.

    Attributes:
        weight: Its share of the fused score, in (0, 1).
        asks: Whether it puts the question in other words; what was answered before, or made up as an answer, does not.
    """

    text: str
    weight: float
    asks: bool = True


@dataclass(frozen=True, slots=True)
class Query:
    """What is searched.

    Attributes:
        text: The question as it stands alone; what the reranker reads and an answer is drafted for.
        variants: Searched beside it; their weights leave the rest, up to 1, to `text`.
    """

    text: str
    variants: tuple[Variant, ...] = ()

    @property
    def weighted(self) -> tuple[Variant, ...]:
        """Every text that is searched, each once, with its share; the shares add up to 1."""
        shares = {self.text: 1 - sum(variant.weight for variant in self.variants)}
        for variant in self.variants:
            shares[variant.text] = shares.get(variant.text, 0.0) + variant.weight
        return tuple(Variant(text, share) for text, share in shares.items())

    @property
    def wordings(self) -> tuple[str, ...]:
        """The question in every way in which it is searched."""
        return (self.text, *(variant.text for variant in self.variants if variant.asks))

    def beside(self, texts: Sequence[str], *, share: float, asks: bool = True) -> Query:
        """The same with `texts` searched, too, which together have `share` of the score; without any, as it is."""
        if not texts:
            return self
        kept = tuple(replace(one, weight=one.weight * (1 - share)) for one in self.variants)
        return Query(self.text, (*kept, *(Variant(text, share / len(texts), asks) for text in texts)))

    def altered(self, alter: Callable[[str], str]) -> Query:
        """The same with every text as `alter` returns it."""
        return Query(alter(self.text), tuple(replace(one, text=alter(one.text)) for one in self.variants))
