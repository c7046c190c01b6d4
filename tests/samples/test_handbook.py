from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import PurePosixPath
from typing import Protocol

import pytest

from ingest.chunk import Validity
from ingest.document import Metadata

FORMATS = {".md": 10, ".html": 5, ".csv": 5, ".pdf": 5, ".docx": 5, ".eml": 2, ".xlsx": 2, ".pptx": 2, ".txt": 2}
SCAN = "operations/weir-plate-inspection-1998.pdf"


class Handbook(Protocol):
    texts: dict[str, str]
    metadata: dict[str, Metadata]
    errors: dict[str, str]

    def validity(self) -> dict[str, Validity]: ...


def test_it_has_at_least_forty_documents_and_25_000_words(handbook: Handbook) -> None:
    assert len(handbook.texts) >= 40
    assert sum(len(text.split()) for text in handbook.texts.values()) >= 25_000


@pytest.mark.parametrize(("extension", "least"), FORMATS.items())
def test_every_format_is_there(handbook: Handbook, extension: str, least: int) -> None:
    counts = Counter(PurePosixPath(id_).suffix for id_ in (*handbook.texts, *handbook.errors))
    assert counts[extension] >= least


def test_only_the_scan_needs_ocr(handbook: Handbook) -> None:
    assert list(handbook.errors) == [SCAN]
    assert "needs OCR" in handbook.errors[SCAN]


def test_no_document_is_a_stub_or_a_book(handbook: Handbook) -> None:
    lengths = {id_: len(text.split()) for id_, text in handbook.texts.items()}
    assert min(lengths.values()) >= 300
    assert max(lengths.values()) <= 1_500


def test_every_document_names_its_department_and_its_type(handbook: Handbook) -> None:
    lacking = [id_ for id_, meta in handbook.metadata.items() if not {"department", "type"} <= set(meta.tags)]
    assert lacking == []


def test_revisions_of_one_policy_follow_each_other_without_a_gap(handbook: Handbook) -> None:
    terms = handbook.validity()
    assert terms["finance/travel-expenses-2024.md"].end == date(2025, 3, 31)
    assert terms["finance/travel-expenses-2025.md"].end == date(2026, 3, 31)
    assert terms["finance/travel-expenses-2026.md"].start == date(2026, 4, 1)


def test_one_policy_takes_effect_later(handbook: Handbook) -> None:
    terms = handbook.validity()
    assert terms["people/working-time-2027.md"].start == date(2027, 1, 4)
    assert terms["people/working-time.md"].end == date(2027, 1, 3)


def test_what_a_document_supersedes_is_in_the_handbook(handbook: Handbook) -> None:
    named = {old for meta in handbook.metadata.values() for old in meta.supersedes}
    assert named <= set(handbook.metadata)


def test_pages_for_a_group_are_for_that_group_only(handbook: Handbook) -> None:
    restricted = {id_: meta.groups for id_, meta in handbook.metadata.items() if meta.groups}
    assert restricted == {
        "finance/restricted/month-end-close.md": ("finance",),
        "hr-only/compensation-bands.xlsx": ("hr",),
        "hr-only/grievance-case-handling.md": ("hr",),
    }


def test_the_contradictions_are_still_there(handbook: Handbook) -> None:
    assert "at least 14 characters" in handbook.texts["security/passwords-and-access.html"]
    assert "at least 12 characters" in handbook.texts["it/laptop-setup.md"]
    assert "Priority: P1" in handbook.texts["support/support-tiers-and-escalation.md"]
    assert "First response to a P1" in handbook.texts["product/millrace-service-description.html"]
