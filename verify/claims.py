"""Splits a text into claims: lines first, then sentences; a marker belongs to the claim that it follows.

A row of a table is one claim, and what says nothing is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from models.line_breaks import unwrapped
from verify.claim import MARKER, Claim
from verify.connecting import says_nothing
from verify.context import in_context
from verify.running_on import runs_on

_LINE = re.compile(r"[^\n]+")
_BULLET = re.compile(r"\s*(?:[-*•–]|\(?\d{1,3}[.)]|\|)\s+")
_ROW = re.compile(r"\s*(\|.*\|)\s*")
_LONG_LINE = 5000
_PIECE = re.compile(r".+?(?:[.!?]\s+|$)")


def split_claims(text: str) -> list[Claim]:
    """The claims of `text` in order, each with what it needs of its text; their spans do not overlap."""
    return list(_claims(text))


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
    """What announces the list, or heads the table, of the claim of `text` that stands at `start`; mostly nothing."""
    return next((claim.lead for claim in split_claims(text) if claim.start <= start < claim.end), "")


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
