"""Which loader reads which file; a loader's libraries are imported when its first file comes."""

from __future__ import annotations

import importlib
from dataclasses import replace
from pathlib import PurePosixPath

from ingest.errors import LoadError
from ingest.loaders.encoding import guess_warning
from ingest.loaders.languages import LANGUAGES
from ingest.loaders.loaded import Loaded, Loader, RawFile

# Part of every fingerprint: raise it when a loader reads a file otherwise, so that the next sync reads all files anew.
LOADERS_VERSION = "5"
LOADERS = {
    ".md": "markdown", ".markdown": "markdown", ".html": "html", ".htm": "html", ".pdf": "pdf",
    ".docx": "docx", ".pptx": "pptx", ".xlsx": "xlsx", ".csv": "csv", ".tsv": "csv",
    ".eml": "eml", ".txt": "text", ".text": "text", ".log": "text", ".json": "json", ".ipynb": "ipynb",
    ".rtf": "unstructured", ".odt": "unstructured", ".epub": "unstructured", ".doc": "unstructured",
    ".ppt": "unstructured", ".msg": "unstructured", ".rst": "unstructured", ".org": "unstructured",
    **dict.fromkeys(LANGUAGES, "code"),
    ".png": "picture", ".jpg": "picture", ".jpeg": "picture", ".tif": "picture", ".tiff": "picture",
}  # fmt: skip
# What they read is text in an encoding that nothing may say.
_TEXTS = frozenset(("markdown", "html", "csv", "text", "json", "ipynb", "code"))
_MAGIC = {b"%PDF-": {".pdf"}, b"PK\x03\x04": {".docx", ".pptx", ".xlsx"}}


def load(file: RawFile) -> Loaded:
    """Parse `file` with the loader for its extension.

    Raises:
        LoadError: No loader knows the extension, the content is of another format, or it cannot be parsed.
    """
    loader = _loader_for(file)
    _check_content(file)
    try:
        loaded = loader(file)
    except (LoadError, MemoryError):
        raise
    except RecursionError as error:
        raise LoadError("its structure is nested too deeply; simplify it") from error
    except Exception as error:
        kind = type(error).__name__
        raise LoadError(f"its parser gave up ({kind}); open it, save it anew and sync again") from error
    if not loaded.text.strip():
        raise LoadError("got no text in it, expected some; add text or remove the file")
    guessed = guess_warning(file.data) if loader.__module__.rsplit(".", 1)[-1] in _TEXTS else ()
    return replace(loaded, warnings=(*loaded.warnings, *guessed))


def _loader_for(file: RawFile) -> Loader:
    extension = PurePosixPath(file.name).suffix.lower()
    module = LOADERS.get(extension)
    if module is None:
        known = " ".join(sorted(LOADERS))
        raise LoadError(
            f"got extension '{extension}', expected one of {known}; convert it, or ignore it in corpus.yaml"
        )
    loader: Loader = importlib.import_module(f"ingest.loaders.{module}").load
    return loader


def _check_content(file: RawFile) -> None:
    if not file.data.strip():
        raise LoadError(f"got {len(file.data)} bytes without content; fill the file or remove it")
    extension = PurePosixPath(file.name).suffix.lower()
    found = next((kinds for magic, kinds in _MAGIC.items() if file.data.startswith(magic)), None)
    if found is not None and extension not in found:
        expected = " or ".join(sorted(found))
        raise LoadError(f"got extension '{extension}' on content that is {expected}; rename the file")
    if found is None and any(extension in kinds for kinds in _MAGIC.values()):
        raise LoadError(f"got extension '{extension}' on content of another format; rename or export it again")
