"""Which language model drafts: rules on a question's words, its evidence, and whether one place answers it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from answer.policy.rule import Said, Words
from answer.sufficiency import coverage
from answer.writers.writer import Writer
from models.errors import ModelError
from retrieval.hit import Evidence, Hit
from retrieval.yaml_form import read_form

_NAME = Annotated[str, Field(min_length=1)]
_COMPARES = re.compile(
    r"\b(?:compar(?:e[sd]?|ing|isons?)|differ(?:s|ences?|ent)?|versus|vs|whereas|both|respectively|rather than|"
    r"trade-?offs?|pros and cons|unterschiede?|vergleiche?n?)\b",
    re.IGNORECASE,
)
_REASONS = re.compile(
    r"\b(?:why|explain|summar(?:y|ise|ize)|overview|walk me through|step by step|best way|warum|wieso|erkläre?)\b",
    re.IGNORECASE,
)
_ASKS = r"(?:how|what|when|who|where|why|which|can|could|do|does|is|are|should|may|must)"
_TWO_QUESTIONS = re.compile(rf"\?\s+[^\s(].*\?|[,;]?\s(?:and|or)\s(?:also\s)?{_ASKS}\b", re.IGNORECASE | re.DOTALL)
_WORD = re.compile(r"\w+")
# A question of so many words describes a case; one place that lacks so much of its words leaves the rest to others.
_LONG, _GAP = 40, 0.34


class RoutingError(ModelError):
    """The file of routes cannot be used."""


class Needs(StrEnum):
    """Whether one place of the evidence is enough to answer, as far as the words tell."""

    ONE = "one"
    SEVERAL = "several"


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RouteWhen(Said):
    """All that is given must hold.

    Attributes:
        needs: Whether the question can be answered from one place.
        evidence: The best hit's document has one of these values; tag key to values.
    """

    needs: Needs | None = None
    evidence: Mapping[str, Words] = {}

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not any((self.words, self.all_words, self.pattern, self.needs, self.evidence)):
            raise ValueError("no condition, so that it would always apply; leave it to `otherwise`")
        return self

    def holds(self, question: str, evidence: Evidence) -> bool:
        """Whether all of it holds of a question that stands alone, and of what was found for it."""
        tags = evidence.hits[0].chunk.tags if evidence.hits else {}
        return (
            self.is_said([question])
            and (self.needs is None or needs(question, evidence.hits) is self.needs)
            and all(set(values) & set(tags.get(key, ())) for key, values in self.evidence.items())
        )


class Route(_Form):
    """A rule that names a model."""

    name: _NAME
    when: RouteWhen
    model: _NAME


class RoutedModel(_Form):
    """A model behind an OpenAI-compatible server.

    Attributes:
        base_url: Empty: the one of `llm.base_url`, with its key.
        api_key_file: File that holds the server's key, relative to the file of routes; empty: it asks for none.
    """

    model: _NAME
    base_url: str = ""
    api_key_file: Path | None = None


class Routes(_Form):
    """The file of routes: models by name, and rules tried in order.

    Attributes:
        otherwise: The model where no rule applies; empty: the one of `llm.model`.
    """

    models: Mapping[_NAME, RoutedModel]
    routes: tuple[Route, ...]
    otherwise: str = ""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        named = [route.model for route in self.routes] + ([self.otherwise] if self.otherwise else [])
        if unknown := sorted(set(named) - set(self.models)):
            raise ValueError(f"unknown models {', '.join(unknown)}, expected some of {', '.join(sorted(self.models))}")
        names = [route.name for route in self.routes]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"two routes '{twice[0]}', expected each name once")
        return self

    @classmethod
    def load(cls, path: Path) -> Routes:
        """Read the file.

        Raises:
            RoutingError: It cannot be read, or something in it cannot be used.
        """
        return read_form(path, cls, "the file of llm.routes", RoutingError)


@dataclass(frozen=True, slots=True)
class Router:
    """Chooses who drafts; the same question and evidence always have the same writer.

    Attributes:
        writers: One for each model of the file, by its name there.
        otherwise: Drafts where no route applies.
    """

    routes: tuple[Route, ...]
    writers: Mapping[str, Writer]
    otherwise: Writer

    def chosen(self, evidence: Evidence) -> tuple[str, Writer]:
        """The name of the first route that applies, empty for none, and who drafts."""
        for route in self.routes:
            if route.when.holds(evidence.query, evidence):
                return route.name, self.writers[route.model]
        return "", self.otherwise


def needs(question: str, hits: Sequence[Hit]) -> Needs:
    """Several, where the question compares, asks twice, wants a reason or describes a case, or no hit has its words."""
    if any(pattern.search(question) for pattern in (_COMPARES, _REASONS, _TWO_QUESTIONS)):
        return Needs.SEVERAL
    if len(_WORD.findall(question)) > _LONG:
        return Needs.SEVERAL
    texts = [hit.chunk.embedded_text for hit in hits]
    alone = max((coverage(question, [text]) for text in texts), default=1.0)
    return Needs.SEVERAL if coverage(question, texts) - alone > _GAP and texts else Needs.ONE
