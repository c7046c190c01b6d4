"""What a curator says about documents: front matter, ``NAME.meta.yaml`` beside a file, rules in ``corpus.yaml``.

The later word wins: corpus rules, then the file's own front matter, then its sidecar. Tags add up by key. Groups are
different, because a slip there shows a page to the wrong people: within ``corpus.yaml`` the last matching rule names
them, and a file or sidecar that names others is an error.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import get_close_matches
from fnmatch import fnmatchcase
from unicodedata import normalize

from ingest.document import Metadata
from ingest.errors import CorpusError, LoadError, RightsError
from ingest.vocabulary import VOCABULARY_KEYS, Vocabulary, parse_vocabulary
from ingest.yaml_text import read_yaml

PUBLIC_GROUP = "*"
LANGUAGE_TAG = "language"
RESERVED_TAGS = (LANGUAGE_TAG, "media_type", "document_id")  # which each document has by itself
_KNOWN = {"title", "uri", "tags", "groups", "effective", "expires", "supersedes", "review_by"}
_GUARDED = ("groups", "effective", "expires", "supersedes")


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields that one place gives; absent ones are None."""

    title: str | None = None
    uri: str | None = None
    tags: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    groups: tuple[str, ...] | None = None
    effective: date | None = None
    expires: date | None = None
    supersedes: tuple[str, ...] | None = None
    review_by: date | None = None

    @property
    def is_guarding(self) -> bool:
        """Whether it says who may read something, or when it holds."""
        return self.groups is not None or self.effective is not None or self.expires is not None


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry of ``corpus.yaml``: files that `match` (a glob on the path) get `fields`."""

    match: str
    fields: Fields


@dataclass(frozen=True, slots=True)
class CorpusRules:
    """The content of ``corpus.yaml``."""

    rules: tuple[Rule, ...] = ()
    ignore: tuple[str, ...] = ()
    vocabulary: Vocabulary = Vocabulary()

    def fields_for(self, name: str) -> list[Fields]:
        """The fields of every rule that `name` (a POSIX path) matches, in the file's order."""
        return [rule.fields for rule in self.rules if _matches(name, rule.match)]

    def ignores(self, name: str) -> bool:
        """Whether `name` is left out on purpose."""
        return any(_matches(name, pattern) for pattern in self.ignore)

    def idle(self, names: Collection[str]) -> list[str]:
        """The globs of rules that name groups or days, and match none of `names`: whom were they to keep out?"""
        return [
            rule.match
            for rule in self.rules
            if rule.fields.is_guarding and not any(_matches(name, rule.match) for name in names)
        ]


def _matches(name: str, pattern: str) -> bool:
    """A glob on a whole path, in which ``**/`` also stands for no folder at all: `**/hr/**` matches `hr/pay.md`."""
    name = normalize("NFC", name)  # a Mac writes names in the other form
    return fnmatchcase(name, pattern) or fnmatchcase(name, pattern.replace("**/", ""))


def _pattern(text: str) -> str:
    """A glob as somebody may write it: from the top on, `hr/` for all that is in the folder."""
    text = normalize("NFC", text.strip()).removeprefix("./").removeprefix("/")
    return f"{text}**" if text.endswith("/") else text


def patterns_of(raw: Mapping[str, object], where: str) -> tuple[str, ...]:
    """The globs under `ignore`, one or a list of them.

    Raises:
        LoadError: It is neither; read as a list of its letters, the text `**` would leave out everything.
    """
    found = raw.get("ignore") or []
    listed = found if isinstance(found, list) else [found]
    if not all(isinstance(pattern, str) and pattern.strip() for pattern in listed):
        raise LoadError(f'got `ignore` in {where} that is no list of globs; write `ignore: ["drafts/**"]`')
    return tuple(_pattern(str(pattern)) for pattern in listed)


def combine(rules: list[Fields], own: Fields, sidecar: Fields) -> Metadata:
    """One `Metadata` from all places that speak of a document.

    Raises:
        RightsError: Two places name different groups, or the dates contradict each other.
    """
    from_rules = _overlay(rules)
    found = {place.groups for place in (from_rules, own, sidecar) if place.groups is not None}
    if len(found) > 1:
        names = " and ".join(str(list(groups)) for groups in sorted(found))
        raise RightsError(f"got groups {names} from different places, expected one; keep one of them")
    merged = _overlay([from_rules, own, sidecar])
    if merged.effective and merged.expires and merged.expires < merged.effective:
        raise RightsError(f"got expires {merged.expires} before effective {merged.effective}; correct one of the two")
    return Metadata(
        title=merged.title, uri=merged.uri, tags=merged.tags, groups=merged.groups or (),
        effective=merged.effective, expires=merged.expires, supersedes=merged.supersedes or (),
        review_by=merged.review_by,
    )  # fmt: skip


def groups_in(fields: Iterable[Fields]) -> tuple[str, ...] | None:
    """The groups that the last of `fields` that names any names."""
    found = [one.groups for one in fields if one.groups is not None]
    return found[-1] if found else None


def _overlay(places: list[Fields]) -> Fields:
    merged = Fields()
    for place in places:
        merged = Fields(
            title=place.title or merged.title,
            uri=place.uri or merged.uri,
            tags={**merged.tags, **place.tags},
            groups=merged.groups if place.groups is None else place.groups,
            effective=place.effective or merged.effective,
            expires=place.expires or merged.expires,
            supersedes=merged.supersedes if place.supersedes is None else place.supersedes,
            review_by=place.review_by or merged.review_by,
        )
    return merged


