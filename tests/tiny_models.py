"""Tiny models with random weights, saved as the libraries save theirs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from transformers import BertConfig, BertModel

_WEIGHTS = Path(__file__).parents[1] / "models" / "weights"
_TOKENIZER = _WEIGHTS / "embedder" / "tokenizer.json"
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


def save_shipped_embedder(folder: Path) -> Path:
    """The shipped embedder as sentence-transformers saves one: encoder, mean pooling, unit length."""
    from sentence_transformers import SentenceTransformer, models

    source = folder / "encoder"
    _read_shipped("embedder").save_pretrained(source)
    _save_tokenizer(source)
    encoder = models.Transformer(str(source), max_seq_length=256)
    pooling = models.Pooling(encoder.get_word_embedding_dimension(), pooling_mode="mean")
    SentenceTransformer(modules=[encoder, pooling, models.Normalize()], device="cpu").save(str(folder / "embedder"))
    return folder / "embedder"


def save_shipped_reranker(folder: Path) -> Path:
    """The shipped reranker as transformers saves a cross-encoder with one logit."""
    import transformers

    from models.train.pretrained import read_dense

    graph = _WEIGHTS / "reranker" / "model.onnx"
    encoder = _read_shipped("reranker")
    encoder.config.num_labels = 1
    model = transformers.BertForSequenceClassification(encoder.config)
    model.bert.load_state_dict(encoder.state_dict(), strict=False)
    model.bert.pooler.dense.load_state_dict(read_dense(graph, "pooler").state_dict())
    model.classifier.load_state_dict(read_dense(graph, "classifier").state_dict())
    model.save_pretrained(folder)
    _save_tokenizer(folder)
    return folder


def _read_shipped(name: str) -> BertModel:
    from models.train.pretrained import read_encoder

    return read_encoder(_WEIGHTS / name / "model.onnx")


def _config() -> BertConfig:
    import transformers

    return transformers.BertConfig(
        hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64, vocab_size=30522
    )


def _save_tokenizer(folder: Path) -> None:
    import transformers

    # Without the token types a BERT takes question and text for one.
    inputs = ["input_ids", "token_type_ids", "attention_mask"]
    tokenizer = transformers.PreTrainedTokenizerFast(
        tokenizer_file=str(_TOKENIZER), model_max_length=512, model_input_names=inputs, **_SPECIAL
    )
    tokenizer.save_pretrained(folder)
