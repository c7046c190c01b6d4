"""Who may read a document never gets wider by a slip, a move, or a file that cannot be read."""

from __future__ import annotations

import unicodedata
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from ingest.errors import CorpusError
from ingest.index.edge import EdgeIndex
from ingest.index.protocol import Conditions
from ingest.outcome import SyncReport
from ingest.sources.place import listed
from ingest.sources.places import places_of
from ingest.sync import Sync
from ingest.tags import parse_corpus, parse_fields

Run = Callable[..., SyncReport]
Open = Callable[[], EdgeIndex]
Make = Callable[..., Sync]


def seen(index: EdgeIndex, *groups: str) -> list[str]:
    """The ids that these groups may read."""
    found = [record.document_id for record in index.documents(Conditions(date(2026, 11, 24), groups))]
    index.close()
    return found


def failed(report: SyncReport) -> dict[str, str]:
    return {one.document_id: one.reason for one in report.outcomes if one.reason}


@pytest.fixture
def pay(tmp_path: Path) -> Path:
    """A folder with one page that is open so far, and one that stays so."""
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "pay.md").write_text("The chief executive earns 900,000 a year.\n")
    (folder / "leave.md").write_text("Annual leave is 25 days.\n")
    return folder


@pytest.fixture
def two_places(tmp_path: Path, make_sync: Make) -> Callable[[], SyncReport]:
    """Syncs an open folder and a closed one."""
    for name in ("pub", "hr"):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.md").write_text("This page stays where it is.")
    places = tmp_path / "all.places.yaml"
    places.write_text("places:\n- place: pub\n- place: hr\n  groups: [hr]\n")

    def run() -> SyncReport:
        found = listed(places_of(str(places)))
        return make_sync().run(found.sources, roots=found.roots)

    return run


def test_a_file_that_moves_to_another_place_takes_its_rights(tmp_path: Path, two_places: Run, open_index: Open) -> None:
    (tmp_path / "pub" / "pay.md").write_text("The chief executive earns 900,000 a year.")
    two_places()
    (tmp_path / "pub" / "pay.md").rename(tmp_path / "hr" / "pay.md")
    assert two_places().counts == {"added": 0, "replaced": 1, "unchanged": 2, "removed": 0, "failed": 0}
    assert seen(open_index()) == ["pub.md"]
    assert seen(open_index(), "hr") == ["hr.md", "pay.md", "pub.md"]


def test_a_file_that_moves_and_cannot_be_read_there_is_gone_from_where_it_was(
    tmp_path: Path, two_places: Run, open_index: Open
) -> None:
    (tmp_path / "pub" / "pay.md").write_text("The chief executive earns 900,000 a year.")
    two_places()
    (tmp_path / "pub" / "pay.md").unlink()
    (tmp_path / "hr" / "pay.md").write_bytes(b"")
    assert list(failed(two_places())) == ["pay.md"]
    assert seen(open_index(), "hr") == ["hr.md", "pub.md"]


@pytest.mark.parametrize("slip", ["groups: hr]\n[", "gruops: [hr]", "groups: [hr]\ngroups: []"])
def test_a_sidecar_that_cannot_be_used_takes_the_page_out(pay: Path, sync: Run, open_index: Open, slip: str) -> None:
    sync(pay)
    (pay / "pay.md.meta.yaml").write_text(slip)
    assert "until then nothing of it is shown" in failed(sync(pay))["pay.md"]
    assert seen(open_index()) == ["leave.md"]
    revision = open_index().revision
    sync(pay)
    assert open_index().revision == revision


def test_a_sidecar_that_leads_nowhere_opens_nothing(pay: Path, tmp_path: Path, sync: Run, open_index: Open) -> None:
    shared = tmp_path / "hr.yaml"
    shared.write_text("groups: [hr]\n")
    (pay / "pay.md.meta.yaml").symlink_to(shared)
    sync(pay)
    shared.unlink()
    assert "pay.md.meta.yaml that cannot be read" in failed(sync(pay))["pay.md"]
    assert seen(open_index()) == ["leave.md"]


def test_a_sidecar_that_cannot_be_read_is_one_page_s_failure(pay: Path, sync: Run, open_index: Open) -> None:
    (pay / "pay.md.meta.yaml").mkdir()  # which nobody can read as a file, root included
    assert list(failed(sync(pay))) == ["pay.md"]
    assert seen(open_index()) == ["leave.md"]


@pytest.mark.parametrize("name", ["pay.md.meta.yml", "pay.md.META.YAML"])
def test_a_misnamed_sidecar_is_a_failure_of_its_page(pay: Path, sync: Run, open_index: Open, name: str) -> None:
    (pay / name).write_text("groups: [hr]\n")
    assert f"got '{name}' beside it, expected 'pay.md.meta.yaml'" in failed(sync(pay))["pay.md"]
    assert seen(open_index()) == ["leave.md"]


def test_a_misnamed_sidecar_without_its_page_is_a_failure(pay: Path, sync: Run) -> None:
    (pay / "gone.md.meta.yml").write_text("groups: [hr]\n")
    assert "without 'gone.md' beside it" in failed(sync(pay))["gone.md.meta.yml"]


@pytest.mark.parametrize("name", ["corpus.yml", "Corpus.yaml"])
def test_misnamed_rules_stop_the_sync(pay: Path, sync: Run, name: str) -> None:
    (pay / name).write_text('rules:\n- match: "pay.md"\n  groups: [hr]\n')
    with pytest.raises(CorpusError, match="expected corpus.yaml; rename it"):
        sync(pay)


