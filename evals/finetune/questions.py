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


def questions(chunks: Sequence[Chunk], random: Random) -> Iterator[Asked]:
    """What can be asked of a document's chunks, in their order."""
    for chunk in chunks:
        if chunk.kind is BlockKind.TABLE:
            yield from _rows(chunk, random)
        else:
            sentences = _sentences(chunk)
            yield from _section(chunk, sentences)
            yield from (asked for sentence in sentences for asked in _number(chunk, sentence, random))


def other_number(text: str, random: Random) -> str:
    """`text` with its first counted number changed; the same text if it counts nothing."""
    return _COUNT.sub(lambda found: _other(found.group(), random), text, count=1)


def _sentences(chunk: Chunk) -> list[str]:
    found = (chunk.text[start:end].strip() for start, end in sentence_spans(chunk.text))
    return [text for text in found if _SHORTEST <= len(text) <= _LONGEST and text.endswith(".") and "\n" not in text]


def _number(chunk: Chunk, sentence: str, random: Random) -> Iterator[Asked]:
    """An echo question for the only number of a sentence: 'Everybody has how many days a year?'."""
    if len(_COUNT.findall(sentence)) != 1:
        return
    question = f"{chunk.title}: {_COUNT.sub('how many', sentence)[:-1]}?"
    yield Asked("number", chunk, question, sentence, other_number(sentence, random))


def _section(chunk: Chunk, sentences: Sequence[str]) -> Iterator[Asked]:
    """What a section says, by its heading; to decline is the wrong answer."""
    heading = chunk.heading_path[-1] if chunk.heading_path else ""
    if len(sentences) < 2 or not heading or heading == chunk.title:
        return
    question = f"What does {chunk.title} say about {heading[0].lower()}{heading[1:]}?"
    yield Asked("section", chunk, question, sentences[0], DECLINES)


def _rows(chunk: Chunk, random: Random) -> Iterator[Asked]:
    """One field of each row of a table; another row's value is the wrong answer."""
    rows = [[(name.strip(), value.strip()) for name, value in _CELL.findall(line)] for line in chunk.text.splitlines()]
    rows = [row for row in rows if len(row) > 1]
    for row in rows:
        (_, key), fields = row[0], row[1:]
        name, value = random.choice(fields)
        others = sorted({dict(other).get(name, value) for other in rows} - {value})
        if others:
            question = f"{chunk.title}: what is the {name[0].lower()}{name[1:]} of {key}?"
            yield Asked(
                "row", chunk, question, f"{name} of {key}: {value}.", f"{name} of {key}: {random.choice(others)}."
            )


def _other(number: str, random: Random) -> str:
    if number in _WORDS:
        return random.choice([word for word in _WORDS if word != number])
    whole = int(re.sub(r"\D", "", number))
    return str(random.choice([other for other in (whole + 1, whole * 2, whole + 5, whole // 2) if other != whole]))
