"""compose.yaml and Dockerfile: no Docker engine is needed to see that what they name is there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from api.app import create_app
from ragstone.assistant import Assistant
from ragstone.settings import load_settings

ROOT = Path(__file__).parent.parent
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
OURS = {name: service for name, service in COMPOSE["services"].items() if "build" in service}


@pytest.mark.parametrize("name", OURS)
def test_the_settings_of_a_service_are_settings(name: str) -> None:
    found = load_settings(flags={}, environment=OURS[name]["environment"]).settings
    port = COMPOSE["services"]["qdrant"]["ports"][0].split(":")[1]
    assert (found.index.store, found.index.url) == ("server", f"http://127.0.0.1:{port}")
    assert str(found.audit.path).startswith("/data/")


@pytest.mark.parametrize("name", OURS)
def test_what_a_service_keeps_lies_on_its_volume(name: str) -> None:
    mounted = {place.split(":")[1] for place in OURS[name]["volumes"]}
    kept = [text for text in OURS[name]["environment"].values() if text.startswith("/")]
    assert kept
    assert all(any(text.startswith(f"{place}/") for place in mounted) for text in kept)
    assert {place.split(":")[0] for place in OURS[name]["volumes"] if not place.startswith(".")} <= set(
        COMPOSE["volumes"]
    )


def test_the_documents_that_are_synced_are_those_that_are_mounted() -> None:
    service = COMPOSE["services"]["sync"]
    *command, place = service["command"]
    assert command == ["ragstone", "sync"]
    assert f"./documents:{place}:ro" in service["volumes"]


def test_health_is_asked_where_it_is_told() -> None:
    def nothing() -> Assistant:
        pytest.fail("an application that is only described built its assistant")

    paths = create_app(nothing).openapi()["paths"]
    asked = re.findall(r"127\.0\.0\.1:8000(/\w+)", f"{COMPOSE['services']['api']['healthcheck']['test']} {DOCKERFILE}")
    assert len(asked) == 2
    assert set(asked) <= set(paths)


def test_every_room_of_the_wheel_is_copied_into_the_image() -> None:
    copied = {name for line in re.findall(r"(?m)^COPY (?!--)(.+) \S+$", DOCKERFILE) for name in line.split()}
    assert [name for name in copied if not (ROOT / name).exists()] == []
    packages = re.search(
        r"\[tool\.hatch\.build\.targets\.wheel\]\s+packages = \[([^\]]*)\]", (ROOT / "pyproject.toml").read_text()
    )
    assert packages is not None
    assert set(re.findall(r'"([\w/]+)"', packages[1])) <= copied
