"""Tables without ruling lines: rows whose parts stand in the same columns, one below the other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median

from ingest.loaders.pdf_lines import Line, Part
from ingest.loaders.pdf_tables import PdfTable

_CURRENCY = re.compile(r"[$€£¥]")
_CLOSING = re.compile(r"[)%]+")
_NUMBER = re.compile(r"[-–—]|[($€£¥\s-]*\d[\d.,\s]*[)%\s]*")
_OF_A_DATE = re.compile(r"(?:19|20)\d\d|[0-3]?\d,")
_MARKER = re.compile(r"[•‣▪●○–*-]|\(?\w{1,3}[.)]|Item \w+\.")
# In heights of a line: how far rows of one table stand apart; in lines: how many labels may stand between two rows.
_FARTHEST, _MOST_LABELS = 3.6, 4
_LONG = 60
_HEADER_LINES = 40
# In points: what stands out of a column by less is in it, and what is off the middle by less is centred.
_NEAR, _CENTRED = 2.0, 25.0


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where the columns of a table stand, from left to right."""

    lefts: tuple[float, ...]
    rights: tuple[float, ...]

    def nearest(self, part: Part) -> int:
        """The one that shares most with `part`, or is nearest to it."""
        return max(range(len(self.lefts)), key=lambda at: self._shared(part, at))

    def hold(self, part: Part) -> bool:
        """Whether `part` is no wider than the column that it belongs to."""
        at = self.nearest(part)
        return part.right - part.left <= self.rights[at] - self.lefts[at] + _NEAR

    def is_centred(self, part: Part) -> bool:
        """Whether it stands over the middle of all columns behind the first."""
        return abs(part.left + part.right - self.lefts[1] - self.rights[-1]) / 2 <= _CENTRED

    def is_over_values(self, part: Part) -> bool:
        """Whether it stands over columns behind the first; a title in the middle of the table does not."""
        shared = [self._shared(part, at) > 0 for at in range(len(self.lefts))]
        off_centre = abs(part.left + part.right - self.lefts[0] - self.rights[-1]) / 2
        inside = part.left >= self.lefts[1] - _NEAR or off_centre > _CENTRED
        return inside and not shared[0] and any(shared) and len(part.text) <= _LONG

    def _shared(self, part: Part, at: int) -> float:
        return min(part.right, self.rights[at]) - max(part.left, self.lefts[at])


@dataclass(slots=True)
class _Rows:
    """The rows of one table while they come."""

    columns: _Columns
    cells: list[list[str]] = field(default_factory=list)

    def add(self, line: Line) -> None:
        """Add a line, or what it says to the row above where it goes on there."""
        row = [""] * len(self.columns.lefts)
        for part in _joined_parts(line):
            at = self.columns.nearest(part)
            row[at] = f"{row[at]} {part.text}".strip()
        if self._goes_on(row):
            self.cells[-1] = [f"{above} {cell}".strip() for above, cell in zip(self.cells[-1], row, strict=True)]
        else:
            self.cells.append(row)

    def _goes_on(self, row: list[str]) -> bool:
        if not self.cells:
            return False
        above = self.cells[-1]
        if not row[0]:
            return not any(_NUMBER.fullmatch(cell) for cell in row if cell)
        label_alone = not any(above[1:]) and len(above[0]) > _LONG and not above[0].endswith(":")
        return label_alone and any(row[1:])


def aligned_tables(lines: Sequence[Line]) -> list[PdfTable]:
    """The tables among `lines`, from the first to the last; a table has at least two rows of two columns."""
    return [table for group in _groups(lines) if (table := _table(lines, group)) is not None]


def _joined_parts(line: Line) -> list[Part]:
    """Its parts, with signs of currency and closing brackets at their numbers."""
    joined: list[Part] = []
    for part in line.parts:
        last = joined[-1] if joined else None
        if last is not None and (_CURRENCY.fullmatch(last.text) or _CLOSING.fullmatch(part.text)):
            joined[-1] = Part(last.text + part.text, last.left, part.right)
        else:
            joined.append(part)
    return joined


def _is_row(line: Line) -> bool:
    parts = _joined_parts(line)
    return len(parts) >= 2 and not _MARKER.fullmatch(parts[0].text)


def _groups(lines: Sequence[Line]) -> Iterator[list[int]]:
    """Positions of rows that belong together; at most a few labels stand between two of them."""
    group: list[int] = []
    for at, line in enumerate(lines):
        if not _is_row(line):
            continue
        if group and not _follows(lines, group[-1], at):
            yield group
            group = []
        group.append(at)
    if group:
        yield group


def _follows(lines: Sequence[Line], above: int, below: int) -> bool:
    between = lines[above + 1 : below]
    if len(between) > _MOST_LABELS:
        return False
    value = lines[below].parts[1].left
    steps = zip(lines[above:below], lines[above + 1 : below + 1], strict=True)
    close = all(-2 < one.bottom - other.bottom <= _FARTHEST * other.size for one, other in steps)
    return close and all(line.right < value or len(line.text) <= _LONG for line in between)


