"""Files with names, wherever they lie: a folder, a bucket, a commit, an archive.

What a curator says beside files holds for all of them alike: ``corpus.yaml`` at the top and ``NAME.meta.yaml`` beside
a file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import quote

from ingest.errors import CorpusError, LoadError, RightsError
from ingest.loaders.loaded import RawFile
from ingest.sources.place import Terms
from ingest.sources.slips import RULES_FILE, SIDECAR, described_by, is_about_others
from ingest.sources.source import FailedSource, RawSource, digest
from ingest.tags import CorpusRules, Fields, groups_in, parse_corpus, parse_fields
from ingest.vocabulary import Vocabulary

PLACES = ".places.yaml"
_OURS = ("ragstone.toml",)  # which may name a key
_MOST_SAID = 1_000_000  # bytes of a sidecar or a corpus.yaml


@dataclass(frozen=True, slots=True)
class Entry:
    """A file in a tree.

    Attributes:
        name: Its path in the tree (POSIX).
        version: Changes whenever its content does; empty where only its bytes tell.
        fault: Why it cannot be read, where the listing tells.
        size: In bytes; 0 where the listing does not tell.
    """

    name: str
    version: str = ""
    fault: str = ""
    size: int = 0


class Tree(Protocol):
    """What lists and reads files."""

    @property
    def name(self) -> str:
        """What stands as `source` in each record."""

    @property
    def is_described(self) -> bool:
        """Whether whoever fills it may say something about its files; false for what strangers send."""

    def entries(self) -> list[Entry]:
        """All files, hidden ones and sidecars included.

        Raises:
            CorpusError: The listing is not whole.
        """

    def read(self, name: str, max_bytes: int) -> bytes | None:
        """The bytes of the file `name` as it is now; None where there is none.

        Raises:
            LoadError: It is larger than `max_bytes`, or cannot be read.
        """

    def uri(self, name: str) -> str:
        """Where a citation of the file `name` leads."""


class Described(Protocol):
    """A file with what stands beside it."""

    @property
    def id(self) -> str:
        """As in `Source`."""

    @property
    def source(self) -> str:
        """As in `Source`."""

    @property
    def listed(self) -> str:
        """As in `Source`."""

    @property
    def uri(self) -> str:
        """Where a citation leads."""

    @property
    def rules(self) -> tuple[Fields, ...]:
        """What the place says about it."""

    @property
    def vocabulary(self) -> Vocabulary | None:
        """What its tags must keep to."""

    def file(self, max_bytes: int) -> RawFile:
        """Its bytes.

        Raises:
            LoadError: It is larger than `max_bytes`, or cannot be read.
        """

    def sidecar(self) -> tuple[bytes, Fields]:
        """The bytes and the fields of its sidecar; empty without one.

        Raises:
            RightsError: The sidecar cannot be read or used.
        """


def read_described(found: Described, max_bytes: int) -> RawSource:
    """The file, and what is said about it.

    Raises:
        LoadError: It cannot be read, or what is said about it changes meanwhile.
    """
    before, _ = found.sidecar()
    file = found.file(max_bytes)
    told, sidecar = found.sidecar()
    if told != before:
        # The file's old text must not go out under what is said about its new one.
        raise LoadError("got a sidecar that changed while the file was read; sync again")
    limits = [repr(found.vocabulary)] if found.vocabulary is not None else []
    version = found.listed or digest(found.id, found.uri, file.data, told, repr(found.rules), *limits)
    return RawSource(found.id, found.source, found.uri, file, version, found.rules, sidecar, found.vocabulary)


@dataclass(frozen=True, slots=True)
class TreeSource:
    """A file of a tree; `listed` takes the versions of the file and of its sidecar from the listing.

    Attributes:
        entry: The file.
        beside: The version of its sidecar; empty where only reading tells, None without a sidecar.
    """

    id: str
    tree: Tree
    entry: Entry
    beside: str | None = None
    rules: tuple[Fields, ...] = ()
    vocabulary: Vocabulary | None = None

    @property
    def source(self) -> str:
        """The place of the tree."""
        return self.tree.name

    @property
    def uri(self) -> str:
        """Where a citation leads."""
        return self.tree.uri(self.entry.name)

    @property
    def listed(self) -> str:
        """What the listing says of the file, its sidecar and the rules; empty where it does not say enough."""
        if not self.entry.version or self.beside == "":
            return ""
        said = (self.beside or "", repr(self.rules), repr(self.vocabulary))
        return digest(self.id, self.uri, self.entry.version, *said)

    def read(self, max_bytes: int) -> RawSource:
        """The file, and what is said about it.

        Raises:
            LoadError: It cannot be read, or what is said about it changes meanwhile.
        """
        return read_described(self, max_bytes)

    def file(self, max_bytes: int) -> RawFile:
        """The file's bytes.

        Raises:
            LoadError: It is gone, is larger than `max_bytes`, or cannot be read.
        """
        data = self.tree.read(self.entry.name, max_bytes)
        if data is None:
            raise LoadError("it is gone since it was listed; sync again")
        return RawFile(self.id, data)

    def sidecar(self) -> tuple[bytes, Fields]:
        """The bytes and the fields of ``NAME.meta.yaml`` beside the file; empty without one.

        Raises:
            RightsError: The sidecar cannot be read or used.
        """
        name = self.entry.name + SIDECAR
        try:
            # Even where none was listed: it may have come since, and meant to close the file.
            data = self.tree.read(name, _MOST_SAID) if self.tree.is_described else None
        except LoadError as error:
            raise RightsError(f"got {name}: {error}") from error
        return (b"", Fields()) if data is None else (data, parse_fields(data.decode("utf-8", errors="replace"), name))


@dataclass(frozen=True, slots=True)
class Said:
    """What is said about a whole tree.

    Attributes:
        rules: Its ``corpus.yaml``.
        base: What holds for each of its documents.
        terms: What is said about it from outside.
        outer: What is said about the tree that this one is a file of.
        at: The name of that file there.
    """

    rules: CorpusRules
    base: tuple[Fields, ...]
    terms: Terms
    outer: Said | None = None
    at: str = ""

    @property
    def binding(self) -> Vocabulary | None:
        """The vocabulary, where documents must keep to it."""
        if self.rules.vocabulary.strict:
            return self.rules.vocabulary
        return self.outer.binding if self.outer is not None else None

    def rules_for(self, *names: str) -> tuple[Fields, ...]:
        """All rules that one of `names`, a file's and those of the files that it is within, matches."""
        return (*self._from_outside(names), *self._own(names))

    def fault(self, name: str) -> str:
        """Why the file `name` cannot be taken: what is said from outside may not be opened from inside."""
        outer, inner = groups_in(self._from_outside((name,))), groups_in(self._own((name,)))
        if outer is None or inner is None or outer == inner:
            return ""
        return f"got groups {list(inner)} in {RULES_FILE}, expected {list(outer)} as of its place; keep one of them"

    def ignores(self, name: str) -> bool:
        """Whether the file `name` is left out on purpose."""
        above = self.outer is not None and self.outer.ignores(f"{self.at}/{name}")
        return above or self.rules.ignores(name) or self.terms.ignores(name)

    def _from_outside(self, names: Sequence[str]) -> tuple[Fields, ...]:
        if self.outer is None:
            return self.base
        return (*self.outer.rules_for(self.at, *(f"{self.at}/{name}" for name in names)), *self.base)

    def _own(self, names: Sequence[str]) -> tuple[Fields, ...]:
        # In the file's order, whichever of the names a rule matches.
        return tuple(
            rule.fields for rule in self.rules.rules if any(CorpusRules((rule,)).fields_for(name) for name in names)
        )


