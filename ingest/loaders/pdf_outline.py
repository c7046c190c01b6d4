"""The bookmarks of a PDF, which say what its headings are and how deep they stand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

_MOST = 5000
_REST = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Outline:
    """Levels (1 is the outermost) by page, from 1, and title."""

    levels: Mapping[tuple[int, str], int] = field(default_factory=dict)

    @classmethod
    def of(cls, pdf: Any) -> Outline:
        """The bookmarks of a pypdfium2 document that lead to one of its pages."""
        found = {}
        for mark in islice(pdf.get_toc(), _MOST):
            target = mark.get_dest()
            page = target.get_index() if target is not None else None
            if page is not None:
                found[page + 1, _folded(mark.get_title())] = min(mark.level + 1, 6)
        return cls(found)

    def level(self, page: int | None, text: str) -> int:
        """How deep the heading `text` of `page` stands; 0 where no bookmark leads to it."""
        return self.levels.get((page or 0, _folded(text)), 0) if self.levels else 0


def _folded(text: str) -> str:
    return _REST.sub("", text).casefold()
