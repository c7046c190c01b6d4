"""On which days each document is in force, once `effective`, `expires` and `supersedes` are all known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from ingest.chunk import Validity
from ingest.part import names_of


@dataclass(frozen=True, slots=True)
class Term:
    """What one document says about its own time.

    Attributes:
        review_by: Last day by which somebody shall have read it again; no search asks for it.
    """

    effective: date | None = None
    expires: date | None = None
    supersedes: tuple[str, ...] = ()
    review_by: date | None = None


def validities(terms: Mapping[str, Term]) -> dict[str, Validity]:
    """The validity of each document id in `terms`.

    A document ends the day before one that supersedes it takes effect; a successor without an effective day has
    always been in force, so the old one never is. Such a document keeps a validity that holds on no day. Of a text that
    was read in parts, all of them end.
    """
    result = {id_: Validity(term.effective or date.min, term.expires or date.max) for id_, term in terms.items()}
    named: defaultdict[str, list[str]] = defaultdict(list)
    for id_ in terms:
        for name in names_of(id_):
            named[name].append(id_)
    for successor, term in terms.items():
        for name in set(term.supersedes).difference(names_of(successor)):
            for old in named.get(name, ()):
                result[old] = _ended(result[old], term.effective)
    return result


def _ended(validity: Validity, successor_starts: date | None) -> Validity:
    if successor_starts is None or successor_starts == date.min:
        return Validity(date.max, date.min)
    return Validity(validity.start, min(validity.end, successor_starts - timedelta(days=1)))
