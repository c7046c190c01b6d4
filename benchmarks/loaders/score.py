"""How near a reading is to the truth; every score is in [0, 1], high is good, None where there is nothing to count."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

from benchmarks.loaders.reading import Reading, Table
from benchmarks.loaders.truth import TrueTable, Truth

_DROPPED = re.compile(r"[\s$*_\\#>|-]+")
Key = tuple[str, str, str]


def folded(text: str) -> str:
    """`text` without blanks, marks of Markdown and currency signs, which tools set as they like."""
    return _DROPPED.sub("", unicodedata.normalize("NFKC", text)).casefold().replace("’", "'")


def text_recall(reading: Reading, truth: Truth) -> float | None:
    """Share of the sentences that must be there and are, and of those that must not be and are not."""
    text = folded(reading.text)
    found = [folded(part) in text for part in truth.has] + [folded(part) not in text for part in truth.lacks]
    return sum(found) / len(found) if found else None


def heading_f1(reading: Reading, truth: Truth) -> float | None:
    """F1 over headings as texts, their levels aside."""
    if not truth.headings:
        return None
    return _f1(Counter(map(folded, truth.headings)), Counter(map(folded, reading.headings)))


def reading_order(reading: Reading, truth: Truth) -> float | None:
    """Share of neighbouring sentences of the truth of which the second stands behind the first."""
    text = folded(reading.text)
    places = [text.find(folded(part)) for part in truth.order]
    pairs = list(pairwise(places))
    return sum(0 <= first < second for first, second in pairs) / len(pairs) if pairs else None


def table_f1(reading: Reading, truth: TrueTable) -> float:
    """F1 over cells of the table that fits best; a cell counts with its column's name and its row's first cell.

    Of a column whose name has several levels the last one alone will do.
    """
    return max((_cells_f1(table, truth) for table in reading.tables), default=0.0)


def _cells_f1(table: Table, truth: TrueTable) -> float:
    names = [[folded(level) for level in column.split(" / ")] for column in truth.columns.split(" | ")]
    short = {"".join(levels): levels[-1] for levels in names}
    wanted: Counter[Key] = Counter()
    for row in truth.rows:
        cells = [folded(cell) for cell in row.split(" | ")]
        wanted.update((cells[0], levels[-1], cell) for levels, cell in zip(names[1:], cells[1:], strict=True))
    found: Counter[Key] = Counter()
    for line in table:
        values = [(folded(name), folded(value)) for name, value in line if folded(value)]
        found.update((values[0][1], short.get(name, name), value) for name, value in values[1:])
    return _f1(wanted, found)


def _f1(wanted: Counter[Key] | Counter[str], found: Counter[Key] | Counter[str]) -> float:
    right = sum((Counter(dict(wanted)) & Counter(dict(found))).values())
    total = sum(wanted.values()) + sum(found.values())
    return 2 * right / total if total else 0.0


def mean(scores: Iterable[float | None]) -> float | None:
    """The mean of those that there are."""
    known = [score for score in scores if score is not None]
    return sum(known) / len(known) if known else None
