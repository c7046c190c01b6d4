"""Archives and mails: each document in them is one of its own, under the rights of what it is in."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.carry import Carrier
from ingest.errors import CorpusError, LoadError, RightsError
from ingest.index.edge import EdgeIndex
from ingest.loaders.loaded import RawFile
from ingest.sources.mail import attachments
from ingest.sources.place import Terms, listed_whole
from ingest.sources.places import discover, path_place
from ingest.sources.source import FailedSource, Source
from ingest.tags import groups_in
from models.protocols import Embedder
from tests.ingest.conftest import MakeSync

BEGIN = b"From ada@corrow.example Thu Nov 26 11:00:00 2026\n"


def packed(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def mail(subject: str, attached: dict[str, bytes], *, id_: str = "one@corrow.example") -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "ada@corrow.example", "bo@corrow.example", subject
    message["Message-ID"] = f"<{id_}>"
    message.set_content("See what is attached.\n\nFrom here on it is about pay.\n")
    for name, data in attached.items():
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def by_id(path: Path) -> dict[str, Source]:
    return {source.id: source for source in discover(path)}


def content(source: Source) -> bytes:
    raw = source.read(100_000).content
    assert isinstance(raw, RawFile)
    return raw.data


def fault(source: Source) -> str:
    assert isinstance(source, FailedSource)
    return source.fault


def groups(source: Source) -> tuple[str, ...] | None:
    raw = source.read(100_000)
    return raw.told.groups or groups_in(raw.rules)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "docs"
    path.mkdir()
    return path


def test_an_archive_and_a_mail_in_a_folder_are_opened(folder: Path) -> None:
    (folder / "old.zip").write_bytes(packed({"inner/a.md": b"An old page.", "inner/.hidden.md": b"no"}))
    (folder / "offer.eml").write_bytes(mail("Offer", {"price.txt": b"It costs 12 euros.", "logo.png": b"png"}))
    found = by_id(folder)
    assert list(found) == ["offer.eml", "offer.eml/price.txt", "old.zip/inner/a.md"]
    assert content(found["old.zip/inner/a.md"]) == b"An old page."
    assert content(found["offer.eml/price.txt"]) == b"It costs 12 euros."
    assert found["old.zip/inner/a.md"].read(1000).uri == (folder / "old.zip").as_uri()


def test_an_archive_attached_to_a_mail_in_a_box(folder: Path) -> None:
    inner = mail("Offer", {"all.zip": packed({"deep.txt": b"Deep down."})})
    (folder / "box.mbox").write_bytes(BEGIN + inner + b"\n")
    found = by_id(folder)
    assert list(found) == ["box.mbox/one@corrow.example.eml", "box.mbox/one@corrow.example.eml/all.zip/deep.txt"]
    assert content(found["box.mbox/one@corrow.example.eml/all.zip/deep.txt"]) == b"Deep down."


def test_what_holds_for_a_file_holds_for_what_is_in_it(folder: Path) -> None:
    (folder / "closed.zip").write_bytes(packed({"a.md": b"Closed."}))
    (folder / "closed.zip.meta.yaml").write_text("groups: [hr]\n")
    (folder / "ruled.zip").write_bytes(packed({"hr/b.md": b"Closed.", "c.md": b"Open."}))
    (folder / "corpus.yaml").write_text("rules:\n  - match: 'ruled.zip/hr/**'\n    groups: [hr]\n")
    found = by_id(folder)
    assert {name: groups(source) for name, source in found.items()} == {
        "closed.zip/a.md": ("hr",), "ruled.zip/c.md": None, "ruled.zip/hr/b.md": ("hr",),
    }  # fmt: skip


def test_a_wide_rule_after_a_narrow_one_does_not_open_an_archive_that_comes_later(folder: Path) -> None:
    (folder / "closed.zip").write_bytes(packed({"a.md": b"Closed."}))
    rules = "rules:\n  - {match: '**', groups: [all]}\n  - {match: closed.zip, groups: [hr]}\n"
    (folder / "corpus.yaml").write_text(rules)
    assert groups(by_id(folder)["closed.zip/a.md"]) == ("hr",)


def test_an_archive_cannot_open_itself(folder: Path) -> None:
    rules = b"rules:\n  - match: 'a.md'\n    groups: [all]\n"
    (folder / "closed.zip").write_bytes(packed({"a.md": b"Closed.", "corpus.yaml": rules}))
    (folder / "closed.zip.meta.yaml").write_text("groups: [hr]\n")
    assert fault(by_id(folder)["closed.zip/a.md"]).startswith("got groups ['all'] in corpus.yaml, expected ['hr']")


def test_a_sidecar_sent_by_mail_says_nothing(folder: Path) -> None:
    attached = {"a.txt": b"Text.", "a.txt.meta.yaml": b"groups: [all]\n", "corpus.yaml": b"ignore: ['*']\n"}
    (folder / "a.eml").write_bytes(mail("A", attached))
    found = by_id(folder)
    assert list(found) == ["a.eml", "a.eml/a.txt", "a.eml/a.txt.meta.yaml", "a.eml/corpus.yaml"]
    assert [groups(source) for source in found.values()] == [None] * 4


def test_our_own_files_are_no_documents(folder: Path) -> None:
    for name in ("ragstone.toml", "all.places.yaml", "corpus.yaml", "a.md.meta.yaml"):
        (folder / name).write_text("")
    (folder / "values.yaml").write_text("a: 1")
    (folder / "a.md").write_text("text")
    assert list(by_id(folder)) == ["a.md", "values.yaml"]


@pytest.mark.parametrize("rebuild", [False, True])
def test_what_was_in_an_archive_stays_when_that_is_cut_off(
    folder: Path, rebuild: bool, make_sync: MakeSync, open_index: Callable[[], EdgeIndex], embedder: Embedder
) -> None:
    (folder / "b.md").write_text("text")
    (folder / "old.zip").write_bytes(packed({"a.md": b"An old page.", "c.md": b"Another."}))
    make_sync().run(discover(folder), roots=[str(folder)])
    whole = (folder / "old.zip").read_bytes()
    (folder / "old.zip").write_bytes(whole[:-9])
    (folder / "b.md").unlink()
    carrier = Carrier.of(open_index(), embedder) if rebuild else None
    report = replace(make_sync(rebuild=rebuild), carrier=carrier).run(discover(folder), roots=[str(folder)])
    assert [one.reason for one in report.outcomes if one.document_id == "old.zip"] == [
        "got a damaged archive (bad zip), expected a whole one; upload it again"
    ]
    assert sorted(record.document_id for record in open_index().library(())) == ["old.zip/a.md", "old.zip/c.md"]
    (folder / "old.zip").write_bytes(packed({"c.md": b"Another."}))
    report = make_sync().run(discover(folder), roots=[str(folder)])
    assert [record.document_id for record in open_index().library(())] == ["old.zip/c.md"]
    assert report.complete


def test_an_index_that_begins_with_nothing_needs_archives_that_are_whole(folder: Path) -> None:
    (folder / "cut.zip").write_bytes(packed({"a.md": b"text"})[:-9])
    with pytest.raises(CorpusError, match=r"got 'cut.zip', which cannot be listed: got a damaged archive"):
        listed_whole([path_place(folder, Terms())])
    (folder / "corpus.yaml").write_text("ignore: [cut.zip]\n")
    (folder / "b.md").write_text("text")
    assert [source.id for source in listed_whole([path_place(folder, Terms())]).sources] == ["b.md"]


def test_a_damaged_archive_that_came_by_mail_is_a_failure_alone(folder: Path) -> None:
    (folder / "a.eml").write_bytes(mail("A", {"cut.zip": packed({"a.md": b"text"})[:-9], "b.txt": b"Text."}))
    found = by_id(folder)
    assert list(found) == ["a.eml", "a.eml/b.txt", "a.eml/cut.zip"]
    assert "damaged archive" in fault(found["a.eml/cut.zip"])


@pytest.mark.parametrize("name", ["../up.md", "/top.md", "a/../../b.md"])
def test_a_name_that_leads_out_of_the_archive_is_a_failure(folder: Path, name: str) -> None:
    (folder / "a.zip").write_bytes(packed({name: b"text"}))
    (found,) = discover(folder)
    assert "leads out of the archive" in fault(found)


def test_a_bomb_is_refused_before_it_is_unpacked(folder: Path) -> None:
    (folder / "a.zip").write_bytes(packed({"a.txt": b"\0" * 60_000_000}))
    (found,) = discover(folder)
    assert "unpacks to 60 MB" in fault(found)


def test_a_large_file_in_an_archive_is_a_failure(folder: Path) -> None:
    (folder / "a.zip").write_bytes(packed({"a.txt": bytes(range(256)) * 8000}))
    with pytest.raises(LoadError, match="got 2 MB, expected at most 1 MB"):
        discover(folder)[0].read(1_000_000)


def test_archives_in_archives_end_somewhere(folder: Path) -> None:
    data = b"text"
    for depth in range(6):
        data = packed({f"{depth}.zip" if depth else "a.md": data})
    (folder / "a.zip").write_bytes(data)
    (found,) = discover(folder)
    assert "within 3 archives" in fault(found)


def test_messages_of_a_box_keep_their_names_when_others_come(tmp_path: Path) -> None:
    box = tmp_path / "box.mbox"
    one, two = mail("One", {}), mail("Two", {}, id_="two@corrow.example")
    box.write_bytes(BEGIN + two.replace(b"\nFrom here", b"\n>From here") + b"\n")
    before = by_id(box)["box.mbox/two@corrow.example.eml"]
    assert content(before) == two
    box.write_bytes(BEGIN + one + b"\n" + BEGIN + two.replace(b"\nFrom here", b"\n>From here") + b"\n")
    after = by_id(box)
    assert list(after) == ["box.mbox/one@corrow.example.eml", "box.mbox/two@corrow.example.eml"]
    assert after["box.mbox/two@corrow.example.eml"].listed == before.listed


def test_an_archive_that_changes_between_listing_and_reading_is_a_failure(folder: Path) -> None:
    (folder / "a.zip").write_bytes(packed({"a.md": b"old"}))
    (folder / "b.zip").write_bytes(packed({"b.md": b"other"}))
    found = discover(folder)
    (folder / "a.zip").write_bytes(packed({"a.md": b"new"}))
    with pytest.raises(LoadError, match="changed since it was listed"):
        found[0].read(1000)


def test_a_maildir_does_not_mind_that_a_mail_is_read(tmp_path: Path) -> None:
    for part in ("cur", "new", "tmp"):
        (tmp_path / "mails" / part).mkdir(parents=True)
    new = tmp_path / "mails" / "new" / "17.host"
    new.write_bytes(mail("New", {"price.txt": b"It costs 12 euros."}))
    before = [(source.id, source.listed) for source in discover(tmp_path / "mails")]
    new.rename(tmp_path / "mails" / "cur" / "17.host:2,S")
    assert [(source.id, source.listed) for source in discover(tmp_path / "mails")] == before
    assert [id_ for id_, _ in before] == ["17.host.eml", "17.host.eml/price.txt"]


def test_a_place_says_who_reads_and_what_is_left_out(folder: Path) -> None:
    (folder / "a.md").write_text("text")
    (folder / "b.md").write_text("text")
    (folder / "b.md.meta.yaml").write_text("groups: [all]\n")
    (folder / "c.md").write_text("text")
    place = path_place(folder, Terms(groups=("hr",), ignore=("c.*",), prefix="it/"))
    found = {source.id: source for source in place.sources()}
    assert list(found) == ["it/a.md", "it/b.md"]
    assert groups(found["it/a.md"]) == ("hr",)


def test_a_link_to_an_archive_outside_is_a_failure_alone(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.zip").write_bytes(packed({"a.md": b"Not for the index."}))
    (folder / "link.zip").symlink_to(tmp_path / "secret.zip")
    (folder / "b.md").write_text("text")
    found = by_id(folder)
    assert list(found) == ["b.md", "link.zip"]
    assert "leads out of the synced folder" in fault(found["link.zip"])


def test_a_mail_of_endless_depth_stops_nothing(folder: Path) -> None:
    deep = b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (number, number) for number in range(3000)
    )
    (folder / "a.eml").write_bytes(b"Subject: Deep\nMIME-Version: 1.0\n" + deep)
    assert list(by_id(folder)) == ["a.eml"]


@given(st.binary(max_size=400), st.integers(0, 700))
def test_no_mail_stops_a_listing(noise: bytes, at: int) -> None:
    whole = mail("A", {"a.txt": b"Text.", "b.eml": mail("B", {"c.txt": b"Text."})})
    data = whole[:at] + noise + whole[at:]
    assert all(isinstance(content, bytes) for content in attachments(data).values())


def test_no_attachment_takes_the_name_of_another() -> None:
    message = EmailMessage()
    message.set_content("See what is attached.")
    for name, content in (("a-3.txt", "first"), ("a.txt", "second"), ("a.txt", "third"), ("a.txt", "fourth")):
        message.add_attachment(content, filename=name)
    contents = {name: content.strip() for name, content in attachments(message.as_bytes()).items()}
    assert contents == {"a-3.txt": b"first", "a.txt": b"second", "a-4.txt": b"third", "a-5.txt": b"fourth"}


@pytest.mark.parametrize("name", ["a.zip", "a.eml"])
def test_of_a_container_whose_rights_cannot_be_read_nothing_is_taken_for_readable(folder: Path, name: str) -> None:
    inner = {"in.md": b"# Pay\n\nThe bonus is 10 per cent.\n"}
    (folder / name).write_bytes(packed(inner) if name == "a.zip" else mail("Pay", inner))
    (folder / f"{name}.meta.yaml").write_text("groups: {hr\n")
    found = [source for source in discover(folder) if source.id.startswith(name)]
    assert len({source.id for source in found}) == len(found)
    for source in found:
        with pytest.raises(RightsError, match=f"{name}.meta.yaml"):
            source.read(1000)
    assert not any(
        source.hidden(f"{name}/in.md", source.source) for source in found if isinstance(source, FailedSource)
    )
