"""Documents whose time is over, or about to be, and what takes their place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from ingest.index.protocol import DocumentRecord
from ingest.part import names_of
from ragstone.doctor.corpus import Corpus
from ragstone.doctor.finding import Finding, Severity

_SOON = timedelta(days=90)


def past_review(corpus: Corpus) -> Iterator[Finding]:
    """Documents in force whose `review_by` is past."""
    for record in corpus.in_force:
        review_by = record.term.review_by
        if review_by is not None and review_by < corpus.day:
            days = (corpus.day - review_by).days
            late = "1 day" if days == 1 else f"{days} days"
            yield Finding(
                "review", Severity.WARNING, (record.document_id,),
                f"'{record.document_id}' was to be reviewed by {review_by}, {late} ago.",
                "Have its owner read it, correct it, and set a new `review_by`.",
            )  # fmt: skip


def no_successor(corpus: Corpus) -> Iterator[Finding]:
    """Documents that have expired, or will, and that nothing supersedes, or not before some days have passed."""
    successors = _successors(corpus)
    for record in corpus.records:
        last, name = record.term.expires, record.document_id
        if last is None:
            continue
        after = [one for known_as in names_of(name) for one in successors[known_as] if one is not record]
        if after:
            yield from _gap(record, last, after, corpus.day)
        elif last < corpus.day:
            yield Finding(
                "expired", Severity.WARNING, (name,), f"'{name}' expired on {last} and nothing supersedes it.",
                "Add what holds now with `supersedes`, move `expires`, or remove it if nothing shall hold.",
            )  # fmt: skip
        elif record.validity.holds(corpus.day):
            yield Finding(
                "expired", Severity.WARNING if last - corpus.day <= _SOON else Severity.NOTE, (name,),
                f"'{name}' expires on {last} and what comes after it is not there yet.",
                "Add its successor with `effective` and `supersedes` before that day.",
            )  # fmt: skip


def broken_succession(corpus: Corpus) -> Iterator[Finding]:
    """Names in `supersedes` that no document bears, and documents that supersede each other."""
    known = {record.document_id: record for record in corpus.records}
    names = {name for document_id in known for name in names_of(document_id)}
    for record in corpus.records:
        for old in record.term.supersedes:
            if old not in names:
                yield _nobody(record, old)
        ring = sorted(old for old in _older(record, known) if record.document_id in _older(known[old], known))
        if ring[:1] == [record.document_id]:
            yield _each_other(ring)


def _successors(corpus: Corpus) -> Mapping[str, list[DocumentRecord]]:
    found: defaultdict[str, list[DocumentRecord]] = defaultdict(list)
    for record in corpus.records:
        for old in record.term.supersedes:
            found[old].append(record)
    return found


def _gap(record: DocumentRecord, last: date, after: Sequence[DocumentRecord], day: date) -> Iterator[Finding]:
    """Days from today on at which `record` holds no more and none of what comes after it holds yet."""
    first = min(after, key=lambda one: one.term.effective or date.min)
    begins = first.term.effective or date.min
    if begins > max(last + timedelta(days=1), day):
        ended = "expired" if last < day else "expires"
        yield Finding(
            "expired", Severity.WARNING if last - day <= _SOON else Severity.NOTE,
            (record.document_id, first.document_id),
            f"'{record.document_id}' {ended} on {last} and '{first.document_id}' takes effect on {begins}: "
            "in between neither holds.",
            "Move `expires` or `effective`, so that the one begins on the day after the other ends.",
        )  # fmt: skip


def _older(record: DocumentRecord, known: Mapping[str, DocumentRecord]) -> set[str]:
    """The ids of all that `record` supersedes, however far back."""
    found: set[str] = set()
    waiting = [record]
    while waiting:
        new = {old for old in waiting.pop().term.supersedes if old in known} - found
        found |= new
        waiting += [known[old] for old in new]
    return found


def _nobody(record: DocumentRecord, old: str) -> Finding:
    return Finding(
        "supersedes", Severity.ERROR, (record.document_id,),
        f"'{record.document_id}' supersedes '{old}', which is the id of no document.",
        "Correct the id to one that `ragstone documents` lists, or take it out.",
    )  # fmt: skip


def _each_other(names: Sequence[str]) -> Finding:
    *first, last = (f"'{name}'" for name in names)
    ring = f"{', '.join(first)} and {last} supersede each other." if first else f"{last} supersedes itself."
    return Finding("supersedes", Severity.ERROR, tuple(names), ring, "Let only the newer one say `supersedes`.")
