from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

from models.evidence import LONG, SHORT, PreparedClaim, PreparedText, candidates, prepare_text
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


def test_the_windows_with_most_of_the_claims_words_are_kept(tokenizer: Tokenizer) -> None:
    fact = "Invoices are archived for ten years. "
    texts = [prepared(tokenizer, FILLER * 60), prepared(tokenizer, FILLER * 20 + fact + FILLER * 20)]
    sentence = "Invoices are archived for ten years."
    claim = claim_of(tokenizer, sentence)
    found = candidates(claim, texts, EVEN)
    assert [candidate.is_long for candidate in found] == [True] * 4 + [False] * 3
    for best in (found[0], found[4]):
        assert best.index == 1
        assert best.coverage == pytest.approx(1)
        assert fact.strip() in texts[1].piece(best.window)


def test_evidence_without_words_gives_no_candidates(tokenizer: Tokenizer) -> None:
    claim = claim_of(tokenizer, "Anything.")
    assert candidates(claim, [prepared(tokenizer, " ")], EVEN) == []
