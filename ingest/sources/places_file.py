"""A ``NAME.places.yaml``: several places with what is said about each.

A credential never stands in it: `secrets` names the variables of the environment that hold them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from ingest.errors import CorpusError, LoadError
from ingest.sources.place import Terms
from ingest.tags import fields_of, patterns_of
from ingest.yaml_text import read_yaml

_KNOWN = {
    "place",
    "reader",
    "name",
    "groups",
    "ignore",
    "prefix",
    "uri",
    "options",
    "secrets",
    "load",
    "permissions",
    "id",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A place as somebody names it.

    Attributes:
        address: A path or an address; of a reader its name.
        terms: What is said about the place as a whole.
        options: What its kind understands besides.
        secrets: The values behind the names of variables.
        environment: For what is started from here.
        reader: The dotted name of a class, where a reader is meant.
        load: What the reader's `load_data` is given.
        permissions: How its metadata become groups.
        id_key: Of its metadata, what names a document for good.
    """

    address: str
    terms: Terms = Terms()
    options: Mapping[str, object] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    reader: str = ""
    load: Mapping[str, object] = field(default_factory=dict)
    permissions: Mapping[str, object] = field(default_factory=dict)
    id_key: str = ""


def read_places(path: Path, *, environment: Mapping[str, str], terms: Terms) -> list[Wanted]:
    """The places that the file at `path` names, each under `terms`; a relative path in it begins at its folder.

    Raises:
        CorpusError: It cannot be read or used, or a variable that it names is not set.
    """
    try:
        raw = read_yaml(path.read_text(encoding="utf-8", errors="replace"), f"'{path}'")
    except OSError as error:
        raise CorpusError(f"'{path}' cannot be read ({error.strerror}); check the path") from error
    except LoadError as error:
        raise CorpusError(str(error)) from error
    entries = raw.get("places") if isinstance(raw, dict) and set(raw) == {"places"} else None
    if not isinstance(entries, list) or not entries:
        raise CorpusError(f"got '{path}' without places, expected a list; write `places:` and `- place: ADDRESS`")
    try:
        return [_wanted(entry, path, environment, terms) for entry in entries]
    except LoadError as error:
        raise CorpusError(str(error)) from error


def _wanted(entry: object, path: Path, environment: Mapping[str, str], terms: Terms) -> Wanted:
    if not isinstance(entry, dict):
        raise LoadError(f"got {entry!r} in {path.name}, expected a mapping; write `- place: ADDRESS`")
    unknown = sorted(str(key) for key in entry if key not in _KNOWN)
    if unknown:
        known = ", ".join(sorted(_KNOWN))
        raise LoadError(f"got unknown key '{unknown[0]}' in {path.name}, expected {known}; correct or remove it")
    reader, address = entry.get("reader"), entry.get("name" if "reader" in entry else "place")
    if not isinstance(address, str) or not address or (reader is not None and not isinstance(reader, str)):
        raise LoadError(f"got a place without address in {path.name}; write `place: ADDRESS`, or `reader` and `name`")
    own = replace(
        terms,
        groups=fields_of({key: entry[key] for key in ("groups",) if key in entry}, f"'{address}'").groups,
        ignore=patterns_of(entry, path.name),
        prefix=str(entry.get("prefix") or ""), uri=str(entry.get("uri") or ""),
    )  # fmt: skip
    return Wanted(
        address if reader is not None or "://" in address else str(path.parent / address),
        own, _mapping(entry, "options", path), _secrets(entry, path, environment), environment,
        reader or "", _mapping(entry, "load", path), _mapping(entry, "permissions", path), str(entry.get("id") or ""),
    )  # fmt: skip


def _mapping(entry: Mapping[str, object], key: str, path: Path) -> Mapping[str, object]:
    found = entry.get(key) or {}
    if not isinstance(found, dict):
        raise LoadError(f"got `{key}` in {path.name} that is a {type(found).__name__}, expected a mapping; correct it")
    return {str(name): value for name, value in found.items()}


def _secrets(entry: Mapping[str, object], path: Path, environment: Mapping[str, str]) -> Mapping[str, str]:
    names = {key: str(value) for key, value in _mapping(entry, "secrets", path).items()}
    missing = [name for name in names.values() if not environment.get(name)]
    if missing:
        # Its own name might be a secret that somebody wrote here by mistake.
        raise LoadError(f"got a variable in `secrets` of {path.name} that is not set, expected its name; set it")
    return {key: environment[name] for key, name in names.items()}