def _table(lines: Sequence[Line], group: list[int]) -> PdfTable | None:
    rows = [_joined_parts(lines[at]) for at in group]
    columns = _columns(rows)
    if columns is None or _is_prose(rows):
        return None
    first = _first_of_header(lines, group[0], columns)
    split = next((at for at in range(first, group[-1] + 1) if not _is_header(lines[at], columns)), group[-1])
    header, note = _header(lines[first:split], columns)
    written = _Rows(columns)
    for at in range(split, group[-1] + 1):
        written.add(lines[at])
    body = written.cells
    if any(header) and not _is_whole(header):
        header, note = [""] * len(header), " ".join(line.text for line in lines[first:split])
    elif not any(header) and _names(body[0]):
        header, body = body[0], body[1:]
    body = [[note], *body] if note else body
    if len(body) < (1 if any(header) else 2) or len(group) < 2:
        return None
    used = lines[first : group[-1] + 1]
    return PdfTable(
        [header, *body], min(line.bottom for line in used), max(line.top for line in used),
        left=min(line.left for line in used), right=max(line.right for line in used),
        columns=tuple(zip(columns.lefts, columns.rights, strict=True)),
    )  # fmt: skip


def _is_whole(header: Sequence[str]) -> bool:
    """Whether each column of values has a name of its own: a wrong name is worse than none."""
    return all(header[1:]) and len(set(header[1:])) == len(header) - 1


def _names(row: Sequence[str]) -> bool:
    return all(cell and not _NUMBER.fullmatch(cell) for cell in row)


def _columns(rows: Sequence[Sequence[Part]]) -> _Columns | None:
    """The columns of the rows that have as many parts as most have; None where these do not stand in columns."""
    counts = Counter(len(row) for row in rows)
    most = max(counts, key=lambda count: (counts[count], count))
    usual = [row for row in rows if len(row) == most]
    lefts = tuple(min(row[at].left for row in usual) for at in range(most))
    rights = tuple(max(row[at].right for row in usual) for at in range(most))
    apart = all(right < left for right, left in zip(rights, lefts[1:], strict=False))
    return _Columns(lefts, rights) if apart else None


def _is_prose(rows: Sequence[Sequence[Part]]) -> bool:
    """Two columns of running text look like a table of long cells."""
    sizes = [median(len(row[at].text) for row in rows if len(row) > at) for at in range(2)]
    return min(sizes) > 25 and max(map(len, rows)) == 2


def _is_header(line: Line, columns: _Columns) -> bool:
    parts = _joined_parts(line)
    named = all(not _NUMBER.fullmatch(part.text) or _OF_A_DATE.fullmatch(part.text) for part in parts)
    return named and all(map(columns.is_over_values, parts))


def _first_of_header(lines: Sequence[Line], first: int, columns: _Columns) -> int:
    """Where the table begins: its header may have labels between it and the first row."""
    at, labels, found = first, 0, first
    while at > max(0, first - _HEADER_LINES) and _is_near(lines[at - 1], lines[at]):
        at -= 1
        if _is_header(lines[at], columns):
            found = at
        elif found == first and labels < _MOST_LABELS and len(lines[at].parts) == 1 and len(lines[at].text) <= _LONG:
            labels += 1
        else:
            break
    return found


def _is_near(above: Line, line: Line) -> bool:
    return abs(above.bottom - line.bottom) <= _FARTHEST * line.size


def _header(lines: Sequence[Line], columns: _Columns) -> tuple[list[str], str]:
    """The names of the columns, from the outermost level, and what is said of all of them: ``(in millions)``."""
    names = [""] * len(columns.lefts)
    levels: dict[int, list[Part]] = {}
    for line in lines:
        level = next((y for y in levels if abs(y - line.bottom) <= 2), round(line.bottom))
        levels.setdefault(level, []).extend(_joined_parts(line))
    notes = [level for level, parts in levels.items() if len(parts) == 1 and columns.is_centred(parts[0])]
    for level in sorted(set(levels).difference(notes)):
        parts = sorted(levels[level], key=lambda part: part.left)
        for at, text in _spread(parts, columns, covered=all(names[1:])):
            names[at] = f"{text} {names[at]}".strip()
    return names, " ".join(levels[level][0].text for level in sorted(notes, reverse=True))


def _spread(parts: Sequence[Part], columns: _Columns, *, covered: bool) -> Iterator[tuple[int, str]]:
    """Each part with its column; where each column has a name below, parts wider than one share them evenly."""
    values = len(columns.lefts) - 1
    if covered and values % len(parts) == 0 and not all(map(columns.hold, parts)):
        each = values // len(parts)
        for number, part in enumerate(parts):
            yield from ((1 + number * each + at, part.text) for at in range(each))
        return
    yield from ((columns.nearest(part), part.text) for part in parts)
