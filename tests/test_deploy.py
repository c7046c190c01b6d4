"""What docs/deploy.md tells people to type works."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ragstone.settings import Settings, load_settings

PAGE = (Path(__file__).parent.parent / "docs" / "deploy.md").read_text(encoding="utf-8")


def block(kind: str, words: str) -> str:
    """The block of that kind that holds `words`."""
    (found,) = [text for text in re.findall(rf"^```{kind}\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE) if words in text]
    return str(found)


def test_its_settings_are_settings(tmp_path: Path) -> None:
    (tmp_path / "ragstone.toml").write_text(block("toml", "[index]"))
    settings = load_settings(config=tmp_path / "ragstone.toml", environment={}).settings
    assert settings.api.keys == Path("/var/lib/ragstone/keys.json")


def test_every_setting_that_it_names_is_one() -> None:
    sections = {"api", "index", "audit", "llm"}
    named = {name for name in re.findall(r"`([a-z]+\.[a-z_]+)`", PAGE) if name.partition(".")[0] in sections}
    known = {f"{section}.{key}" for section in sections for key in type(getattr(Settings(), section)).model_fields}
    assert named
    assert named <= known


@pytest.mark.skipif(
    not shutil.which("flock"), reason="flock is not installed: the backup of docs/deploy.md was not made"
)
def test_a_backup_is_a_whole_index(handbook_settings: Settings, tmp_path: Path) -> None:
    environment = {
        **os.environ, "INDEX": str(handbook_settings.index.path), "BACKUP": str(tmp_path / "backup"),
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
    }  # fmt: skip
    command = block("sh", "writer.lock")
    subprocess.run(["bash", "-euo", "pipefail", "-c", command], env=environment, check=True, timeout=120)
    assert (tmp_path / "backup" / "CURRENT").read_text() == (handbook_settings.index.path / "CURRENT").read_text()


@pytest.mark.skipif(
    not shutil.which("nginx"), reason="nginx is not installed: its lines of docs/deploy.md were not read"
)
def test_nginx_understands_its_lines(tmp_path: Path) -> None:
    lines = [line for line in block("nginx", "upstream").splitlines() if "ssl_certificate" not in line]
    server = "\n".join(lines).replace("listen 443 ssl", "listen 127.0.0.1:18443")
    config = tmp_path / "nginx.conf"
    config.write_text(
        f"pid {tmp_path}/pid;\nerror_log {tmp_path}/log;\nevents {{}}\nhttp {{\naccess_log off;\n{server}\n}}\n"
    )
    done = subprocess.run(
        ["nginx", "-t", "-c", config, "-e", tmp_path / "log"], capture_output=True, text=True, check=False
    )
    assert "test is successful" in done.stderr
