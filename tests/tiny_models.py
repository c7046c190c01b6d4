"""Tiny models with random weights, saved as the libraries save theirs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from transformers import BertConfig

_TOKENIZER = Path(__file__).parents[1] / "models" / "weights" / "embedder" / "tokenizer.json"
_SPECIAL = {"unk_token": "[UNK]", "sep_token": "[SEP]", "pad_token": "[PAD]", "cls_token": "[CLS]"}


def save_encoder(folder: Path) -> Path:
    """A two-layer BERT of 32 dimensions with the shipped vocabulary."""
    import transformers

    transformers.set_seed(1)
    transformers.BertModel(_config()).save_pretrained(folder)
    _save_tokenizer(folder)
    return folder


def save_classifier(folder: Path, *, labels: int = 1) -> Path:
    """The same with a classification head."""
    import transformers

    transformers.set_seed(1)
    config = _config()
    config.num_labels = labels
    transformers.BertForSequenceClassification(config).save_pretrained(folder)
    _save_tokenizer(folder)
    return folder


def save_bge_m3(folder: Path) -> Path:
    """The encoder with the two extra layers that BGE-M3's loader asks for."""
    import torch

    save_encoder(folder)
    torch.save(torch.nn.Linear(32, 32).state_dict(), folder / "colbert_linear.pt")
    torch.save(torch.nn.Linear(32, 1).state_dict(), folder / "sparse_linear.pt")
    return folder


def _config() -> BertConfig:
    import transformers

    return transformers.BertConfig(
        hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64, vocab_size=30522
    )


def _save_tokenizer(folder: Path) -> None:
    import transformers

    tokenizer = transformers.PreTrainedTokenizerFast(tokenizer_file=str(_TOKENIZER), model_max_length=512, **_SPECIAL)
    tokenizer.save_pretrained(folder)
