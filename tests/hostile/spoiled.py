"""Good files of every format, cut short or with bytes turned over, the same each time."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

_HANDBOOK = Path(__file__).parents[2] / "samples" / "handbook"
_WHOLE = (
    "product/heron-3-datasheet.pdf", "security/information-security-policy.pdf", "people/parental-leave.docx",
    "product/price-list-2026.xlsx", "product/roadmap-2027.pptx", "it/vpn-change-2026-11.eml", "it/service-desk.html",
    "people/working-time.md", "product/spare-parts.csv",
)  # fmt: skip
_CUT = _WHOLE[1:6]
_FLIPS = 40


def _cut(data: bytes, share: float) -> Callable[[], bytes]:
    return lambda: data[: int(len(data) * share)]


def _turned(data: bytes, seed: int) -> Callable[[], bytes]:
    def make() -> bytes:
        chance, spoiled = random.Random(seed), bytearray(data)
        for _ in range(_FLIPS):
            spoiled[chance.randrange(8, len(spoiled))] = chance.randrange(256)
        return bytes(spoiled)

    return make


def files() -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Their names and how each is made."""
    for name in _CUT:
        path = _HANDBOOK / name
        for share in (0.1, 0.5, 0.9, 0.999):
            yield f"cut-at-{share}-{path.name}", _cut(path.read_bytes(), share)
    for name in _WHOLE:
        path = _HANDBOOK / name
        for seed in (1, 2, 3):
            yield f"turned-{seed}-{path.name}", _turned(path.read_bytes(), seed)
