"""All checks, by name, in the order in which they are reported."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ragstone.doctor.contradictions import contradictions
from ragstone.doctor.corpus import Corpus
from ragstone.doctor.duplicates import exact_duplicates, near_duplicates
from ragstone.doctor.finding import Finding
from ragstone.doctor.instructions import addressed_to_a_model
from ragstone.doctor.loading import failed_files, hidden_text, parts_unread
from ragstone.doctor.personal import personal_data
from ragstone.doctor.readers import forgotten_groups
from ragstone.doctor.revisions import undated_revisions
from ragstone.doctor.secrets import secrets
from ragstone.doctor.tagging import outside_vocabulary, spelt_apart, untagged
from ragstone.doctor.terms import broken_succession, no_successor, past_review
from ragstone.doctor.unreached import never_reached, too_little_asked


def _nothing(corpus: Corpus) -> str:
    return ""


def _no_vocabulary(corpus: Corpus) -> str:
    named = any(one.allowed or one.required for one in corpus.beside.vocabularies.values())
    return "" if named else "no synced folder has a corpus.yaml with a `vocabulary` here"


def _nothing_kept(corpus: Corpus) -> str:
    if not corpus.whole:
        return "with --group, who might read what failed is not known"
    return "" if corpus.beside.failed is not None else "no sync of this index has kept what failed; sync again"


def _part_only(corpus: Corpus) -> str:
    return "" if corpus.whole else "with --group, documents that may not be read cannot be told from missing ones"


@dataclass(frozen=True, slots=True)
class Check:
    """One way of looking at a corpus.

    Attributes:
        title: What it finds.
        find: Its findings, in a stable order.
        lacks: What keeps it from saying anything; empty where nothing does.
    """

    name: str
    title: str
    find: Callable[[Corpus], Iterable[Finding]]
    lacks: Callable[[Corpus], str] = _nothing


CHECKS = (
    Check("secrets", "Keys, tokens and passwords", secrets),
    Check("groups", "Open documents among restricted ones", forgotten_groups),
    Check("instructions", "Text that tells a model what to do", addressed_to_a_model),
    Check("hidden", "Text that no reader sees", hidden_text),
    Check("personal-data", "Numbers and lists of persons", personal_data),
    Check("contradictions", "Documents in force that say otherwise", contradictions),
    Check("duplicates", "The same document twice", exact_duplicates),
    Check("near-duplicates", "Nearly the same document twice", near_duplicates),
    Check("revisions", "Versions that do not say which one holds", undated_revisions),
    Check("supersedes", "Broken succession", broken_succession, _part_only),
    Check("expired", "Documents that end without a successor", no_successor, _part_only),
    Check("review", "Documents past their review", past_review),
    Check("failed", "Files that could not be read", failed_files, _nothing_kept),
    Check("unread", "Parts that could not be read", parts_unread),
    Check("vocabulary", "Tags outside the vocabulary", outside_vocabulary, _no_vocabulary),
    Check("spelling", "Tags spelt in two ways", spelt_apart),
    Check("untagged", "Tags that are missing", untagged),
    Check("unreached", "Documents that no question reaches", never_reached, too_little_asked),
)
NAMES = tuple(check.name for check in CHECKS)
