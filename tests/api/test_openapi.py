"""The description of the API: complete, with examples that fit, and true of what the API does."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import jsonschema
import pytest
import schemathesis
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.core.transport import Response
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance
from schemathesis.specs.openapi.schemas import OpenApiSchema

from api.app import create_app
from api.door import Door
from api.openapi import EXAMPLES, operations
from ragstone.assistant import Assistant
from ragstone.audit.audit import Audit
from ragstone.audit.log import AuditLog
from ragstone.keys.key import Key, Scope, digest
from ragstone.keys.keyring import Keyring
from ragstone.settings import load_settings
from ragstone.wiring import build_intake

SECRET = "rs_tests"
BEARER = {"Authorization": f"Bearer {SECRET}"}
# No schema can say which tags the index has, or that a span ends behind its start: 422 is right for what fits it, too.
BEYOND_SCHEMAS = {
    "/v1/ask", "/v1/search", "/v1/explain", "/v1/documents", "/v1/documents/{document_id}/source",
    "/v1/documents/{document_id}/page",
}  # fmt: skip
FEW = settings(
    max_examples=40, deadline=None, derandomize=True, phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


@pytest.fixture(scope="session")
def app(small_assistant: Assistant, tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    folder = tmp_path_factory.mktemp("openapi")
    keyring = Keyring(folder / "keys.json")
    made, scopes = datetime(2026, 1, 1, tzinfo=UTC), (Scope.ASK, Scope.INGEST)
    keyring.add(Key(name="tests", sha256=digest(SECRET), groups=("board",), scopes=scopes, created=made))
    kept = replace(small_assistant, audit=Audit(AuditLog(folder / "audit"), {}))
    # Its jobs wait, for the application is never started: what they do is tested elsewhere.
    flags: Any = {"index": {"path": folder / "index"}, "api": {"uploads": folder / "uploads"}}
    intake = build_intake(load_settings(flags=flags, environment={}).settings)
    return create_app(lambda: kept, Door(keyring), intake=intake)


@pytest.fixture(scope="session")
def document(app: FastAPI) -> dict[str, Any]:
    return app.openapi()


@pytest.fixture(scope="session")
def schema(app: FastAPI) -> OpenApiSchema:
    return schemathesis.openapi.from_asgi("/openapi.json", app)


def nothing() -> Assistant:
    raise NotImplementedError


CALLS = [(path, method) for path, method, _ in operations(create_app(nothing).openapi())]


def excluded(path: str) -> list[Any]:
    return [positive_data_acceptance] if path in BEYOND_SCHEMAS else []


@pytest.mark.parametrize(("path", "method"), CALLS)
def test_the_api_does_as_it_says(schema: OpenApiSchema, path: str, method: str) -> None:
    @FEW
    @given(case=schema[path][method.upper()].as_strategy())
    def holds(case: schemathesis.Case[Any]) -> None:
        case.call_and_validate(headers=BEARER, excluded_checks=excluded(path))

    holds()


def test_one_call_after_another_finds_nothing_either(schema: OpenApiSchema) -> None:
    class Calls(schema.as_state_machine()):  # type: ignore[misc]  # made at run time
        def get_call_kwargs(self, case: schemathesis.Case[Any]) -> dict[str, Any]:
            return {"headers": BEARER}

        def validate_response(self, response: Response, case: schemathesis.Case[Any], **given: object) -> None:
            # A case without `Authorization` gets it all the same; what fits no schema is sent call by call above.
            checks = [*excluded(case.operation.path), negative_data_rejection]
            case.validate_response(response, excluded_checks=checks)

    Calls.run(settings=settings(FEW, max_examples=15, stateful_step_count=6))


def test_every_reply_has_an_example_that_fits(document: dict[str, Any]) -> None:
    used = {"parameters.json"}
    for path, _, operation in operations(document):
        for status, response in operation["responses"].items():
            content = response["content"].get("application/json", {})
            if status < "300" and content:
                used.add(f"{operation['operationId']}.json")
                root = {**content["schema"], "components": document["components"]}
                jsonschema.validate(content["example"], root)
                assert content["example"], path
            for media, ending in (("text/event-stream", "sse"), ("text/plain", "txt")):
                if media in response["content"]:
                    used.add(f"{operation['operationId']}.{ending}")
                    assert response["content"][media]["schema"] == {"type": "string"}
                    assert response["content"][media]["example"], path
    assert {file.name for file in EXAMPLES.iterdir()} == used


def test_the_examples_of_streams_are_whole(document: dict[str, Any]) -> None:
    def example(path: str) -> str:
        content = document["paths"][path]["post"]["responses"]["200"]["content"]
        return str(content["text/event-stream"]["example"])

    events = [block.split("\ndata: ") for block in example("/v1/ask").strip().split("\n\n")]
    assert [name for name, _ in events] == ["event: evidence", "event: claim", "event: done"]
    assert json.loads(events[1][1])["text"] == json.loads(events[2][1])["text"]
    *chunks, end = example("/v1/chat/completions").strip().split("\n\n")
    assert end == "data: [DONE]"
    assert json.loads(chunks[-1].removeprefix("data: "))["x_ragstone"]["status"] == "answered"


def test_every_request_and_parameter_has_an_example_that_fits(document: dict[str, Any]) -> None:
    for path, method, operation in operations(document):
        for parameter in operation.get("parameters", ()):
            jsonschema.validate(parameter["example"], {**parameter["schema"], "components": document["components"]})
        for content in operation.get("requestBody", {}).get("content", {}).values():
            named = content["schema"].get("$ref", "").rpartition("/")[2]
            form = document["components"]["schemas"].get(named, {})
            examples = [content["example"]] if "example" in content else form.get("examples", [])
            assert examples, f"{method} {path}"
            for example in examples:
                jsonschema.validate(example, {**content["schema"], "components": document["components"]})


def test_every_refusal_is_described_as_a_problem(document: dict[str, Any]) -> None:
    for path, _, operation in operations(document):
        for status, response in operation["responses"].items():
            if status >= "400" and path != "/healthz":
                (content,) = response["content"].values()
                assert content["schema"]["$ref"].endswith("Problem")
        assert not {"401", "403", "421", "429", "503"} - set(operation["responses"]) or "security" not in operation


def test_what_may_go_wrong_with_a_body_is_described(document: dict[str, Any]) -> None:
    for _, _, operation in operations(document):
        assert ("requestBody" in operation) <= ({"408", "413"} <= set(operation["responses"]))


def test_a_refusal_is_of_the_described_form(app: FastAPI, document: dict[str, Any]) -> None:
    with TestClient(app) as client:
        ours = client.post("/v1/ask", headers=BEARER, json={"question": ""})
        openai = client.post(
            "/v1/chat/completions",
            headers=BEARER,
            json={"model": "gpt", "messages": [{"role": "user", "content": "?"}]},
        )
    for found, media, name in (
        (ours, "application/problem+json", "Problem"),
        (openai, "application/json", "OpenAiProblem"),
    ):
        assert found.headers["content-type"] == media
        jsonschema.validate(
            found.json(), {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
        )
    assert ours.json()["status"] == 422
