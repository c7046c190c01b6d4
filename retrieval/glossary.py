"""What people say and what the documents call it: a curated file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from retrieval.errors import GlossaryError
from retrieval.question import Query
from retrieval.yaml_form import read_form

_Term = Annotated[str, Field(min_length=2)]


class Entry(BaseModel):
    """One thing.

    Attributes:
        say: What the documents call it.
        people_say: Other words for it, acronyms included.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    say: _Term
    people_say: Annotated[tuple[_Term, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _differ(self) -> Self:
        if any(term.casefold() == self.say.casefold() for term in self.people_say):
            raise ValueError(f"'{self.say}' stands for itself")
        return self

    @cached_property
    def said(self) -> re.Pattern[str]:
        """Finds what the documents say, as whole words or in the plural; acronyms only as they are written."""
        return re.compile(rf"(?<!\w){_whole(self.say)}(?:s|es)?(?!\w)")

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Finds what people say, as whole words or in the plural; acronyms, written large, only as they are written."""
        words = "|".join(_whole(term) for term in sorted(self.people_say, key=len, reverse=True))
        return re.compile(rf"(?<!\w)(?:{words})(?:s|es)?(?!\w)")


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    terms: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Glossary:
    """Puts what the documents say beside what people say."""

    entries: tuple[Entry, ...] = ()

    @classmethod
    def load(cls, path: Path) -> Glossary:
        """Read the file.

        Raises:
            GlossaryError: It cannot be read, or an entry of it cannot be used.
        """
        return cls(read_form(path, _File, "the glossary", GlossaryError).terms)

    @property
    def words(self) -> frozenset[str]:
        """Every word of it, in lower case."""
        terms = [term for entry in self.entries for term in (entry.say, *entry.people_say)]
        return frozenset(word.lower() for term in terms for word in re.findall(r"[^\W\d_]+", term))

    def expanded(self, query: Query) -> Query:
        """The query with the documents' word in brackets behind people's, where it does not say it already."""
        return query.altered(self._expanded)

    def _expanded(self, text: str) -> str:
        for entry in self.entries:
            found = entry.pattern.search(text)
            if found is not None and not entry.said.search(text):
                text = f"{text[: found.end()]} ({entry.say}){text[found.end() :]}"
        return text


def _whole(term: str) -> str:
    return re.escape(term) if term.isupper() else f"(?i:{re.escape(term)})"
