"""Rebuild `weights/reranker`: ms-marco-MiniLM-L-12-v2 as an 8-bit ONNX graph that gives one logit.

The package it comes from holds one scale a matrix and eight full bits, which overflow on processors without VNNI; here
it becomes one scale a channel and seven bits. Run: python -m models.train.reranker --out models/weights/reranker
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from models.onnx_session import OnnxSession, load_tokenizer
from models.train.export import export
from models.train.pretrained import Pretrained, ms_marco, read_dense

MAX_TOKENS = 256
# The logits reach ±11; a third of them keeps apart what the sigmoid would call certain. Chosen by benchmarks.tune.
LOGIT_SCALE = 0.33
_PROBES = 60


class PooledClassifier(torch.nn.Module):  # type: ignore[misc]  # torch comes without types here
    """The pretrained encoder with its own pooler and classifier."""

    def __init__(self, base: Pretrained) -> None:
        super().__init__()
        self.encoder = base.load()
        self.pooler = read_dense(base.folder / "model.onnx", "bert.pooler.dense")
        self.classifier = read_dense(base.folder / "model.onnx", "classifier")

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor
    ) -> torch.Tensor:
        """Logits, shape (batch, 1)."""
        states = self.encoder(input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids)[0]
        return self.classifier(torch.tanh(self.pooler(states[:, 0])))


def correlation(module: PooledClassifier, tokenizer: Tokenizer, folder: Path, pairs: list[tuple[str, str]]) -> float:
    """Pearson correlation of the 8-bit logits with the fp32 ones."""
    tokenizer.enable_truncation(MAX_TOKENS)
    exact = []
    for encoding in tokenizer.encode_batch(pairs):
        columns = (encoding.ids, encoding.attention_mask, encoding.type_ids)
        with torch.no_grad():
            exact.append(float(module(*(torch.tensor([column]) for column in columns))[0, 0]))
    return float(np.corrcoef(exact, OnnxSession(folder).run(pairs)[:, 0])[0, 1])


def main() -> None:
    """Export, quantise and compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--data", type=Path, help="folder of public sets, for the comparison with fp32")
    args = parser.parse_args()
    base = ms_marco()
    module = PooledClassifier(base).eval()
    fields = {
        "name": "ms-marco-MiniLM-L-12-v2-int8", "max_tokens": MAX_TOKENS, "outputs": 1, "logit_scale": LOGIT_SCALE
    }  # fmt: skip
    export(module, base.folder / "tokenizer.json", args.out, fields)
    if args.data is not None:
        lines = (args.data / "train" / "readings_questions.jsonl").read_text(encoding="utf-8").splitlines()[:_PROBES]
        rows = [json.loads(line) for line in lines]
        pairs = [(row["question"], text) for row in rows for text in (row["positive"], *row["negatives"][:1])]
        found = correlation(module, load_tokenizer(base.folder / "tokenizer.json"), args.out, pairs)
        print(f"{len(pairs)} pairs, correlation with fp32 {found:.5f}")


if __name__ == "__main__":
    main()
