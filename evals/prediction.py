"""What a variant said to one question."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict


class Prediction(BaseModel):
    """One answer.

    Attributes:
        text: Empty for an abstention.
        hits: Document ids of the hits, best first; None for a variant that does not search, or did not for this one.
        hit_spans: Document id and half-open character offsets of each hit.
        found: Document ids before reranking, best first.
        evidence: Texts of the hits.
        citations: Document id and half-open character offsets of each citation.
        confidence: How sure it is, high is sure; None where nothing says so.
        tool: The tool that was called, empty for none.
        withheld: Why each claim that is not shown is not.
        latency_ms: Milliseconds to the whole answer.
        tokens_read: Tokens of the prompts, as the model's server counts them; None where nobody did.
        tokens_written: Tokens of the replies.
        cost: Of these tokens, in the currency of the variant's price.
    """

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)
    id: str
    text: str
    status: Literal["answered", "trimmed", "abstained", "refused", "escalated"] = "answered"
    reason: str = ""
    hits: list[str] | None = None
    hit_spans: list[tuple[str, int, int]] = []
    found: list[str] = []
    evidence: list[str] = []
    citations: list[tuple[str, int, int]] = []
    confidence: float | None = None
    tool: str = ""
    withheld: list[str] = []
    latency_ms: float = 0.0
    tokens_read: int | None = None
    tokens_written: int | None = None
    cost: float | None = None

    @property
    def abstained(self) -> bool:
        """Whether no answer was given, be it that the documents have none or that a policy says so."""
        return self.status in ("abstained", "refused", "escalated")
