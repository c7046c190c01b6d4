from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from models.errors import ModelLoadError, ModelMissingError
from models.onnx_session import OnnxSession


@pytest.mark.parametrize("name", ["model.json", "model.onnx", "tokenizer.json"])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(ModelMissingError, match=rf"{name}`, expected a model's file"):
        OnnxSession(folder)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelMissingError, match="nowhere"):
        OnnxSession(tmp_path / "nowhere")


def test_weights_that_are_not_the_manifests_are_refused(folder: Path) -> None:
    with (folder / "model.onnx").open("r+b") as stream:
        stream.seek(5_000_000)
        stream.write(b"\x07\x07")
    with pytest.raises(ModelLoadError, match=r"sha256 .* restore the file"):
        OnnxSession(folder)


def test_a_graph_that_cannot_run_is_refused(folder: Path) -> None:
    (folder / "model.onnx").write_bytes(b"not a graph")
    fields = json.loads((folder / "model.json").read_text())
    fields["sha256"] = hashlib.sha256(b"not a graph").hexdigest()
    (folder / "model.json").write_text(json.dumps(fields))
    with pytest.raises(ModelLoadError, match="cannot be run here"):
        OnnxSession(folder)


def test_a_broken_tokenizer_is_refused(folder: Path) -> None:
    (folder / "tokenizer.json").write_text("{}")
    with pytest.raises(ModelLoadError, match="no tokenizer"):
        OnnxSession(folder)


def test_tokens_come_with_their_characters(folder: Path) -> None:
    text = "Refunds: 14 days."
    encoding = OnnxSession(folder).encode([text])[0]
    assert [text[start:end] for start, end in encoding.offsets] == ["Ref", "unds", ":", "14", "days", "."]


def test_loading_and_running_imports_no_heavy_library(folder: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from models.onnx_embedder import OnnxEmbedder;"
        f"OnnxEmbedder(Path({str(folder)!r})).embed_query('x');"
        "print([name for name in ('torch', 'transformers', 'huggingface_hub', 'openai') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
