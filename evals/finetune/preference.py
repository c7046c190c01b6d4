"""Direct preference optimisation (Rafailov et al., 2023): the right answer above the invented one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from evals.finetune.card import Card
from evals.finetune.checkpoint import Checkpoint
from evals.finetune.example import Example, said
from evals.finetune.recipe import Recipe
from evals.finetune.training import Training


def prefer(start: Checkpoint, data: Path, out: Path, *, recipe: Recipe) -> Card:
    """Train on pairs of a preferred and a rejected answer; the reference is the model without its new adapters.

    Raises:
        EvalError: The examples or the weights cannot be used.
        ImportError: The extra `finetune` is not installed.
    """
    training = Training("preference", recipe, recipe.preference, start)

    def build(model: Any, tokenizer: Any, adapters: Any, examples: Sequence[Example]) -> Any:  # noqa: ANN401 - untyped
        from datasets import Dataset
        from trl import DPOConfig, DPOTrainer

        rows = [{"prompt": one.prompt, "chosen": said(one.answer), "rejected": said(one.rejected)} for one in examples]
        return DPOTrainer(
            model, args=DPOConfig(**training.arguments(out), beta=recipe.preference.beta),
            train_dataset=Dataset.from_list(rows), processing_class=tokenizer, peft_config=adapters,
        )  # fmt: skip

    return training.into(out, data, build)
