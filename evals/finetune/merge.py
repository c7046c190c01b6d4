"""Spherical interpolation of two checkpoints (Shoemake, 1985): each weight tensor as one vector."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evals.errors import EvalError
from evals.finetune.card import FILE, Card
from evals.finetune.checkpoint import Checkpoint

Float32 = NDArray[np.float32]
_WEIGHTS = "model.safetensors"
# Below this angle in radians an arc and its chord are the same, and the sine is too small to divide by.
_PARALLEL = 1e-4


def slerp(first: Float32, second: Float32, *, share: float) -> Float32:
    """The point at `share` of the arc from `first` to `second`, float32, of their shape.

    The angle is taken between the tensors as vectors; where it is next to nothing, or one of them is zero, the point
    lies on the straight line.

    Args:
        first: Of any shape.
        second: Of the same shape.
        share: 0 gives the first, 1 the second.

    Raises:
        ValueError: The shapes differ.
    """
    if first.shape != second.shape:
        raise ValueError(f"got shapes {first.shape} and {second.shape}, expected one")
    one, other = first.astype(np.float64), second.astype(np.float64)
    lengths = float(np.linalg.norm(one) * np.linalg.norm(other))
    cosine = float(np.vdot(one, other)) / lengths if lengths else 1.0
    angle = float(np.arccos(np.clip(cosine, -1.0, 1.0)))
    if angle < _PARALLEL or np.pi - angle < _PARALLEL:
        here, there = 1 - share, share
    else:
        here, there = (float(np.sin(part * angle) / np.sin(angle)) for part in (1 - share, share))
    return np.asarray(here * one + there * other, dtype=np.float32)


def merge(first: Path, second: Path, out: Path, *, share: float) -> Card:
    """Write the checkpoint between two others of one shape, with its card.

    Args:
        first: A folder with `model.safetensors`; its tokenizer and configuration are taken.
        second: Another one.
        out: The folder to write; made where it is not there.
        share: In [0, 1], how far to go from the first to the second.

    Raises:
        EvalError: The weights cannot be read, or are not alike.
        ImportError: The extra `finetune` is not installed.
    """
    weights, others = _tensors(first), _tensors(second)
    odd = sorted(weights.keys() ^ others.keys()) + [
        name for name in sorted(weights.keys() & others.keys()) if weights[name].shape != others[name].shape
    ]
    if odd:
        raise EvalError(
            f"got two checkpoints that differ in `{odd[0]}`, expected the same tensors; merge two of one base"
        )
    _copy_without_weights(first, out)
    _write({name: slerp(one, others[name], share=share) for name, one in weights.items()}, first, out)
    parents = Checkpoint(first), Checkpoint(second)
    card = Card.now(
        stage="merge", base=tuple(one.name for one in parents), base_sha256=tuple(one.sha256() for one in parents),
        weights_sha256=Checkpoint(out).sha256(), settings={"method": "slerp", "share": share},
    )  # fmt: skip
    card.write(out)
    return card


def _tensors(folder: Path) -> dict[str, Float32]:
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    try:
        return {name: tensor.float().numpy() for name, tensor in load_file(folder / _WEIGHTS).items()}
    except (OSError, SafetensorError) as error:
        raise EvalError(f"got no readable '{folder / _WEIGHTS}', expected a checkpoint; check the folder") from error


def _write(weights: dict[str, Float32], like: Path, out: Path) -> None:
    """In the dtype of the first checkpoint."""
    import torch
    from safetensors.torch import load_file, save_file

    dtypes: dict[str, Any] = {name: tensor.dtype for name, tensor in load_file(like / _WEIGHTS).items()}
    tensors = {name: torch.from_numpy(one).to(dtypes[name]).contiguous() for name, one in weights.items()}
    save_file(tensors, out / _WEIGHTS, metadata={"format": "pt"})


def _copy_without_weights(folder: Path, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    for path in [*folder.glob("*.json"), *folder.glob("*.jinja")]:
        if path.name != FILE:
            shutil.copy(path, out / path.name)
