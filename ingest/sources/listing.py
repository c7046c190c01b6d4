"""From a tree to its documents; an archive or a mail in it is a tree of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from ingest.errors import CorpusError, LoadError, RightsError
from ingest.sources.mail import AttachmentTree, MboxTree
from ingest.sources.parts import TEXTS, TextTree, is_cut
from ingest.sources.place import Cutting, Terms
from ingest.sources.slips import RULES_FILE, SIDECAR, Slips
from ingest.sources.source import FailedSource, Source, digest
from ingest.sources.tree import (
    Entry,
    Said,
    Tree,
    TreeSource,
    besides,
    documents,
    idle_rules,
    orphans,
    own_rules,
)
from ingest.sources.zip import ZipTree
from ingest.tags import Fields, groups_in

_DEEPEST = 3
_MOST_BYTES = 500_000_000  # of an archive or a box of mails, which is opened in memory
_ONLY_HOLDING = (".zip", ".mbox")
_HOLDING = (*_ONLY_HOLDING, ".eml")

MakeSource = Callable[[Entry, Said], Source]


@dataclass(slots=True)
class Shelf:
    """The containers of a tree; the bytes of the one opened last are kept, as its files are read one after the other.

    What is said about a container was read when it was listed, so its bytes must be those of then.
    """

    tree: Tree
    digests: dict[str, str] = field(default_factory=dict)
    last: tuple[str, bytes] = ("", b"")

    def bytes_of(self, name: str, most: int) -> bytes:
        """The bytes of the container `name`.

        Raises:
            LoadError: It has more than `most`, cannot be read, or has changed since it was listed.
        """
        if self.last[0] == name:
            return self.last[1]
        self.last = ("", b"")
        data = self.tree.read(name, most)
        if data is None or self.digests.setdefault(name, digest(data)) != digest(data):
            raise LoadError("it has changed since it was listed; sync again")
        self.last = (name, data)
        return data


@dataclass(frozen=True, slots=True)
class Around:
    """What a tree is a part of.

    Attributes:
        said: What is said about the tree that it is a file of.
        base: What is said about that file.
        at: The name of that file.
        depth: How many containers it is in.
    """

    said: Said | None = None
    base: tuple[Fields, ...] = ()
    at: str = ""
    depth: int = 0


@dataclass(frozen=True, slots=True)
class TreePlace:
    """A tree as a place.

    Attributes:
        make: Makes the source of a file; None makes a `TreeSource`.
    """

    tree: Tree
    terms: Terms = Terms()
    make: MakeSource | None = None

    @property
    def name(self) -> str:
        """The name of the tree."""
        return self.tree.name

    def sources(self) -> list[Source]:
        """Every document, and every sidecar without one.

        Raises:
            CorpusError: There is none, or the listing is not whole.
        """
        found = tree_sources(self.tree, self.terms, make=self.make)
        if all(source.id.endswith((SIDECAR, RULES_FILE)) for source in found):
            raise CorpusError(f"got the folder '{self.name}' without any document; add files or check the path")
        return found


def tree_sources(
    tree: Tree, terms: Terms, *, make: MakeSource | None = None, around: Around | None = None
) -> list[Source]:
    """Every document of `tree`, those within archives and mails included, and every sidecar without one.

    Args:
        tree: Where they are.
        terms: What is said about the place.
        make: Makes the source of a file of the tree itself; None makes a `TreeSource`.
        around: What the tree is a part of; None for the tree of a place.

    Raises:
        CorpusError: The listing is not whole, or its ``corpus.yaml`` cannot be used.
    """
    within = around or Around(base=terms.base)
    entries = tree.entries()
    said = Said(own_rules(tree, entries), within.base, terms, within.said, within.at)
    sidecars = besides(entries)
    slips = Slips.of(entry.name for entry in entries if tree.is_described)
    shelf = Shelf(tree)
    found: list[Source] = []
    for entry in documents(tree, entries, said):
        unruled = said.fault(entry.name) or slips.fault(entry.name)
        if entry.fault or unruled:
            fault = entry.fault or unruled
            found.append(FailedSource(terms.prefix + entry.name, tree.name, fault, unruled=bool(unruled)))
            continue
        rules = said.rules_for(entry.name)
        own = TreeSource(terms.prefix + entry.name, tree, entry, sidecars.get(entry.name), rules, said.binding)
        suffix = PurePosixPath(entry.name).suffix.lower()
        in_parts = is_cut(entry, terms.cutting)
        if suffix not in _ONLY_HOLDING and not in_parts:
            found.append(own if make is None else make(entry, said))
        if suffix in _HOLDING or in_parts:
            found += _contained(own, said, within.depth, shelf)
    names = {entry.name for entry in entries} | {source.id.removeprefix(terms.prefix) for source in found}
    idle = idle_rules(tree, said.rules, names, terms.prefix)
    return [*found, *orphans(tree, entries, terms.prefix), *idle]


def _contained(own: TreeSource, said: Said, depth: int, shelf: Shelf) -> Iterator[Source]:
    """The documents within one file; what is said about the file holds for each of them."""
    suffix = PurePosixPath(own.entry.name).suffix.lower()
    id_ = f"{own.id}/*" if suffix == ".eml" else own.id
    try:
        before = _passed_on(own)
    except RightsError as error:
        yield FailedSource(id_, own.source, str(error), unruled=True)
        return
    try:
        if depth >= _DEEPEST and suffix in _HOLDING:
            raise LoadError(f"it is within {depth} archives or mails; take it out of them")
        held = _held(own, suffix, shelf, said.terms.cutting)
        terms = Terms(prefix=f"{own.id}/", cutting=said.terms.cutting)
        found = tree_sources(held, terms, around=Around(said, before, own.entry.name, depth + 1))
        if _passed_on(own) != before:
            raise LoadError("got a sidecar that changed while the file was read; sync again")
        yield from found
    except (LoadError, CorpusError) as error:
        # It may have been written by halves, and what it held must not be taken for deleted.
        groups = groups_in((*own.rules, *before)) if suffix in TEXTS else None
        yield FailedSource(id_, own.source, str(error), hides=f"{own.id}/", groups=groups)


def _held(own: TreeSource, suffix: str, shelf: Shelf, cutting: Cutting | None) -> Tree:
    most = cutting.most if cutting is not None and suffix in TEXTS else _MOST_BYTES

    def data() -> bytes:
        return shelf.bytes_of(own.entry.name, most)

    if suffix == ".zip":
        return ZipTree(own.source, own.uri, data, is_described=own.tree.is_described)
    if suffix in TEXTS:
        return TextTree(own.source, own.uri, own.entry.name, data)
    return MboxTree(own.source, own.uri, data) if suffix == ".mbox" else AttachmentTree(own.source, own.uri, data)


def _passed_on(own: TreeSource) -> tuple[Fields, ...]:
    """What the sidecar of a container says about what it holds."""
    _, told = own.sidecar()
    known = groups_in(own.rules)
    if told.groups is not None and known not in (None, told.groups):
        raise RightsError(f"got groups {list(told.groups)} in its sidecar, expected {known}; keep one of them")
    if told == Fields():
        return ()
    if PurePosixPath(own.entry.name).suffix.lower() in TEXTS:
        return (told,)
    # A title, an address and a predecessor are of the one file alone.
    return (replace(told, title=None, uri=None, supersedes=None),)
