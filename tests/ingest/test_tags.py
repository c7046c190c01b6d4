from __future__ import annotations

from datetime import date

import pytest

from ingest.errors import CorpusError, LoadError
from ingest.loaders.loaded import RawFile
from ingest.parse import parse
from ingest.sources.source import RawSource
from ingest.tags import Fields, combine, parse_corpus, parse_fields


def test_the_later_place_wins() -> None:
    rules = [Fields(title="Rule", tags={"department": ("it",), "kind": ("policy",)})]
    metadata = combine(rules, Fields(title="Own", tags={"department": ("hr",)}), Fields(title="Sidecar"))
    assert metadata.title == "Sidecar"
    assert metadata.tags == {"department": ("hr",), "kind": ("policy",)}


def test_the_last_matching_rule_names_the_groups() -> None:
    rules = parse_corpus('rules:\n  - match: "*"\n    groups: [all-staff]\n  - match: "hr/*"\n    groups: [hr]\n')
    assert combine(rules.fields_for("hr/pay.md"), Fields(), Fields()).groups == ("hr",)


def test_places_that_name_different_groups_are_an_error() -> None:
    with pytest.raises(LoadError, match="from different places, expected one"):
        combine([Fields(groups=("hr",))], Fields(groups=("finance",)), Fields())


def test_a_document_cannot_expire_before_it_takes_effect() -> None:
    own = Fields(effective=date(2026, 5, 1), expires=date(2026, 4, 1))
    with pytest.raises(LoadError, match="expires 2026-04-01 before effective 2026-05-01"):
        combine([], own, Fields())


@pytest.mark.parametrize("groups", ['["*"]', '[""]', "'*'"])
def test_nobody_can_be_named_as_everybody(groups: str) -> None:
    with pytest.raises(LoadError, match="leave groups out to make it public"):
        parse_fields(f"groups: {groups}", "front matter")


def test_an_empty_groups_line_is_an_error_because_it_would_open_the_page() -> None:
    with pytest.raises(LoadError, match="empty `groups:`"):
        parse_fields("groups:", "front matter")


def test_an_unknown_key_of_a_sidecar_is_an_error() -> None:
    with pytest.raises(LoadError, match="unknown key 'group' in a.md.meta.yaml"):
        parse_fields("group: hr", "a.md.meta.yaml")


@pytest.mark.parametrize("text", ["rules: [", "rules: 5", "- a", "rule: []", "rules:\n  - groups: [hr]"])
def test_a_broken_corpus_file_stops_the_sync(text: str) -> None:
    with pytest.raises(CorpusError, match="corpus.yaml"):
        parse_corpus(text)


def test_ignored_files_are_named_by_globs() -> None:
    rules = parse_corpus('ignore: ["drafts/*", "*.bak"]')
    assert rules.ignores("drafts/a.md")
    assert not rules.ignores("final/a.md")


@pytest.mark.parametrize("name", ["hr/pay.md", "a/hr/pay.md", "a/b/hr/c/pay.md"])
def test_two_stars_stand_for_any_folders_or_none(name: str) -> None:
    rules = parse_corpus('rules:\n  - match: "**/hr/**"\n    groups: [hr]\n')
    assert rules.fields_for(name)[0].groups == ("hr",)


def test_foreign_keys_of_front_matter_are_left_alone_but_not_a_near_miss() -> None:
    assert parse_fields("layout: page\npermalink: /a", "front matter", strict=False) == Fields()
    with pytest.raises(LoadError, match="the key 'group' in front matter, which is nearly 'groups'"):
        parse_fields("group: [hr]", "front matter", strict=False)


@pytest.mark.parametrize("tags", ["hiring, agile", "[hiring, agile]"])
def test_tags_without_keys_are_topics(tags: str) -> None:
    assert parse_fields(f"tags: {tags}", "front matter").tags == {"topic": ("hiring", "agile")}


def test_tags_that_are_a_number_are_an_error() -> None:
    with pytest.raises(LoadError, match="got tags '7' in front matter, expected a mapping"):
        parse_fields("tags: 7", "front matter")


def test_the_language_that_somebody_names_is_that_of_the_document() -> None:
    text = "---\ntags: {language: de}\n---\nThis page is in English as far as a program that guesses can tell from it."
    raw = RawSource("a.md", "src", "uri", RawFile("a.md", text.encode()), "1")
    assert parse(raw).document.language == "de"


def test_a_tag_that_each_document_has_by_itself_is_refused() -> None:
    with pytest.raises(LoadError, match="got the tag 'media_type' in front matter"):
        parse_fields("tags: {media_type: pdf}", "front matter")
