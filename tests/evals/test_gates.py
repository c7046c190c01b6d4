from __future__ import annotations

from pathlib import Path

import pytest

from evals.errors import EvalError
from evals.gates import Middle, load_gates

ONE = "gates: [{name: a, metric: score, worse: down, limit: 0.1}]\n"


def test_the_shipped_rules_are_those_of_the_documentation() -> None:
    rules = load_gates()
    limits = {gate.name: (gate.metric, gate.slice, gate.worse, gate.limit) for gate in rules.gates}
    assert limits == {
        "unsupported claims": ("unsupported_rate", "all", "up", 0.02),
        "tool choice": ("tool_right", "all", "down", 0.03),
        "abstention": ("abstained_when_due", "all", "down", 0.0),
        "latency": ("latency_ms", "all", "up", 0.15),
        "preservation": ("score", "preservation", "down", 0.03),
    }
    assert rules.gates[3].middle is Middle.median
    assert rules.gain is not None
    assert (rules.gain.slice, rules.gain.least, rules.gain.relative) == ("core", 0.10, True)


def test_each_look_gets_its_share_of_the_error(tmp_path: Path) -> None:
    (tmp_path / "g.yaml").write_text("level: 0.9\nlooks: 2\n" + ONE)
    assert load_gates(tmp_path / "g.yaml").level_of_a_look == pytest.approx(0.95)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("gates: [{name: a, metric: magic, worse: up, limit: 0}]", "got metric 'magic' .* expected one of .*score"),
        ("gates: [{name: a, metric: score, worse: sideways, limit: 0}]", "got an unusable `gates.0.worse`"),
        ("gates: [{name: a, metric: score, worse: up, limit: -1}]", "got an unusable `gates.0.limit`"),
        ("gates: [{name: a, metric: score, worse: up, limit: 0, slcie: core}]", "got an unusable `gates.0.slcie`"),
        ("level: 2\n" + ONE, "got an unusable `level`"),
        ("- a list", "got an unusable"),
        ("gates: [", "cannot be read"),
        (ONE + "gain: {metric: none, least: 0}", "got metric 'none'"),
        ("gates: [{name: a, metric: score, worse: up, limit: 0}]", "'score' is worse down; write `worse: down`"),
        ("gates: [{name: a, metric: score, worse: down, limit: 0}, {name: a, metric: score, worse: down, limit: 0}]",
         "got the gate 'a' twice"),
    ],
)  # fmt: skip
def test_rules_that_cannot_be_used_are_refused_in_a_sentence(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "g.yaml").write_text(text)
    with pytest.raises(EvalError, match=message):
        load_gates(tmp_path / "g.yaml")


def test_rules_that_are_not_there_are_refused(tmp_path: Path) -> None:
    with pytest.raises(EvalError, match="cannot be read"):
        load_gates(tmp_path / "none.yaml")
