"""What a model needs on the disk, checked before a library reports it in its own words."""

from __future__ import annotations

from pathlib import Path

from models.errors import ModelMissingError


def require_file(path: Path) -> Path:
    """The same path, once it is known to be a file.

    Raises:
        ModelMissingError: It is not there.
    """
    if not path.is_file():
        raise ModelMissingError(
            f"got no file `{path}`, expected a model's file; name the folder that holds it or restore it"
        )
    return path


def require_folder(path: Path) -> Path:
    """The same path, once it is known to be a folder.

    Raises:
        ModelMissingError: It is not there.
    """
    if not path.is_dir():
        raise ModelMissingError(
            f"got no folder `{path}`, expected a model's folder; download the model first and name its folder"
        )
    return path
