from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

from models.evidence import GATHERED, LONG, SHORT, Case, PreparedClaim, PreparedText, prepare_text, view
from models.lexical import IdfTable

EVEN = IdfTable(np.ones(30522, dtype=np.float32))
FILLER = "The weather was mild and nothing of note happened. "


@pytest.fixture(scope="module")
def tokenizer(weights: Path) -> Tokenizer:
    found = Tokenizer.from_file(str(weights / "embedder" / "tokenizer.json"))
    found.no_truncation()
    found.no_padding()
    return found


def prepared(tokenizer: Tokenizer, text: str) -> PreparedText:
    return prepare_text(text, tokenizer.encode(text, add_special_tokens=False))


def claim_of(tokenizer: Tokenizer, text: str) -> PreparedClaim:
    return PreparedClaim(text, frozenset(tokenizer.encode(text, add_special_tokens=False).ids))


def test_windows_come_in_two_sizes(tokenizer: Tokenizer) -> None:
    text = prepared(tokenizer, FILLER * 40)
    assert 1 < len(text.long) < len(text.short)
    assert LONG > SHORT


def case_of(tokenizer: Tokenizer, claim: str, *texts: str) -> Case:
    found = view(claim_of(tokenizer, claim), [prepared(tokenizer, text) for text in texts], EVEN)
    assert found is not None
    return found


def test_the_windows_with_most_of_the_claims_words_are_kept(tokenizer: Tokenizer) -> None:
    fact = "Invoices are archived for ten years."
    found = case_of(tokenizer, fact, FILLER * 60, f"{FILLER * 20}{fact} {FILLER * 20}")
    assert len(found.windows) == len(found.pieces) == 3
    for best, piece in ((found.windows[0], found.pieces[0]), (found.windows[2], found.pieces[2])):
        assert best.index == 1
        assert best.coverage == pytest.approx(1)
        assert fact in piece
    assert found.closest == fact
    assert found.sentence_coverage == pytest.approx(1)


def test_what_stands_in_two_texts_is_gathered_in_their_order(tokenizer: Tokenizer) -> None:
    first, second = "Invoices are archived for ten years.", "Contracts expire after five months."
    claim = "Contracts expire after five months and invoices are archived for ten years."
    found = case_of(tokenizer, claim, FILLER * 30 + first, second + " " + FILLER * 30)
    lines = found.gathered.splitlines()
    assert lines.index(first) < lines.index(second)
    assert len(tokenizer.encode(found.gathered, add_special_tokens=False).ids) <= GATHERED


def test_all_that_is_read_can_be_looked_through(tokenizer: Tokenizer) -> None:
    found = case_of(tokenizer, "Invoices are archived.", "Invoices are archived for ten years.")
    assert set(found.read.splitlines()) == {"Invoices are archived for ten years."}


@pytest.mark.parametrize(("claim", "text"), [("Anything.", " "), (" ", "Anything.")])
def test_without_words_there_is_nothing_to_view(tokenizer: Tokenizer, claim: str, text: str) -> None:
    assert view(claim_of(tokenizer, claim), [prepared(tokenizer, text)], EVEN) is None
