"""Train the reranker: a cross-encoder with one logit over (question, window).

Run: python -m models.train.reranker --data DATA --out models/weights/reranker --minutes 30
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from pathlib import Path

import torch
from tokenizers import Tokenizer

from models.train.cross_encoder import CrossEncoder, Schedule, padded, train
from models.train.export import base_folder, export
from models.train.questions import SETS, Question, QuestionReader

MAX_TOKENS = 256
_GROUP, _QUESTIONS = 6, 8
_POINTWISE = 0.3


class Sampler:
    """Endless batches of one set each: a question's passage first, then its negatives and one of another question."""

    def __init__(self, questions: dict[str, list[Question]], tokenizer: Tokenizer, chance: random.Random) -> None:
        self._questions = questions
        self._tokenizer = tokenizer
        self._chance = chance

    def __iter__(self) -> Iterator[tuple[dict[str, torch.Tensor], torch.Tensor]]:
        """Inputs, and 1 for the first of each group of six, else 0."""
        names = list(self._questions)
        weights = [SETS[name] * len(self._questions[name]) for name in names]
        target = torch.tensor(([1.0] + [0.0] * (_GROUP - 1)) * _QUESTIONS)
        while True:
            questions = self._questions[self._chance.choices(names, weights)[0]]
            pairs = [pair for one in self._chance.sample(questions, _QUESTIONS) for pair in self._group(one, questions)]
            yield padded(self._tokenizer.encode_batch(pairs)), target

    def _group(self, question: Question, others: list[Question]) -> list[tuple[str, str]]:
        hard = self._chance.sample(question.negatives, min(len(question.negatives), _GROUP - 2))
        easy = [self._chance.choice(others).positive for _ in range(_GROUP - 1 - len(hard))]
        return [(question.text, text) for text in (question.positive, *hard, *easy)]


def ranking_loss(logits: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    """Softmax over each group, and a little of the logistic loss so that the sigmoid means something."""
    flat = logits.squeeze(1)
    groups = flat.view(-1, _GROUP)
    listwise = torch.nn.functional.cross_entropy(groups, torch.zeros(len(groups), dtype=torch.long))
    return listwise + _POINTWISE * torch.nn.functional.binary_cross_entropy_with_logits(flat, target)


def main() -> None:
    """Train, export and quantise."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=30)
    args = parser.parse_args()
    chance = random.Random(12)
    torch.manual_seed(12)
    tokenizer = Tokenizer.from_file(str(base_folder() / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    reader = QuestionReader(tokenizer, chance)
    questions = {name: reader.read(args.data / "train" / f"{name}.jsonl") for name in SETS}
    print({name: len(found) for name, found in questions.items()}, flush=True)
    tokenizer.enable_truncation(MAX_TOKENS)
    args.out.mkdir(parents=True, exist_ok=True)
    model = CrossEncoder(1)
    schedule = Schedule(args.minutes, 1e-4, args.out / "checkpoint.pt")
    train(model, iter(Sampler(questions, tokenizer, chance)), ranking_loss, schedule=schedule)
    export(model, args.out, {"name": "ragstone-reranker-1", "max_tokens": MAX_TOKENS, "outputs": 1})


if __name__ == "__main__":
    main()
