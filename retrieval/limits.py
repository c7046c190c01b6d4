"""Reads limits out of a question, against the tags and days that are really in the index."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from ingest.index.protocol import Conditions, DocumentRecord, Index
from retrieval.mention import YEAR, Mention, mentions, periods
from retrieval.question import Question

_KEPT = 64
_TODAY = re.compile(r"\b(?:today|now(?:adays)?|current(?:ly)?|heute|jetzt|derzeit|aktuell\w*)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{4,}")


@dataclass(frozen=True, slots=True)
class Limits:
    """What a question says of where its answer stands.

    Attributes:
        tags: Key to accepted values.
        as_of: The day on which the documents that it names were in force; None where it names none.
    """

    tags: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    as_of: date | None = None

    def __bool__(self) -> bool:
        return bool(self.tags) or self.as_of is not None

    def within(self, conditions: Conditions) -> Conditions:
        """`conditions` with these limits on top of theirs; never wider in tags or groups."""
        return Conditions(
            as_of=self.as_of or conditions.as_of, groups=conditions.groups, tags={**self.tags, **conditions.tags}
        )


class LimitReader:
    """Finds limits in what people write.

    The values of the keys that a curator names count wherever they are said ("in Germany"). Those of another key count
    only where every document has it, for what lacks it may answer as well, and only with a digit in it ("Q2 2023") or
    beside its key ("the finance department"): on the sample handbook, names of sites and products alone kept most
    questions from their documents. A year counts where a document is named by it that is no longer in force
    ("the 2024 travel policy"), and the day itself where it is written in full (2024-05-03). What is named to be left
    out is no limit, and what the question itself names stands in place of what was said before it.
    """

    def __init__(self, index: Index, keys: Sequence[str] = ()) -> None:
        """Read against `index`; the values of `keys` count wherever they are said."""
        self._index = index
        self._keys = frozenset(keys)
        self._known = lru_cache(maxsize=_KEPT)(self._documents)
        self._all = lru_cache(maxsize=_KEPT)(self._library)

    def read(self, text: str, question: Question) -> Limits:
        """The limits that `text` names beside those of `question`, as far as it allows to infer any.

        Args:
            text: What is searched for `question`, which may have its topic in it.
            question: What it names itself comes first.
        """
        tags = dict(self._tags(text, question)) if question.infer_tags else {}
        return Limits(tags, self._day(text, question) if question.infer_day else None)

    def _documents(self, revision: str, groups: tuple[str, ...], as_of: date) -> tuple[DocumentRecord, ...]:
        return tuple(self._index.documents(Conditions(as_of=as_of, groups=groups)))

    def _library(self, revision: str, groups: tuple[str, ...]) -> tuple[DocumentRecord, ...]:
        return tuple(self._index.library(groups))

    def _tags(self, text: str, question: Question) -> Iterator[tuple[str, tuple[str, ...]]]:
        records = self._known(self._index.revision, question.groups, question.as_of)
        values: dict[str, list[tuple[str, ...]]] = {}
        for record in records:
            for key, own in record.tags.items():
                values.setdefault(key, []).append(own)
        for key, carried in sorted(values.items()):
            known = {value for own in carried for value in own}
            everywhere = len(carried) == len(records)
            if key in question.filters or len(known) < 2 or not (everywhere or key in self._keys):
                continue
            said = self._said(question.text, key, known) or self._said(text, key, known)
            accepted = {value for mention in said if not mention.excluded for value in mention.values}
            if accepted:
                yield key, tuple(sorted(accepted))

    def _said(self, text: str, key: str, known: set[str]) -> list[Mention]:
        """The values of `key` that `text` can mean nothing else by."""
        return [
            mention for mention in mentions(text, key, known)
            if key in self._keys or mention.beside_key or any(map(_has_digit_and_letter, mention.values))
        ]  # fmt: skip

    def _day(self, text: str, question: Question) -> date | None:
        """The last day of the period named on which a document was in force that is named by it and no longer is."""
        said = question.text if YEAR.search(question.text) or _TODAY.search(question.text) else text
        words, named = _words(text), periods(said)
        if any(last >= question.as_of for _, last in named):
            return None
        former = [
            record for record in self._all(self._index.revision, question.groups)
            if record.validity.end < question.as_of and words & _words(record.title)
        ]  # fmt: skip
        for first, last in sorted(named, reverse=True):
            days = [
                min(record.validity.end, last) for record in former
                if max(record.validity.start, first) <= min(record.validity.end, last)
                and str(first.year) in YEAR.findall(record.title)
            ]  # fmt: skip
            if days:
                return max(days)
        return None


def _has_digit_and_letter(value: str) -> bool:
    return any(character.isdigit() for character in value) and any(character.isalpha() for character in value)


def _words(text: str) -> set[str]:
    return {word.lower() for word in _WORD.findall(text)}
