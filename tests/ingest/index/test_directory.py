"""The folder of an index, where it cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.errors import StoreError
from ingest.index.directory import IndexDirectory


def test_nothing_published_is_no_generation(tmp_path: Path) -> None:
    assert IndexDirectory(tmp_path / "none").generation() is None


def test_a_folder_that_cannot_be_read_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match=r"cannot be read \(Not a directory\); correct its rights"):
        IndexDirectory(tmp_path / "file").current()
