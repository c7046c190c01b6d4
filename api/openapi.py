"""The description of the API: what FastAPI finds, with every refusal in its real form and an example of every reply."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.problem import OPENAI_PATHS, PROBLEM_JSON, OpenAiProblem, Problem
from api.streaming import STREAM

EXAMPLES = Path(__file__).parent / "examples"
_ENDINGS = {"application/json": "json", STREAM: "sse", "text/plain": "txt"}
_REFERENCE = "#/components/schemas/"
_WORDS = {
    "400": "A request that cannot be used",
    "401": "No key or token that opens this",
    "403": "A key without the scope that this needs",
    "404": "There is none, or none that may be read",
    "408": "A body that did not come in time",
    "409": "What is there stands against it",
    "413": "More than may be sent at once",
    "421": "A name of this server that it does not answer to; only while nobody is asked who they are",
    "422": "A request that cannot be used",
    "429": "More requests than this key may make; `Retry-After` says when to come back",
    "502": "The language model's server failed",
    "503": "Not ready, or too busy; `Retry-After` says when to come back, where that is known",
}
_OF_ALL = ("401", "403", "421", "429", "503")
_OF_BODIES = ("408", "413")
Operation = dict[str, Any]


class DescribedApi(FastAPI):
    """An application that describes itself so at `/openapi.json`."""

    def openapi(self) -> dict[str, Any]:
        """The description, made once."""
        if self.openapi_schema is None:
            self.openapi_schema = _description(self)
        return self.openapi_schema


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, Operation]]:
    """Path, method and description of every operation of a document."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def _description(app: FastAPI) -> dict[str, Any]:
    document = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
    schemas = document["components"]["schemas"]
    for kind in (Problem, OpenAiProblem):
        schemas[kind.__name__] = kind.model_json_schema(ref_template=_REFERENCE + "{model}")
        schemas.update(schemas[kind.__name__].pop("$defs", {}))
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    for path, _, operation in operations(document):
        _refusals(path, operation)
        _examples(operation)
    return document


def _refusals(path: str, operation: Operation) -> None:
    """Every refusal of the operation, in the form that its clients know."""
    responses = operation["responses"]
    wanted = {
        status for status in responses if status == "422" or (status >= "400" and "content" not in responses[status])
    }
    wanted.update(_OF_ALL if "security" in operation else ())
    wanted.update(_OF_BODIES if "requestBody" in operation else ())
    openai = path.startswith(OPENAI_PATHS)
    if openai and "422" in responses:
        del responses["422"]
        wanted = wanted - {"422"} | {"400"}
    media, kind = ("application/json", OpenAiProblem) if openai else (PROBLEM_JSON, Problem)
    form = {media: {"schema": {"$ref": _REFERENCE + kind.__name__}}}
    for status in sorted(wanted):
        responses[status] = {"description": _WORDS[status], "content": form}
    operation["responses"] = dict(sorted(responses.items()))


def _examples(operation: Operation) -> None:
    """Of every reply that is text, and of every parameter."""
    of_parameters = json.loads((EXAMPLES / "parameters.json").read_text(encoding="utf-8"))
    for parameter in operation.get("parameters", ()):
        parameter["example"] = of_parameters[parameter["name"]]
    for status, response in operation["responses"].items():
        for media, content in response["content"].items() if status < "300" else ():
            if media in (STREAM, "text/plain"):
                content.setdefault("schema", {"type": "string"})
            file = EXAMPLES / f"{operation['operationId']}.{_ENDINGS.get(media, '')}"
            if file.is_file():
                text = file.read_text(encoding="utf-8")
                content["example"] = json.loads(text) if media == "application/json" else text
