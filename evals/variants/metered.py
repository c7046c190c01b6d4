"""Any variant, with the tokens that its language model takes and what they cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from evals.prediction import Prediction
from evals.suite import EvalQuestion
from evals.variants.variant import Variant
from models.usage import metered


class Price(BaseModel):
    """What a million tokens costs, in any one currency."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    read: float = Field(ge=0)
    written: float = Field(ge=0)


@dataclass(frozen=True, slots=True)
class Metered:
    """A `Variant` that says what another one takes.

    Attributes:
        price: None where it is not known; tokens are counted all the same.
    """

    variant: Variant
    price: Price | None = None

    @property
    def name(self) -> str:
        """See `Variant.name`."""
        return self.variant.name

    @property
    def settings(self) -> Mapping[str, str]:
        """See `Variant.settings`."""
        return self.variant.settings

    @property
    def index_revision(self) -> str:
        """See `Variant.index_revision`."""
        return self.variant.index_revision

    def predict(self, question: EvalQuestion, today: date) -> Prediction:
        """See `Variant.predict`; tokens are absent where no server counted any."""
        with metered() as usage:
            found = self.variant.predict(question, today)
        if not usage.replies:
            return found
        counts: dict[str, float] = {"tokens_read": usage.read, "tokens_written": usage.written}
        if self.price is not None:
            counts["cost"] = (usage.read * self.price.read + usage.written * self.price.written) / 1e6
        return found.model_copy(update=counts)
