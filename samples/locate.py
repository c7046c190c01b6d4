"""Find the quotes of the questions in the handbook.

``python samples/locate.py`` fills ``start`` and ``end`` of every gold span; ``--check`` writes nothing and exits 1
if a quote is missing, not unique, or stands elsewhere than the row says. Offsets count characters of the loaded
document's text.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent
sys.path.insert(0, str(ROOT.parent))

from ingest.loaders.loaded import RawFile  # noqa: E402 - the script may be run from anywhere
from ingest.loaders.registry import load  # noqa: E402

HANDBOOK = ROOT / "handbook"
QUESTIONS = ROOT / "questions" / "questions.jsonl"
_KEYS = (
    "id", "question", "history", "groups", "as_of", "slice", "tags", "paraphrase_of", "gold_documents", "gold_spans",
    "reference_answer", "must_abstain",
)  # fmt: skip

Row = dict[str, Any]


@cache
def text_of(document_id: str) -> str:
    """The text that ragstone's loader reads from a document of the handbook."""
    return load(RawFile(document_id, (HANDBOOK / document_id).read_bytes())).text


def rows() -> list[Row]:
    """The questions, in order of the file."""
    return [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]


def line_of(row: Row) -> str:
    """A row as one line of JSON, its keys in one order."""
    return json.dumps({key: row[key] for key in _KEYS if key in row}, ensure_ascii=False)


def located(row: Row) -> Row:
    """`row` with the offsets of each quote.

    Raises:
        ValueError: A quote does not occur exactly once.
    """
    return {**row, "gold_spans": [_placed(row["id"], span) for span in row["gold_spans"]]}


def _placed(row_id: str, span: Row) -> Row:
    text, quote = text_of(span["document_id"]), span["quote"]
    count = text.count(quote)
    if count != 1:
        raise ValueError(f"{row_id}: got a quote {count} times in {span['document_id']}, expected 1: {quote}")
    start = text.index(quote)
    return {"document_id": span["document_id"], "start": start, "end": start + len(quote), "quote": quote}


def faults(found: list[Row]) -> Iterator[str]:
    """What is wrong with the places that the rows name, a sentence each."""
    for row in found:
        try:
            if located(row) != row:
                yield f"{row['id']}: its offsets are not where its quotes stand; run samples/locate.py"
        except ValueError as error:
            yield str(error)


def main() -> int:
    """Run the command line; 1 when ``--check`` finds a fault."""
    parser = argparse.ArgumentParser(description="Fill in where the quotes of the sample questions stand.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if an offset is wrong")
    if parser.parse_args().check:
        found = list(faults(rows()))
        print("\n".join(found) or "every quote stands where its row says")
        return 1 if found else 0
    lines = [line_of(located(row)) for row in rows()]
    QUESTIONS.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