def own_rules(tree: Tree, entries: Iterable[Entry]) -> CorpusRules:
    """The ``corpus.yaml`` of `tree`, which lists `entries`; without one, nothing.

    Raises:
        CorpusError: It cannot be read or used.
    """
    named = tree.is_described and any(entry.name == RULES_FILE for entry in entries)
    return corpus_rules_of(tree) if named else CorpusRules()


def corpus_rules_of(tree: Tree) -> CorpusRules:
    """The ``corpus.yaml`` of `tree`.

    Raises:
        CorpusError: It cannot be read or used.
    """
    try:
        data = tree.read(RULES_FILE, _MOST_SAID)
    except LoadError as error:
        raise CorpusError(f"{RULES_FILE} cannot be read: {error}") from error
    if data is None:
        raise CorpusError(f"got a {RULES_FILE} that is gone since it was listed; sync again")
    return parse_corpus(data.decode("utf-8", errors="replace"))


def documents(tree: Tree, entries: Iterable[Entry], said: Said) -> Iterator[Entry]:
    """Those of `entries` that are documents, or hold some, in a stable order."""
    for entry in sorted(entries, key=lambda entry: entry.name.split("/")):
        if is_document(entry.name, described=tree.is_described) and not said.ignores(entry.name):
            yield entry


def is_document(name: str, *, described: bool) -> bool:
    """Whether `name` is neither hidden, nor an office program's lock, nor says something about other files or us."""
    hidden = any(part.startswith(".") and part not in (".", "..") for part in name.split("/"))
    lock = name.rsplit("/", 1)[-1].startswith("~$")
    says = described and (name.endswith(PLACES) or is_about_others(name) or name.rsplit("/", 1)[-1] in _OURS)
    return not hidden and not lock and not says


def orphans(tree: Tree, entries: Sequence[Entry], prefix: str) -> Iterator[FailedSource]:
    """A sidecar whose document is not there says something about nothing, and may have meant to close a page."""
    names = {entry.name for entry in entries}
    folders = {name[:end] for name in names for end, char in enumerate(name) if char == "/"}
    for name in sorted(names, key=lambda name: name.split("/")):
        described = described_by(name) if tree.is_described else None
        if described is not None and described not in names and described not in folders:
            beside = described.rsplit("/", 1)[-1]
            fault = f"got a sidecar without '{beside}' beside it; rename it after its document or remove it"
            yield FailedSource(prefix + name, tree.name, fault)


def idle_rules(tree: Tree, rules: CorpusRules, names: Iterable[str], prefix: str) -> Iterator[FailedSource]:
    """A rule about groups or days that matches none of `names` lets in everybody whom it was to keep out."""
    idle = rules.idle(list(names))
    if idle:
        fault = f"got the rule '{idle[0]}' in {RULES_FILE}, which matches no file; correct or remove it"
        yield FailedSource(prefix + RULES_FILE, tree.name, fault)


def besides(entries: Iterable[Entry]) -> Mapping[str, str]:
    """The versions of sidecars, by the names of their files."""
    return {entry.name.removesuffix(SIDECAR): entry.version for entry in entries if entry.name.endswith(SIDECAR)}


def shown_at(template: str, path: str) -> str:
    """The address in `template` with `path` in it; empty without a template."""
    return template.replace("{path}", quote(path))
