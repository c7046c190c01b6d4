"""From a torch module to `model.onnx` in 8 bits with its manifest and tokenizer."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer

INPUTS = ("input_ids", "attention_mask", "token_type_ids")


def export(module: torch.nn.Module, tokenizer: Path, out: Path, fields: Mapping[str, object]) -> None:
    """Write `model.onnx` (int8), `tokenizer.json` and `model.json` to a folder.

    Args:
        module: Takes ids, mask and token types, gives one float tensor.
        tokenizer: Its `tokenizer.json`.
        out: The folder; made when absent.
        fields: What `model.json` says besides the digest.
    """
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        full = Path(scratch) / "full.onnx"
        write_onnx(module, full, tokenizer)
        # 7-bit weights: on processors without VNNI, 8 bits overflow the 16-bit sums. One scale per channel:
        # with one per matrix the embedder's cosine to fp32 falls from .99 to .85.
        quantize_dynamic(full, out / "model.onnx", weight_type=QuantType.QInt8, reduce_range=True, per_channel=True)
    shutil.copy(tokenizer, out / "tokenizer.json")
    digest = hashlib.sha256((out / "model.onnx").read_bytes()).hexdigest()
    manifest = dict(fields) | {"sha256": digest}
    (out / "model.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


def write_onnx(module: torch.nn.Module, path: Path, tokenizer: Path) -> None:
    """Write the fp32 graph with free batch and length."""
    pair = Tokenizer.from_file(str(tokenizer)).encode("one text", "another, longer text")
    columns = (pair.ids, pair.attention_mask, pair.type_ids)
    torch.onnx.export(
        module.eval(),
        tuple(torch.tensor([column, column]) for column in columns),
        path,
        input_names=list(INPUTS),
        output_names=["output"],
        dynamic_axes={name: {0: "batch", 1: "length"} for name in INPUTS},
        opset_version=17,
        dynamo=False,
    )
