"""Words that a line of a PDF ends within: whole again, unless their hyphen is their own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# What pdfium puts where a line ends with a hyphen and the next one goes on.
SOFT = "\ufffe"
_WORD = re.compile(r"[^\W\d_]+")
# No word is longer, and without a limit a text of letters alone would take the square of its length.
_BROKEN = re.compile(rf"(?<![^\W\d_])([^\W\d_]{{1,60}}){SOFT}([^\W\d_]{{0,60}})")


@dataclass(frozen=True, slots=True)
class Hyphens:
    """Knows the words of a document: `credit-card` keeps its hyphen where `credit` and `card` stand alone elsewhere."""

    words: frozenset[str]

    @classmethod
    def of(cls, lines: Iterable[str]) -> Hyphens:
        """With the words of `lines`, of which those around a hyphen at a line's end do not count."""
        whole = (_WORD.findall(_without_broken(line).lower()) for line in lines)
        return cls(frozenset(word for words in whole for word in words))

    def mended(self, text: str) -> str:
        """`text` in one line, without what pdfium puts for a hyphen at a line's end."""
        if SOFT not in text:
            return text
        return _BROKEN.sub(lambda match: self._joined(match.group(1), match.group(2)), text).replace(SOFT, "-")

    def one_line(self, lines: Sequence[str]) -> str:
        """`lines` as one text."""
        text = lines[0]
        for line in lines[1:]:
            hyphenated = text.endswith("-") and text[-2:-1].isalpha() and line[:1].islower()
            text = f"{text[:-1]}{SOFT}{line}" if hyphenated or text.endswith(SOFT) else f"{text} {line}"
        return self.mended(text)

    def _joined(self, before: str, after: str) -> str:
        own = not after[:1].islower() or {before.lower(), after.lower()} <= self.words
        return f"{before}-{after}" if own else before + after


def _without_broken(line: str) -> str:
    return line.rpartition(" ")[0] if line.endswith(("-", SOFT)) else line
