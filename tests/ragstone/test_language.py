from __future__ import annotations

from pathlib import Path

import pytest

from answer.routing import RoutingError
from answer.writers.llm import LlmWriter
from ragstone.language import build_expansion, build_router
from ragstone.settings import Settings, load_settings
from retrieval.expansion import Way
from tests.openai_server import ScriptedServer, Turn

FILE = """\
models:
  near: {model: tiny}
  far: {model: large, base_url: "%s", api_key_file: key}
routes: [{name: looked up, when: {needs: one}, model: far}]
"""


def settings(**llm: object) -> Settings:
    return load_settings(flags={"answer": {"writer": "llm"}, "llm": llm}, environment={}).settings


def test_without_a_file_nothing_is_routed() -> None:
    assert build_router(settings(model="one")) is None


def test_the_extractive_writer_is_never_routed(tmp_path: Path) -> None:
    (tmp_path / "routes.yaml").write_text(FILE % "http://127.0.0.1:9/v1")
    chosen = load_settings(flags={"llm": {"routes": tmp_path / "routes.yaml"}}, environment={}).settings
    assert build_router(chosen) is None


def test_each_model_has_its_server_and_only_its_own_key(tmp_path: Path) -> None:
    with ScriptedServer([Turn("far"), Turn("near")]) as server:
        (tmp_path / "routes.yaml").write_text(FILE % server.base_url)
        (tmp_path / "key").write_text("far-key\n")
        path = tmp_path / "routes.yaml"
        router = build_router(settings(model="rest", base_url=server.base_url, api_key="near-key", routes=path))
        assert router is not None
        writers = [router.writers["far"], router.writers["near"], router.otherwise]
        assert [writer.name for writer in writers] == ["llm/large", "llm/tiny", "llm/rest"]
        for writer in writers[:2]:
            assert isinstance(writer, LlmWriter)
            assert "".join(writer.model.stream([])) in {"far", "near"}
        assert [one.headers["Authorization"] for one in server.requests] == ["Bearer far-key", "Bearer near-key"]


def test_another_server_never_sees_the_first_ones_key(tmp_path: Path) -> None:
    with ScriptedServer([Turn("far")]) as server:
        path = tmp_path / "routes.yaml"
        path.write_text((FILE % server.base_url).replace(", api_key_file: key", ""))
        router = build_router(settings(model="rest", api_key="secret", routes=path))
        assert router is not None
        far = router.writers["far"]
        assert isinstance(far, LlmWriter)
        assert "".join(far.model.stream([])) == "far"
        assert "secret" not in str(server.requests[0].headers)


def test_a_key_file_that_is_not_there_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "routes.yaml").write_text(FILE % "http://127.0.0.1:9/v1")
    with pytest.raises(RoutingError, match="key file 'key'"):
        build_router(settings(routes=tmp_path / "routes.yaml"))


def test_what_a_model_adds_to_questions_is_switched_on_by_name() -> None:
    assert build_expansion(settings()) is None
    chosen = load_settings(environment={"RAGSTONE_RETRIEVAL__EXPAND": "condense, hyde"}).settings
    expansion = build_expansion(chosen)
    assert expansion is not None
    assert expansion.ways == (Way.CONDENSE, Way.HYDE)
