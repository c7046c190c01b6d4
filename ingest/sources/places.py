"""From what a person names to the places it stands for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from ingest.errors import CorpusError
from ingest.sources.bucket import SCHEMES, bucket_tree
from ingest.sources.folder import folder_place
from ingest.sources.git import GitAddress, GitTree
from ingest.sources.listing import TreePlace
from ingest.sources.mail import MaildirTree, is_maildir
from ingest.sources.place import Cutting, Place, Terms
from ingest.sources.places_file import Wanted, read_places
from ingest.sources.reader import Permissions, ReaderPlace, reader_maker
from ingest.sources.rows import SourceRow, row_sources
from ingest.sources.source import FailedSource, Source
from ingest.sources.tree import PLACES
from ingest.sources.web import Visit, WebPlace


def discover(path: Path) -> list[Source]:
    """Everything to sync at `path`, in a stable order.

    Raises:
        CorpusError: There is nothing at `path`, or its ``corpus.yaml`` cannot be used.
    """
    return path_place(path, Terms()).sources()


def places_of(
    text: str,
    *,
    environment: Mapping[str, str] | None = None,
    cache: Path | None = None,
    cutting: Cutting | None = None,
) -> list[Place]:
    """What a person names: a path, an address, or a ``NAME.places.yaml``.

    Args:
        text: As it was written.
        environment: Holds what `secrets` of a file of places name; only the settings read that of the process.
        cache: A folder for what need not be fetched twice; None keeps nothing.
        cutting: Which plain texts are read in parts; None: none of them.

    Raises:
        CorpusError: There is no such path, or the address or the file cannot be used.
    """
    known, terms = environment or {}, Terms(cache=cache, cutting=cutting)
    if text.endswith(PLACES):
        return [place_of(wanted) for wanted in read_places(Path(text), environment=known, terms=terms)]
    return [place_of(Wanted(text, terms, environment=known))]


def place_of(wanted: Wanted) -> Place:
    """The place that is meant.

    Raises:
        CorpusError: There is none, or what is said about it cannot be used.
    """
    if wanted.terms.uri and not wanted.address.startswith((*(f"{scheme}://" for scheme in SCHEMES), "git+")):
        raise CorpusError(f"got `uri` for '{wanted.address}', expected it of a bucket or repository alone; remove it")
    if wanted.reader:
        return _reader_place(wanted)
    if wanted.load or wanted.permissions or wanted.id_key:
        raise CorpusError(f"got `load`, `permissions` or `id` for '{wanted.address}', expected them of a reader alone")
    if not wanted.address.strip():
        raise CorpusError("got an empty address, expected a folder, a file or an address; name one")
    if "://" not in wanted.address:
        _refuse_options(wanted)
        return path_place(Path(wanted.address), wanted.terms)
    scheme, rest = wanted.address.split("://", 1)
    if ":" in rest.split("/", 1)[0].rpartition("@")[0]:
        raise CorpusError("got an address with a password in it; name variables under `secrets` of a .places.yaml")
    if scheme in SCHEMES:
        options = {**wanted.options, **wanted.secrets}
        return TreePlace(bucket_tree(wanted.address, options, uri_template=wanted.terms.uri), wanted.terms)
    if scheme.startswith("git+"):
        _refuse_options(wanted, secrets=("token",))
        where, secret = GitAddress.of(wanted.address), wanted.secrets.get("token", "")
        tree = GitTree(wanted.address, where, wanted.terms.uri, secret, wanted.environment, wanted.terms.cache)
        return TreePlace(tree, wanted.terms)
    if scheme in ("http", "https"):
        bearer = wanted.secrets.get("bearer", "")
        _refuse_options(replace(wanted, options={}), secrets=("bearer",))
        return WebPlace(wanted.address, wanted.terms, Visit.of(wanted.options, wanted.address), bearer)
    known = ", ".join(f"{name}://" for name in SCHEMES)
    raise CorpusError(f"got '{wanted.address}', expected a path, {known}, git+https:// or https://; correct it")


def _reader_place(wanted: Wanted) -> ReaderPlace:
    permissions = Permissions.of(wanted.permissions, wanted.address)
    if wanted.terms.groups is None and (not permissions.key or permissions.missing == "place"):
        raise CorpusError(
            f"got the reader '{wanted.address}' without who may read, expected `permissions` or `groups`; "
            "write `groups: []` to show it all to everybody"
        )
    make = reader_maker(wanted.reader, {**wanted.options, **wanted.secrets})
    return ReaderPlace(wanted.address, make, wanted.terms, wanted.load, permissions, wanted.id_key)


def _refuse_options(wanted: Wanted, *, secrets: tuple[str, ...] = ()) -> None:
    unknown = sorted({*wanted.options, *(set(wanted.secrets) - set(secrets))})
    if unknown:
        raise CorpusError(f"got the option '{unknown[0]}' for '{wanted.address}', which takes none such; remove it")


def path_place(path: Path, terms: Terms) -> Place:
    """The place at `path`: a folder, a maildir, a ``.jsonl``, or one file, which may be an archive or hold mails.

    Raises:
        CorpusError: There is nothing at `path`.
    """
    if not path.exists():
        raise CorpusError(f"got '{path}', expected a folder, a file or a .jsonl that exists; check the path")
    root = path.resolve()
    if root.is_dir() and is_maildir(root):
        return TreePlace(MaildirTree(root), terms)
    return RowsPlace(root, terms) if root.suffix == ".jsonl" else folder_place(root, terms)


@dataclass(frozen=True, slots=True)
class RowsPlace:
    """A ``.jsonl`` as a place."""

    path: Path
    terms: Terms = Terms()

    @property
    def name(self) -> str:
        """The path."""
        return str(self.path)

    def sources(self) -> list[Source]:
        """Its rows.

        Raises:
            CorpusError: The file cannot be read, or is empty, as that of an export that broke off.
        """
        found = [row_under(row, self.terms) for row in row_sources(self.path) if not self.terms.ignores(row.id)]
        if not found:
            raise CorpusError(f"got '{self.path}' without any row, expected one document a line; export it again")
        return list[Source](found)


def row_under(row: SourceRow | FailedSource, terms: Terms) -> SourceRow | FailedSource:
    """The row as it is in a place of these `terms`."""
    id_ = terms.prefix + row.id
    if isinstance(row, FailedSource):
        return replace(row, id=id_, hides=None if row.hides is None else terms.prefix + row.hides)
    if terms.groups is None or row.fields.groups == terms.groups:
        return replace(row, id=id_)
    if row.fields.groups is not None:
        fault = f"got groups {list(row.fields.groups)}, expected {list(terms.groups)} as of its place; keep one of them"
        return FailedSource(id_, row.source, fault)
    return replace(row, id=id_, fields=replace(row.fields, groups=terms.groups))
