"""Build the PDF, Word, PowerPoint and Excel files of the handbook from ``samples/sources``.

``python samples/build.py`` writes them; ``--check`` writes nothing and exits 1 unless a rebuild gives the same bytes.
A source ``finance/rules.pdf.md`` becomes ``handbook/finance/rules.pdf``; ``.pdf.txt`` becomes a scanned page.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent
sys.path.insert(0, str(ROOT.parent))

from samples.writers import docx, pdf, pptx, scan, xlsx  # noqa: E402 - the script may be run from anywhere
from samples.writers.source import Part, parse  # noqa: E402

SOURCES = ROOT / "sources"
HANDBOOK = ROOT / "handbook"
_WRITERS: dict[str, Callable[[list[Part]], bytes]] = {
    ".pdf": pdf.write, ".docx": docx.write, ".pptx": pptx.write, ".xlsx": xlsx.write,
}  # fmt: skip


def sources() -> list[Path]:
    """Every source, in order of path."""
    return sorted(path for path in SOURCES.rglob("*") if path.suffix in (".md", ".txt"))


def target_of(source: Path) -> Path:
    """Where the file that `source` describes lies in the handbook."""
    return HANDBOOK / source.relative_to(SOURCES).with_suffix("")


def built(source: Path) -> bytes:
    """The bytes of the file that `source` describes.

    Raises:
        KeyError: No writer knows the format that its name asks for.
    """
    text = source.read_text(encoding="utf-8")
    if source.suffix == ".txt":
        return scan.write(text)
    return _WRITERS[target_of(source).suffix](parse(text))


def stale() -> Iterator[Path]:
    """The files of the handbook that a rebuild would change, or that are missing."""
    for source in sources():
        target = target_of(source)
        if not target.is_file() or target.read_bytes() != built(source):
            yield target


def main() -> int:
    """Run the command line; 1 when ``--check`` finds a difference."""
    parser = argparse.ArgumentParser(description="Build the binary files of the sample handbook.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a rebuild differs")
    if parser.parse_args().check:
        found = [path.relative_to(HANDBOOK).as_posix() for path in stale()]
        print("\n".join(f"differs from its source: {name}" for name in found) or "every file equals its rebuild")
        return 1 if found else 0
    for source in sources():
        target = target_of(source)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(built(source))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
