"""Average the weights of runs that share their beginning: steadier on texts unlike those trained on than either.

Wortsman et al., 2022, call it a model soup. Run:
python -m models.train.average --out models/weights/verifier FIRST SECOND
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
from models.train.pretrained import ms_marco
from models.train.verifier import OUTPUTS


def averaged(states: Sequence[Mapping[str, torch.Tensor]]) -> dict[str, torch.Tensor]:
    """The mean of every weight; what is no float is taken from the first."""
    first = states[0]
    return {
        name: torch.stack([state[name] for state in states]).mean(0) if first[name].is_floating_point() else first[name]
        for name in first
    }


def main() -> None:
    """Read the checkpoints of two or more folders, export and quantise their mean."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("runs", type=Path, nargs="+", help="folders of models.train.verifier")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    states = [torch.load(run / "checkpoint.pt", weights_only=True)["model"] for run in args.runs]
    base = ms_marco()
    model = CrossEncoder(base, OUTPUTS)
    model.load_state_dict(averaged(states))
    fields = json.loads((args.runs[-1] / "model.json").read_text(encoding="utf-8"))
    fields.pop("sha256", None)
    export(model, base.folder / "tokenizer.json", args.out, fields)
    shutil.copy(args.runs[0] / "idf.npy", args.out / "idf.npy")


if __name__ == "__main__":
    main()
