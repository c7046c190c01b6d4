"""Fit what the fourth logit means, and its one threshold, on questions that no training saw.

Run after models.train.verifier: python -m models.train.sufficiency_head --data DATA --folder models/weights/verifier
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from models.calibration import Float64, auroc, best_f1_threshold, fit_logistic, sigmoid
from models.onnx_entailment import OnnxEntailment
from models.onnx_session import load_tokenizer
from models.train.near_misses import near_misses, question_examples
from models.train.questions import SETS, Question, QuestionReader
from models.train.views import Example

_MOST, _MOST_NEAR = 220, 150
_Labelled = tuple[Float64, Float64, Float64]


def main() -> None:
    """Slope and bias from all kinds of texts; the threshold from near misses alone, the hard case of abstaining.

    Each set counts the same, and within it both answers do.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    args = parser.parse_args()
    chance = random.Random(8)
    reader = QuestionReader(load_tokenizer(args.folder / "tokenizer.json"), chance, held=True)
    model = OnnxEntailment(args.folder)
    everything: list[_Labelled] = []
    near: list[_Labelled] = []
    for name in SETS:
        questions = reader.read(args.data / "train" / f"{name}.jsonl")
        examples = list(question_examples({name: questions}, chance))
        everything.append(_logits(model, chance.sample(examples, min(_MOST, len(examples)))))
        near.append(_logits(model, _near(chance.sample(questions, min(_MOST_NEAR, len(questions))), chance)))
        both = " and ".join(f"{auroc(part[-1][0], part[-1][1]):.3f}" for part in (everything, near))
        print(f"{name}: AUROC {both} against near misses")
    logits, truth, weights = _together(everything)
    slopes, bias = fit_logistic(logits[:, None], truth, weights, signs=[1])
    logits, truth, weights = _together(near)
    threshold, reached = best_f1_threshold(sigmoid(logits * slopes[0] + bias), truth, weights)
    print(f"threshold {threshold:.3f}, F1 of abstaining from near misses {reached:.3f}")
    path = args.folder / "model.json"
    fields = json.loads(path.read_text(encoding="utf-8"))
    numbers = {"slope": slopes[0], "bias": bias, "threshold": threshold}
    fields["sufficiency"] = {name: round(float(value), 4) for name, value in numbers.items()}
    path.write_text(json.dumps(fields, indent=2) + "\n", encoding="utf-8")


def _near(questions: Sequence[Question], chance: random.Random) -> list[Example]:
    """Each question with the window that answers it, and its near misses."""
    return [
        example
        for question in questions
        for example in (
            Example(question.positive, question.text, (), True, 1.0), *near_misses(question, 1.0, chance)
        )
    ]  # fmt: skip


def _logits(model: OnnxEntailment, examples: Sequence[Example]) -> _Labelled:
    """Logit, label and weight of each."""
    found = np.array([float(model.sufficiency_logits(one.text, [one.evidence])[0]) for one in examples])
    truth = np.array([float(bool(example.sufficient)) for example in examples])
    return found, truth, np.where(truth == 1, 0.5 / truth.sum(), 0.5 / (1 - truth).sum())


def _together(parts: Sequence[_Labelled]) -> _Labelled:
    logits, truth, weights = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    return logits, truth, weights * len(weights) / weights.sum()


if __name__ == "__main__":
    main()
