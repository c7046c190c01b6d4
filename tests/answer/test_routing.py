from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from answer.answering import UNREACHABLE, Answering
from answer.routing import Needs, Route, Router, Routes, RoutingError, needs
from answer.streaming import Done
from answer.sufficiency import Sufficiency
from answer.writers.extractive import ExtractiveWriter
from answer.writers.llm import LlmWriter
from models.openai_server import OpenAIServer
from retrieval.hit import Evidence
from tests.answer.conftest import LetterModel
from tests.tiny_parts import WordReranker, WordSufficiency, WordVerifier, make_chunk, make_hits
from verify.checker import Checker
from verify.gate import Gate

FILE = """\
models:
  small: {model: tiny}
  strong: {model: large, base_url: "http://127.0.0.1:9/v1", api_key_file: key}
  tuned: {model: expenses-lora}
routes:
  - {name: expenses, when: {words: [per diem], evidence: {department: [finance]}}, model: tuned}
  - {name: looked up, when: {needs: one}, model: small}
otherwise: strong
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "routes.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def evidence_for(question: str, *texts: str, department: str = "people") -> Evidence:
    hits = make_hits(*texts)
    first = replace(hits[0], chunk=make_chunk(texts[0], tags={"department": (department,)}))
    return Evidence((first, *hits[1:]), question)


@pytest.fixture
def router(tmp_path: Path) -> Router:
    found = Routes.load(written(tmp_path, FILE))
    writers = {name: LlmWriter(LetterModel(name, name=name)) for name in found.models}
    return Router(found.routes, writers, writers[found.otherwise])


@pytest.mark.parametrize(
    ("question", "department", "route", "writer"),
    [
        ("What is the per diem in Oslo?", "finance", "expenses", "llm/tuned"),
        ("What is the per diem in Oslo?", "people", "looked up", "llm/small"),
        ("Why is the per diem in Oslo so high?", "people", "", "llm/strong"),
    ],
)
def test_the_first_route_that_applies_names_the_writer(
    router: Router, question: str, department: str, route: str, writer: str
) -> None:
    found = evidence_for(question, "The per diem in Oslo is high: 90 euros.", department=department)
    name, chosen = router.chosen(found)
    assert (name, chosen.name) == (route, writer)


@pytest.mark.parametrize(
    "question",
    [
        "What is the difference between annual and sick leave?",
        "Compare the travel policy with the expense policy.",
        "Why may contractors not book hotels?",
        "How do I apply, and who approves it?",
        "Can I carry leave over? Who decides that?",
        "Warum gibt es zwei Fristen?",
        "I was ill " + "on a day in the week " * 8 + "what now?",
    ],
)
def test_comparing_asking_twice_reasons_and_cases_need_several_places(question: str) -> None:
    assert needs(question, ()) is Needs.SEVERAL


@pytest.mark.parametrize(
    "question", ["How many days of leave do I get?", "Who approves travel abroad?", "per diem Oslo", "Is there a gym?"]
)
def test_a_look_up_needs_one(question: str) -> None:
    assert needs(question, make_hits(f"{question} Yes.")) is Needs.ONE


def test_words_that_no_single_hit_has_need_several() -> None:
    question = "Do contractors in Hexham get shift bonus payments?"
    assert (
        needs(question, make_hits("Contractors in Hexham work shifts.", "Bonus payments come in May.")) is Needs.SEVERAL
    )


def answering(router: Router, fallback: ExtractiveWriter | None = None) -> Answering:
    return Answering(
        LlmWriter(LetterModel("never asked")), Checker(WordVerifier()), Gate(), Sufficiency(WordSufficiency()),
        fallback=fallback, router=router,
    )  # fmt: skip


def test_the_answer_names_who_drafted_it_and_by_which_route(router: Router) -> None:
    said = LlmWriter(LetterModel("Annual leave is 25 days a year [1].", name="tiny"))
    evidence = evidence_for("How long is annual leave?", "Annual leave is 25 days a year.")
    routed = answering(replace(router, writers={**router.writers, "small": said}))
    answer = routed.answer(evidence)
    assert (answer.writer, answer.route) == ("llm/tiny", "looked up")
    *_, last = routed.events(evidence)
    assert isinstance(last, Done)
    assert (last.answer.text, last.answer.writer, last.answer.route) == (answer.text, "llm/tiny", "looked up")


def test_where_the_routed_server_is_down_the_fallback_signs(router: Router) -> None:
    down = LlmWriter(OpenAIServer("http://127.0.0.1:9/v1", "gone", timeout_s=0.2))
    evidence = evidence_for("How long is annual leave?", "Annual leave is 25 days a year.")
    answer = answering(
        replace(router, writers={**router.writers, "small": down}), ExtractiveWriter(WordReranker())
    ).answer(evidence)
    assert answer.notices == (UNREACHABLE,)
    assert answer.writer.startswith("extractive")
    assert answer.route == "looked up"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("models: {a: {model: x}}\nroutes: [{name: r, when: {needs: one}, model: b}]", "unknown models b"),
        ("models: {a: {model: x}}\nroutes: []\notherwise: c", "unknown models c"),
        ("models: {a: {model: x}}\nroutes: [{name: r, when: {}, model: a}]", "no condition"),
        ("models: {a: {model: x}}\nroutes: [{name: r, when: {without: [x]}, model: a}]", "no condition"),
        ("models: {a: {model: x}}\nroutes: [{name: r, when: {needs: few}, model: a}]", "routes.0.when.needs"),
        ("models: {a: {model: x}}\nroutes: [{name: r, when: {pattern: '('}, model: a}]", "no regular expression"),
        (
            "models: {a: {model: x}}\nroutes: [{name: r, when: {needs: one}, model: a},"
            " {name: r, when: {needs: several}, model: a}]",
            "two routes 'r'",
        ),
        ("models: {a: {modle: x}}\nroutes: []", "models.a"),
        ("models: [", "no YAML in line"),
        ("", "unusable `the file`"),
    ],
)
def test_a_file_that_cannot_be_used_says_where(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(RoutingError, match=said):
        Routes.load(written(tmp_path, text))


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(RoutingError, match=r"llm\.routes"):
        Routes.load(tmp_path / "none.yaml")


def test_an_empty_route_list_leaves_all_to_the_rest() -> None:
    rest = LlmWriter(LetterModel("x", name="rest"))
    assert Router((), {}, rest).chosen(Evidence((), "Why?")) == ("", rest)


def test_a_route_is_forbidden_what_it_does_not_know() -> None:
    with pytest.raises(ValueError, match="groups"):
        Route.model_validate({"name": "r", "when": {"needs": "one", "groups": ["x"]}, "model": "a"})
