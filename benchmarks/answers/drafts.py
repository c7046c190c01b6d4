"""300 drafts with one planted bad claim each: how many are shown, and how many of the true ones are kept.

A draft has two true claims, sentences of the handbook in slightly other words, and one that is made bad; each cites one
of five chunks of the handbook. The baseline shows what has four in five of its words in the chunk that it cites.
"""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from answer.sufficiency import content_words
from benchmarks.indexing import settings_for
from benchmarks.speed import HANDBOOK
from ingest.chunk import Chunk
from ingest.document import BlockKind
from ingest.errors import LoadError
from ingest.parse import parse
from ingest.sources.places import discover
from models.train.edits import (
    Edit,
    edit_name,
    edit_negation,
    edit_number,
    edit_quantifier,
    edit_unit,
    reworded,
)
from ragstone.wiring import build_checker, build_embedder, build_splitter
from verify.checker import Checker
from verify.claims import sentence_spans
from verify.recite import recited
from verify.verification import CheckedClaim

DRAFTS, SHOWN_CHUNKS, SEED = 300, 5, 11
_COVERED = 0.8
_DETAILS = (
    "after the works council agreed to it in Bergen", "which the finance committee reviews every quarter",
    "as long as the regional director signs form ZX-9", "following the audit by Holm & Partners",
    "because the insurer Albion Mutual asked for it", "with an extra allowance for colleagues in Oslo",
)  # fmt: skip
Row = dict[str, object]


def add_detail(claim: str, around: Sequence[str], chance: random.Random) -> str | None:
    """Something that nobody said is added."""
    return f"{claim.rstrip('. ')}, {chance.choice(_DETAILS)}."


EDITS: dict[str, Edit] = {
    "another number": edit_number, "another name": edit_name, "negated": edit_negation, "another unit": edit_unit,
    "another quantifier": edit_quantifier, "made-up detail": add_detail,
}  # fmt: skip
WRONG = ("wrong chunk, the right one shown", "wrong chunk, the right one not shown")
KINDS = (*EDITS, *WRONG)


@dataclass(frozen=True, slots=True)
class Planted:
    """A draft of three claims, one a line, and its evidence.

    Attributes:
        bad: Which line is bad, from 0.
        right: Number of the chunk that bears the bad line's unaltered words; 0 where none does.
    """

    kind: str
    lines: tuple[str, ...]
    evidence: tuple[str, ...]
    bad: int
    right: int


def measure() -> list[Row]:
    """One row a kind of bad claim, then all of them, for the verifier and for word coverage."""
    settings = settings_for(Path("unused"))
    checker = build_checker(settings)
    drafts = plant(_chunks())
    found = [_checked(checker, draft) for draft in drafts]
    rows = [_row(kind, [(d, f) for d, f in zip(drafts, found, strict=True) if d.kind == kind]) for kind in KINDS]
    whole = _row("all", list(zip(drafts, found, strict=True)))
    per_claim = [milliseconds / len(draft.lines) for draft, (_, _, milliseconds) in zip(drafts, found, strict=True)]
    median = round(float(np.median(per_claim)), 1)
    return [{**row, "ms a claim, p50": median if row is whole else ""} for row in [*rows, whole]]


def plant(chunks: Sequence[Chunk]) -> list[Planted]:
    """The drafts: the same ones every time for the same chunks."""
    chance = random.Random(SEED)
    pool = [(chunk, text) for chunk in chunks for text in _sentences(chunk)]
    drafts: list[Planted] = []
    while len(drafts) < DRAFTS:
        kind = KINDS[len(drafts) % len(KINDS)]
        draft = _draft(kind, chance.sample(pool, 3), chunks, chance)
        drafts += [draft] if draft is not None else []
    return drafts


