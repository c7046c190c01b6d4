"""A tiny index, and the command line in this process."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from ingest.sources.places import discover
from ragstone.cli.app import main
from ragstone.ingestion import build_sync
from ragstone.settings import Settings, load_settings

FILES = {
    "leave.md": "---\ntags: {department: people}\n---\n# Leave\n\nAnnual leave is 25 days a year.\n",
    "travel.md": "---\ntags: {department: finance}\n---\n# Travel\n\nHotels may cost at most 140 euros a night.\n",
    "old.md": "---\nexpires: 2025-12-31\n---\n# Leave\n\nAnnual leave is 20 days a year.\n",
    "board.md": "---\ngroups: [board]\ntags: {secrecy: high}\n---\n# Board\n\nThe board's bonus is 90,000 euros.\n",
}


@dataclass(frozen=True)
class Finished:
    """What a command left behind."""

    code: int
    out: str
    err: str


Command = Callable[..., Finished]


def write_documents(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in FILES.items():
        (folder / name).write_text(text)
    return folder


@pytest.fixture(scope="session")
def tiny_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of an index over four small documents, without a reranker."""
    root = tmp_path_factory.mktemp("tiny")
    documents = write_documents(root / "docs")
    flags: dict[str, dict[str, object]] = {"index": {"path": root / "index"}, "models": {"reranker": "none"}}
    settings = load_settings(flags=flags, environment={}).settings
    build_sync(settings, rebuild=False).run(discover(documents), roots=[str(documents.resolve())])
    return settings


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tiny_settings: Settings) -> Path:
    """An empty folder to stand in, whose settings name the tiny index."""
    for variable in [name for name in os.environ if name.startswith("RAGSTONE_")]:
        monkeypatch.delenv(variable)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ragstone.toml").write_text(
        f"[index]\npath = '{tiny_settings.index.path}'\n[models]\nreranker = 'none'\n"
    )
    return tmp_path


@pytest.fixture
def ragstone(here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """`ragstone("ask", "…")` in this process."""

    def run(*arguments: object) -> Finished:
        monkeypatch.setattr(sys, "argv", ["ragstone", *map(str, arguments)])
        with pytest.raises(SystemExit, match=r"^\d?$") as ended:
            main()
        said = capsys.readouterr()
        return Finished(int(ended.value.code or 0), said.out, said.err)

    return run
