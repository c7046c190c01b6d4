"""Which names an uploaded file may have."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

from ingest.loaders.registry import LOADERS
from ingest.sources.slips import is_about_others
from ragstone.errors import UploadError

_MOST_BYTES = 200  # a sidecar's ending, and what a file is called until it is whole, must fit beside it
_MOST_SHOWN = 80
_DEVICES = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])", re.IGNORECASE)
_FORBIDDEN = set('\\/:*?"<>|')
# Marks that turn the order of what is shown around: with them `exe.md` can look like `md.exe`.
_TURNING = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
SUFFIXES = tuple(sorted(LOADERS))


def checked_name(raw: str) -> str:
    """`raw` in Unicode's composed form, if a file may be kept by it.

    Raises:
        UploadError: It may not; the sentence says why.
    """
    name = unicodedata.normalize("NFC", raw)
    fault = _fault(name)
    if fault:
        raise UploadError(f"got the name {shown(name)}, {fault}; rename the file")
    return name


def shown(name: str) -> str:
    """The name in a sentence: short, and what cannot be printed as a code."""
    text = "".join(letter if _is_printed(letter) else f"\\u{ord(letter):04x}" for letter in name)
    return f"'{text[:_MOST_SHOWN]}…'" if len(text) > _MOST_SHOWN else f"'{text}'"


def _fault(name: str) -> str:
    stem, suffix = name.partition(".")[0], PurePosixPath(name).suffix.lower()
    faults = {
        "expected one": not name.strip(),
        "which leads to another folder, expected a name alone": "/" in name or "\\" in name,
        "with a character that cannot be seen": not all(_is_printed(letter) for letter in name),
        "with a character that some systems cannot keep": bool(_FORBIDDEN & set(name)),
        "which is hidden": name.startswith((".", "~$")),
        "which ends or begins with a blank or ends with a full stop": name != name.strip(" .") and name[:1] != ".",
        "which is a device's on Windows": bool(_DEVICES.fullmatch(stem.rstrip(" "))),
        f"which is longer than {_MOST_BYTES} bytes": len(name.encode("utf-8", "replace")) > _MOST_BYTES,
        "which says something about other files": is_about_others(name),
        f"expected an ending of {' '.join(SUFFIXES)}": suffix not in LOADERS,
    }
    return next((fault for fault, holds in faults.items() if holds), "")


def _is_printed(letter: str) -> bool:
    return letter not in _TURNING and unicodedata.category(letter) not in ("Cc", "Cs", "Cn", "Zl", "Zp")
