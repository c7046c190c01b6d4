"""`ragstone policy test`, and a start with policies that cannot be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ragstone.conftest import Command


@pytest.fixture
def cases(here: Path) -> Path:
    with (here / "ragstone.toml").open("a") as file:
        file.write("[policy]\npath = 'policies.yaml'\n")
    (here / "policies.yaml").write_text("rules: [{name: r, when: {words: [pay]}, refuse: Ask HR.}]\n")
    (here / "cases.yaml").write_text("cases: [{question: Who pays?, rules: []}]\n".replace("Who pays?", "'pay?'"))
    return here / "cases.yaml"


def test_a_failing_case_ends_with_one(ragstone: Command, cases: Path) -> None:
    finished = ragstone("policy", "test", cases)
    assert (finished.code, finished.err) == (1, "1 cases, 1 rules, 2 failures\n")
    assert finished.out.splitlines()[0] == "case 1, “pay?”: got the rules 'r', expected none"


def test_passing_cases_end_with_nothing(ragstone: Command, cases: Path) -> None:
    cases.write_text("cases: [{question: 'pay?', rules: [r], status: refused, says: HR}]")
    assert ragstone("policy", "test", cases).code == 0


def test_a_refusal_is_printed_with_its_rule(ragstone: Command, cases: Path) -> None:
    (cases.parent / "ragstone.toml").write_text(
        (cases.parent / "ragstone.toml").read_text().replace("reranker = 'none'\n", "")
    )
    finished = ragstone("ask", "Who has to pay?")
    assert finished.out.startswith("Ask HR.\npolicy 'r': refuse\n\nrefused (policy) in ")


def test_a_refused_search_finds_nothing_and_says_so(ragstone: Command, cases: Path) -> None:
    assert ragstone("search", "Who has to pay?").out == "policy 'r': refuse\nnothing found\n"


def test_nothing_starts_with_policies_that_cannot_be_used(ragstone: Command, cases: Path) -> None:
    (cases.parent / "policies.yaml").write_text("rules: [{name: r, when: {words: [pay]}, rfuse: Ask HR.}]")
    (cases.parent / "ragstone.toml").write_text(
        (cases.parent / "ragstone.toml").read_text().replace("reranker = 'none'\n", "")
    )
    finished = ragstone("ask", "Who has to pay?")
    assert (finished.code, finished.out) == (2, "")
    assert "got an unusable `rules.0.rfuse` of the rule 'r'" in finished.err


def test_a_stream_prints_what_an_answer_prints(ragstone: Command, cases: Path) -> None:
    (cases.parent / "ragstone.toml").write_text(
        (cases.parent / "ragstone.toml").read_text().replace("reranker = 'none'\n", "")
    )

    def printed(*options: str) -> str:
        return ragstone("ask", "How long is annual leave?", *options).out.rpartition(" in ")[0]

    assert printed("--stream") == printed()
    assert "25 days" in printed("--stream")
    assert ragstone("ask", "Who has to pay?", "--stream").out.startswith("Ask HR.\npolicy 'r': refuse\n")
