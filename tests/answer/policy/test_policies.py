"""Rules apply by what is written in the file, and by nothing else."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from answer.answer import AnswerStatus
from answer.policy.cases import failures, load_cases
from answer.policy.errors import PolicyError
from answer.policy.policies import SMALL_TALK, Policies, Ruling
from retrieval.hit import Hit, Stage
from retrieval.question import Question
from tests.conftest import ROOT
from tests.tiny_parts import make_chunk

DAY = date(2026, 11, 24)
SAMPLES = ROOT / "samples" / "policies"


def load(folder: Path, text: str) -> Policies:
    (folder / "policies.yaml").write_text(text)
    return Policies.load(folder / "policies.yaml")


def ruling(policies: Policies, text: str, *, groups: tuple[str, ...] = (), standalone: str | None = None) -> Ruling:
    return policies.before(Question(text, as_of=DAY, groups=groups), [standalone or text])


def applied(found: Ruling) -> list[str]:
    return [one.rule for one in found.applied]


@pytest.mark.parametrize(
    ("when", "text", "applies"),
    [
        ("words: [salary]", "What SALARY is paid?", True),
        ("words: [salary]", "What salaryman is that?", False),
        ("words: [data breach]", "Was that a data breach?", True),
        ("words: [Zürich]", "Nach zürich?", True),
        ("all_words: [hotel, oslo]", "A hotel in Oslo", True),
        ("all_words: [hotel, oslo]", "A hotel in Rome", False),
        ("{words: [salary], without: [my]}", "What is my salary?", False),
        ("pattern: 'more than \\d+'", "MORE than 12", True),
        ("pattern: 'more than \\d+'", "more than twelve", False),
        ("{words: [c++]}", "Do we use C++ here?", True),
    ],
)
def test_a_rule_applies_by_its_words(tmp_path: Path, when: str, text: str, applies: bool) -> None:
    when = when if when.startswith("{") else f"{{{when}}}"
    policies = load(tmp_path, f"rules: [{{name: r, when: {when}, refuse: No.}}]")
    assert applied(ruling(policies, text)) == (["r"] if applies else [])


@pytest.mark.parametrize(
    "text",
    [
        "What is the notice  period?",
        "What is the notice\u00a0period?",
        "What is the notice\nperiod?",
        "What is the notice-period?",
        "What is the no\u00adtice per\u200biod?",
        "What is the ｎｏｔｉｃｅ period?",
        "What is the nótice përiod?",
    ],
)
@pytest.mark.parametrize("when", ["{words: [notice period]}", r"{pattern: '\bnotice[ -]period\b'}"])
def test_how_words_are_typed_makes_no_difference(tmp_path: Path, when: str, text: str) -> None:
    assert applied(ruling(load(tmp_path, f"rules: [{{name: r, when: {when}, refuse: No.}}]"), text)) == ["r"]


def test_how_a_rule_is_typed_makes_no_difference(tmp_path: Path) -> None:
    when = '{words: ["notice\\u00a0 period"], pattern: "Zu\\u0308rich"}'
    policies = load(tmp_path, f"rules: [{{name: r, when: {when}, refuse: No.}}]")
    assert applied(ruling(policies, "What notice period holds in Zürich?")) == ["r"]


def test_a_word_that_nobody_can_see_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="a word without a visible character"):
        load(tmp_path, 'rules: [{name: r, when: {words: ["\\u200b"]}, refuse: N}]')


def test_what_was_said_before_excuses_nothing(tmp_path: Path) -> None:
    policies = load(tmp_path, "rules: [{name: r, when: {words: [salary], without: [my]}, refuse: No.}]")
    asked = "And what is the salary of Anna Smith?"
    assert applied(ruling(policies, asked, standalone=f"{asked} (Where is my payslip?)")) == ["r"]


@pytest.mark.parametrize(("groups", "names"), [((), ["b"]), (("hr",), ["a"]), (("sales",), ["b"])])
def test_a_rule_applies_by_the_askers_groups(tmp_path: Path, groups: tuple[str, ...], names: list[str]) -> None:
    text = "rules: [{name: a, when: {groups: [hr]}, refuse: A}, {name: b, when: {not_groups: [hr]}, refuse: B}]"
    assert applied(ruling(load(tmp_path, text), "?", groups=groups)) == names


def test_what_was_said_before_counts_as_well(tmp_path: Path) -> None:
    policies = load(tmp_path, "rules: [{name: r, when: {all_words: [ishbel, earn]}, refuse: No.}]")
    assert applied(ruling(policies, "What does she earn?")) == []
    assert applied(ruling(policies, "What does she earn?", standalone="Who is Ishbel? What does she earn?")) == ["r"]


def test_the_first_rule_that_ends_the_matter_is_the_last_that_is_tried(tmp_path: Path) -> None:
    text = """
