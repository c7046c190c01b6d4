"""From what a person writes to places."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

from ingest.errors import CorpusError, LoadError
from ingest.sources.bucket import BucketTree
from ingest.sources.folder import FolderTree
from ingest.sources.git import GitTree
from ingest.sources.listing import TreePlace
from ingest.sources.place import Place, listed, listed_whole
from ingest.sources.places import places_of
from tests.ingest.sources.worlds import GitWorld, MemoryWorld


def tree(place: Place) -> object:
    assert isinstance(place, TreePlace)
    return place.tree


def test_a_file_of_places_names_several(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.md").write_text("text")
    file = tmp_path / "all.places.yaml"
    file.write_text(
        "places:\n"
        "  - {place: docs, groups: [hr], prefix: it/}\n"
        "  - {place: 'memory://corrow/docs', ignore: ['drafts/**']}\n"
        "  - {place: 'git+https://git.corrow.example/handbook.git#main', secrets: {token: HANDBOOK_TOKEN}}\n"
    )
    folder, bucket, repository = places_of(str(file), environment={"HANDBOOK_TOKEN": "s3cret"})
    assert isinstance(tree(folder), FolderTree)
    assert isinstance(tree(bucket), BucketTree)
    assert isinstance(tree(repository), GitTree)
    assert "s3cret" not in repr(repository)
    assert [source.id for source in folder.sources()] == ["it/a.md"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("places: []", "without places"),
        ("places: [{colour: red}]", "unknown key 'colour'"),
        ("places: [{groups: [hr]}]", "a place without address"),
        ("places: [{place: 'memory://a', secrets: {key: NOT_SET}}]", "variable in `secrets`"),
        ("places: [{place: 'memory://a', groups: ['*']}]", "leave groups out"),
        ("places: [{place: '.', options: {colour: red}}]", "option 'colour'"),
        ("places: [{place: '.', uri: 'https://a.example/{path}'}]", "`uri` for"),
        ("places: [{place: '.', load: {space: HR}}]", "of a reader alone"),
        ("places: [", "no valid YAML"),
    ],
)
def test_a_file_of_places_that_cannot_be_used_is_one_sentence(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "all.places.yaml"
    file.write_text(text)
    with pytest.raises(CorpusError, match=message):
        places_of(str(file))


def test_a_password_in_an_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(CorpusError, match="with a password in it") as caught:
        places_of("sftp://ada:hunter2@files.corrow.example/docs")
    assert "hunter2" not in str(caught.value)


def test_an_unknown_scheme_is_one_sentence() -> None:
    with pytest.raises(CorpusError, match="got 'ftp://corrow.example', expected a path, s3://"):
        places_of("ftp://corrow.example")


@pytest.mark.parametrize("address", ["", " ", "http://[::1"])
def test_an_address_that_is_none_is_one_sentence(address: str) -> None:
    with pytest.raises(CorpusError, match=r"got (an empty address|'http://\[::1' that is no address)"):
        places_of(address)[0].sources()


def test_an_export_that_broke_off_deletes_nothing(tmp_path: Path) -> None:
    (tmp_path / "rows.jsonl").write_text("")
    with pytest.raises(CorpusError, match="without any row, expected one document a line"):
        places_of(str(tmp_path / "rows.jsonl"))[0].sources()


def test_half_of_a_character_in_a_row_is_a_question_mark(tmp_path: Path) -> None:
    row = '{"id": "a", "text": "Cut here \\ud83d", "title": "\\ud83d", "tags": {"\\ud83d": "x"}}'
    (tmp_path / "rows.jsonl").write_text(f'{row}\n{{"id": "\\ud83d", "text": "x"}}\n')
    good, bad = places_of(str(tmp_path / "rows.jsonl"))[0].sources()
    raw = good.read(1000)
    assert (raw.content, raw.told.title, raw.told.tags) == ("Cut here ?", "?", {"?": ("x",)})
    with pytest.raises(LoadError, match="without `id`"):
        bad.read(1000)


def test_where_citations_lead_counts_as_a_change(tmp_path: Path) -> None:
    MemoryWorld(tmp_path).put("a.md", "text")
    file = tmp_path / "all.places.yaml"
    found = set()
    for host in ("old", "new"):
        file.write_text(f"places: [{{place: 'memory://corrow/docs', uri: 'https://{host}.example/{{path}}'}}]")
        found.add(places_of(str(file))[0].sources()[0].read(100).version)
    assert len(found) == 2


def test_an_absent_library_is_named_with_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    real = importlib.import_module

    def absent(name: str, package: str | None = None) -> object:
        if name == "s3fs":
            raise ImportError(name)
        return real(name, package)

    monkeypatch.setattr(importlib, "import_module", absent)
    with pytest.raises(CorpusError, match=r"needs s3fs; install it with `pip install 'ragstone\[s3\]'`"):
        places_of("s3://corrow-handbook/docs")


def test_a_place_that_cannot_be_listed_keeps_the_others_going(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("text")
    places = [*places_of(str(tmp_path)), *places_of("memory://nowhere")]
    found = listed(places)
    assert found.roots == (str(tmp_path),)
    assert [source.id for source in found.sources] == ["a.md", "memory://nowhere"]
    with pytest.raises(LoadError, match="cannot be listed"):
        found.sources[1].read(1)
    with pytest.raises(CorpusError, match="cannot be listed"):
        listed_whole(places)


def test_a_part_of_a_bucket_that_cannot_be_listed_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world = MemoryWorld(tmp_path)
    world.put("a.md", "text")
    world.put("hr/b.md", "text")
    real = type(world.files).ls

    def refused(self: object, path: str, detail: bool = True, **options: object) -> object:
        if path.endswith("/hr"):
            raise PermissionError("denied")
        return real(self, path, detail=detail, **options)

    monkeypatch.setattr(type(world.files), "ls", refused)
    with pytest.raises(CorpusError, match="PermissionError: denied"):
        world.place.sources()


def test_citations_lead_where_the_file_of_places_says(tmp_path: Path) -> None:
    MemoryWorld(tmp_path).put("a page.md", "text")
    file = tmp_path / "all.places.yaml"
    file.write_text("places: [{place: 'memory://corrow/docs', uri: 'https://files.corrow.example/{path}?view'}]")
    (place,) = places_of(str(file))
    assert place.sources()[0].read(100).uri == "https://files.corrow.example/a%20page.md?view"


def test_one_file_of_a_bucket_is_a_place_with_its_sidecar(tmp_path: Path) -> None:
    world = MemoryWorld(tmp_path)
    world.put("a.md", "text")
    world.put("a.md.meta.yaml", "groups: [hr]")
    (place,) = places_of("memory://corrow/docs/a.md")
    (source,) = place.sources()
    raw = source.read(100)
    assert (source.id, raw.uri, raw.told.groups) == ("a.md", "memory://corrow/docs/a.md", ("hr",))


def test_a_sidecar_that_came_after_the_listing_counts(tmp_path: Path) -> None:
    world = MemoryWorld(tmp_path)
    world.put("a.md", "open")
    (source,) = world.place.sources()
    world.put("a.md.meta.yaml", "groups: [hr]")
    world.put("a.md", "closed")
    assert source.read(100).told.groups == ("hr",)


def test_a_branch_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    world = GitWorld(tmp_path)
    world.put("a.md", "text")
    (place,) = places_of(f"git+file://{world.path}#nowhere")
    with pytest.raises(CorpusError, match="couldn't find remote ref nowhere"):
        place.sources()


def test_a_folder_that_the_branch_lost_is_an_error(tmp_path: Path) -> None:
    world = GitWorld(tmp_path)
    world.commit()
    with pytest.raises(CorpusError, match="without a file in 'docs'"):
        world.place.sources()


def test_a_branch_that_was_rewritten_is_read_as_it_is(tmp_path: Path) -> None:
    world = GitWorld(tmp_path)
    world.put("a.md", "old")
    before = world.place.sources()
    world._git("-C", str(world.path), "update-ref", "-d", "HEAD")
    world.put("a.md", "new")
    after = world.place.sources()
    assert [source.listed for source in before] != [source.listed for source in after]
    assert after[0].read(100).uri == f"file://{world.path}#docs/a.md"


def test_a_link_and_a_large_file_in_a_repository_are_failures(tmp_path: Path) -> None:
    world = GitWorld(tmp_path)
    world.put("a.md", "a long text")
    (world.path / "docs" / "link.md").symlink_to("/etc/passwd")
    world.put("lfs.md", "version https://git-lfs.github.com/spec/v1\noid sha256:0\n")
    sources = {source.id: source for source in world.place.sources()}
    with pytest.raises(LoadError, match="expected at most"):
        sources["a.md"].read(5)
    with pytest.raises(LoadError, match="it is a link"):
        sources["link.md"].read(100)
    with pytest.raises(LoadError, match="git LFS"):
        sources["lfs.md"].read(100)


@pytest.mark.parametrize(
    "address", ["git+ext://sh", "git+https://a.example/b#--upload-pack=x", "git+https://a/b?folder=../c"]
)
def test_an_address_that_git_must_not_see_is_refused(address: str) -> None:
    with pytest.raises(CorpusError, match="expected"):
        places_of(address)
