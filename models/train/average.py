"""Average the weights of runs that share their beginning: steadier on texts unlike those trained on than either.

Wortsman et al., 2022, call it a model soup. Run:
python -m models.train.average --out models/weights/verifier FIRST SECOND
A folder is that of a run, or of an exported model.
"""

from __future__ import annotations

import argparse
import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import torch

from models.train.cross_encoder import CrossEncoder
from models.train.export import export
from models.train.pretrained import Pretrained, ms_marco
from models.train.verifier import OUTPUTS


def averaged(states: Sequence[Mapping[str, torch.Tensor]], shares: Sequence[float]) -> dict[str, torch.Tensor]:
    """The mean of every weight, each state by its share; what is no float is taken from the first."""
    first, total = states[0], sum(shares)
    return {
        name: sum(state[name] * (share / total) for state, share in zip(states, shares, strict=True))
        if first[name].is_floating_point()
        else first[name]
        for name in first
    }


def state_of(run: Path, base: Pretrained) -> dict[str, torch.Tensor]:
    """The weights of a run: its checkpoint's, or, where only the exported model is left, what its 8 bits stand for."""
    if (run / "checkpoint.pt").is_file():
        state: dict[str, torch.Tensor] = torch.load(run / "checkpoint.pt", weights_only=True)["model"]
        return state
    model = CrossEncoder(base, OUTPUTS)
    model.read_weights(run / "model.onnx")
    return dict(model.state_dict())


def main() -> None:
    """Read the checkpoints of two or more folders, export and quantise their mean."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("runs", type=Path, nargs="+", help="folders of models.train.verifier")
    parser.add_argument("--shares", type=float, nargs="+", help="what each counts for [default: the same]")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    base = ms_marco()
    states = [state_of(run, base) for run in args.runs]
    model = CrossEncoder(base, OUTPUTS)
    model.take(averaged(states, args.shares or [1.0] * len(states)))
    fields = json.loads((args.runs[-1] / "model.json").read_text(encoding="utf-8"))
    fields.pop("sha256", None)
    export(model, base.folder / "tokenizer.json", args.out, fields)
    if args.runs[0] != args.out:
        shutil.copy(args.runs[0] / "idf.npy", args.out / "idf.npy")


if __name__ == "__main__":
    main()
