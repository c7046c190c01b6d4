"""Supervised fine-tuning: the right answers, word by word; the questions themselves are not learned."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from evals.finetune.card import Card
from evals.finetune.checkpoint import Checkpoint
from evals.finetune.example import Example, said
from evals.finetune.recipe import Recipe
from evals.finetune.training import Training


def supervise(start: Checkpoint, data: Path, out: Path, *, recipe: Recipe) -> Card:
    """Train on the answers of a file of examples.

    Raises:
        EvalError: The examples or the weights cannot be used.
        ImportError: The extra `finetune` is not installed.
    """
    training = Training("supervised", recipe, recipe.supervised, start)

    def build(model: Any, tokenizer: Any, adapters: Any, examples: Sequence[Example]) -> Any:  # noqa: ANN401 - untyped
        from datasets import Dataset
        from trl import SFTConfig, SFTTrainer

        # Examples of a length together, or short ones are padded to the evidence of a long one.
        options = {
            **training.arguments(out), "completion_only_loss": True, "train_sampling_strategy": "group_by_length",
        }  # fmt: skip
        rows = Dataset.from_list([{"prompt": one.prompt, "completion": said(one.answer)} for one in examples])
        return SFTTrainer(
            model, args=SFTConfig(**options), train_dataset=rows, processing_class=tokenizer, peft_config=adapters
        )

    return training.into(out, data, build)
