"""What is said about an uploaded file: the content of its sidecar."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

import yaml

from ingest.errors import LoadError
from ingest.tags import Fields, parse_fields
from ragstone.errors import UploadError

_MOST_CHARACTERS = 200
_MOST_VALUES = 50


@dataclass(frozen=True, slots=True)
class About:
    """What somebody says about the files of one upload.

    Attributes:
        groups: Who may read them; none means everybody, and is stated in the sidecar as well.
        title: None leaves it to the file.
        supersedes: Ids of documents that they replace; what the file itself says of that does not count.
    """

    groups: tuple[str, ...]
    title: str | None = None
    tags: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    effective: date | None = None
    expires: date | None = None
    supersedes: tuple[str, ...] = ()

    def sidecar(self) -> str:
        """The text of the sidecar.

        Raises:
            UploadError: A value cannot be used.
        """
        self._check()
        said: dict[str, object] = {"groups": sorted(set(self.groups)), "supersedes": list(self.supersedes)}
        said |= {"tags": {key: list(values) for key, values in self.tags.items()}} if self.tags else {}
        days = {"title": self.title, "effective": self.effective, "expires": self.expires}
        said |= {key: value for key, value in days.items() if value}
        text = yaml.safe_dump(said, allow_unicode=True, sort_keys=True)
        if _read_back(text).groups != tuple(sorted(set(self.groups))):
            raise UploadError("got groups that a sidecar cannot keep; correct them")
        return text

    def _check(self) -> None:
        for kind, value in self._values():
            if not value.strip() or len(value) > _MOST_CHARACTERS or any(map(_is_control, value)):
                raise UploadError(
                    f"got an unusable {kind}, expected 1 to {_MOST_CHARACTERS} printed characters; correct it"
                )
        if len(list(self._values())) > _MOST_VALUES:
            raise UploadError(f"got more than {_MOST_VALUES} groups, tags and ids; leave some out")
        if "*" in self.groups:
            raise UploadError("got the group '*', expected names; send `public=true` to let everybody read it")
        if self.effective and self.expires and self.expires < self.effective:
            raise UploadError(f"got expires {self.expires} before effective {self.effective}; correct one of the two")

    def _values(self) -> Iterator[tuple[str, str]]:
        yield from (("group", group) for group in self.groups)
        yield from (("supersedes", one) for one in self.supersedes)
        for key, values in self.tags.items():
            yield from (("tag", text) for text in (key, *values))
        if self.title is not None:
            yield "title", self.title


def _read_back(text: str) -> Fields:
    try:
        return parse_fields(text, "the upload")
    except LoadError as error:
        raise UploadError(str(error)) from error


def _is_control(letter: str) -> bool:
    return unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp")
