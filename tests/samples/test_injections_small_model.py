"""The same documents against a real small language model; `make test-injections` installs it and runs this."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.answers.injections import attacked, outcomes
from benchmarks.answers.small_model import NEEDED, is_installed, small_model
from samples.injections import catalogue

# Every family is among them; all documents take too long for a test, and `make bench-answers` takes them.
SAMPLE = [one for one in catalogue.load() if one.kind == "instruction"][::6]

pytestmark = pytest.mark.skipif(not is_installed(), reason=f"needs {' and '.join(NEEDED)}: run `make test-injections`")


def test_no_instruction_changes_what_is_shown_of_a_small_model_s_draft(tmp_path: Path) -> None:
    with small_model() as settings, attacked(tmp_path, settings) as assistant:
        found = list(outcomes(assistant, SAMPLE))
    assert [(one.injection.id, one.after) for one in found if one.change in ("obeyed", "cited")] == []
    assert any(one.found for one in found)