rules:
  - {name: notice, when: {words: [price]}, disclaim: Without VAT.}
  - {name: refuse, when: {words: [price]}, refuse: Ask sales.}
  - {name: never, when: {words: [price]}, escalate: {queue: q, reason: r}}
"""
    found = ruling(load(tmp_path, text), "What price?")
    assert applied(found) == ["notice", "refuse"]
    assert found.answer is not None
    shown = found.on(found.answer)
    assert (shown.status, shown.text, shown.notices) == (AnswerStatus.REFUSED, "Ask sales.", ("Without VAT.",))
    assert [one.action for one in shown.policies] == ["disclaim", "refuse"]


def test_an_escalation_names_its_queue(tmp_path: Path) -> None:
    policies = load(
        tmp_path, "rules: [{name: r, when: {words: [hurt]}, escalate: {queue: first aid, reason: Call 112.}}]"
    )
    found = ruling(policies, "I am hurt")
    assert found.answer is not None
    assert (found.answer.status, found.answer.text) == (AnswerStatus.ESCALATED, "This goes to first aid: Call 112.")
    assert found.applied[0].queue == "first aid"


def test_terms_add_up_and_the_strictest_counts(tmp_path: Path) -> None:
    text = """
rules:
  - {name: a, when: {words: [price]}, require: {support: 0.6, filters: {type: [policy, list]}}}
  - {name: b, when: {words: [price]}, require: {support: 0.8, filters: {type: [list, note], team: [sales]}}}
"""
    found = ruling(load(tmp_path, text), "What price?")
    assert (found.support, found.filters) == (0.8, {"type": ("list",), "team": ("sales",)})
    narrowed = found.narrowed(Question("?", as_of=DAY, filters={"team": ("sales", "people")}))
    assert narrowed is not None
    assert narrowed.filters == {"type": ("list",), "team": ("sales",)}
    assert found.narrowed(Question("?", as_of=DAY, filters={"team": ("people",)})) is None


def test_a_rule_on_citations_waits_for_the_draft(tmp_path: Path) -> None:
    text = "rules: [{name: r, when: {words: [pay], cites: {secrecy: [high]}}, refuse: No.}]"
    policies = load(tmp_path, text)
    question = Question("Who gets what pay?", as_of=DAY)
    assert ruling(policies, question.text).applied == ()

    def after(**tags: tuple[str, ...]) -> list[str]:
        hits = [Hit(1, make_chunk("text", tags=tags), 1.0, Stage.RERANKED)]
        return applied(policies.after(question, hits, Ruling(said=(question.text,))))

    assert after(secrecy=("high",)) == ["r"]
    assert after(secrecy=("low",)) == []
    assert after() == []


TABLE = "town,limit\nYork,120\nNew York,240\nRome,160\n"
LOOK_UP = """
rules:
  - name: hotel
    when: {words: [hotel]}
    look_up: {table: t.csv, key: town, text: "In {town} up to {limit}."%s}
