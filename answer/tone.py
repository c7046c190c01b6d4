"""Style apart from substance: a verified answer said in the house's tone, and verified again."""

from __future__ import annotations

from dataclasses import dataclass, replace

from answer.addressed import without_addressed
from answer.answer import Answer
from answer.compose import compose
from models.errors import LanguageModelError
from models.lexical import numbers
from models.protocols import LanguageModel, Message
from retrieval.hit import Evidence
from verify.checker import Checker
from verify.claim import MARKER
from verify.gate import Decision, Status

_INSTRUCTIONS = """\
You put a finished answer into another tone. Change how it is said and nothing of what it says.
Keep every fact, number, name and condition, and every citation like [1] behind the sentence it belongs to.
Add nothing, leave nothing out. Reply with the answer alone, in its own language.
The tone: """


@dataclass(frozen=True, slots=True)
class Tone:
    """Rewrites answers.

    Attributes:
        wanted: How the house speaks, in words.
    """

    model: LanguageModel
    wanted: str

    def applied(self, answer: Answer, evidence: Evidence, checker: Checker) -> Answer:
        """`answer` in this tone; as it was where that would cost a claim, a number or a citation, or the model fails.

        Raises:
            ModelError: The verifier cannot be run.
        """
        if not answer.claims:
            return answer
        try:
            rewritten = "".join(self.model.stream(self._asked(answer))).strip()
        except LanguageModelError:
            return answer
        if not _keeps(answer.text, rewritten):
            return answer
        texts = [without_addressed(hit.chunk.embedded_text) for hit in evidence.hits]
        verification = checker.verify(rewritten, texts)
        if not verification.supported:
            return answer
        said = compose(rewritten, Decision(Status.ANSWERED, answer.reason, verification.claims, ()), evidence.hits)
        return replace(answer, text=said.text, claims=said.claims, toned=True)

    def _asked(self, answer: Answer) -> list[Message]:
        return [Message("system", _INSTRUCTIONS + self.wanted), Message("user", answer.text)]


def _keeps(one: str, other: str) -> bool:
    """Whether both hold the same numbers and cite the same evidence."""
    plain, rewritten = MARKER.sub(" ", one), MARKER.sub(" ", other)
    return numbers(plain) == numbers(rewritten) and _cited(one) == _cited(other)


def _cited(text: str) -> set[str]:
    return {number.strip() for marker in MARKER.findall(text) for number in marker.replace(";", ",").split(",")}
