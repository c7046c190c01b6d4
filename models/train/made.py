"""Rows made from plain passages: sentences as they stand, reworded, joined, edited, or without their passage."""

from __future__ import annotations

import json
import random
import zlib
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from models.train.edits import edited, reworded
from models.train.rows import NEUTRAL, NOT_SUPPORTED, SUPPORTED, Row
from models.windows import sentence_starts

MADE = "made"
FOLDERS = ("nist/sp800-63b-rev3", "nist/sp800-63b-rev4-ipd", "18f-handbook", "18f-guides")
_PASSAGE = 1200
_SHORTEST, _LONGEST = 40, 280
_PER_PASSAGE = 2
_EDITED_SHARE = 0.25
_LONG_SETS = {
    "ragtruth",
    "factcg",
    "begin",
    "fm2",
    "scifact",
    "contractnli",
    "fever_symmetric",
    "dialogue_faithfulness",
}


def read_passages(data: Path, chance: random.Random, *, most: int) -> list[str]:
    """Passages of documents and of the question sets that may be trained on, in random order."""
    passages = [piece for folder in FOLDERS for path in sorted((data / "documents" / folder).rglob("*.md"))
                for piece in _pieces(path.read_text(encoding="utf-8"))]  # fmt: skip
    lines = [line for path in sorted((data / "train").glob("*.jsonl")) for line in path.open(encoding="utf-8")]
    passages += [json.loads(line)["positive"] for line in chance.sample(lines, min(len(lines), 2 * most))]
    found = [passage for passage in dict.fromkeys(passages) if len(passage) >= 3 * _SHORTEST]
    return chance.sample(found, min(most, len(found)))


def held_back(passage: str) -> bool:
    """One passage in ten makes no training row."""
    return zlib.crc32(passage.encode()) % 10 == 0


def sentences(text: str) -> list[str]:
    """The sentences of a text that make a claim of readable length."""
    starts = [*sentence_starts(text), len(text)]
    found = [text[a:b].strip().lstrip("-*#>• ").strip() for a, b in pairwise(starts)]
    fit = [one for one in found if _SHORTEST <= len(one) <= _LONGEST]
    return [one for one in fit if not one.endswith(("?", ":")) and "|" not in one]


def made_rows(passages: Sequence[str], chance: random.Random) -> Iterator[Row]:
    """Rows of every passage that is not held back; some stand among passages that have nothing to do with them."""
    pool = [(passage, sentences(passage)) for passage in passages if not held_back(passage)]
    for passage, own in pool:
        for claim in chance.sample(own, min(_PER_PASSAGE, len(own))):
            strangers = chance.sample(pool, 2)
            context = [passage, *(text for text, _ in strangers)] if chance.random() < 0.4 else [passage]
            chance.shuffle(context)
            foreign = [sentence for _, found in strangers for sentence in found]
            yield from _rows_of(claim, own, foreign, context=context, chance=chance)


def claim_edits(rows: Sequence[Row], chance: random.Random) -> Iterator[Row]:
    """Edits of the supported claims of real rows."""
    for row in rows:
        if row.held_back or not row.supported or row.source not in _LONG_SETS or chance.random() > _EDITED_SHARE:
            continue
        found = edited(row.claim, [one for text in row.context for one in sentences(text)], chance)
        if found is not None:
            yield Row(f"{MADE} {found[0]}", row.context, found[1], found[2], 1.0, held_back=False)


def _rows_of(
    claim: str, own: Sequence[str], foreign: Sequence[str], *, context: Sequence[str], chance: random.Random
) -> Iterator[Row]:
    text = tuple(context)
    said = reworded(claim, chance) if chance.random() < 0.6 else claim
    yield _row("copy", text, said, (SUPPORTED,), weight=0.6)
    others = [one for one in own if one != claim]
    found = edited(said, [*others, *foreign], chance)
    if found is not None:
        yield _row(found[0], text, found[1], found[2], weight=1.0)
    without = tuple(one.replace(claim, " ") for one in text)
    if without != text:
        yield _row("absent", without, said, (NEUTRAL,), weight=0.4)
    if others and foreign:
        yield _row("joined", text, _joined(said, chance.choice(others), chance), (SUPPORTED,), weight=0.5)
        yield _row("half", text, _joined(said, chance.choice(foreign), chance), NOT_SUPPORTED, weight=0.5)


def _row(kind: str, context: tuple[str, ...], claim: str, allowed: tuple[int, ...], *, weight: float) -> Row:
    return Row(f"{MADE} {kind}", context, claim, allowed, weight, held_back=False)


def _joined(first: str, second: str, chance: random.Random) -> str:
    first, second = (second, first) if chance.random() < 0.5 else (first, second)
    join = chance.choice((", and ", "; ", ", while ", ". "))
    second = second if join == ". " or second[:2].isupper() else second[:1].lower() + second[1:]
    return first.rstrip(".;! ") + join + second


def _pieces(text: str) -> Iterator[str]:
    """Whole paragraphs of a Markdown page, packed to about 1,200 characters, front matter left out."""
    text = text.split("---", 2)[2] if text.startswith("---") and text.count("---") > 1 else text
    packed = ""
    for paragraph in text.split("\n\n"):
        if packed and len(packed) + len(paragraph) > _PASSAGE:
            yield packed
            packed = ""
        packed += paragraph.strip() + "\n\n"
    yield packed
