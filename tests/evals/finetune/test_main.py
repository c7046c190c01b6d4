from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from evals.finetune.card import Card, load_card
from evals.finetune.cli import main
from evals.finetune.data_folder import load_apart
from evals.finetune.example import load_examples
from evals.suite import load_suite
from ragstone.settings import Settings
from tests.conftest import ROOT

SUITE = ROOT / "samples" / "questions"
Command = Callable[..., tuple[int, str]]


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    def run(*arguments: str) -> tuple[int, str]:
        monkeypatch.setattr("sys.argv", ["evals.finetune", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        shown = capsys.readouterr()
        return int(ended.value.code or 0), shown.out + shown.err

    return run


def test_the_handbook_is_held_apart_from_its_suite(
    command: Command, handbook_settings: Settings, tmp_path: Path
) -> None:
    code, said = command(
        "prepare", "--out", str(tmp_path), "--index", str(handbook_settings.index.path), "--suite", str(SUITE)
    )
    assert (code, "held apart" in said) == (0, True)
    apart, examples = load_apart(tmp_path), load_examples(tmp_path / "examples.jsonl")
    suite = load_suite(SUITE)
    assert apart.suite_sha256 == suite.sha256
    assert not {one.question for one in examples} & {one.question for one in suite.questions}
    assert not set(apart.documents) & set(apart.apart)
    assert {one.document for one in examples} - {""} <= set(apart.documents)
    # Weights know no groups: what only some may read is never trained on.
    assert not any(name.startswith(("hr-only/", "finance/restricted/")) for name in apart.documents)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["train", "--data", "none", "--out", "x", "--recipe", "none.yaml"], "expected a readable YAML file"),
        (["train", "--data", "none", "--out", "x", "--from", "none"], "run `prepare` first|install `ragstone"),
        (["weigh", "none", "--data", "none", "--suite", str(SUITE)], "expected what `prepare` writes"),
        (["merge", "none", "other", "--out", "x"], "expected a checkpoint|install `ragstone"),
    ],
)
def test_what_is_missing_is_one_sentence(
    command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, arguments: list[str], sentence: str
) -> None:
    monkeypatch.chdir(tmp_path)
    code, said = command(*arguments)
    assert code == 2
    assert said.startswith("evals.finetune: ")
    assert any(part in said for part in sentence.split("|"))
    assert len(said.strip().splitlines()) == 1


def test_a_card_is_read_as_it_was_written(tmp_path: Path) -> None:
    card = Card.now(
        stage="supervised", base=("b",), base_sha256=("0",), weights_sha256="1", losses=((1, 2.5), (2, 1.25)),
        settings={"steps": 2, "learning_rate": 0.1}, counts={"number": 3}, seed=1,
    )  # fmt: skip
    card.write(tmp_path)
    assert load_card(tmp_path) == card
    assert json.loads((tmp_path / "card.json").read_text())["losses"] == [[1, 2.5], [2, 1.25]]
