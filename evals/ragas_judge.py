"""The metrics of ragas that ask a language model, beside our own of the same thing. Extra `evals`."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from evals.case import Case
from evals.errors import EvalError
from models.errors import LanguageModelError
from models.protocols import Embedder, LanguageModel, Message

if TYPE_CHECKING:
    from ragas.metrics.collections.base import BaseMetric

_Form = TypeVar("_Form", bound=BaseModel)
_SYSTEM = "Reply with one JSON object of the form that is asked for, and nothing else."


@dataclass(frozen=True, slots=True)
class Opinion:
    """What ragas says of a run, and what we say.

    Attributes:
        metric: ragas' name.
        ours: The metric of ours that means the same; empty where none does.
        values: ragas' value of each case it could judge.
        failures: Cases on which the judge failed: no reply, nonsense, or a value that is no number.
        our_values: Ours of all these cases, in the same direction.
    """

    metric: str
    ours: str
    values: tuple[float, ...]
    failures: int
    our_values: tuple[float, ...]

    @property
    def bounds(self) -> tuple[float, float]:
        """The mean if every failure were 0, and if every one were 1; a failure is never dropped."""
        total, count = sum(self.values), len(self.values) + self.failures
        return (total / count, (total + self.failures) / count) if count else (0.0, 1.0)


@dataclass(frozen=True, slots=True)
class _Kind:
    """One metric of ragas: what it is given, and what of ours stands beside it."""

    name: str
    given: Callable[[Case], dict[str, Any] | None]
    ours: str = ""
    turned: bool = False

    def own(self, case: Case) -> float | None:
        value = case.scored.value(self.ours) if self.ours else None
        return value if value is None or not self.turned else 1 - value


def _faithfulness(case: Case) -> dict[str, Any] | None:
    said, evidence = case.prediction.text, case.prediction.evidence
    if not said or not evidence:
        return None
    return {"user_input": case.question.question, "response": said, "retrieved_contexts": evidence}


def _relevancy(case: Case) -> dict[str, Any] | None:
    said = case.prediction.text
    return {"user_input": case.question.question, "response": said} if said else None


def _context(case: Case) -> dict[str, Any] | None:
    reference, evidence = case.question.reference_answer, case.prediction.evidence
    if not reference or not evidence or case.question.must_abstain:
        return None
    return {"user_input": case.question.question, "reference": reference, "retrieved_contexts": evidence}


_KINDS = (
    _Kind("faithfulness", _faithfulness, "unsupported_rate", turned=True),
    _Kind("answer_relevancy", _relevancy),
    _Kind("context_precision", _context, "ndcg_at_10"),
    _Kind("context_recall", _context, "span_recall_at_5"),
)


@dataclass(frozen=True, slots=True)
class RagasJudge:
    """Has a language model judge a run.

    Attributes:
        model: The judge.
        embedder: For answer relevancy.
        jobs: Cases judged at once.
    """

    model: LanguageModel
    embedder: Embedder
    jobs: int = 1

    def judge(self, cases: Sequence[Case], progress: Callable[[int, int], None] = lambda *_: None) -> list[Opinion]:
        """Ragas' word and ours on each metric, over the cases to which it applies.

        Raises:
            ImportError: The extra `evals` is not installed.
            EvalError: The judge said nothing usable at all.
        """
        metrics = _metrics(self.model, self.embedder)
        found = []
        for kind in _KINDS:
            asked = [(case, given) for case in cases if (given := kind.given(case)) is not None]
            with ThreadPoolExecutor(self.jobs) as pool:
                values = list(pool.map(lambda given, m=metrics[kind.name]: _value(m, given), [g for _, g in asked]))
            ours = [own for case, _ in asked if (own := kind.own(case)) is not None]
            good = tuple(value for value in values if value is not None)
            found.append(Opinion(kind.name, kind.ours, good, len(values) - len(good), tuple(ours)))
            progress(len(found), len(_KINDS))
        failures = sum(one.failures for one in found)
        if failures and not any(one.values for one in found):
            raise EvalError(
                f"got nothing usable from `{self.model.name}` in {failures} cases, expected JSON; change the judge"
            )
        return found


def _value(metric: BaseMetric, given: Mapping[str, Any]) -> float | None:
    """Ragas' value; None where the judge failed."""
    try:
        value = asyncio.run(metric.ascore(**given)).value
    except (LanguageModelError, ValidationError, ValueError, IndexError, ZeroDivisionError):
        return None  # counted, not dropped
    return float(value) if value is not None and isfinite(value) else None


def _metrics(model: LanguageModel, embedder: Embedder) -> dict[str, BaseMetric]:
    # ragas reads this when it is imported; it would send telemetry otherwise.
    os.environ["RAGAS_DO_NOT_TRACK"] = "true"
    from ragas.embeddings.base import BaseRagasEmbedding
    from ragas.llms.base import InstructorBaseRagasLLM
    from ragas.metrics.collections import AnswerRelevancy, ContextPrecision, ContextRecall, Faithfulness

    class Judge(InstructorBaseRagasLLM):  # type: ignore[misc]  # ragas comes without types
        """Our language model in the form that ragas asks for."""

        def generate(self, prompt: str, response_model: type[_Form]) -> _Form:
            reply = "".join(model.stream([Message("system", _SYSTEM), Message("user", prompt)]))
            return response_model.model_validate_json(reply[reply.find("{") : reply.rfind("}") + 1])

        async def agenerate(self, prompt: str, response_model: type[_Form]) -> _Form:
            return self.generate(prompt, response_model)

    class Embeddings(BaseRagasEmbedding):  # type: ignore[misc]
        """Our embedder in the form that ragas asks for."""

        def embed_text(self, text: str, **_: object) -> list[float]:
            return [float(value) for value in embedder.embed_query(text)]

        async def aembed_text(self, text: str, **_: object) -> list[float]:
            return self.embed_text(text)

    judge = Judge()
    return {
        "faithfulness": Faithfulness(llm=judge),
        "answer_relevancy": AnswerRelevancy(llm=judge, embeddings=Embeddings()),
        "context_precision": ContextPrecision(llm=judge),
        "context_recall": ContextRecall(llm=judge),
    }
