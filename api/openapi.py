"""The description of the API: what FastAPI finds, with every refusal in its real form and an example of every reply."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.problem import OPENAI_PATHS, PROBLEM_JSON, OpenAiProblem, Problem

EXAMPLES = Path(__file__).parent / "examples"
_REFERENCE = "#/components/schemas/"
_WORDS = {
    "400": "A request that cannot be used",
    "401": "No key or token that opens this",
    "403": "A key without the scope that this needs",
    "404": "There is none, or none that may be read",
    "409": "What is there stands against it",
    "413": "More than may be sent at once",
    "422": "A request that cannot be used",
    "429": "More requests than this key may make; `Retry-After` says when to come back",
    "502": "The language model's server failed",
    "503": "Not ready, or too busy; `Retry-After` says when to come back, where that is known",
}
_OF_ALL = ("401", "403", "429", "503")
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
        _example(operation)
    return document


def _refusals(path: str, operation: Operation) -> None:
    """Every refusal of the operation, in the form that its clients know."""
    responses = operation["responses"]
    wanted = {
        status for status in responses if status == "422" or (status >= "400" and "content" not in responses[status])
    }
    wanted.update(_OF_ALL if "security" in operation else ())
    openai = path.startswith(OPENAI_PATHS)
    if openai and "422" in responses:
        del responses["422"]
        wanted = wanted - {"422"} | {"400"}
    media, kind = ("application/json", OpenAiProblem) if openai else (PROBLEM_JSON, Problem)
    form = {media: {"schema": {"$ref": _REFERENCE + kind.__name__}}}
    for status in sorted(wanted):
        responses[status] = {"description": _WORDS[status], "content": form}
    operation["responses"] = dict(sorted(responses.items()))


def _example(operation: Operation) -> None:
    file = EXAMPLES / f"{operation['operationId']}.json"
    for status, response in operation["responses"].items():
        if status < "300" and file.is_file():
            response["content"]["application/json"]["example"] = json.loads(file.read_text(encoding="utf-8"))
