"""The three claims of docs/verification.md get the verdicts that it prints; the third is cited anew in an answer."""

from __future__ import annotations

import json
import re

import pytest

from ragstone.settings import load_settings
from ragstone.wiring import build_checker
from tests.conftest import ROOT
from verify.checker import Checker
from verify.recite import RECITED, recited

PAGE = (ROOT / "docs" / "verification.md").read_text(encoding="utf-8")
BLOCK = re.search(r"```json\n(.*?)```", PAGE, re.DOTALL)
ROWS = [json.loads(line) for line in BLOCK[1].splitlines()] if BLOCK else []


@pytest.fixture(scope="module")
def checker() -> Checker:
    return build_checker(load_settings(environment={}).settings)


def test_the_page_has_three_claims() -> None:
    assert len(ROWS) == 3


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_each_claim_gets_the_verdict_that_is_printed(row: dict[str, object], checker: Checker) -> None:
    [checked] = checker.verify(str(row["response"]), list(row["context"])).claims  # type: ignore[call-overload]
    assert checked.quote is not None
    printed = re.search(rf"^\| {row['id']} \| (\w+) \| ([\d.]+) \| `(\w+)` \| (.*) \|$", PAGE, re.MULTILINE)
    assert printed is not None
    assert (checked.verdict.value, checked.reason, checked.quote.text) == (printed[1], printed[3], printed[4])
    assert checked.support_score == pytest.approx(float(printed[2]), abs=0.05)


def test_the_third_is_cited_anew_where_both_passages_were_shown(checker: Checker) -> None:
    text, context = ROWS[2]["response"], ROWS[2]["context"]
    [claim] = recited(checker, checker.verify(text, context), context).claims
    assert (claim.claim.markers, claim.reason) == ((2,), RECITED)