def parse_fields(text: str, where: str, *, strict: bool = True) -> Fields:
    """The fields in the YAML `text`; `where` names it in errors.

    Not `strict`: unknown keys are left alone, but not one that is nearly `groups` or a date, because a slip there
    would show a page to everybody or for ever.

    Raises:
        RightsError: It is no YAML mapping, or a value is unusable.
    """
    try:
        raw = read_yaml(text, where)
    except LoadError as error:
        raise RightsError(str(error)) from error
    if raw is None:
        return Fields()
    if not isinstance(raw, dict):
        raise RightsError(f"got {where} that is a {type(raw).__name__}, expected a mapping; use `key: value` lines")
    return fields_of(raw, where, strict=strict)


def fields_of(raw: Mapping[str, object], where: str, *, strict: bool = True) -> Fields:
    """The fields in the mapping `raw`.

    Raises:
        RightsError: An unknown key (when `strict`) or an unusable value.
    """
    unknown = sorted(str(key) for key in raw if key not in _KNOWN)
    if unknown and strict:
        known = ", ".join(sorted(_KNOWN))
        raise RightsError(f"got unknown key '{unknown[0]}' in {where}, expected {known}; correct or remove it")
    for key in unknown:
        meant = get_close_matches(key.lower(), _GUARDED, n=1, cutoff=0.8)
        if meant:
            raise RightsError(f"got the key '{key}' in {where}, which is nearly '{meant[0]}'; correct or rename it")
    return Fields(
        title=_string(raw.get("title"), "title", where), uri=_string(raw.get("uri"), "uri", where),
        tags=_tags(raw.get("tags"), where),
        groups=_names(raw, "groups", where), effective=_day(raw.get("effective"), "effective", where),
        expires=_day(raw.get("expires"), "expires", where), supersedes=_names(raw, "supersedes", where),
        review_by=_day(raw.get("review_by"), "review_by", where),
    )  # fmt: skip


def _string(value: object, key: str, where: str) -> str | None:
    return None if value is None else _text(value, key, where).strip() or None


def _text(value: object, key: str, where: str) -> str:
    """One value as text; written out, a list that YAML repeats within itself would fill the memory."""
    if isinstance(value, list | dict | set | tuple):
        raise RightsError(f"got a {type(value).__name__} in {key} of {where}, expected one value; write it as text")
    return whole(str(value))


def whole(text: str) -> str:
    """`text` with a question mark for each half of a character, as a text that was cut by bytes holds them."""
    return text.encode("utf-8", errors="replace").decode()


def _tags(value: object, where: str) -> dict[str, tuple[str, ...]]:
    if value is None:
        return {}
    if isinstance(value, str):
        value = [part.strip() for part in value.split(",") if part.strip()]
    if isinstance(value, list):
        return {"topic": _values(value, "tags", where)}
    if not isinstance(value, dict):
        raise RightsError(f"got tags '{value}' in {where}, expected a mapping; write `tags: {{key: value}}`")
    reserved = next((key for key in value if key in RESERVED_TAGS and key != LANGUAGE_TAG), None)
    if reserved is not None:
        raise LoadError(f"got the tag '{reserved}' in {where}, which each document has by itself; name it otherwise")
    return {whole(str(key)): _values(entry, f"tag '{key}'", where) for key, entry in value.items()}


def _values(value: object, key: str, where: str) -> tuple[str, ...]:
    return tuple(_text(entry, key, where) for entry in (value if isinstance(value, list) else [value]))


def _names(raw: Mapping[str, object], key: str, where: str) -> tuple[str, ...] | None:
    if key not in raw:
        return None
    value = raw[key]
    if key == "groups" and isinstance(value, str):
        value = [part.strip() for part in value.split(",")]
    names = () if value is None else _values(value, key, where)
    if key == "groups" and (PUBLIC_GROUP in names or "" in names):
        raise RightsError(f"got group '{PUBLIC_GROUP}' or an empty one in {where}; leave groups out to make it public")
    if key == "groups" and value is None:
        raise RightsError(f"got an empty `groups:` in {where}, expected names; write [] to make it public")
    return tuple(sorted(names))


def _day(value: object, key: str, where: str) -> date | None:
    if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
        return value
    try:
        return date.fromisoformat(_text(value, key, where)[:10])
    except ValueError as error:
        raise RightsError(f"got {key} '{value}' in {where}, expected a day like 2026-01-31; correct it") from error


def parse_corpus(text: str) -> CorpusRules:
    """The rules of a ``corpus.yaml``.

    Raises:
        CorpusError: It cannot be used; nothing is synced then, because a lost rule may open a page to everybody.
    """
    try:
        raw = read_yaml(text, "text") or {}
        if not isinstance(raw, dict) or set(raw) - {"rules", "ignore", *VOCABULARY_KEYS}:
            known = ", ".join(f"`{key}`" for key in ("rules", "ignore", *VOCABULARY_KEYS))
            raise CorpusError(f"got a corpus.yaml with other keys than {known}; correct it")
        rules = tuple(_rule(entry) for entry in raw.get("rules") or [])
        return CorpusRules(rules, patterns_of(raw, "corpus.yaml"), parse_vocabulary(raw))
    except (LoadError, TypeError) as error:
        reason = str(error).splitlines()[0]
        raise CorpusError(f"corpus.yaml cannot be used: {reason}") from error


def _rule(entry: object) -> Rule:
    if not isinstance(entry, dict) or not isinstance(entry.get("match"), str):
        raise LoadError(f'got rule {entry!r}, expected a mapping with `match`; write `- match: "hr/**"`')
    rest = {key: value for key, value in entry.items() if key != "match"}
    return Rule(_pattern(entry["match"]), fields_of(rest, f"rule '{entry['match']}'"))
