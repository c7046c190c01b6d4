from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from models.errors import ModelLoadError, ModelMissingError
from models.lexical import IdfTable, names, negations, numbers, words


@pytest.fixture
def table() -> IdfTable:
    return IdfTable.count([frozenset({0, 1}), frozenset({0}), frozenset({0, 2})], vocabulary=4)


def test_rare_ids_weigh_more(table: IdfTable) -> None:
    # Id 0 is in all three texts: log(4/4) = 0; ids 1 and 2 in one: log(4/2); id 3 in none: log(4/1) = 2 log 2.
    assert table.coverage(frozenset({0, 1, 3}), frozenset({1})) == pytest.approx(math.log(2) / math.log(8))


def test_coverage_goes_from_nothing_to_all(table: IdfTable) -> None:
    assert table.coverage(frozenset({1, 2}), frozenset()) == 0
    assert table.coverage(frozenset({1, 2}), frozenset({1, 2, 3})) == pytest.approx(1)


def test_a_claim_without_weight_is_not_covered(table: IdfTable) -> None:
    assert table.coverage(frozenset(), frozenset({1})) == 0
    assert table.coverage(frozenset({0}), frozenset({0})) == 0


def test_a_saved_table_is_read_again(table: IdfTable, tmp_path: Path) -> None:
    table.save(tmp_path / "idf.npy")
    loaded = IdfTable.load(tmp_path / "idf.npy")
    assert loaded.coverage(frozenset({1, 3}), frozenset({1})) == pytest.approx(1 / 3, abs=1e-3)


def test_an_absent_table_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelMissingError, match=r"idf\.npy"):
        IdfTable.load(tmp_path / "idf.npy")


def test_what_is_no_table_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text.npy").write_text("hello")
    np.save(tmp_path / "square.npy", np.zeros((2, 2)))
    with pytest.raises(ModelLoadError, match="is no array"):
        IdfTable.load(tmp_path / "text.npy")
    with pytest.raises(ModelLoadError, match=r"shape \(2, 2\), expected \(vocabulary,\)"):
        IdfTable.load(tmp_path / "square.npy")


def test_numbers_ignore_thousands_separators_and_are_spelled_out_to_twelve() -> None:
    assert numbers("1,200 users, 3.5 % in Two years, since 2019.") == {"1200", "3.5", "2", "2019"}


def test_names_are_capital_words_inside_sentences() -> None:
    assert names("The office in Gdansk is run by Ana Kowalska. Lunch is free.") == {"gdansk", "ana", "kowalska"}


def test_words_are_lower_case_and_different() -> None:
    assert words("Lunch, lunch at noon") == {"lunch", "at", "noon"}


@pytest.mark.parametrize(
    ("text", "denied"), [("It is free.", False), ("It isn't free.", True), ("Nobody may not enter.", False)]
)
def test_a_text_denies_when_it_does_so_an_odd_number_of_times(text: str, denied: bool) -> None:
    assert negations(text) is denied