"""


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("a hotel in york?", "In York up to 120."),
        ("a hotel in New\u00a0York?", "In New York up to 240."),
        ("a hotel in New York?", "In New York up to 240."),
        ("a hotel in Rome or in York?", None),
        ("a hotel in Yorkshire?", None),
    ],
)
def test_an_answer_is_looked_up_by_the_one_key_that_is_said(tmp_path: Path, said: str, text: str | None) -> None:
    (tmp_path / "t.csv").write_text(TABLE)
    found = ruling(load(tmp_path, LOOK_UP % ""), said)
    assert (found.answer.text if found.answer else None) == text
    assert applied(found) == (["hotel"] if text else [])
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "t.csv").write_text(TABLE)
    otherwise = ruling(load(tmp_path / "other", LOOK_UP % ", otherwise: 'Which town?'"), said)
    assert otherwise.answer is not None
    assert otherwise.answer.text == (text or "Which town?")


def test_a_follow_up_is_looked_up_by_its_own_words_first(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(TABLE)
    policies = load(tmp_path, LOOK_UP % "")
    found = ruling(policies, "And in Rome?", standalone="A hotel in York? And in Rome?")
    assert found.answer is not None
    assert found.answer.text == "In Rome up to 160."


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("rules: [{name: r, when: {words: [a]}}]", r"rules.0` of the rule 'r' .* 0 actions"),
        ("rules: [{name: r, when: {words: [a]}, refuse: a, disclaim: b}]", "2 actions"),
        ("rules: [{name: r, when: {}, refuse: a}]", "it would always apply"),
        ("rules: [{name: r, when: {pattern: '('}, refuse: a}]", "no regular expression"),
        ("rules: [{name: r, when: {word: [a]}, refuse: a}]", "unusable `rules.0.when.word`"),
        ("rules: [{name: r, when: {words: [a]}, require: {support: 2}}]", "require.support"),
        ("rules: [{name: r, when: {cites: {a: [b]}}, require: {filters: {a: [b]}}}]", "cannot follow from `cites`"),
        ("rules: [", "is no YAML in line 1"),
        ("rules: [{name: r, when: {words: [a]}, answer_with: {text: 2026-02-30}}]", "is no YAML .day is out of range"),
        ("rules: " + "[" * 5000, "is no YAML"),
        ("[]", "unusable `the file`"),
        (
            "rules: [{name: r, when: {words: [a]}, refuse: a}, {name: r, when: {words: [b]}, refuse: a}]",
            "two rules 'r'",
        ),
        ("rules: [{name: r, when: {words: [a]}, look_up: {table: no.csv, key: k, text: x}}]", "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_a_sentence(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(PolicyError, match=message):
        load(tmp_path, text)
    with pytest.raises(PolicyError, match="cannot be read"):
        Policies.load(tmp_path / "nowhere.yaml")


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("town,limit\n", "got no row"),
        ("place,limit\nRome,1\n", "got the columns place, limit"),
        ("town,price\nRome,1\n", "got the columns town, price"),
        ("town,limit\nRome,1\nRome,2\n", "'Rome' in .* empty or twice"),
        ("town,limit\n,1\n", "'' in .* empty or twice"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused_at_once(tmp_path: Path, table: str, message: str) -> None:
    (tmp_path / "t.csv").write_text(table)
    with pytest.raises(PolicyError, match=message):
        load(tmp_path, LOOK_UP % "")


@pytest.mark.parametrize(
    "said", ["Hello", "hi!", "Thank you very much.", "Guten Morgen", "Who are you?", "what can you do"]
)
def test_small_talk_needs_no_document(said: str) -> None:
    found = ruling(Policies.load(SMALL_TALK), said)
    assert found.answer is not None
    assert found.answer.status is AnswerStatus.ANSWERED


@pytest.mark.parametrize(
    "said", ["Hello, how long is leave?", "Who are you allowed to call?", "thanks to whom?", "high"]
)
def test_a_question_is_no_small_talk(said: str) -> None:
    assert ruling(Policies.load(SMALL_TALK), said).answer is None


def test_the_sample_policies_pass_their_cases() -> None:
    assert list(failures(Policies.load(SAMPLES / "policies.yaml"), load_cases(SAMPLES / "cases.yaml"))) == []


def test_a_case_that_fails_and_a_rule_without_a_case_are_named(tmp_path: Path) -> None:
    policies = load(
        tmp_path, "rules: [{name: r, when: {words: [pay]}, refuse: No.}, {name: s, when: {words: [x]}, refuse: No.}]"
    )
    (tmp_path / "cases.yaml").write_text(
        "cases:\n- {question: 'What pay?', rules: []}\n- {question: pay, rules: [r], status: escalated}\n"
        "- {question: pay, rules: [r], status: refused, says: Certainly}\n"
        "- {question: pay, rules: [r], status: refused}\n"
    )
    assert list(failures(policies, load_cases(tmp_path / "cases.yaml"))) == [
        "case 1, “What pay?”: got the rules 'r', expected none",
        "case 2, “pay”: got 'refused', expected 'escalated'",
        "case 3, “pay”: got the answer 'No.', expected 'Certainly' in it",
        "the rule 's' is tried by no case; add one",
    ]


@pytest.mark.parametrize(
    "text", ["cases: []", "cases: [{question: a}]", "cases: [", "cases: [{question: a, rule: [b]}]"]
)
def test_cases_that_cannot_be_used_are_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "cases.yaml").write_text(text)
    with pytest.raises(PolicyError):
        load_cases(tmp_path / "cases.yaml")
