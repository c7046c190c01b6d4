"""`model.json`: what a folder of weights says about itself."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from models.errors import ModelLoadError
from models.files import require_file

MANIFEST_FILE = "model.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What must be known to run the weights beside it.

    Attributes:
        name: Name and version of the weights; an index records the embedder's.
        max_tokens: Longest input, special tokens included; the rest is cut off.
        sha256: Digest of `model.onnx`, in hex.
        outputs: Width of the model's output: the dimension of an embedding, or a count of logits.
        logit_scale: What a reranker's logit is multiplied with; below 1, so that scores are not all 0 or 1.
        query_prefix: What an embedder puts before a question; empty for most.
    """

    name: str
    max_tokens: int
    sha256: str
    outputs: int
    logit_scale: float = 1.0
    query_prefix: str = ""


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a folder of weights.

    Raises:
        ModelMissingError: The folder holds no `model.json`.
        ModelLoadError: It is no JSON object with the fields of a `Manifest`.
    """
    fields = read_fields(folder)
    try:
        return Manifest(
            name=str(fields["name"]),
            max_tokens=int(str(fields["max_tokens"])),
            sha256=str(fields["sha256"]),
            outputs=int(str(fields["outputs"])),
            logit_scale=float(str(fields.get("logit_scale", 1.0))),
            query_prefix=str(fields.get("query_prefix", "")),
        )
    except (KeyError, ValueError) as error:
        raise ModelLoadError(
            f"got `{folder / MANIFEST_FILE}` with fields {sorted(fields)}, "
            f"expected name, max_tokens, sha256 and outputs ({error}); restore the file"
        ) from error


def read_fields(folder: Path) -> dict[str, object]:
    """Everything in `model.json`; a model with more to say than a `Manifest` reads it from here.

    Raises:
        ModelMissingError: The folder holds no `model.json`.
        ModelLoadError: It is no JSON object.
    """
    return read_json(folder / MANIFEST_FILE)


def read_json(path: Path) -> dict[str, object]:
    """The object in a JSON file.

    Raises:
        ModelMissingError: It is not there.
        ModelLoadError: It is no JSON object.
    """
    require_file(path)
    try:
        fields = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ModelLoadError(f"got `{path}` that is no JSON ({error}); restore the file") from error
    if not isinstance(fields, dict):
        raise ModelLoadError(f"got `{path}` holding a {type(fields).__name__}, expected an object; restore it")
    return fields
