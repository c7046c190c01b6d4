"""Runs one ONNX model with its tokenizer: the ground that every local model stands on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
import onnxruntime as ort
from tokenizers import Encoding, Tokenizer

from models.errors import ModelLoadError
from models.files import require_file
from models.manifest import Manifest, read_manifest
from models.protocols import Float32

# Tokens of a batch, the filling included. On a processor long texts gain nothing from company, and activations are
# quantised per batch, so small batches also keep a text's neighbours from moving its numbers.
_BATCH_TOKENS = 512
_COUNTED_TOGETHER = 1000  # texts whose tokens are in memory at once


class OnnxSession:
    """A tokenizer and a graph with one float output of shape (n_inputs, outputs).

    Attributes:
        manifest: What the folder says of its weights.
    """

    def __init__(self, folder: Path, *, threads: int | None = None) -> None:
        """Load `model.json`, `tokenizer.json` and `model.onnx`.

        Args:
            folder: Where they lie.
            threads: How many threads one call may use; None leaves it to the runtime, one a core.

        Raises:
            ModelMissingError: One of the files is not there.
            ModelLoadError: One of them is broken, or the digest of the weights is not the manifest's.
        """
        self.manifest: Manifest = read_manifest(folder)
        self._tokenizer = load_tokenizer(folder / "tokenizer.json")
        self._tokenizer.enable_truncation(self.manifest.max_tokens)
        self._session = _load_graph(folder / "model.onnx", self.manifest.sha256, threads)
        self._inputs = {node.name for node in self._session.get_inputs()}

    def run(self, inputs: Sequence[str] | Sequence[tuple[str, str]]) -> Float32:
        """The graph's output for each text, or pair of texts, in order; shape (n_inputs, outputs).

        Inputs of like length share a batch; what exceeds `max_tokens` is cut, from the longer text of a pair.
        """
        result = np.zeros((len(inputs), self.manifest.outputs), dtype=np.float32)
        encodings = self._tokenizer.encode_batch(list(inputs))
        for rows in _batches([len(encoding) for encoding in encodings]):
            result[rows] = self._run_batch([encodings[row] for row in rows])
        return result

    def encode(self, texts: Sequence[str]) -> list[Encoding]:
        """The tokens of each whole text, without special tokens, with their characters in the text."""
        return list(self._whole.encode_batch(list(texts), add_special_tokens=False))

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each whole text, special tokens left out."""
        starts = range(0, len(texts), _COUNTED_TOGETHER)
        return [len(one) for start in starts for one in self.encode(texts[start : start + _COUNTED_TOGETHER])]

    @cached_property
    def _whole(self) -> Tokenizer:
        whole = Tokenizer.from_str(self._tokenizer.to_str())
        whole.no_truncation()
        return whole

    def _run_batch(self, encodings: Sequence[Encoding]) -> Float32:
        feed = {
            "input_ids": _padded([encoding.ids for encoding in encodings]),
            "attention_mask": _padded([encoding.attention_mask for encoding in encodings]),
            "token_type_ids": _padded([encoding.type_ids for encoding in encodings]),
        }
        feed = {name: array for name, array in feed.items() if name in self._inputs}
        return np.asarray(self._session.run(None, feed)[0], dtype=np.float32)


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Positions of like length together, the short ones first."""
    batch: list[int] = []
    for row in sorted(range(len(lengths)), key=lengths.__getitem__):
        if batch and (len(batch) + 1) * lengths[row] > _BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch


def _padded(rows: Sequence[Sequence[int]]) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    array = np.zeros((len(rows), max(len(row) for row in rows)), dtype=np.int64)
    for index, row in enumerate(rows):
        array[index, : len(row)] = row
    return array


def load_tokenizer(path: Path) -> Tokenizer:
    """A tokenizer that neither cuts nor fills up.

    Raises:
        ModelMissingError: The file is not there.
        ModelLoadError: It is no tokenizer.
    """
    require_file(path)
    try:
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as error:  # the library raises nothing narrower
        raise ModelLoadError(f"got `{path}` that is no tokenizer ({error}); restore the file") from error
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def _load_graph(path: Path, sha256: str, threads: int | None) -> ort.InferenceSession:
    require_file(path)
    with path.open("rb") as stream:
        found = hashlib.file_digest(stream, "sha256").hexdigest()
    if found != sha256:
        raise ModelLoadError(
            f"got `{path}` with sha256 {found[:12]}…, expected {sha256[:12]}…; restore the file or its model.json"
        )
    try:
        return ort.InferenceSession(str(path), _options(threads), providers=["CPUExecutionProvider"])
    except Exception as error:  # the runtime's errors share no narrower parent
        raise ModelLoadError(f"got `{path}` that cannot be run here ({error}); update onnxruntime") from error


def _options(threads: int | None) -> ort.SessionOptions:
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads or 0
    options.log_severity_level = 3
    # A server shares its cores: a waiting thread sleeps instead of spinning.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return options
