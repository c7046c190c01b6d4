"""Questions that rules make from a document's text, with the answer that stands there and a wrong one like it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from answer.writers.llm import DECLINES
from evals.finetune.example import Example, Kind
from evals.variants.language_model import PROMPT
from ingest.chunk import Chunk
from ingest.document import BlockKind
from verify.claims import sentence_spans

_SHORTEST, _LONGEST = 30, 240
_WORDS = (
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "twelve",
    "fifteen",
    "twenty",
    "thirty",
)
# A number that counts something: not part of a time, a date, a part number or a sum of money.
_COUNT = re.compile(rf"(?<![\w.,/:£€$-])(?:\d+(?:[.,]\d+)*|{'|'.join(_WORDS)})(?= [a-z]{{3,}})")
_CELL = re.compile(r"([^:;]+): ([^;]+)")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question made from a chunk.

    Attributes:
        kind: Which rule made it.
        quote: What the answer rests on, as it stands in the chunk.
    """

    kind: Kind
    chunk: Chunk
    question: str
    answer: str
    rejected: str

    def example(self) -> Example:
        """As a model alone is asked."""
        return Example(
            kind=self.kind, document=self.chunk.document_id, system=PROMPT,
            question=self.question, answer=self.answer, rejected=self.rejected,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Drafter:
    """Drafts questions.

    Attributes:
        wordings: Of a question about a thing, `{}` standing for it; the same for what is answered and what is not, or
            the wording alone would give the answer away.
        random: Chooses among them.
    """

    wordings: Sequence[str]
    random: Random

    def questions(self, chunks: Sequence[Chunk]) -> Iterator[Asked]:
        """What can be asked of a document's chunks, in their order."""
        for chunk in chunks:
            if chunk.kind is BlockKind.TABLE:
                yield from self._rows(chunk)
            else:
                sentences = _sentences(chunk)
                yield from self._section(chunk, sentences)
                yield from (asked for sentence in sentences for asked in self._number(chunk, sentence))

    def _number(self, chunk: Chunk, sentence: str) -> Iterator[Asked]:
        """An echo question for the only number of a sentence: 'Everybody has how many days a year?'."""
        if len(_COUNT.findall(sentence)) == 1:
            question = self._titled(chunk, f"{_COUNT.sub('how many', sentence)[:-1]}?")
            yield Asked("number", chunk, question, sentence, other_number(sentence, self.random))

    def _section(self, chunk: Chunk, sentences: Sequence[str]) -> Iterator[Asked]:
        """What a section says, by its heading; to decline is the wrong answer."""
        heading = chunk.heading_path[-1] if chunk.heading_path else ""
        if sentences and heading:
            question = self.random.choice(self.wordings).format(f"{heading[0].lower()}{heading[1:]}")
            yield Asked("section", chunk, question, sentences[0], DECLINES)

    def _rows(self, chunk: Chunk) -> Iterator[Asked]:
        """One field of each row of a table; another row's value is the wrong answer."""
        lines = [_CELL.findall(line) for line in chunk.text.splitlines()]
        rows = [[(name.strip(), value.strip()) for name, value in cells] for cells in lines if len(cells) > 1]
        for (_, key), *fields in rows:
            name, value = self.random.choice(fields)
            others = sorted({dict(other).get(name, value) for other in rows} - {value})
            if others:
                question = self._titled(chunk, f"what is the {name[0].lower()}{name[1:]} of {key}?")
                right, wrong = (f"{name} of {key}: {one}." for one in (value, self.random.choice(others)))
                yield Asked("row", chunk, question, right, wrong)

    def _titled(self, chunk: Chunk, question: str) -> str:
        """Half of them say where to look."""
        return f"{chunk.title}: {question}" if self.random.random() < 0.5 else f"{question[0].upper()}{question[1:]}"


def other_number(text: str, random: Random) -> str:
    """`text` with its first counted number changed; the same text if it counts nothing."""
    return _COUNT.sub(lambda found: _other(found.group(), random), text, count=1)


def _sentences(chunk: Chunk) -> list[str]:
    found = (chunk.text[start:end].strip() for start, end in sentence_spans(chunk.text))
    return [text for text in found if _SHORTEST <= len(text) <= _LONGEST and text.endswith(".") and "\n" not in text]


def _other(number: str, random: Random) -> str:
    if number in _WORDS:
        return random.choice([word for word in _WORDS if word != number])
    whole = int(re.sub(r"\D", "", number))
    return str(random.choice([other for other in (whole + 1, whole * 2, whole + 5, whole // 2) if other != whole]))
