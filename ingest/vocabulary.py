"""The tags that a corpus allows, as its ``corpus.yaml`` names them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from ingest.errors import LoadError

VOCABULARY_KEYS = ("vocabulary", "required", "strict")
_NEAR = 0.8


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Which values a tag may have, and which tags a document must have.

    Attributes:
        allowed: Key to values; a key that is not named may have any.
        required: Keys that every document carries.
        strict: Whether a sync refuses a document that does not keep to it.
    """

    allowed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    required: tuple[str, ...] = ()
    strict: bool = False

    def faults(self, tags: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
        """What of `tags` does not keep to it, each as `got X, expected Y`."""
        for key, values in sorted(tags.items()):
            if key not in self.allowed:
                yield from self._misspelt(key)
                continue
            for value in values:
                if value not in self.allowed[key]:
                    yield f"got the tag {key}={value}, expected {self._choice(key, value)}"
        for key in self.required:
            if not tags.get(key):
                yield f"got no tag '{key}', expected one of every document"

    def require(self, tags: Mapping[str, tuple[str, ...]]) -> None:
        """Refuse tags that do not keep to it.

        Raises:
            LoadError: Names the first that does not.
        """
        for fault in self.faults(tags):
            raise LoadError(f"{fault}; correct it, or the vocabulary in corpus.yaml")

    def _misspelt(self, key: str) -> Iterator[str]:
        meant = get_close_matches(key.lower(), self.allowed, n=1, cutoff=_NEAR)
        if meant:
            yield f"got the tag '{key}', which is nearly '{meant[0]}' of the vocabulary"

    def _choice(self, key: str, value: str) -> str:
        near = get_close_matches(value.lower(), self.allowed[key], n=1, cutoff=_NEAR)
        return f"'{near[0]}'" if near else f"one of {', '.join(self.allowed[key])}"


def parse_vocabulary(raw: Mapping[str, object]) -> Vocabulary:
    """The vocabulary in the mapping of a ``corpus.yaml``.

    Raises:
        LoadError: It is not written as one.
    """
    named, strict = raw.get("vocabulary") or {}, raw.get("strict", False)
    if not isinstance(named, dict):
        raise LoadError("got a `vocabulary` that is no mapping; write `vocabulary: {department: [people, finance]}`")
    if not isinstance(strict, bool):
        raise LoadError(f"got strict '{strict}', expected true or false; correct it")
    allowed = {str(key): _list(values, f"the vocabulary of '{key}'") for key, values in named.items()}
    return Vocabulary(allowed, _list(raw.get("required") or [], "`required`"), strict)


def _list(values: object, where: str) -> tuple[str, ...]:
    if not isinstance(values, list):
        raise LoadError(f"got {where} that is no list; write it in brackets, as [people, finance]")
    return tuple(str(value) for value in values)
