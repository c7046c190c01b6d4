"""Rebuild `weights/embedder`: all-MiniLM-L6-v2 as an 8-bit ONNX graph with pooling and normalisation inside.

Run: python -m models.train.embedder --out models/weights/embedder
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from models.onnx_embedder import OnnxEmbedder
from models.onnx_session import load_tokenizer
from models.protocols import Float32
from models.train.export import export
from models.train.pretrained import Pretrained, minilm

MAX_TOKENS = 256
_PROBES = (
    "Refunds are paid within 14 days of the return.",
    "How do I rotate the signing key of a service account?",
    "def cosine(a, b): return a @ b / (norm(a) * norm(b))",
    "Net sales rose 8 % to $81.8 billion in the third quarter, led by services. " * 8,
    "Die Rechnung wird per E-Mail zugestellt.",
)


class PooledEncoder(torch.nn.Module):  # type: ignore[misc]  # torch comes without types here
    """Mean of the token states under the mask, scaled to unit length."""

    def __init__(self, base: Pretrained) -> None:
        super().__init__()
        self.encoder = base.load()

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor
    ) -> torch.Tensor:
        """Embeddings, shape (batch, 384)."""
        states = self.encoder(input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids)[0]
        mask = attention_mask.unsqueeze(-1).to(states.dtype)
        pooled = (states * mask).sum(1) / mask.sum(1)
        return pooled / pooled.norm(dim=1, keepdim=True).clamp(min=1e-9)


def cosines(module: PooledEncoder, tokenizer: Tokenizer, folder: Path) -> Float32:
    """Cosine of the 8-bit embedding to the fp32 one, for each probe text."""
    tokenizer.enable_truncation(MAX_TOKENS)
    exact = []
    for encoding in tokenizer.encode_batch(list(_PROBES)):
        columns = (encoding.ids, encoding.attention_mask, encoding.type_ids)
        with torch.no_grad():
            exact.append(module(*(torch.tensor([column]) for column in columns)).numpy()[0])
    return np.asarray(np.sum(np.stack(exact) * OnnxEmbedder(folder).embed_documents(_PROBES), axis=1))


def main() -> None:
    """Export, quantise, and print how far the result is from the original."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    out: Path = parser.parse_args().out
    base = minilm()
    module, tokenizer = PooledEncoder(base).eval(), base.folder / "tokenizer.json"
    export(module, tokenizer, out, {"name": "all-MiniLM-L6-v2-int8", "max_tokens": MAX_TOKENS, "outputs": 384})
    found = cosines(module, load_tokenizer(tokenizer), out)
    size = (out / "model.onnx").stat().st_size / 1e6
    print(f"{size:.1f} MB, cosine to fp32: mean {found.mean():.4f}, min {found.min():.4f}")


if __name__ == "__main__":
    main()
