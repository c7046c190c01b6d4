"""What there is to sync: files below a folder, one file, or the rows of a ``.jsonl``."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import CorpusError, LoadError
from ingest.loaders.loaded import RawFile
from ingest.tags import CorpusRules, Fields, fields_of, parse_corpus, parse_fields
from ingest.vocabulary import Vocabulary

SIDECAR = ".meta.yaml"
RULES_FILE = "corpus.yaml"


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to be synced; reading it is put off until it is known to have changed.

    Attributes:
        vocabulary: What its tags must keep to; None where they may be anything.
    """

    id: str
    path: Path
    root: Path
    rules: tuple[Fields, ...] = ()
    vocabulary: Vocabulary | None = None

    @property
    def source(self) -> str:
        """What was synced: documents that are gone are removed only below the same source."""
        return str(self.root)

    @property
    def uri(self) -> str:
        """Where a citation leads."""
        return self.path.as_uri()

    def read(self, max_bytes: int) -> RawFile:
        """The file's bytes.

        Raises:
            LoadError: It is larger than `max_bytes`, leads out of the synced folder, or cannot be read.
        """
        try:
            if not self.path.resolve(strict=True).is_relative_to(self.root if self.root.is_dir() else self.root.parent):
                raise LoadError("it is a link that leads out of the synced folder; copy the file into the folder")
            size = self.path.stat().st_size
            if size > max_bytes:
                raise LoadError(
                    f"got {size / 1e6:.0f} MB, expected at most {max_bytes / 1e6:.0f} MB; "
                    "split it, or raise ingest.max_file_mb"
                )
            return RawFile(self.id, self.path.read_bytes())
        except OSError as error:
            raise LoadError(f"it cannot be read ({error.strerror}); check its permissions") from error

    def sidecar(self) -> tuple[bytes, Fields]:
        """The bytes and the fields of ``NAME.meta.yaml`` beside the file; empty without one.

        Raises:
            LoadError: The sidecar cannot be used.
        """
        path = self.path.with_name(self.path.name + SIDECAR)
        if not path.is_file():
            return b"", Fields()
        data = path.read_bytes()
        return data, parse_fields(data.decode("utf-8", errors="replace"), path.name)


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One row of a ``.jsonl`` of documents, or the reason why it is none."""

    id: str
    source: str
    text: str = ""
    fields: Fields = Fields()
    fault: str = ""

    @property
    def fingerprint(self) -> str:
        """SHA-256 (hex) of the row's content."""
        return hashlib.sha256(repr((self.text, self.fields)).encode()).hexdigest()


Source = SourceFile | SourceRow


def discover(path: Path) -> list[Source]:
    """Everything to sync at `path`, in a stable order.

    Raises:
        CorpusError: There is nothing at `path`, or its ``corpus.yaml`` cannot be used.
    """
    if not path.exists():
        raise CorpusError(f"got '{path}', expected a folder, a file or a .jsonl that exists; check the path")
    root = path.resolve()
    if root.is_dir():
        found = list(_files(root))
        if not found:
            raise CorpusError(f"got the folder '{path}' without any document; add files or check the path")
        return [*found, *_orphans(root)]
    if root.suffix == ".jsonl":
        return list(_rows(root))
    return [SourceFile(root.name, root, root)]


def _files(root: Path) -> Iterator[SourceFile]:
    rules = corpus_rules(root)
    binding = rules.vocabulary if rules.vocabulary.strict else None
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if _is_document(path, name) and not rules.ignores(name):
            yield SourceFile(name, path, root, tuple(rules.fields_for(name)), binding)


def _orphans(root: Path) -> Iterator[SourceRow]:
    """A sidecar whose document is not there says something about nothing, and may have meant to close a page."""
    for path in sorted(root.rglob(f"*{SIDECAR}")):
        described = path.with_name(path.name.removesuffix(SIDECAR))
        if not described.exists():
            fault = f"got a sidecar without '{described.name}' beside it; rename it after its document or remove it"
            yield SourceRow(path.relative_to(root).as_posix(), str(root), fault=fault)


def _is_document(path: Path, name: str) -> bool:
    hidden = any(part.startswith(".") for part in name.split("/"))
    lock = path.name.startswith("~$")
    described = path.name.endswith(SIDECAR) or name == RULES_FILE
    return not hidden and not lock and not described and (path.is_file() or path.is_symlink()) and not path.is_dir()


def corpus_rules(root: Path) -> CorpusRules:
    """What the ``corpus.yaml`` of the folder `root` says; without one, nothing.

    Raises:
        CorpusError: It cannot be used.
    """
    path = root / RULES_FILE
    if not path.is_file():
        return CorpusRules()
    return parse_corpus(path.read_text(encoding="utf-8", errors="replace"))


def _rows(path: Path) -> Iterator[SourceRow]:
    try:
        with path.open(encoding="utf-8", errors="replace") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield _row(line, number, path)
    except OSError as error:
        raise CorpusError(f"'{path}' cannot be read ({error.strerror}); check its permissions") from error


def _row(line: str, number: int, path: Path) -> SourceRow:
    where = f"{path.name}:{number}"
    try:
        raw = json.loads(line)
        if not isinstance(raw, dict):
            raise LoadError(f"got a {type(raw).__name__}, expected an object with id, title and text")
        missing = [key for key in ("id", "text") if not isinstance(raw.get(key), str) or not raw[key].strip()]
        if missing:
            raise LoadError(f"got a row without `{missing[0]}`, expected id, title and text; add it")
        rest = {key: value for key, value in raw.items() if key not in ("id", "text")}
        return SourceRow(raw["id"], str(path), raw["text"], fields_of(rest, where))
    except (json.JSONDecodeError, LoadError) as error:
        reason = "got a line that is no JSON; correct it" if isinstance(error, json.JSONDecodeError) else str(error)
        return SourceRow(where, str(path), fault=reason)
