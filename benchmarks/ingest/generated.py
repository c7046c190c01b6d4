"""Documents of a made-up company, as many as are wanted, the same each time."""

from __future__ import annotations

import random
from pathlib import Path

_NOUNS = (
    "sensor",
    "gauge",
    "invoice",
    "contract",
    "boat",
    "winch",
    "report",
    "order",
    "supplier",
    "meter",
    "site",
    "shift",
)
_VERBS = ("checks", "orders", "signs", "moves", "counts", "repairs", "reads", "returns", "labels", "stores")
_TAILS = ("before noon", "within two days", "with a colleague", "at the river", "in the stores", "after the inspection")
_A_FOLDER = 500


def write_documents(folder: Path, count: int, *, sections: int = 2) -> None:
    """Write `count` Markdown files of so many sections of about 100 words, 500 a folder."""
    for number in range(count):
        path = folder / f"{number // _A_FOLDER:03}" / f"page-{number:06}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_page(number, sections), encoding="utf-8")


def _page(number: int, sections: int) -> str:
    chance = random.Random(number)
    parts = "\n\n".join(f"## Part {part}\n\n{_paragraph(chance)}" for part in range(1, sections + 1))
    return f"# Page {number}\n\n{parts}\n"


def _paragraph(chance: random.Random) -> str:
    return " ".join(
        f"The {chance.choice(_NOUNS)} team {chance.choice(_VERBS)} {chance.randrange(2, 900)} "
        f"{chance.choice(_NOUNS)}s {chance.choice(_TAILS)}."
        for _ in range(10)
    )
