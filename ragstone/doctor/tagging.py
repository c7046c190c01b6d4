"""Tags that are not what the corpus agreed on, that are spelt in two ways, or that are missing."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher

from ragstone.doctor.corpus import Corpus
from ragstone.doctor.finding import Finding, Severity

_NEAR, _LONG, _RARER = 0.85, 5, 3
_MOST_VALUES = 300  # of one key; such a key holds names or numbers
_USUAL, _ENOUGH = 0.8, 5


def outside_vocabulary(corpus: Corpus) -> Iterator[Finding]:
    """Tags that the `corpus.yaml` of a document's source does not allow, and those that it requires."""
    for record in corpus.records:
        vocabulary = corpus.beside.vocabularies.get(record.source)
        for fault in vocabulary.faults(record.tags) if vocabulary else ():
            yield Finding(
                "vocabulary", Severity.ERROR, (record.document_id,), f"'{record.document_id}': {fault}.",
                "Correct the tag where it is said, or the vocabulary in corpus.yaml.",
            )  # fmt: skip


def spelt_apart(corpus: Corpus) -> Iterator[Finding]:
    """Values of one tag, or tags, that differ only in case, hyphens, an ending or a slip."""
    carriers: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for record in corpus.records:
        for key, values in record.tags.items():
            carriers[""][key].append(record.document_id)
            for value in values:
                carriers[key][value].append(record.document_id)
    for key, by_value in sorted(carriers.items()):
        for rare, usual in _same_but_for_spelling(by_value):
            said = (f"{key}={rare}", f"{key}={usual}") if key else (rare, usual)
            yield Finding(
                "spelling", Severity.WARNING, tuple(by_value[rare]),
                f"{_count(by_value[rare])} the tag {said[0]}, {_count(by_value[usual])} {said[1]}: a filter on one "
                "misses the other.",
                f"Write {said[1]} if both mean the same.",
            )  # fmt: skip


def untagged(corpus: Corpus) -> Iterator[Finding]:
    """Documents without a tag that four fifths of the documents have."""
    having = Counter(key for record in corpus.records for key in record.tags)
    every = len(corpus.records)
    for key, count in sorted(having.items()):
        without = tuple(record.document_id for record in corpus.records if key not in record.tags)
        if every >= _ENOUGH and without and count >= _USUAL * every:
            few = without[0] if len(without) == 1 else f"{len(without)} documents"
            yield Finding(
                "untagged", Severity.WARNING, without,
                f"{count} of {every} documents have the tag '{key}', but not {few}: a filter on it leaves "
                f"{'it' if len(without) == 1 else 'those'} out.",
                "Give it in front matter, in a sidecar, or for a whole folder in corpus.yaml.",
            )  # fmt: skip


def _same_but_for_spelling(by_value: Mapping[str, list[str]]) -> Iterator[tuple[str, str]]:
    """Each rarer value with the most usual one that it could be."""
    if len(by_value) > _MOST_VALUES:
        return
    values = sorted(by_value, key=lambda value: (len(by_value[value]), value))
    for at, rare in enumerate(values):
        meant = [
            usual for usual in values[at + 1 :]
            if _flat(rare) == _flat(usual)
            or (len(by_value[rare]) * _RARER <= len(by_value[usual]) and _near(rare, usual))
        ]  # fmt: skip
        if meant:
            yield rare, meant[-1]


def _flat(value: str) -> str:
    """Without case and separators, but for those between digits, and for the signs of C++ and C#."""
    apart = re.sub(r"(?<!\d)[^\w+#]+|[^\w+#]+(?!\d)", "", value.casefold().replace("_", "-"))
    return re.sub(r"[^\w+#]+", ".", apart)


def _near(one: str, other: str) -> bool:
    """A slip or an ending; what differs in a digit is another thing."""
    flat = (_flat(one), _flat(other))
    if min(map(len, flat)) < _LONG or any(character.isdigit() for character in "".join(flat)):
        return False
    return SequenceMatcher(None, *flat, autojunk=False).ratio() >= _NEAR


def _count(names: list[str]) -> str:
    return "1 document has" if len(names) == 1 else f"{len(names)} documents have"
