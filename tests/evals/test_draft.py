from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals.cli.app import main
from evals.documents import Documents
from evals.draft import Drafter, jsonl
from evals.gold import GoldCheck
from evals.lint import lint
from evals.suite import load_suite
from models.openai_server import OpenAIServer
from models.protocols import Embedder
from ragstone.assistant import Assistant
from ragstone.settings import Settings
from tests.conftest import TODAY
from tests.evals.suites import write_suite
from tests.openai_server import ScriptedServer

REPLY = json.dumps(
    {
        "question": "How long may it take?", "near_miss": "How long may it take in Spain?",
        "false_premise": "Why does it take a year?",
    }
)  # fmt: skip


@pytest.fixture
def documents(assistant: Assistant, embedder: Embedder) -> Documents:
    return Documents(assistant.index, embedder)


def test_a_sentence_becomes_a_question_a_near_miss_and_a_false_premise(documents: Documents) -> None:
    with ScriptedServer([f"Here you are:\n{REPLY}"]) as server:
        drafts, unusable = Drafter(documents, OpenAIServer(server.base_url, "m"), TODAY).draft(2)
    assert (len(drafts), unusable) == (6, 0)
    question, near_miss, false_premise = drafts[:3]
    assert question.gold_spans[0].quote == question.reference_answer
    assert question.gold_spans[0].quote in server.requests[0].messages[-1]["content"]
    assert (near_miss.must_abstain, near_miss.slice, near_miss.gold_spans) == (True, "edge", ())
    assert (false_premise.must_abstain, false_premise.tags) == (False, ("draft", "false-premise"))


def test_drafts_are_cases_whose_gold_stands_and_lint_waits_for_a_person(documents: Documents, tmp_path: Path) -> None:
    with ScriptedServer([REPLY]) as server:
        drafts, _ = Drafter(documents, OpenAIServer(server.base_url, "m"), TODAY).draft(3)
    folder = write_suite(tmp_path, [])
    (folder / "suite.jsonl").write_text(jsonl(drafts))
    suite = load_suite(folder)
    assert suite.questions == tuple(drafts)
    assert list(GoldCheck(documents, TODAY).findings(suite)) == []
    assert sum(one.kind == "draft" for one in lint(suite)) == len(drafts)


@pytest.mark.parametrize("reply", ["I cannot do that.", '{"question": "How long?"}', "{", '{"question": 1}'])
def test_nonsense_is_counted_and_not_kept(documents: Documents, reply: str) -> None:
    with ScriptedServer([reply, REPLY]) as server:
        drafts, unusable = Drafter(documents, OpenAIServer(server.base_url, "m"), TODAY).draft(2)
    assert (len(drafts), unusable) == (3, 1)


def test_the_command_writes_drafts_or_says_why_there_are_none(
    handbook_settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def command() -> int:
        arguments = ["evals", "draft", str(tmp_path / "drafts.jsonl"), "--index", str(handbook_settings.index.path)]
        monkeypatch.setattr("sys.argv", [*arguments, "--sentences", "2"])
        with pytest.raises(SystemExit) as ended:
            main()
        return int(ended.value.code or 0)

    for reply, code in (("no", 2), (REPLY, 0)):
        with ScriptedServer([reply]) as server:
            monkeypatch.setenv("RAGSTONE_LLM__BASE_URL", server.base_url)
            assert command() == code
    assert len((tmp_path / "drafts.jsonl").read_text().splitlines()) == 6
    said = capsys.readouterr().err
    assert "got no usable draft from 2 replies" in said
    assert "6 drafts written" in said


def test_the_same_seed_chooses_the_same_sentences(documents: Documents) -> None:
    with ScriptedServer([REPLY]) as server:
        drafter = Drafter(documents, OpenAIServer(server.base_url, "m"), TODAY)
        one, again, other = drafter.draft(2, seed=1)[0], drafter.draft(2, seed=1)[0], drafter.draft(2, seed=2)[0]
    assert one == again
    assert one != other