def _draft(
    kind: str, chosen: Sequence[tuple[Chunk, str]], chunks: Sequence[Chunk], chance: random.Random
) -> Planted | None:
    (source, sentence), *others = chosen
    if len({chunk.id for chunk, _ in chosen}) < 3:
        return None
    bad = EDITS[kind](sentence, _sentences(source), chance) if kind in EDITS else reworded(sentence, chance)
    if bad is None or bad == sentence:
        return None
    mine = [chunk for chunk, _ in chosen]
    if kind == WRONG[1]:
        mine = mine[1:]
    more = [chunk for chunk in chance.sample(list(chunks), 12) if chunk.document_id != source.document_id]
    shown = [*mine, *[chunk for chunk in more if chunk not in mine]][:SHOWN_CHUNKS]
    chance.shuffle(shown)
    at = {chunk.id: number for number, chunk in enumerate(shown, start=1)}
    right = at.get(source.id, 0)
    wrong = next(n for n, chunk in enumerate(shown, start=1) if chunk.document_id != source.document_id)
    lines = [(reworded(text, chance), at[chunk.id]) for chunk, text in others]
    place = chance.randrange(3)
    lines.insert(place, (bad, wrong if kind in WRONG else right))
    evidence = tuple(chunk.embedded_text for chunk in shown)
    return Planted(kind, tuple(f"{text} [{number}]" for text, number in lines), evidence, place, right)


def _sentences(chunk: Chunk) -> list[str]:
    """Those that stand for themselves: of prose, with a verb's worth of words, not beginning with what was before."""
    found = [" ".join(chunk.text[start:end].split()) for start, end in sentence_spans(chunk.text)]
    return [
        text for text in found
        if chunk.kind is BlockKind.PROSE and 8 <= len(text.split()) <= 40 and text[0].isupper() and text[-1] == "."
        and text.split()[0].lower() not in _POINTING
    ]  # fmt: skip


_POINTING = frozenset("it its this that these those they he she so then but and or here there both neither".split())


def _chunks() -> list[Chunk]:
    """Of every public English document of the handbook."""
    settings = settings_for(Path("unused"))
    splitter = build_splitter(settings, build_embedder(settings.models))
    found: list[Chunk] = []
    for source in discover(HANDBOOK):
        try:
            document = parse(source.read(50_000_000)).document
        except LoadError:
            continue
        found += [chunk for chunk in splitter.split(document) if not chunk.groups and chunk.language == "en"]
    return found


def _checked(checker: Checker, draft: Planted) -> tuple[list[CheckedClaim], list[bool], float]:
    """The verdicts, what word coverage would show, and milliseconds."""
    started = time.perf_counter()
    verification = recited(checker, checker.verify("\n".join(draft.lines), draft.evidence), draft.evidence)
    milliseconds = 1000 * (time.perf_counter() - started)
    covered = [_is_covered(claim, draft.evidence) for claim in verification.claims]
    return list(verification.claims), covered, milliseconds


def _is_covered(claim: CheckedClaim, evidence: Sequence[str]) -> bool:
    wanted = content_words(claim.claim.statement)
    cited = set().union(*(content_words(evidence[number - 1]) for number in claim.claim.markers))
    return not wanted or len(wanted & cited) / len(wanted) >= _COVERED


def _row(kind: str, found: Sequence[tuple[Planted, tuple[list[CheckedClaim], list[bool], float]]]) -> Row:
    """Shares of claims; a claim whose citation was put right is neither true nor bad."""
    true: list[tuple[bool, bool]] = []
    bad: list[tuple[bool, bool]] = []
    mended = 0
    for draft, (claims, covered, _) in found:
        for at, (claim, words) in enumerate(zip(claims, covered, strict=True)):
            put_right = claim.supported and draft.right and claim.claim.markers == (draft.right,)
            if at != draft.bad:
                true.append((claim.supported, words))
            elif draft.kind in WRONG and put_right:
                mended += 1
            else:
                bad.append((claim.supported, words))
    shown = sum(flag for flag, _ in (*true, *bad))
    by_words = sum(flag for _, flag in (*true, *bad))
    return {
        "bad claim": kind, "drafts": len(found), "bad shown": _share(bad, 0), "true kept": _share(true, 0),
        "of what is shown, bad": round(sum(flag for flag, _ in bad) / max(shown, 1), 4), "citations mended": mended,
        "bad shown, word coverage": _share(bad, 1), "true kept, word coverage": _share(true, 1),
        "of what is shown, bad, word coverage": round(sum(flag for _, flag in bad) / max(by_words, 1), 4),
    }  # fmt: skip


def _share(flags: Sequence[tuple[bool, bool]], at: int) -> float:
    return round(sum(flag[at] for flag in flags) / max(len(flags), 1), 4)
