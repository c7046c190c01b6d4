"""Put what a reader has learnt into the verifier that it went on from.

The encoder is the mean of both, which keeps what either knows (Wortsman et al., 2022); each output keeps the head that
it had: support is the verifier's, sufficiency the reader's. The heads in `model.json` have to be fitted anew. Run:
python -m models.train.join --verifier models/weights/verifier --reader reader --share 0.5 --out models/weights/verifier
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path

import torch

from models.train.average import averaged
from models.train.cross_encoder import CrossEncoder
from models.train.export import export
from models.train.pretrained import ms_marco
from models.train.reader import Reader
from models.train.verifier import OUTPUTS

_SUFFICIENCY = 3


def joined(verifier: CrossEncoder, reader: Reader, share: float) -> CrossEncoder:
    """The verifier, changed: `share` of its encoder, in [0, 1], is the reader's, and so is all of its last output."""
    states = [verifier.encoder.state_dict(), reader.encoder.state_dict()]
    verifier.encoder.load_state_dict(averaged(states, [1 - share, share]))
    # One layer under all outputs: the verifier's units beside the reader's, which sees the first state alone.
    own, width = verifier.dense.out_features, reader.dense.out_features
    dense = torch.nn.Linear(verifier.dense.in_features, own + width)
    head = torch.nn.Linear(own + width, OUTPUTS)
    with torch.no_grad():
        dense.weight.zero_()
        dense.weight[:own], dense.bias[:own] = verifier.dense.weight, verifier.dense.bias
        dense.weight[own:, :width], dense.bias[own:] = reader.dense.weight, reader.dense.bias
        head.weight.zero_()
        head.weight[:_SUFFICIENCY, :own] = verifier.head.weight[:_SUFFICIENCY]
        head.bias[:_SUFFICIENCY] = verifier.head.bias[:_SUFFICIENCY]
        head.weight[_SUFFICIENCY, own:], head.bias[_SUFFICIENCY] = reader.head.weight[0], reader.head.bias[0]
    verifier.dense, verifier.head = dense, head
    return verifier


def main() -> None:
    """Read both, export and quantise what they are together."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--verifier", type=Path, required=True, help="folder of the exported verifier")
    parser.add_argument("--reader", type=Path, required=True, help="folder of models.train.reader")
    parser.add_argument("--share", type=float, default=0.5, help="the reader's, of the encoder [default: %(default)s]")
    parser.add_argument("--name", default="ragstone-verifier-4")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    base = ms_marco()
    verifier, reader = CrossEncoder(base, OUTPUTS), Reader(args.verifier / "model.onnx")
    verifier.read_weights(args.verifier / "model.onnx")
    reader.load_state_dict(torch.load(args.reader / "checkpoint.pt", weights_only=True)["model"])
    fields = json.loads((args.verifier / "model.json").read_text(encoding="utf-8")) | {"name": args.name}
    fields.pop("sha256", None)
    export(joined(verifier, reader, args.share), base.folder / "tokenizer.json", args.out, fields)
    if args.verifier != args.out:
        shutil.copy(args.verifier / "idf.npy", args.out / "idf.npy")


if __name__ == "__main__":
    main()
