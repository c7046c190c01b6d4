"""What a request may hold; an unknown field is an error, so that a misspelt limit never widens a search."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict, JsonValue

from ragstone.audit.record import Opinion
from ragstone.wire import QuestionIn, VerifyIn
from retrieval.hit import Stage

_ASK: JsonDict = {
    "question": "How many days of annual leave do I get?",
    "history": [],
    "groups": [],
    "filters": {"department": "people"},
    "as_of": "2026-11-24",
}
_VERIFY: JsonDict = {
    "context": ["The nightly limit is EUR 140. It applies from January 2026."],
    "response": "The nightly limit is EUR 140 [1]. It applies from March 2026 [1].",
}
# A claim takes a tenth of a second, and nobody shall hold a turn for minutes.
MOST_CHARACTERS = 40_000
_ONE_OF: list[JsonValue] = [
    {"required": [one], "properties": {one: {"type": "string"}, other: {"type": "null"}}}
    for one, other in (("response", "claim"), ("claim", "response"))
]
_FEEDBACK: JsonDict = {
    "trace_id": "5b1f0c3c8d6e4d0f9a3e1c2b7a6d5e4f",
    "opinion": "wrong_citation",
    "comment": "The limit stands on the next page.",
    "claim": 0,
}


class AskRequest(QuestionIn):
    """A question with its limits."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_ASK]})


class SearchRequest(QuestionIn):
    """A question, how many hits, and after which stage."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{**_ASK, "limit": 5, "stage": "reranked"}]}
    )
    limit: int = Field(5, ge=1, le=100)
    stage: Stage = Stage.RERANKED


class ExplainRequest(QuestionIn):
    """A question with its limits, whose way is shown."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_ASK]})


class VerifyRequest(VerifyIn):
    """A text and what it is checked against; a longer text is checked in parts, each a request."""

    response: str | None = Field(None, max_length=MOST_CHARACTERS)
    claim: str | None = Field(None, max_length=MOST_CHARACTERS)
    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_VERIFY], "oneOf": _ONE_OF})


class FeedbackRequest(BaseModel):
    """What somebody says of an answer, or of one of its claims."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_FEEDBACK]})
    trace_id: str = Field(min_length=1, max_length=64)
    opinion: Opinion
    comment: str = Field("", max_length=4000)
    claim: int | None = Field(
        None, ge=0, description="Which of the answer's claims it is about, from 0; null: all of it"
    )
