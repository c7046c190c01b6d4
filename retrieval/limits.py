"""Reads limits out of a question, against the tags and days that are really in the index."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from ingest.index.protocol import Conditions, DocumentRecord, Index
from retrieval.question import Question

_KEPT = 64
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
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
    ("the 2024 travel policy").
    """

    def __init__(self, index: Index, keys: Sequence[str] = ()) -> None:
        """Read against `index`; the values of `keys` count wherever they are said."""
        self._index = index
        self._keys = frozenset(keys)
        self._known = lru_cache(maxsize=_KEPT)(self._documents)

    def read(self, text: str, question: Question) -> Limits:
        """The limits that `text` names beside those of `question`, as far as it allows to infer any."""
        tags = dict(self._tags(text, question)) if question.infer_tags else {}
        return Limits(tags, self._day(text, question) if question.infer_day else None)

    def _documents(self, revision: str, groups: tuple[str, ...], as_of: date) -> tuple[DocumentRecord, ...]:
        return tuple(self._index.documents(Conditions(as_of=as_of, groups=groups)))

    def _in_force(self, question: Question, day: date) -> tuple[DocumentRecord, ...]:
        return self._known(self._index.revision, question.groups, day)

    def _tags(self, text: str, question: Question) -> Iterator[tuple[str, tuple[str, ...]]]:
        records = self._in_force(question, question.as_of)
        values: dict[str, list[tuple[str, ...]]] = {}
        for record in records:
            for key, own in record.tags.items():
                values.setdefault(key, []).append(own)
        for key, carried in sorted(values.items()):
            known = {value for own in carried for value in own}
            everywhere = len(carried) == len(records)
            if key in question.filters or len(known) < 2 or not (everywhere or key in self._keys):
                continue
            said = tuple(sorted(value for value in known if self._means(text, key, value)))
            if said:
                yield key, said

    def _means(self, text: str, key: str, value: str) -> bool:
        found = re.finditer(rf"(?<!\w){re.escape(value)}(?!\w)", text, re.IGNORECASE)
        sure = key in self._keys or _has_digit_and_letter(value)
        return any(sure or _beside_key(text, key, match) for match in found)

    def _day(self, text: str, question: Question) -> date | None:
        """The last day of the year named on which a document was in force that is named by it and no longer is."""
        words = {word.lower() for word in _WORD.findall(text)}
        for year in sorted(set(_YEAR.findall(text)), reverse=True):
            last = date(int(year), 12, 31)
            if last >= question.as_of:
                continue
            today = {record.document_id for record in self._in_force(question, question.as_of)}
            named = [
                min(record.validity.end, last)
                for record in self._in_force(question, last)
                if record.document_id not in today
                and year in record.title
                and words & {word.lower() for word in _WORD.findall(record.title)}
            ]
            if named:
                return max(named)
        return None


def _has_digit_and_letter(value: str) -> bool:
    return any(character.isdigit() for character in value) and any(character.isalpha() for character in value)


def _beside_key(text: str, key: str, match: re.Match[str]) -> bool:
    name = re.escape(key.replace("_", " ").replace("-", " "))
    before, after = text[: match.start()], text[match.end() :]
    return bool(
        re.search(rf"(?<!\w){name}\s*(?:[:=]|is)?\s*$", before, re.I) or re.match(rf"\s+{name}(?!\w)", after, re.I)
    )
