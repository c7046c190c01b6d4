"""The JSON form of how evidence was found."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel

from ragstone.trail import Trail
from ragstone.wire import AppliedOut, CorrectionOut, HitOut, InferredOut, VariantOut


class TrailOut(BaseModel):
    """One question's way to its evidence; `reranked[:used]` is what an answer rests on.

    It is the way through the index at `index_revision`, which may be another than an answer was found in.
    """

    question: str
    searched: str
    beside: list[VariantOut]
    groups: list[str]
    filters: dict[str, list[str]]
    as_of: date
    inferred: InferredOut
    corrected: list[CorrectionOut]
    policies: list[AppliedOut]
    hybrid: list[HitOut]
    reranked: list[HitOut]
    used: int
    sufficiency: float | None
    needed: float
    index_revision: str

    @classmethod
    def of(cls, trail: Trail) -> TrailOut:
        """The wire form of `trail`."""
        question = trail.question
        return cls(
            question=question.text, searched=trail.standalone,
            beside=[VariantOut.model_validate(one, from_attributes=True) for one in trail.beside],
            groups=list(question.groups), as_of=question.as_of,
            filters={key: list(values) for key, values in question.filters.items()},
            inferred=InferredOut.of(trail.inferred),
            corrected=[CorrectionOut.model_validate(word, from_attributes=True) for word in trail.corrected],
            policies=[AppliedOut.model_validate(applied, from_attributes=True) for applied in trail.policies],
            hybrid=[HitOut.of(hit) for hit in trail.hybrid], reranked=[HitOut.of(hit) for hit in trail.reranked],
            used=trail.used, needed=trail.needed, index_revision=trail.index_revision,
            sufficiency=None if trail.sufficiency is None else round(trail.sufficiency, 4),
        )  # fmt: skip
