"""Every block of docs/api.md runs, and every path is in it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from shutil import copytree
from typing import Any

import openai
import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.door import Door
from ragstone.keys.key import Key, Scope, digest
from ragstone.keys.keyring import Keyring
from ragstone.settings import Settings, load_settings
from ragstone.wiring import build_assistant, build_intake
from tests.page_parts import served

PAGE = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
CLIENTS = (Path(__file__).parents[2] / "docs" / "clients.md").read_text(encoding="utf-8")
README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(sh|python)\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
SHELL = [text for kind, text in BLOCKS if kind == "sh" and "export RAGSTONE" not in text]
PYTHON = [text for kind, text in BLOCKS if kind == "python"]
SECRET = "rs_tests"
HANDBOOK = Path(__file__).parents[2] / "samples" / "handbook"


@pytest.fixture(scope="module")
def url(handbook_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The handbook in an index of its own, which documents are added to, with an audit log, behind a key."""
    folder = tmp_path_factory.mktemp("docs")
    keyring = Keyring(folder / "keys.json")
    made, scopes = datetime(2026, 1, 1, tzinfo=UTC), (Scope.ASK, Scope.INGEST)
    keyring.add(Key(name="docs", sha256=digest(SECRET), groups=("hr",), scopes=scopes, created=made))
    copytree(handbook_settings.index.path, folder / "index")
    flags: Any = {
        "index": {"path": folder / "index"}, "audit": {"path": folder / "audit"},
        "api": {"sources": (str(HANDBOOK),), "uploads": folder / "uploads"},
    }  # fmt: skip
    settings = load_settings(flags=flags, environment={}).settings
    app = create_app(lambda: build_assistant(settings), Door(keyring), intake=build_intake(settings))
    with served(app) as server:
        yield server.url.rstrip("/")


@pytest.mark.skipif(
    not shutil.which("curl"), reason="curl is not installed: the curl lines of docs/api.md were not run"
)
@pytest.mark.parametrize("block", SHELL, ids=lambda block: block.splitlines()[0][:60])
def test_every_curl_line_works(url: str, block: str) -> None:
    environment = {**os.environ, "RAGSTONE": url, "RAGSTONE_KEY": SECRET, "no_proxy": "127.0.0.1"}
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", block],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "urn:ragstone:problem" not in done.stdout
    assert ("text/event-stream" in block) <= ("event: claim" in done.stdout)


def test_every_python_block_works(
    url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RAGSTONE", url)
    monkeypatch.setenv("RAGSTONE_KEY", SECRET)
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    names: dict[str, Any] = {}
    for block in PYTHON:
        exec(compile(block, "docs/api.md", "exec"), names)  # noqa: S102 - that is what is tested
    for opened in ("api", "client"):
        names[opened].close()
    printed = capsys.readouterr().out
    assert "['hr']" in printed
    assert "27 days" in printed
    assert "number_not_in_evidence" in printed


def test_what_is_said_of_openais_client_works(url: str) -> None:
    blocks = [
        text for page in (CLIENTS, README) for text in re.findall(r"^```python\n(.*?)^```", page, re.DOTALL | re.M)
    ]
    assert len(blocks) >= 3
    program = "\n".join(["import openai", *blocks])
    here = program.replace("http://127.0.0.1:8000", url).replace('api_key="any"', f'api_key="{SECRET}"')
    environment = {**os.environ, "no_proxy": "127.0.0.1"}
    done = subprocess.run(
        [sys.executable, "-c", here], env=environment, capture_output=True, text=True, check=False, timeout=120
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == "answered"


def test_the_calls_of_a_chat_program_are_met(url: str) -> None:
    """As Open WebUI makes them: the list, a stream, and a task of its own, which abstains in OpenAI's form."""
    with openai.OpenAI(base_url=f"{url}/v1", api_key=SECRET, max_retries=0) as client:
        (model,) = client.models.list()
        question = "Who must agree to a flight?"
        asked: list[Any] = [
            {"role": "system", "content": "You are a helpful assistant."}, {"role": "user", "content": question},
        ]  # fmt: skip
        stream = client.chat.completions.create(model=model.id, messages=asked, stream=True, temperature=0.8)
        said = "".join(chunk.choices[0].delta.content or "" for chunk in stream)
        assert "head of function" in said
        history = f"### Chat History:\nUSER: {question}\nASSISTANT: {said}"
        task = f"### Task:\nGenerate a concise, 3-5 word title.\n{history}"
        titled = client.chat.completions.create(model=model.id, messages=[{"role": "user", "content": task}])
        assert titled.choices[0].message.model_dump()["x_ragstone"]["trace_id"]
        with pytest.raises(openai.BadRequestError, match="expected at most 4000"):
            client.chat.completions.create(model=model.id, messages=[{"role": "user", "content": task * 30}])


def test_every_path_is_described(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    said = re.sub("/v1/documents/(people/annual-leave.md|finance/purchasing.pdf)", "/v1/documents/{document_id}", PAGE)
    assert [path for path in paths if path not in said] == []
