"""Sends each question to one of several variants, by its workflow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from evals.prediction import Prediction
from evals.suite import EvalQuestion
from evals.variants.variant import Variant


@dataclass(frozen=True, slots=True)
class Router:
    """A `Variant`.

    Attributes:
        default: Answers what no route names.
        routes: Workflow to the variant that answers it.
    """

    default: Variant
    routes: Mapping[str, Variant]
    name: str = "router"

    @property
    def index_revision(self) -> str:
        """That of the default variant, else of the first route that searches."""
        everyone = (self.default, *self.routes.values())
        return next((one.index_revision for one in everyone if one.index_revision), "")

    @property
    def settings(self) -> Mapping[str, str]:
        """Those of all, behind the name of their workflow."""
        parts = {"default": self.default, **self.routes}
        return {
            f"{part}.{key}": value
            for part, variant in parts.items()
            for key, value in {"name": variant.name, **variant.settings}.items()
        }

    def predict(self, question: EvalQuestion, today: date) -> Prediction:
        """See `Variant.predict`."""
        return self.routes.get(question.workflow, self.default).predict(question, today)
