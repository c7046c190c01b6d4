"""One rule: when it applies, and what follows."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from answer.policy.wording import forms, plain, says
from retrieval.hit import Hit

Words = tuple[Annotated[str, Field(min_length=1)], ...]


class Action(StrEnum):
    """What follows from a rule; the first four end the matter."""

    REFUSE = "refuse"
    ESCALATE = "escalate"
    ANSWER_WITH = "answer_with"
    LOOK_UP = "look_up"
    REQUIRE = "require"
    DISCLAIM = "disclaim"


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Said(_Form):
    """What a question says, compared as `plain` has it; all that is given must hold.

    Attributes:
        words: One of these words or phrases is said, as whole words, in any case.
        all_words: Each of these is said.
        without: None of these is said in the question's own words; what was said before it excuses nothing.
        pattern: A regular expression that is found in what is said, in any case.
    """

    words: Words = ()
    all_words: Words = ()
    without: Words = ()
    pattern: str = ""

    @field_validator("words", "all_words", "without")
    @classmethod
    def _can_be_said(cls, words: Words) -> Words:
        if not all(map(plain, words)):
            raise ValueError("a word without a visible character")
        return words

    @field_validator("pattern")
    @classmethod
    def _compiles(cls, pattern: str) -> str:
        pattern = unicodedata.normalize("NFKC", pattern)
        try:
            re.compile(pattern)
        except re.error as error:
            raise ValueError(f"no regular expression ({error})") from error
        return pattern

    def is_said(self, said: Sequence[str]) -> bool:
        """Whether all of it holds of a question, given in one or more ways of saying it, its own words first."""
        own = plain(said[0])
        texts = [form for text in said for form in forms(text)]
        return (
            (not self.words or any(says(text, word) for text in texts for word in self.words))
            and all(any(says(text, word) for text in texts) for word in self.all_words)
            and not any(says(own, word) for word in self.without)
            and (not self.pattern or any(re.search(self.pattern, text, re.IGNORECASE) for text in texts))
        )


class When(Said):
    """All that is given must hold.

    Attributes:
        groups: The asker belongs to one of these.
        not_groups: The asker belongs to none of these.
        cites: The drafted answer cites a document with one of these values; tag key to values.
    """

    groups: Words = ()
    not_groups: Words = ()
    cites: Mapping[str, Words] = {}

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not any((self.words, self.all_words, self.pattern, self.groups, self.not_groups, self.cites)):
            raise ValueError("no condition, so that it would always apply")
        return self

    def holds(self, said: Sequence[str], groups: Sequence[str]) -> bool:
        """Whether all but `cites` holds of a question; `said` is its text, alone and as it is searched."""
        return (
            self.is_said(said)
            and (not self.groups or bool(set(self.groups) & set(groups)))
            and not set(self.not_groups) & set(groups)
        )

    def holds_of(self, hits: Sequence[Hit]) -> bool:
        """Whether what is cited carries what is asked for."""
        return all(
            any(set(values) & set(hit.chunk.tags.get(key, ())) for hit in hits) for key, values in self.cites.items()
        )


class Escalation(_Form):
    """To whom a question goes, and why; both are told to the asker."""

    queue: str = Field(min_length=1)
    reason: str = Field(min_length=1)


class LookUp(_Form):
    """An answer from a table.

    Attributes:
        table: CSV with a header, relative to the file of policies.
        key: Its column whose value must be said in the question.
        text: The answer, with columns in braces.
        otherwise: Said when no value of the key, or more than one, is said; without it the rule does not apply then.
    """

    table: Path
    key: str
    text: str = Field(min_length=1)
    otherwise: str = ""


class Requirement(_Form):
    """What the answer must meet.

    Attributes:
        support: Each claim needs so much at least, in [0, 1].
        filters: Only documents with one of these values of each tag.
    """

    support: float | None = Field(None, ge=0, le=1)
    filters: Mapping[str, Words] = {}


class Rule(_Form):
    """A rule with exactly one action."""

    name: str = Field(min_length=1)
    when: When
    refuse: str = ""
    escalate: Escalation | None = None
    answer_with: str = ""
    look_up: LookUp | None = None
    require: Requirement | None = None
    disclaim: str = ""

    @model_validator(mode="after")
    def _one_action(self) -> Self:
        given = [action.value for action in Action if getattr(self, action.value)]
        if len(given) != 1:
            expected = ", ".join(action.value for action in Action)
            raise ValueError(f"{len(given)} actions ({', '.join(given) or 'none'}), expected one of {expected}")
        if self.when.cites and self.require is not None:
            raise ValueError("`require` cannot follow from `cites`, which shows only in the draft")
        return self

    @property
    def action(self) -> Action:
        """The one that it has."""
        return next(action for action in Action if getattr(self, action.value))
