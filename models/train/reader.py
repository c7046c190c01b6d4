"""Train the reader: does a window answer a question, and which of its sentences do?

It goes on from the verifier's encoder, and is not shipped itself: `models.train.join` puts what it has learnt into the
verifier. Run: python -m models.train.reader --data DATA --start models/weights/verifier --out reader --minutes 68
A run that was killed goes on from its checkpoint.
"""

from __future__ import annotations

import argparse
import random
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from tokenizers import Encoding

from models.onnx_session import load_tokenizer
from models.train.cross_encoder import Batch, Schedule, by_length, padded, train
from models.train.pretrained import read_encoder
from models.train.reading import Reading, readings, sentence_spans

MAX_TOKENS = 256
_BATCH, _POOL = 32, 60
_RATE = 4e-5
_SEED = 23
_SENTENCES_WEIGHT = 1.0
# Marks in a target of a batch: tokens of no sentence, and sentences of which nobody knows, are not judged.
_UNKNOWN = -1.0


class Reader(torch.nn.Module):  # type: ignore[misc]  # torch comes without types here
    """The encoder with one logit for each token; the first one's is that of the window."""

    def __init__(self, graph: Path) -> None:
        """Take the encoder of a graph that `models.train.export` wrote.

        Raises:
            FileNotFoundError: The file is not there.
        """
        super().__init__()
        self.encoder = read_encoder(graph)
        width = self.encoder.config.hidden_size
        self.dense = torch.nn.Linear(width, width)
        self.head = torch.nn.Linear(width, 2)
        self.encoder.embeddings.word_embeddings.requires_grad_(False)
        for part in self.encoder.modules():
            if isinstance(part, torch.nn.Dropout):
                part.p = 0.0

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor
    ) -> torch.Tensor:
        """Logits, shape (batch, length)."""
        states = self.encoder(input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids)[0]
        logits = self.head(torch.tanh(self.dense(states)))
        return torch.cat([logits[:, :1, 0], logits[:, 1:, 1]], dim=1)


@dataclass(frozen=True, slots=True)
class _Example:
    encoding: Encoding
    numbers: list[int]  # of each token the sentence it stands in, from 1; 0 for none
    labels: list[float]  # of each sentence
    answered: float
    weight: float


def batches(examples: Sequence[_Example], chance: random.Random) -> Iterator[Batch]:
    """Endless batches, drawn by weight, of like length."""
    weights = [example.weight for example in examples]
    lengths = [len(example.encoding) for example in examples]
    while True:
        drawn = chance.choices(range(len(examples)), weights, k=_BATCH * _POOL)
        for batch in by_length(drawn, lengths, _BATCH, chance=chance):
            chosen = [examples[at] for at in batch]
            inputs = padded([one.encoding for one in chosen])
            yield inputs, _target(chosen, inputs["input_ids"].shape[1])


def _target(chosen: Sequence[_Example], width: int) -> torch.Tensor:
    """Shape (batch, 2, width): of each token its sentence; of each sentence its label, the window's in front."""
    target = torch.full((len(chosen), 2, width), _UNKNOWN)
    for row, one in enumerate(chosen):
        target[row, 0] = 0
        target[row, 0, : len(one.numbers)] = torch.tensor([float(number) for number in one.numbers])
        target[row, 1, 0] = one.answered
        target[row, 1, 1 : 1 + len(one.labels)] = torch.tensor(one.labels)
    return target


def loss_of(logits: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    """The logistic loss of windows and of sentences, each sentence by the mean of its tokens."""
    numbers, labels = target[:, 0].long(), target[:, 1]
    inside = (numbers > 0).float()
    sums = torch.zeros_like(logits).scatter_add_(1, numbers, logits * inside)
    counts = torch.zeros_like(logits).scatter_add_(1, numbers, inside)
    means = sums / counts.clamp(min=1)
    means = torch.cat([logits[:, :1], means[:, 1:]], dim=1)
    known = (labels >= 0).float()
    losses = torch.nn.functional.binary_cross_entropy_with_logits(means, labels.clamp(min=0), reduction="none") * known
    window = losses[:, 0].mean()
    # Of the sentences of a window each counts by its share, those that answer twice.
    shares = known[:, 1:] * (1 + labels[:, 1:].clamp(min=0))
    sentences = (losses[:, 1:] * shares).sum(1) / shares.sum(1).clamp(min=1)
    return window + _SENTENCES_WEIGHT * sentences.mean()


def examples_of(found: Sequence[Reading], tokenizer_folder: Path) -> list[_Example]:
    """Tokens and targets."""
    tokenizer = load_tokenizer(tokenizer_folder / "tokenizer.json")
    tokenizer.enable_truncation(MAX_TOKENS, strategy="only_first")
    kept = [one for one in found if len(one.question) < 400]
    encodings = tokenizer.encode_batch([(one.text, one.question) for one in kept])
    return [_example(one, encoding) for one, encoding in zip(kept, encodings, strict=True)]


def _example(reading: Reading, encoding: Encoding) -> _Example:
    spans = sentence_spans(reading.text)
    starts = [start for start, _ in spans]
    pairs = zip(encoding.offsets, encoding.sequence_ids, strict=True)
    numbers = [bisect_right(starts, start) if sequence == 0 and end > start else 0 for (start, end), sequence in pairs]
    nobody_said = reading.answered and not reading.spans
    labels = [_UNKNOWN if nobody_said or s in reading.doubtful else float(s in reading.spans) for s in spans]
    return _Example(encoding, numbers, labels[: len(encoding) - 1], float(reading.answered), reading.weight)


def main() -> None:
    """Train; what comes of it is the checkpoint."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--start", type=Path, required=True, help="folder of the verifier to go on from")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--rate", type=float, default=_RATE)
    parser.add_argument("--seed", type=int, default=_SEED)
    args = parser.parse_args()
    chance = random.Random(args.seed)
    torch.manual_seed(args.seed)
    tokenizer = load_tokenizer(args.start / "tokenizer.json")
    examples = examples_of(readings(args.data, tokenizer, chance), args.start)
    print(f"{len(examples)} windows, {sum(bool(one.answered) for one in examples)} answered", flush=True)
    args.out.mkdir(parents=True, exist_ok=True)
    model = Reader(args.start / "model.onnx")
    schedule = Schedule(args.minutes, args.rate, args.out / "checkpoint.pt")
    train(model, batches(examples, chance), loss_of, schedule=schedule)


if __name__ == "__main__":
    main()
