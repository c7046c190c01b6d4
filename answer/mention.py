"""Tells whoever asks about something by its name that no document mentions it, whatever else there is to say."""

from __future__ import annotations

from dataclasses import replace

from answer.answer import Answer
from retrieval.hit import Evidence


def telling(answer: Answer, evidence: Evidence) -> Answer:
    """`answer` with a notice of the names and codes in its question that nothing readable holds."""
    if not evidence.unmentioned:
        return answer
    names = [f"“{name}”" for name in evidence.unmentioned]
    listed = " or ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
    return replace(answer, notices=(*answer.notices, f"The documents that you may read do not mention {listed}."))
