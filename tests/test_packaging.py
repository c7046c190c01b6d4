"""What a user installs: our names alone, the weights, and not what is used to make them."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from importlib.metadata import distribution, packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent
ROOMS = ("models", "ingest", "retrieval", "verify", "answer", "ragstone", "api", "evals")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The names in the built wheel."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as archive:
        return archive.namelist()


def test_the_wheel_holds_every_room_and_nothing_else(wheel: list[str]) -> None:
    assert {name.split("/")[0] for name in wheel if ".dist-info/" not in name} == set(ROOMS)


def test_the_wheel_holds_the_weights_but_not_the_recipes(wheel: list[str]) -> None:
    for model in ("embedder", "reranker", "verifier"):
        assert f"models/weights/{model}/model.onnx" in wheel
        assert f"models/weights/{model}/CARD.md" in wheel
    assert not [name for name in wheel if name.startswith("models/train/")]


def test_the_wheel_holds_the_page(wheel: list[str]) -> None:
    page = {path.relative_to(ROOT).as_posix() for path in (ROOT / "api" / "page").rglob("*") if path.is_file()}
    assert {name for name in page if "__pycache__" not in name} <= set(wheel)
    assert "api/page/static/fonts/LICENSE.txt" in wheel


def test_our_names_belong_to_us_alone() -> None:
    owners = packages_distributions()
    assert {room: owners[room] for room in ROOMS if set(owners.get(room, ["ragstone"])) != {"ragstone"}} == {}


def test_the_core_is_at_most_100_distributions() -> None:
    assert len(_closure("ragstone")) <= 100


def _closure(root: str) -> set[str]:
    found: set[str] = set()
    waiting = [root]
    while waiting:
        name = waiting.pop().lower().replace("_", "-")
        if name in found:
            continue
        found.add(name)
        for line in distribution(name).requires or []:
            requirement = Requirement(line)
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                waiting.append(requirement.name)
    return found


def test_every_dependency_is_pinned() -> None:
    pins = {line.partition("==")[0] for line in (ROOT / "constraints.txt").read_text().splitlines() if "==" in line}
    wanted = {Requirement(line).name.lower().replace("_", "-") for line in distribution("ragstone").requires or []}
    assert wanted - pins - {"ragstone"} == set()
