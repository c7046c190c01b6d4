"""A cross-encoder on a pretrained encoder, and a training loop that ends when its minutes are over."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from tokenizers import Encoding

from models.train.pretrained import Pretrained, read_dense, read_encoder

_WARM_UP = 0.04
_LOG_EVERY = 50
_SAVE_EVERY = 300

Batch = tuple[dict[str, torch.Tensor], torch.Tensor]


class CrossEncoder(torch.nn.Module):  # type: ignore[misc]  # torch comes without types here
    """The encoder with a two-layer head over its first state and the mean of all."""

    def __init__(self, base: Pretrained, outputs: int) -> None:
        super().__init__()
        self.encoder = base.load()
        width = self.encoder.config.hidden_size
        self.dense = torch.nn.Linear(2 * width, width)
        self.head = torch.nn.Linear(width, outputs)
        self.encoder.embeddings.word_embeddings.requires_grad_(False)
        # Hardly a row is seen twice, and on a processor drawing the masks costs a third of the time.
        for part in self.encoder.modules():
            if isinstance(part, torch.nn.Dropout):
                part.p = 0.0

    def read_weights(self, graph: Path) -> None:
        """Take the weights of a graph that `models.train.export` wrote: what is left of a run without a checkpoint.

        Raises:
            FileNotFoundError: The file is not there.
        """
        self.encoder.load_state_dict(read_encoder(graph).state_dict())
        self.dense, self.head = read_dense(graph, "dense"), read_dense(graph, "head")

    def take(self, state: Mapping[str, torch.Tensor]) -> None:
        """Take the weights of a model like this one, however wide the layer under its outputs is."""
        width = len(state["dense.bias"])
        self.dense = torch.nn.Linear(self.dense.in_features, width)
        self.head = torch.nn.Linear(width, self.head.out_features)
        self.load_state_dict(state)

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor
    ) -> torch.Tensor:
        """Logits, shape (batch, outputs)."""
        states = self.encoder(input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids)[0]
        mask = attention_mask.unsqueeze(-1).to(states.dtype)
        pooled = torch.cat([states[:, 0], (states * mask).sum(1) / mask.sum(1)], dim=1)
        return self.head(torch.tanh(self.dense(pooled)))


@dataclass(frozen=True, slots=True)
class Schedule:
    """How long and how fast to train.

    Attributes:
        minutes: Wall time of all runs together; the learning rate falls in a line to zero at its end.
        rate: Highest learning rate of the encoder; the head's is five times that.
        checkpoint: Where the state goes, every few hundred steps and at the end; a later run goes on from it.
    """

    minutes: float
    rate: float
    checkpoint: Path


def train(
    model: CrossEncoder,
    batches: Iterator[Batch],
    loss_of: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    *,
    schedule: Schedule,
) -> None:
    """Train until the schedule's time is over; `batches` must not end before."""
    optimizer = _optimizer(model, schedule.rate)
    before = _resume(model, optimizer, schedule.checkpoint)
    begin, losses = time.monotonic() - before, [0.0]
    model.train()
    for step, (inputs, targets) in enumerate(batches, start=1):
        elapsed = time.monotonic() - begin
        part = elapsed / (60 * schedule.minutes)
        if part >= 1:
            break
        _set_rate(optimizer, min(part / _WARM_UP, (1 - part) / (1 - _WARM_UP)))
        losses.append(_step(model, optimizer, loss_of, (inputs, targets)))
        if step % _LOG_EVERY == 0:
            recent = sum(losses[-_LOG_EVERY:]) / _LOG_EVERY
            print(f"step {step}, {part:.0%} of the time, loss {recent:.4f}", flush=True)
        if step % _SAVE_EVERY == 0:
            _save(model, optimizer, elapsed, path=schedule.checkpoint)
    _save(model, optimizer, 60 * schedule.minutes, path=schedule.checkpoint)


def padded(encodings: Sequence[Encoding]) -> dict[str, torch.Tensor]:
    """Inputs of a batch, filled up to its longest; in steps of 16, since each new width costs time and memory."""
    width = -(-max(len(encoding) for encoding in encodings) // 16) * 16
    columns = {"input_ids": "ids", "attention_mask": "attention_mask", "token_type_ids": "type_ids"}
    return {
        name: torch.tensor([(row := getattr(e, field)) + [0] * (width - len(row)) for e in encodings])
        for name, field in columns.items()
    }


def by_length(drawn: list[int], lengths: Sequence[int], size: int, *, chance: random.Random) -> list[list[int]]:
    """Batches of examples of like length, in random order."""
    ordered = sorted(drawn, key=lambda index: lengths[index])
    batches = [ordered[at : at + size] for at in range(0, len(ordered), size)]
    chance.shuffle(batches)
    return batches


def _step(
    model: CrossEncoder,
    optimizer: torch.optim.Optimizer,
    loss_of: Callable[[torch.Tensor, torch.Tensor], torch.Tensor],
    batch: Batch,
) -> float:
    inputs, targets = batch
    with torch.autocast("cpu", dtype=torch.bfloat16):
        logits = model(**inputs)
    loss = loss_of(logits.float(), targets)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)
    return float(loss.item())


def _save(model: CrossEncoder, optimizer: torch.optim.Optimizer, seconds: float, *, path: Path) -> None:
    state = {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "seconds": seconds}
    torch.save(state, path.with_suffix(".part"))
    path.with_suffix(".part").replace(path)


def _resume(model: CrossEncoder, optimizer: torch.optim.Optimizer, path: Path) -> float:
    """Seconds that earlier runs have trained; 0 without a checkpoint."""
    if not path.is_file():
        return 0.0
    state = torch.load(path, weights_only=True)
    model.load_state_dict(state["model"])
    optimizer.load_state_dict(state["optimizer"])
    return float(state["seconds"])


def _optimizer(model: CrossEncoder, rate: float) -> torch.optim.Optimizer:
    encoder = [parameter for parameter in model.encoder.parameters() if parameter.requires_grad]
    head = [*model.dense.parameters(), *model.head.parameters()]
    groups = [{"params": encoder, "rate": rate, "lr": 0.0}, {"params": head, "rate": 5 * rate, "lr": 0.0}]
    return torch.optim.AdamW(groups, weight_decay=0.01)


def _set_rate(optimizer: torch.optim.Optimizer, share: float) -> None:
    for group in optimizer.param_groups:
        group["lr"] = group["rate"] * share