def test_rules_in_a_folder_are_a_failure_of_what_is_in_it(pay: Path, sync: Run, open_index: Open) -> None:
    (pay / "hr").mkdir()
    (pay / "hr" / "bonus.md").write_text("The bonus is 10 per cent.")
    (pay / "hr" / "corpus.yaml").write_text('rules:\n- match: "**"\n  groups: [hr]\n')
    assert "expected it at the top alone" in failed(sync(pay))["hr/bonus.md"]
    assert seen(open_index()) == ["leave.md", "pay.md"]


@pytest.mark.parametrize("match", ["hr/", "/hr/**", "./hr/**", "hr/**"])
def test_a_rule_holds_however_its_folder_is_written(pay: Path, sync: Run, open_index: Open, match: str) -> None:
    (pay / "hr").mkdir()
    (pay / "hr" / "bonus.md").write_text("The bonus is 10 per cent.")
    (pay / "corpus.yaml").write_text(f'rules:\n- match: "{match}"\n  groups: [hr]\n')
    assert sync(pay).complete
    assert seen(open_index()) == ["leave.md", "pay.md"]


def test_a_rule_holds_for_a_name_that_a_mac_wrote(pay: Path, sync: Run, open_index: Open) -> None:
    (pay / unicodedata.normalize("NFD", "Gehälter.md")).write_text("Die Chefin verdient 900.000.")
    rules = 'rules:\n- match: "Gehälter.md"\n  groups: [hr]\n'
    (pay / "corpus.yaml").write_text(unicodedata.normalize("NFC", rules), encoding="utf-8")
    sync(pay)
    assert seen(open_index()) == ["leave.md", "pay.md"]


def test_a_rule_on_groups_that_matches_nothing_is_a_failure(pay: Path, sync: Run) -> None:
    (pay / "corpus.yaml").write_text(
        'rules:\n- match: "HR/**"\n  groups: [hr]\n- match: "drafts/**"\n  tags: {status: draft}\n'
    )
    assert failed(sync(pay)) == {
        "corpus.yaml": "got the rule 'HR/**' in corpus.yaml, which matches no file; correct or remove it"
    }


def test_a_rule_may_be_about_what_is_in_an_archive(pay: Path, sync: Run, open_index: Open) -> None:
    with zipfile.ZipFile(pay / "old.zip", "w") as archive:
        archive.writestr("bonus.md", "The bonus is 10 per cent.")
    (pay / "corpus.yaml").write_text('rules:\n- match: "old.zip/bonus.md"\n  groups: [hr]\n')
    assert sync(pay).complete
    assert seen(open_index()) == ["leave.md", "pay.md"]


def test_rules_alone_do_not_make_a_folder_full(pay: Path, sync: Run, open_index: Open) -> None:
    sync(pay)
    (pay / "pay.md").unlink()
    (pay / "leave.md").unlink()
    (pay / "corpus.yaml").write_text('rules:\n- match: "*.md"\n  groups: [hr]\n')
    with pytest.raises(CorpusError, match="without any document"):
        sync(pay)
    assert seen(open_index()) == ["leave.md", "pay.md"]


def test_a_page_that_is_closed_while_it_cannot_be_read_is_not_shown(pay: Path, sync: Run, open_index: Open) -> None:
    sync(pay)
    (pay / "pay.md").write_bytes(b"")
    (pay / "pay.md.meta.yaml").write_text("groups: [hr]\n")
    assert "until then nothing of it is shown" in failed(sync(pay))["pay.md"]
    assert seen(open_index(), "hr") == ["leave.md"]


def test_a_page_that_is_opened_while_it_cannot_be_read_stays_as_it_was(pay: Path, sync: Run, open_index: Open) -> None:
    (pay / "pay.md.meta.yaml").write_text("groups: [hr]\n")
    sync(pay)
    (pay / "pay.md").write_bytes(b"")
    (pay / "pay.md.meta.yaml").write_text("groups: [board, hr]\n")
    sync(pay)
    assert seen(open_index(), "hr") == ["leave.md", "pay.md"]
    assert seen(open_index(), "board") == ["leave.md"]


def test_a_folder_behind_a_link_is_named_as_not_read(pay: Path, tmp_path: Path, sync: Run) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "x.md").write_text("Elsewhere.")
    (pay / "linked").symlink_to(tmp_path / "other")
    (pay / "here").mkdir()
    (pay / "here" / "y.md").write_text("Here.")
    (pay / "current").symlink_to("here")
    assert list(failed(sync(pay))) == ["linked"]


def test_groups_in_one_text_are_parted_at_commas() -> None:
    assert parse_fields("groups: hr, finance", "a sidecar").groups == ("finance", "hr")


@pytest.mark.parametrize("ignore", ['"drafts/**"', '["drafts/**"]', "drafts/"])
def test_what_is_left_out_may_be_one_glob_or_several(ignore: str) -> None:
    rules = parse_corpus(f"ignore: {ignore}")
    assert (rules.ignores("drafts/a.md"), rules.ignores("a.md")) == (True, False)


@pytest.mark.parametrize("text", ["ignore: 7", "ignore: {a: b}", "rules:\n- match: a\n  effective: 2026-02-30"])
def test_rules_that_cannot_be_used_stop_the_sync_with_a_sentence(text: str) -> None:
    with pytest.raises(CorpusError, match="corpus.yaml cannot be used"):
        parse_corpus(text)


def test_rules_nested_without_end_stop_the_sync_with_a_sentence() -> None:
    with pytest.raises(CorpusError, match="nested too deeply"):
        parse_corpus("[" * 5000)
