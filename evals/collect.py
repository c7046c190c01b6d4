"""Cases made from what people asked and what they said of the answers. A person accepts them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC

from answer.answer import AnswerStatus
from evals.draft import DRAFT
from evals.errors import EvalError
from evals.suite import EvalQuestion
from ragstone.audit.record import AnswerRecord, FeedbackRecord, Opinion, Record, SearchRecord
from verify.claim import MARKER

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody said.

    Attributes:
        claim: The words of the claim that it is about; empty for the answer as a whole.
    """

    opinion: Opinion
    comment: str
    claim: str = ""

    @classmethod
    def of(cls, feedback: FeedbackRecord, answer: AnswerRecord) -> Said:
        """What `feedback` says of `answer`."""
        about = "" if feedback.claim is None else _without_markers(answer.shown[feedback.claim].text)
        return cls(feedback.opinion, feedback.comment, about)

    @property
    def text(self) -> str:
        """All of it in one line."""
        about = f"{self.opinion} of '{self.claim}'" if self.claim else str(self.opinion)
        return f"{about}: {self.comment}" if self.comment else about


@dataclass(slots=True)
class Asked:
    """All times that one question was asked by people of the same groups.

    Attributes:
        last: The latest answer to it.
        opinions: What was said of any of the answers, oldest first.
    """

    last: AnswerRecord
    times: int = 0
    opinions: list[Said] = field(default_factory=list)

    @property
    def complaints(self) -> list[Opinion]:
        """What was said of it besides that it helped, each once."""
        return list(dict.fromkeys(said.opinion for said in self.opinions if said.opinion is not Opinion.HELPFUL))


@dataclass(frozen=True, slots=True)
class Collector:
    """Chooses questions worth a case.

    Attributes:
        least: A question that was answered, and of which nobody said anything, is a case when asked so many times.
        most: Cases at most, those with complaints first, then by how often they were asked.
    """

    least: int = 3
    most: int = 100

    def collect(self, records: Iterable[Record], known: Collection[EvalQuestion] = ()) -> list[EvalQuestion]:
        """Drafts of cases; what `known` asks already is left out.

        What was complained of, trimmed or abstained from is an edge case without gold, for somebody to say what is
        right. What helped, or was asked often, is a core case whose gold is what was shown.

        Raises:
            EvalError: The log keeps no questions.
        """
        asked, without_text = _asked(records)
        if without_text and not asked:
            raise EvalError(
                f"got a log of {without_text} answers without a question, expected their words; set `audit.keep_text`"
            )
        have = {_key(question.question, question.groups) for question in known}
        chosen = [one for key, one in asked.items() if key not in have and self._is_worth_a_case(one)]
        chosen.sort(key=lambda one: (not one.complaints, -one.times, one.last.at))
        return [_case(one) for one in chosen[: self.most]]

    def _is_worth_a_case(self, asked: Asked) -> bool:
        return bool(asked.opinions) or asked.last.status != AnswerStatus.ANSWERED or asked.times >= self.least


def _asked(records: Iterable[Record]) -> tuple[Mapping[tuple[str, ...], Asked], int]:
    """By question and groups, and how many answers came without their question."""
    found: dict[tuple[str, ...], Asked] = {}
    of_trace: dict[str, tuple[Asked, AnswerRecord]] = {}
    opinions: dict[str, list[FeedbackRecord]] = defaultdict(list)
    without_text = 0
    for record in records:
        if isinstance(record, FeedbackRecord):
            opinions[record.trace_id].append(record)
        elif isinstance(record, SearchRecord):
            continue
        elif record.question is None:
            without_text += 1
        else:
            asked = found.setdefault(_key(record.question, record.groups), Asked(record))
            asked.last, asked.times = record, asked.times + 1
            of_trace[record.trace_id] = (asked, record)
    for trace_id, said in opinions.items():
        if trace_id in of_trace:
            asked, answer = of_trace[trace_id]
            asked.opinions += [Said.of(one, answer) for one in said]
    return found, without_text


def _key(question: str, groups: Sequence[str]) -> tuple[str, ...]:
    return (" ".join(_WORD.findall(question.casefold())), *sorted(groups))


def _case(asked: Asked) -> EvalQuestion:
    record = asked.last
    wanting = bool(asked.complaints) or record.status != AnswerStatus.ANSWERED
    gold = () if wanting else record.cited_documents
    shown = " ".join(_without_markers(claim.text) for claim in record.shown)
    return EvalQuestion(
        id=f"log:{record.trace_id[:12]}",
        question=record.question or "",
        groups=list(record.groups),
        filters={key: list(values) for key, values in record.filters.items()},
        # A day of its own, not the day on which it happened to be asked.
        as_of=None if record.as_of == record.at.astimezone(UTC).date() else record.as_of,
        slice="edge" if wanting else "core",
        tags=(DRAFT, *_tags(asked, wanting=wanting)),
        gold_documents=gold,
        reference_answer="" if wanting else shown,
        note="; ".join(said.text for said in asked.opinions),
    )


def _without_markers(text: str) -> str:
    return MARKER.sub("", text).strip()


def _tags(asked: Asked, *, wanting: bool) -> list[str]:
    if asked.complaints:
        return [str(opinion) for opinion in asked.complaints]
    return [asked.last.reason if wanting else f"asked {asked.times} times"]
