"""The scores of loaders against numbers worked out by hand, and what our own reach on what is always at hand."""

from __future__ import annotations

from pathlib import Path

from benchmarks.loaders.reading import Reading, of_markdown
from benchmarks.loaders.score import heading_f1, reading_order, table_f1, text_recall
from benchmarks.loaders.tools import ragstone
from benchmarks.loaders.truth import TrueTable, Truth, file_of, truths

TABLE = TrueTable("Name | Days / Of leave | Days / Of notice", ("Ada | 25 | 30", "Bob | 28 | 60"))
TRUTH = Truth(
    "a.md", "samples", headings=("Leave", "Pay"), has=("One.", "Two."), lacks=("Home",), order=("A", "B", "C")
)


def test_a_cell_counts_with_the_name_of_its_column_and_the_first_cell_of_its_row() -> None:
    whole = of_markdown("| Name | Of leave | Of notice |\n|--|--|--|\n| Ada | 25 | 30 |\n| Bob | 28 | 60 |\n")
    assert table_f1(whole, TABLE) == 1
    # Three cells are found and two of them right, of four: precision 2/3, recall 2/4.
    part = of_markdown("| Name | Of leave | Of notice |\n|--|--|--|\n| Ada | 25 | 31 |\n| Bob | 28 |\n")
    assert table_f1(part, TABLE) == 4 / 7
    assert table_f1(Reading(), TABLE) == 0


def test_headings_sentences_and_order() -> None:
    reading = of_markdown("# Leave\n\nOne. Home.\n\nB A C\n\n## More\n")
    assert heading_f1(reading, TRUTH) == 0.5
    assert text_recall(reading, TRUTH) == 1 / 3
    assert reading_order(reading, Truth("a.md", "samples", order=("B", "C", "A"))) == 0.5


def test_every_table_of_the_samples_and_of_what_is_built_is_read_whole(tmp_path: Path) -> None:
    read = ragstone()
    low: dict[tuple[str, str], float] = {}
    for truth in truths():
        path = file_of(truth, tmp_path / "nowhere", tmp_path)
        if path is not None:
            low |= {(truth.file, one.columns): table_f1(read(path), one) for one in truth.tables}
    assert len(low) == 10
    assert {name: score for name, score in low.items() if score < 0.97} == {}
