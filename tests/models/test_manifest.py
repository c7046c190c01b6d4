from __future__ import annotations

from pathlib import Path

import pytest

from models.errors import ModelLoadError, ModelMissingError
from models.manifest import Manifest, read_fields, read_manifest


def write(folder: Path, text: str) -> Path:
    (folder / "model.json").write_text(text)
    return folder


def test_a_manifest_is_read(tmp_path: Path) -> None:
    write(tmp_path, '{"name": "m-1", "max_tokens": 256, "sha256": "ab", "outputs": 3, "more": true}')
    assert read_manifest(tmp_path) == Manifest("m-1", 256, "ab", 3)
    assert read_fields(tmp_path)["more"] is True


def test_an_absent_manifest_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelMissingError, match=r"model\.json"):
        read_manifest(tmp_path)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "is no JSON"),
        ("[1]", "holding a list, expected an object"),
        ('{"name": "m"}', r"fields \['name'\], expected name, max_tokens"),
        ('{"name": "m", "max_tokens": "many", "sha256": "", "outputs": 1}', "many"),
    ],
)
def test_what_is_wrong_with_a_manifest_is_said(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(ModelLoadError, match=words):
        read_manifest(write(tmp_path, text))
