"""Documents that are there twice, or nearly."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import combinations

from ingest.index.protocol import DocumentRecord
from ragstone.doctor.age import which_is_newer
from ragstone.doctor.corpus import Corpus
from ragstone.doctor.finding import Finding, Severity
from ragstone.doctor.shingles import Shingles, jaccard, shingles, words, worth_comparing
from ragstone.doctor.succession import Families, lines

_ALIKE = 0.7
_FEWEST = 20  # shingles; below that, one changed word is a large share
_MOST_SHARING = 40
_NAMED = 3


def exact_duplicates(corpus: Corpus) -> Iterator[Finding]:
    """Documents of the same words, unless one supersedes the other or ends before the other begins."""
    known = {record.document_id: record for record in corpus.records}
    holding = {record.document_id for record in corpus.in_force}
    families = lines(corpus.records)
    for copies in _copies(corpus):
        # Those that follow each other count once; the one in force stands for its line.
        apart = [min(line, key=lambda name: (name not in holding, name)) for line in families.members(copies)]
        if any(_at_once(known[one], known[other]) for one, other in combinations(apart, 2)):
            yield _exact([known[name] for name in apart])


def near_duplicates(corpus: Corpus) -> Iterator[Finding]:
    """Documents that share seven tenths of their runs of four words, unless one supersedes or ends before the other.

    Exact copies stand in for each other, one in force if there is any.
    """
    known = {record.document_id: record for record in corpus.records}
    holding = {record.document_id for record in corpus.in_force}
    first = [min(copies, key=lambda name: (name not in holding, name)) for copies in _copies(corpus)]
    sets = {name: shingles(words(corpus.text(name))) for name in first}
    sets = {name: found for name, found in sets.items() if len(found) >= _FEWEST}
    alike = _alike(sets, lines(corpus.records), known)
    families = Families()
    for one, other in alike:
        families.join(one, other)
    for names in families.members({name for pair in alike for name in pair}):
        within = {pair: alike[pair] for pair in combinations(names, 2) if pair in alike}
        yield _near([known[name] for name in names], within)


def _copies(corpus: Corpus) -> list[list[str]]:
    """The ids of every document that has words, those with the same words together."""
    same: defaultdict[bytes, list[str]] = defaultdict(list)
    for record in corpus.records:
        text = " ".join(words(corpus.text(record.document_id)))
        if text:
            same[sha256(text.encode()).digest()].append(record.document_id)
    return list(same.values())


def _alike(
    sets: Mapping[str, Shingles], families: Families, known: Mapping[str, DocumentRecord]
) -> dict[tuple[str, str], float]:
    found = {}
    for one, other in worth_comparing(sets, most=_MOST_SHARING):
        if families.head(one) != families.head(other) and _at_once(known[one], known[other]):
            share = jaccard(sets[one], sets[other])
            if share >= _ALIKE:
                found[(one, other)] = share
    return found


def _at_once(one: DocumentRecord, other: DocumentRecord) -> bool:
    """Whether both are in force on some day."""
    return one.validity.start <= other.validity.end and other.validity.start <= one.validity.end


def _exact(records: Sequence[DocumentRecord]) -> Finding:
    leaks, readers = _readers(records)
    return Finding(
        "duplicates", Severity.ERROR if leaks else Severity.WARNING, tuple(one.document_id for one in records),
        f"{_list(records)} have the same words; {which_is_newer(records)}{readers}.",
        "Keep one and remove the others, or let the newer one say `supersedes`.",
    )  # fmt: skip


def _near(records: Sequence[DocumentRecord], shares: Mapping[tuple[str, str], float]) -> Finding:
    leaks, readers = _readers(records)
    low, high = (f"{bound(shares.values()):.0%}" for bound in (min, max))
    share = low if low == high else f"{low} to {high}"
    return Finding(
        "near-duplicates", Severity.ERROR if leaks else Severity.WARNING, tuple(one.document_id for one in records),
        f"{_list(records)} share {share} of their text; {which_is_newer(records)}{readers}.",
        "If one replaces the other, let it say `supersedes`; if one is a stray copy, remove it.",
    )  # fmt: skip


def _readers(records: Sequence[DocumentRecord]) -> tuple[bool, str]:
    """Whether some are for some groups and others for everybody, and a clause on who reads which."""
    groups = {record.groups for record in records}
    if len(groups) == 1:
        return False, ""
    opened = [record for record in records if not record.groups]
    if opened:
        return True, f"; everybody reads {_list(opened)}, not the others"
    return False, "; not the same groups read them"


def _list(records: Sequence[DocumentRecord]) -> str:
    named = [f"'{record.document_id}'" for record in records[:_NAMED]]
    if len(records) > _NAMED:
        return f"{', '.join(named)} and {len(records) - _NAMED} more"
    return " and ".join(filter(None, [", ".join(named[:-1]), named[-1]]))
