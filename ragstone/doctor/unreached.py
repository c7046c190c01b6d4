"""Documents that no question ever reaches."""

from __future__ import annotations

from collections.abc import Iterator

from ragstone.doctor.corpus import Corpus
from ragstone.doctor.finding import Finding, Severity

FEWEST_ANSWERS = 100


def never_reached(corpus: Corpus) -> Iterator[Finding]:
    """Documents that held all through the audit log's days and that no answer was drafted from."""
    asked = corpus.beside.asked
    if asked is None:
        return
    for record in corpus.in_force:
        if record.document_id not in asked.reached and record.validity.holds(asked.since):
            yield Finding(
                "unreached", Severity.NOTE, (record.document_id,),
                f"None of {asked.answers} questions from {asked.since} to {asked.until} reached "
                f"'{record.document_id}'.",
                "Ask what it is for: its words may not be people's (a glossary helps), or nobody needs it.",
            )  # fmt: skip


def too_little_asked(corpus: Corpus) -> str:
    """Why the check would say nothing; empty where it can."""
    asked = corpus.beside.asked
    if asked is None:
        return "no audit log is kept (`audit.path`)"
    if asked.answers < FEWEST_ANSWERS:
        return f"the audit log holds {asked.answers} questions, expected {FEWEST_ANSWERS} at least"
    return ""
