from __future__ import annotations

import json

import pytest

from answer.form import Form, parsed, values, written
from retrieval.errors import QuestionError

LEAVE = {
    "type": "object",
    "properties": {
        "days": {"type": "integer"},
        "lapses": {"type": "string"},
        "rules": {"type": "array", "items": {"type": "string"}},
    },
    "required": ["days"],
}
FOUND = {
    "days": 25,
    "lapses": "end of March",
    "paidOut": False,
    "rules": ["Ask your manager before you book it."],
    "n": None,
}


def test_every_string_number_and_truth_value_is_a_claim_with_its_name() -> None:
    assert [value.said for value in values(FOUND)] == [
        "days: 25", "lapses: end of March", "paid out: no", "rules: Ask your manager before you book it.",
    ]  # fmt: skip


def test_the_text_is_json_and_each_value_stands_where_it_says() -> None:
    text = written(FOUND)
    assert json.loads(text) == FOUND
    assert [json.loads(text[value.start : value.end]) for value in values(FOUND)] == [
        25, "end of March", False, "Ask your manager before you book it.",
    ]  # fmt: skip


def test_what_does_not_hold_is_left_out_where_the_form_allows_it() -> None:
    form, found = Form(LEAVE), {"days": 25, "lapses": "June", "rules": ["a", "b"]}
    assert form.without(found, [("lapses",), ("rules", 0)]) == {"days": 25, "rules": ["b"]}
    assert form.without(found, [("days",)]) is None
    assert form.without({"days": 25}, []) == {"days": 25}


def test_nothing_left_is_no_object() -> None:
    assert Form({"type": "object"}).without({"days": 25}, [("days",)]) is None


def test_a_fence_around_json_does_not_count() -> None:
    assert parsed('```json\n{"days": 25}\n```') == {"days": 25}
    assert parsed("It is 25 days.") is None
    assert parsed("[" * 100_000) is None
    assert parsed("[" * 100 + "]" * 100) is None
    assert parsed('{"days": "\\ud83d"}') is None


@pytest.mark.parametrize(
    ("schema", "sentence"),
    [
        ({"type": "array"}, "got a schema of type 'array', expected 'object'"),
        ({}, "got a schema of type None"),
        ({"type": "object", "title": "x" * 20_000}, "at most 20000 characters"),
        ({"type": "object", "properties": 3}, "got no JSON Schema"),
        ({"type": "object", "properties": {"a": {"$ref": "http://127.0.0.1/a.json"}}}, "got `$ref` in the schema"),
        ({"type": "object", "properties": {"a": {"pattern": "(a+)+$"}}}, "got `pattern` in the schema"),
        ({"type": "object", "patternProperties": {"(a+)+$": {}}}, "got `patternProperties` in the schema"),
    ],
)
def test_a_schema_that_cannot_be_used_is_refused(schema: dict[str, object], sentence: str) -> None:
    with pytest.raises(QuestionError) as refused:
        Form(schema)
    assert sentence in str(refused.value)


def test_a_reference_that_leads_nowhere_is_the_askers_error() -> None:
    with pytest.raises(QuestionError, match="a reference in the schema that leads nowhere"):
        Form({"type": "object", "properties": {"a": {"$ref": "#/$defs/b"}}})


def doubling(levels: int) -> dict[str, object]:
    """A schema of a few lines that is two to the power of `levels` parts where each reference is followed."""
    more = {f"d{n}": {"allOf": [{"$ref": f"#/$defs/d{n + 1}"}] * 2} for n in range(levels)}
    return {"type": "object", "$defs": {**more, f"d{levels}": {"type": "object"}}, "$ref": "#/$defs/d0"}


def nested(levels: int) -> dict[str, object]:
    schema: dict[str, object] = {"type": "object"}
    for _ in range(levels):
        schema = {"type": "object", "properties": {"a": schema}}
    return schema


@pytest.mark.parametrize(
    ("schema", "sentence"),
    [
        (doubling(12), "more than 2000 parts"),
        ({"type": "object", "$defs": {"a": {"items": {"$ref": "#/$defs/a"}}}}, "refers to itself"),
        ({"type": "object", "$ref": "#"}, "got `$ref` in the schema"),
        ({"type": "object", "allOf": [{}], "$ref": "#/allOf/x"}, "got `$ref` in the schema"),
        ({"type": "object", "anyOf": [{"unevaluatedProperties": {}}]}, "got `unevaluatedProperties` in the schema"),
        (nested(40), "nested more than 64 times"),
        (nested(5000), "nested more than 64 times"),
        ({"type": "object", "$dynamicRef": "#a"}, "got `$dynamicRef` in the schema"),
        ({"type": "object", "properties": {"a": {"$id": "b", "$ref": "#"}}}, "got `$id` in the schema"),
        ({"type": "object", "$id": 3}, "got no JSON Schema"),
    ],
)
def test_a_schema_that_has_no_end_is_refused(schema: dict[str, object], sentence: str) -> None:
    with pytest.raises(QuestionError) as refused:
        Form(schema)
    assert sentence in str(refused.value)


def test_a_schema_with_references_is_followed() -> None:
    parts = {"days": {"type": "integer"}}
    form = Form({"$id": "leave", "type": "object", "$defs": parts, "properties": {"days": {"$ref": "#/$defs/days"}}})
    assert form.faults({"days": 25}) == []
    assert form.faults({"days": "25"}) == ["days: '25' is not of type 'integer'"]


def test_a_key_that_the_schema_does_not_name_is_dropped() -> None:
    found = {**FOUND, "The gym is free": None, "rules": [{"Everybody gets 5,000": None, "days": 3}]}
    assert Form(LEAVE).named(found) == {"days": 25, "lapses": "end of March", "rules": [{"days": 3}]}
    assert Form({"type": "object", "required": ["n"]}).named(found) == {"n": None}


def test_every_name_above_a_sentence_belongs_to_what_it_says() -> None:
    found = {"notAllowed": {"rules": ["Ask your manager before you book.", "It lapses."]}}
    assert [value.said for value in values(found)] == [
        "not allowed rules: Ask your manager before you book.", "rules: It lapses.",
    ]  # fmt: skip


def test_a_property_may_be_called_pattern() -> None:
    assert Form({"type": "object", "properties": {"pattern": {"type": "string"}}}).faults({"pattern": "x"}) == []
