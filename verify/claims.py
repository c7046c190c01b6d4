"""Splits a text into claims: lines first, then sentences; a marker belongs to the claim that it follows.

A row of a table is one claim, and what says nothing is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from models.line_breaks import unwrapped
from verify.altered import NEGATION
from verify.claim import MARKER, Claim
from verify.connecting import says_nothing
from verify.context import in_context
from verify.running_on import runs_on

_LINE = re.compile(r"[^\n]+")
_BULLET = re.compile(r"\s*(?:[-*•–]|\(?\d{1,3}[.)]|\|)\s+")
_ROW = re.compile(r"\s*(\|.*\|)\s*")
_HEADING = re.compile(r"(?=[^\n]{2,80}$)(?:[^\s.!?:;|]+|\b\w+\.)(?: [^\s!?:;|]+){0,9}(?<![.,])")
_REMEMBERED = 5_000  # characters
_LONG_LINE = 5000
_PIECE = re.compile(r".+?(?:[.!?]\s+|$)")


def split_claims(text: str) -> list[Claim]:
    """The claims of `text` in order, each with what it needs of its text; their spans do not overlap."""
    return list(_claims(text) if len(text) <= _REMEMBERED else _claims.__wrapped__(text))


@lru_cache(maxsize=256)  # each claim of an answer is compared with the same few chunks
def _claims(text: str) -> tuple[Claim, ...]:
    bare, markers = _without_markers(text)
    spans = list(_spans(bare))
    cited: dict[int, list[int]] = {}
    for position, numbers in markers:
        before = [start for start, _ in spans if start < position]
        cited.setdefault(before[-1] if before else (spans[0][0] if spans else 0), []).extend(numbers)
    ends = _ends_with_markers(text, spans)
    claims = [
        Claim(text[start:end], start, end, tuple(dict.fromkeys(cited.get(start, ()))))
        for (start, _), end in zip(spans, ends, strict=True)
    ]
    return tuple(claim for claim in in_context(text, claims) if not says_nothing(claim.statement))


def lead_of(text: str, start: int) -> str:
    """What announces the list or heads the table that stands at `start` of `text`, or a heading above that says no."""
    found = next((claim.lead for claim in split_claims(text) if claim.start <= start < claim.end), "")
    heading = "" if found else heading_above(text, start)
    return f"{heading}:" if NEGATION.search(heading) else found


def heading_above(text: str, start: int) -> str:
    """The nearest line above that stands by itself, is short and ends without a stop; the last of a path of them."""
    above = text[: text.rfind("\n\n", 0, start) + 1].split("\n\n") if "\n\n" in text[:start] else []
    path = text[:start].split("\n", 1)[0] if "\n" in text[:start] else ""
    # The first paragraph of a chunk may have its context above its heading.
    lines = [line.strip("#*_ \n") for line in (*reversed(above[1:]), *reversed("".join(above[:1]).splitlines()))]
    lines += [path.rpartition(" > ")[2]]
    return next((line for line in lines if is_heading(line)), "")


def is_heading(line: str) -> bool:
    """Whether a line that stands by itself looks like a heading: short, and without a stop."""
    return bool(_HEADING.fullmatch(line)) and not _BULLET.match(line)


def whole_claim(text: str) -> list[Claim]:
    """All of `text` as one claim; blank text has none."""
    if not text.strip():
        return []
    markers = [number for _, numbers in _without_markers(text)[1] for number in numbers]
    return [Claim(text, 0, len(text), tuple(dict.fromkeys(markers)))]


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Half-open offsets of the sentences of `text`, blanks and bullets left out."""
    return list(_spans(unwrapped(text)))


def _without_markers(text: str) -> tuple[str, list[tuple[int, list[int]]]]:
    """`text` with markers and wrapped lines blanked out, so that offsets stay, and the position and numbers of each."""
    markers = [(match.start(), [int(n) for n in re.findall(r"\d+", match.group(1))]) for match in MARKER.finditer(text)]
    return unwrapped(MARKER.sub(lambda match: " " * len(match.group()), text)), markers


def _ends_with_markers(text: str, spans: list[tuple[int, int]]) -> list[int]:
    """A claim reaches over the markers that follow it at once."""
    ends = []
    for _, end in spans:
        while match := MARKER.match(text, end):
            end = match.end()
        ends.append(end)
    return ends


@lru_cache(maxsize=256)
def _spans(text: str) -> tuple[tuple[int, int], ...]:
    return tuple(_sentence_spans(text))


def _sentence_spans(text: str) -> Iterator[tuple[int, int]]:
    for line in _LINE.finditer(text):
        row = _ROW.fullmatch(line.group())
        if row:
            if any(character.isalnum() for character in row.group(1)):
                yield line.start() + row.start(1), line.start() + row.end(1)
            continue
        bullet = _BULLET.match(line.group())
        offset = line.start() + (bullet.end() if bullet else 0)
        yield from _in_line(text[offset : line.end()], offset)


def _in_line(line: str, offset: int) -> Iterator[tuple[int, int]]:
    start = 0
    for sentence in _sentences(line):
        found = line.find(sentence.strip(), start)
        stripped = sentence.strip()
        if stripped and found >= 0 and any(character.isalnum() for character in stripped):
            yield offset + found, offset + found + len(stripped)
            start = found + len(stripped)


def _sentences(line: str) -> list[str]:
    sentences: list[str] = []
    for piece in _pieces(line):
        if sentences and runs_on(sentences[-1], piece):
            sentences[-1] += piece
        else:
            sentences.append(piece)
    return sentences


def _pieces(line: str) -> list[str]:
    # pysbd's time grows faster than the text; such a line is no prose anyway.
    if len(line) > _LONG_LINE:
        return _PIECE.findall(line)
    import pysbd

    # It knows English alone, and of its abbreviations not all.
    return list(pysbd.Segmenter(language="en", clean=False).segment(line))
