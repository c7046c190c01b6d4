from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.readiness import Readiness
from ingest.errors import IndexMissingError
from models.errors import LanguageModelError, ModelMissingError
from ragstone.settings import SettingsError
from tests.api.conftest import Late

NO_INDEX = "there is no index at 'x'; make one with `ragstone sync`"
ASK = {"question": "How long is annual leave a year?"}


def test_before_there_is_an_index_questions_get_503_and_after_it_200(late: Late) -> None:
    late.failures += [IndexMissingError(NO_INDEX)] * 2
    with TestClient(create_app(late)) as client:
        early = client.post("/v1/ask", json=ASK)
        assert (early.status_code, early.json()["detail"]) == (503, NO_INDEX)
        assert client.post("/v1/ask", json=ASK).status_code == 200


def test_a_text_is_verified_before_there_is_an_index(late: Late) -> None:
    late.failures += [IndexMissingError(NO_INDEX)] * 3
    readiness = Readiness(late, lambda: late.assistant.answering.checker)
    asked = {"context": ["Annual leave is 25 days a year."], "claim": "Annual leave is 25 days a year."}
    with TestClient(create_app(readiness)) as client:
        found = client.post("/v1/verify", json=asked)
        assert (found.status_code, found.json()["supported"]) == (200, True)
        tried = late.tries
        assert client.post("/v1/verify", json=asked).status_code == 200
        assert late.tries == tried
        assert client.post("/v1/ask", json=ASK).status_code == 503
    late.failures += [ModelMissingError("got no file `model.onnx`")] * 3
    with TestClient(create_app(Readiness(late, lambda: late.assistant.answering.checker))) as client:
        assert client.post("/v1/verify", json=asked).status_code == 503


def test_health_says_what_is_missing_until_nothing_is(late: Late) -> None:
    late.failures += [ModelMissingError("got no file `model.onnx`")] * 2
    with TestClient(create_app(late)) as client:
        early, ready = client.get("/healthz"), client.get("/healthz")
    assert (early.status_code, early.json()["reason"]) == (503, "got no file `model.onnx`")
    assert (ready.status_code, ready.json()) == (200, {"status": "ready", "reason": "", "revision": "000001"})


def test_an_assistant_is_built_once(late: Late) -> None:
    with TestClient(create_app(late)) as client:
        for _ in range(3):
            client.get("/healthz")
    assert late.tries == 1


def test_a_build_that_failed_is_tried_again(late: Late) -> None:
    late.failures.append(SettingsError("no"))
    readiness = Readiness(late)
    with pytest.raises(SettingsError, match="no"):
        readiness.assistant()
    assert readiness.revision() == "000001"


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (LanguageModelError("got no connection"), 502, "language_model"),
        (ModelMissingError("got no file"), 503, "model_missing"),
        (SettingsError("got no key"), 503, "settings"),
    ],
)
def test_each_failure_has_its_status_and_code(late: Late, error: Exception, status: int, code: str) -> None:
    late.failures += [error, error]
    with TestClient(create_app(late)) as client:
        refused = client.post("/v1/ask", json=ASK)
    assert (refused.status_code, refused.json()["code"]) == (status, code)


def test_a_fault_of_ours_ends_with_500_and_tells_nothing(late: Late) -> None:
    late.failures += [IndexMissingError("early"), ZeroDivisionError("secret text of a document")]
    with TestClient(create_app(late), raise_server_exceptions=False) as client:
        broken = client.post("/v1/ask", json=ASK)
    assert (broken.status_code, broken.json()["code"]) == (500, "internal")
    assert "secret" not in broken.text


def test_health_is_asked_by_head_as_well(late: Late) -> None:
    late.failures += [IndexMissingError(NO_INDEX)] * 2
    with TestClient(create_app(late)) as client:
        assert [client.head("/healthz").status_code for _ in range(2)] == [503, 200]
