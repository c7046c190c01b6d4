"""A line of the log is one line, and holds no words of an exception."""

from __future__ import annotations

import json
import logging
import sys

import pytest

from ragstone.logs import JsonLine, Line


def record(message: str, *values: object, **fields: object) -> logging.LogRecord:
    made = logging.LogRecord("ragstone.api", logging.WARNING, __file__, 1, message, values, None)
    made.created = 1764000000.5
    made.fields = fields
    return made


def failed() -> logging.LogRecord:
    made = record("it failed")
    try:
        raise ValueError("what somebody asked")
    except ValueError:
        made.exc_info = sys.exc_info()
    return made


def test_as_json_it_is_an_object_with_what_was_said_beside_the_words() -> None:
    said = json.loads(JsonLine().format(record("%s is late", "it", status=503, principal="Jäna\n")))
    assert said == {
        "time": "2025-11-24T16:00:00.500Z", "level": "warning", "logger": "ragstone.api", "message": "it is late",
        "status": 503, "principal": "Jäna\n",
    }  # fmt: skip


def test_as_text_it_is_one_line_in_which_nobodys_name_looks_like_a_field() -> None:
    line = Line().format(record("one\ntwo", status=200, principal="x status=500\n2026 error", route="/v1/me"))
    assert line == (
        "2025-11-24T16:00:00.500Z warning ragstone.api one\\ntwo "
        "status=200 principal='x status=500\\n2026 error' route='/v1/me'"
    )


@pytest.mark.parametrize("form", [Line(), JsonLine()])
def test_of_an_exception_the_class_and_the_place_are_kept_but_not_the_words(form: Line) -> None:
    line = form.format(failed())
    assert "\n" not in line
    assert "ValueError" in line
    assert "test_logs.py" in line
    assert "somebody asked" not in line
