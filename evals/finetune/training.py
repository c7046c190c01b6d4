"""What both trainings share: adapters on every linear layer, trl's options, the merged checkpoint and its card."""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.errors import EvalError
from evals.finetune.card import Card
from evals.finetune.checkpoint import Checkpoint, save
from evals.finetune.example import Example, load_examples
from evals.finetune.recipe import Recipe, StageRecipe

# The trainer of trl, from the model, its tokenizer, the adapters and the rows.
Build = Callable[[Any, Any, Any, Sequence[Example]], Any]


@dataclass(frozen=True, slots=True)
class Training:
    """One stage from a checkpoint to a checkpoint.

    Attributes:
        name: What a card calls it.
        options: Of the recipe, those of this stage.
        start: The weights that it starts from.
    """

    name: str
    recipe: Recipe
    options: StageRecipe
    start: Checkpoint

    def into(self, out: Path, data: Path, build: Build) -> Card:
        """Train, merge the adapters into the weights, and write both checkpoint and card.

        Raises:
            EvalError: The examples or the weights cannot be used.
            ImportError: The extra `finetune` is not installed.
        """
        from peft import LoraConfig

        examples = self._chosen(load_examples(data))
        model, tokenizer = self.start.load(self.recipe.model)
        lora = self.recipe.lora
        adapters = LoraConfig(
            r=lora.rank, lora_alpha=lora.alpha, lora_dropout=lora.dropout,
            target_modules="all-linear", task_type="CAUSAL_LM",
        )  # fmt: skip
        settings = self.options.model_dump(mode="json") | {f"lora.{name}": value for name, value in lora}
        trainer = build(model, tokenizer, adapters, examples)
        started = time.perf_counter()
        trainer.train()
        seconds = time.perf_counter() - started
        trained = sum(weights.numel() for weights in trainer.model.parameters() if weights.requires_grad)
        saved = save(trainer.model.merge_and_unload(), tokenizer, out)
        log = trainer.state.log_history
        card = Card.now(
            stage=self.name, base=(self.start.name,), base_sha256=(self.start.sha256(),),
            weights_sha256=saved.sha256(), data_sha256=hashlib.sha256(data.read_bytes()).hexdigest(),
            counts=dict(sorted(Counter(one.kind for one in examples).items())),
            settings=settings, seed=self.recipe.seed, trained_parameters=trained,
            tokens=int(_last(log, "num_tokens")), seconds=seconds, losses=_curve(log, "loss"),
            rewards=_curve(log, "rewards/accuracies"), device=self.recipe.model.device,
        )  # fmt: skip
        card.write(out)
        return card

    def _chosen(self, examples: Sequence[Example]) -> list[Example]:
        kinds = self.options.kinds
        found = [one for one in examples if not kinds or one.kind in kinds]
        if not found:
            raise EvalError(
                f"got no example of the kinds {', '.join(kinds)}, expected some; change `{self.name}.kinds`"
            )
        return found

    def arguments(self, out: Path) -> dict[str, Any]:
        """What trl's configurations have in common."""
        options, model = self.options, self.recipe.model
        return {
            "output_dir": str(out), "max_steps": options.steps, "per_device_train_batch_size": options.batch,
            "gradient_accumulation_steps": options.accumulate, "learning_rate": options.learning_rate,
            "lr_scheduler_type": "cosine", "warmup_steps": round(options.warmup * options.steps),
            "max_length": options.max_tokens, "seed": self.recipe.seed, "logging_steps": max(1, options.steps // 20),
            "bf16": model.dtype == "bfloat16", "fp16": model.dtype == "float16", "use_cpu": model.device == "cpu",
            "gradient_checkpointing": False, "save_strategy": "no", "report_to": "none", "disable_tqdm": True,
        }  # fmt: skip


def _curve(log: Sequence[dict[str, float]], name: str) -> tuple[tuple[int, float], ...]:
    return tuple((int(row["step"]), round(row[name], 4)) for row in log if name in row)


def _last(log: Sequence[dict[str, float]], name: str) -> float:
    return next((row[name] for row in reversed(log) if name in row), 0.0)
