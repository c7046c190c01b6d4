"""Fit what the fourth logit means, and its one threshold, on questions that no training saw.

Run after models.train.verifier: python -m models.train.sufficiency_head --data DATA --folder models/weights/verifier
"""

from __future__ import annotations

import argparse
import json
import random
from pathlib import Path

import numpy as np

from models.calibration import auroc, best_threshold, fit_logistic, sigmoid
from models.onnx_session import OnnxSession, load_tokenizer
from models.train.near_misses import question_examples
from models.train.questions import SETS, QuestionReader

_MOST = 220
_LOGIT = 3


def main() -> None:
    """Each set counts the same, and within it both answers do; near misses are a part of the "no"."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    args = parser.parse_args()
    chance = random.Random(8)
    reader = QuestionReader(load_tokenizer(args.folder / "tokenizer.json"), chance, held=True)
    session = OnnxSession(args.folder)
    logits, labels, weights = [], [], []
    for name in SETS:
        examples = list(question_examples({name: reader.read(args.data / "train" / f"{name}.jsonl")}, chance))
        chosen = chance.sample(examples, min(_MOST, len(examples)))
        found = session.run([(example.evidence, example.text) for example in chosen])[:, _LOGIT].astype(np.float64)
        truth = np.array([float(bool(example.sufficient)) for example in chosen])
        print(f"{name}: {len(chosen)} pairs, AUROC {auroc(found, truth):.3f}")
        logits.append(found)
        labels.append(truth)
        weights.append(np.where(truth == 1, 0.5 / truth.sum(), 0.5 / (1 - truth).sum()) * len(truth))
    together, truth, weight = (np.concatenate(parts) for parts in (logits, labels, weights))
    slopes, bias = fit_logistic(together[:, None], truth, weight, signs=[1])
    threshold, accuracy = best_threshold(sigmoid(together * slopes[0] + bias), truth, weight)
    print(f"AUROC {auroc(together, truth):.3f}, threshold {threshold:.3f}, balanced accuracy {accuracy:.3f}")
    path = args.folder / "model.json"
    fields = json.loads(path.read_text(encoding="utf-8"))
    numbers = {"slope": slopes[0], "bias": bias, "threshold": threshold}
    fields["sufficiency"] = {name: round(float(value), 4) for name, value in numbers.items()}
    path.write_text(json.dumps(fields, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
