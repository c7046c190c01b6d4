from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from evals.errors import EvalError
from evals.suite import EvalQuestion
from evals.variants.file import load_variant
from evals.variants.language_model import ModelAlone
from evals.variants.metered import Metered
from evals.variants.rag import Rag
from evals.variants.recorded import Recorded
from evals.variants.router import Router
from ragstone.assistant import Assistant
from ragstone.settings import SettingsError, Tree
from tests.openai_server import ScriptedServer

TODAY = date(2026, 11, 24)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def asked(id_: str = "a", **fields: object) -> EvalQuestion:
    return EvalQuestion.model_validate({"id": id_, "question": "How long is leave?", **fields})


def write(name: str, text: str) -> str:
    Path(name).write_text(text)
    return name


def test_a_fine_tune_is_another_model_behind_the_same_protocol() -> None:
    with ScriptedServer(["25 days."]) as server:
        name = write(
            "finetuned.yaml",
            f"kind: closed-book\nname: finetuned\nsettings: {{llm: {{base_url: '{server.base_url}', model: tuned}}}}\n",
        )
        variant = load_variant(name, flags={})
        said = variant.predict(asked(), TODAY)
    assert isinstance(variant, Metered)
    assert isinstance(variant.variant, ModelAlone)
    assert (variant.name, variant.settings["llm.model"], variant.index_revision) == ("finetuned", "tuned", "")
    assert (said.text, said.abstained) == ("25 days.", False)
    assert said.latency_ms > 0
    assert server.requests[0].body["model"] == "tuned"


def test_who_declines_abstains() -> None:
    with ScriptedServer(["NO_ANSWER"]) as server:
        flags: Tree = {"llm": {"base_url": server.base_url}}
        said = load_variant("closed-book", flags=flags).predict(
            asked(history=[{"role": "user", "content": "Hi"}]), TODAY
        )
    assert (said.text, said.abstained) == ("", True)
    assert [message["content"] for message in server.requests[0].messages[1:]] == ["Hi", "How long is leave?"]


def test_passages_stand_numbered_before_the_question_and_a_tool_is_read_from_the_reply() -> None:
    with ScriptedServer(['{"tool": "search"}']) as server:
        text = f"{{kind: closed-book, prompt: Be brief., settings: {{llm: {{base_url: '{server.base_url}'}}}}}}"
        variant = load_variant(write("v.yaml", text), flags={})
        said = variant.predict(asked(passages=["One.", "Two."]), TODAY)
    assert said.tool == "search"
    assert variant.settings["prompt"] == "Be brief."
    contents = [message["content"] for message in server.requests[0].messages]
    assert contents == ["Be brief.", "[1] One.\n\n[2] Two.\n\nHow long is leave?"]


@pytest.mark.parametrize("text", ["search", "[1]", '{"other": 1}', "{"])
def test_a_reply_that_names_no_tool_calls_none(text: str) -> None:
    with ScriptedServer([text]) as server:
        variant = load_variant("closed-book", flags={"llm": {"base_url": server.base_url}})
        assert variant.predict(asked(), TODAY).tool == ""


def test_rag_does_not_answer_from_given_passages(assistant: Assistant) -> None:
    with pytest.raises(EvalError, match="got passages with 'a', which rag cannot read; ask a model alone"):
        Rag(assistant).predict(asked(passages=["One."]), TODAY)


def test_rag_says_what_was_found_before_and_after_reranking(assistant: Assistant) -> None:
    said = Rag(assistant).predict(asked(), TODAY)
    assert said.hits is not None
    assert 0 < len(said.hits) <= 10 < len(said.found) <= 20
    assert set(said.hits) <= set(said.found)
    assert [document for document, _, _ in said.hit_spans] == said.hits
    assert said.latency_ms > 0


@pytest.mark.parametrize("text", ["How many days of annual leave do I get?", "Who won the 1998 football world cup?"])
def test_rag_says_what_the_assistant_says(assistant: Assistant, text: str) -> None:
    question = asked(question=text)
    said, answer = Rag(assistant).predict(question, TODAY), assistant.ask(question.to_question(TODAY))
    assert (said.status, said.reason) == (answer.status.value, answer.reason)
    assert said.text == ("" if said.abstained else answer.text)
    assert (said.hits or [])[:5] == [
        hit.chunk.document_id for hit in assistant.search(question.to_question(TODAY)).hits
    ]


def test_where_a_server_stands_does_not_make_another_variant() -> None:
    one, other = (load_variant("closed-book", flags={"llm": {"base_url": f"http://{host}/v1"}}) for host in "ab")
    assert one.settings == other.settings


def test_recorded_answers_stand_for_another_system() -> None:
    write("their.jsonl", '{"id": "a", "text": "25 days."}\n\n{"id": "b", "text": " "}\n')
    variant = load_variant(write("v.yaml", "{kind: recorded, name: theirs, answers: their.jsonl}"), flags={})
    assert isinstance(variant, Recorded)
    assert (variant.name, variant.predict(asked(), TODAY).text) == ("theirs", "25 days.")
    assert variant.predict(asked("b"), TODAY).abstained
    with pytest.raises(EvalError, match="got no answer to 'c' from theirs"):
        variant.predict(asked("c"), TODAY)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"id": "a"}', r"unusable `text` in their\.jsonl:1"),
        ('{"id": "a", "text": ""}\n{"id": "a", "text": ""}', r"got id 'a' again in their\.jsonl:2"),
    ],
)
def test_answers_that_cannot_be_used_are_refused(text: str, message: str) -> None:
    write("their.jsonl", text)
    with pytest.raises(EvalError, match=message):
        load_variant(write("v.yaml", "{kind: recorded, name: theirs, answers: their.jsonl}"), flags={})


def test_a_router_goes_by_the_workflow() -> None:
    write("one.jsonl", '{"id": "a", "text": "one"}')
    write("two.jsonl", '{"id": "a", "text": "two"}')
    variant = load_variant(
        write(
            "router.yaml",
            "kind: router\n"
            "default: {kind: recorded, name: one, answers: one.jsonl}\n"
            "workflows: {forms: {kind: recorded, name: two, answers: two.jsonl}}\n",
        ),
        flags={},
    )
    assert isinstance(variant, Router)
    assert variant.predict(asked(), TODAY).text == "one"
    assert variant.predict(asked(workflow="forms"), TODAY).text == "two"
    assert {"default.name": "one", "forms.name": "two"}.items() <= variant.settings.items()
    assert variant.index_revision == ""


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{kind: magic}", "got an unusable"),
        ("{kind: recorded, name: x}", r"got an unusable `recorded\.answers`"),
        ("[", "expected rag, closed-book or a readable YAML file"),
        ("{kind: recorded, name: x, answers: none.jsonl}", "the answers 'none.jsonl' cannot be read"),
    ],
)
def test_a_description_that_cannot_be_used_is_one_sentence(text: str, message: str) -> None:
    with pytest.raises(EvalError, match=message):
        load_variant(write("v.yaml", text), flags={})


def test_settings_of_a_variant_are_checked_like_all_others() -> None:
    with pytest.raises(SettingsError, match="retrieval"):
        load_variant(write("v.yaml", "{kind: rag, settings: {retrieval: {top: 5}}}"), flags={})


def test_tokens_are_counted_and_priced() -> None:
    with ScriptedServer(["It is 25 days."]) as server:
        name = write(
            "priced.yaml",
            f"kind: closed-book\nprice: {{read: 2.0, written: 50}}\n"
            f"settings: {{llm: {{base_url: '{server.base_url}', model: tuned}}}}\n",
        )
        said = load_variant(name, flags={}).predict(asked(), TODAY)
    assert (said.tokens_read, said.tokens_written) == (10, 4)
    assert said.cost == pytest.approx((10 * 2 + 4 * 50) / 1e6)


def test_a_price_below_nothing_is_refused() -> None:
    name = write("priced.yaml", "kind: closed-book\nprice: {read: -1, written: 0}\n")
    with pytest.raises(EvalError, match="price"):
        load_variant(name, flags={})


@pytest.mark.parametrize("row", ['"cost": NaN', '"latency_ms": Infinity', '"status": "Abstained"', '"citation": []'])
def test_recorded_answers_with_what_nobody_can_use_are_refused(tmp_path: Path, row: str) -> None:
    (tmp_path / "answers.jsonl").write_text(f'{{"id": "a", "text": "Leave is 25 days.", {row}}}\n')
    with pytest.raises(EvalError, match=r"answers.jsonl:1"):
        Recorded.load(tmp_path / "answers.jsonl", name="theirs")
