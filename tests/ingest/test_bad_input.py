"""Files that cannot be read: each is one sentence in the report, and what was in the index before is still there."""

from __future__ import annotations

import os
import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from ingest.errors import IndexWriteError, LoadError
from ingest.index.edge import EdgeIndex
from ingest.index.protocol import Conditions
from ingest.outcome import Outcome, OutcomeKind, SyncReport
from ingest.sources.places import discover
from ingest.staging import Staging
from ingest.sync import Sync

Run = Callable[..., SyncReport]
EVERYTHING = Conditions(date(2026, 11, 24))


def pdf(text: str, *, password: str | None = None) -> bytes:
    buffer = BytesIO()
    canvas = Canvas(buffer, encrypt=StandardEncryption(password) if password else None)
    if text:
        canvas.drawString(72, 720, text)
    else:
        canvas.rect(72, 72, 300, 300, fill=1)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def zip_bomb() -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b"\0" * 600_000_000)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("empty.md", b"", "got 0 bytes without content"),
        ("blank.txt", b" \n\n ", "bytes without content"),
        ("wrong.docx", b"just text", "extension '.docx' on content of another format"),
        ("wrong.txt", pdf("A PDF"), "extension '.txt' on content that is .pdf"),
        ("unknown.xyz", b"text", "got extension '.xyz', expected one of"),
        ("locked.pdf", pdf("Secret", password="open"), "password"),
        ("scanned.pdf", pdf(""), "OCR"),
        ("broken.pdf", b"%PDF-1.7 broken", "damaged PDF"),
        ("broken.docx", b"PK\x03\x04 broken", "damaged archive"),
        ("binary.txt", bytes(range(256)) * 20, "binary content"),
        ("front.md", b"---\ngroups: [\n---\ntext", "front matter that is no valid YAML"),
    ],
)
def test_a_bad_file_is_one_sentence(
    name: str, data: bytes, reason: str, folder: Path, sync: Run, open_index: Callable[[], EdgeIndex]
) -> None:
    (folder / name).write_bytes(data)
    report = sync(folder)
    failed = [outcome for outcome in report.outcomes if outcome.kind is OutcomeKind.FAILED]
    assert [outcome.document_id for outcome in failed] == [name]
    assert reason in failed[0].reason
    assert "\n" not in failed[0].reason
    assert len(open_index().documents(EVERYTHING)) == 3


def test_a_zip_bomb_is_refused_before_it_is_unpacked(folder: Path, sync: Run) -> None:
    (folder / "bomb.docx").write_bytes(zip_bomb())
    failed = failures(sync(folder))
    assert "unpack" in failed[0].reason


def test_a_file_of_200_mb_is_refused_unread(folder: Path, sync: Run) -> None:
    with (folder / "huge.txt").open("wb") as file:
        file.truncate(200_000_000)
    assert failures(sync(folder))[0].reason.startswith("got 200 MB, expected at most 1 MB; split it")


def test_broken_utf8_is_read_in_the_encoding_it_is_in(folder: Path, sync: Run) -> None:
    (folder / "latin.txt").write_bytes("Die Prüfung läuft über zwölf Monate für alle Geräte.".encode("latin-1"))
    outcome = next(each for each in sync(folder).outcomes if each.document_id.endswith("latin.txt"))
    assert outcome.kind is OutcomeKind.ADDED
    assert outcome.warnings == ()


def test_a_link_out_of_the_folder_is_refused(folder: Path, tmp_path: Path, sync: Run) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("Not for the index.")
    (folder / "link.txt").symlink_to(secret)
    (folder / "dangling.txt").symlink_to(tmp_path / "nowhere.txt")
    reasons = {outcome.document_id: outcome.reason for outcome in failures(sync(folder))}
    assert "leads out of the synced folder" in reasons["link.txt"]
    assert "cannot be read" in reasons["dangling.txt"]


def test_two_rows_with_one_id_are_both_refused(tmp_path: Path, sync: Run) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text('{"id": "a", "title": "A", "text": "One."}\n{"id": "a", "title": "A", "text": "Two."}\n')
    failed = failures(sync(rows))
    assert len(failed) == 2
    assert failed[0].reason == "got 2 documents with the id 'a', expected one; rename all but one"


def test_a_read_only_index_is_one_sentence(folder: Path, sync: Run, index_path: Path) -> None:
    index_path.mkdir()
    with read_only(index_path), pytest.raises(IndexWriteError, match="cannot be written"):
        sync(folder)


@contextmanager
def read_only(path: Path) -> Iterator[None]:
    """Root may write wherever the permissions say no, so root gets a file system that says no."""
    if os.geteuid():
        path.chmod(0o500)
        yield
        path.chmod(0o700)
        return
    if os.system(f"mount -t tmpfs -o ro,size=1m tmpfs {path} 2>/dev/null"):  # noqa: S605
        pytest.skip("running as root, and no read-only file system can be mounted here")
    yield
    os.system(f"umount {path}")  # noqa: S605


def test_a_full_disk_while_preparing_leaves_the_index(
    folder: Path, sync: Run, open_index: Callable[[], EdgeIndex], monkeypatch: pytest.MonkeyPatch
) -> None:
    sync(folder)
    (folder / "leave.md").write_text("Changed.")

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("ingest.staging.tempfile.NamedTemporaryFile", full)
    with pytest.raises(IndexWriteError, match=r"No space left on device.*what was published is untouched"):
        sync(folder)
    assert len(open_index().documents(EVERYTHING)) == 3


def test_a_full_disk_while_writing_leaves_the_index(
    folder: Path, sync: Run, open_index: Callable[[], EdgeIndex], monkeypatch: pytest.MonkeyPatch
) -> None:
    sync(folder)
    (folder / "leave.md").write_text("Changed.")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("ingest.index.edge.copy_sparse", full)
    with pytest.raises(IndexWriteError, match="No space left on device"):
        sync(folder)
    monkeypatch.undo()
    assert len(open_index().documents(EVERYTHING)) == 3
    assert sync(folder).counts["replaced"] == 1


def test_a_really_full_disk_leaves_the_index(folder: Path, embedder: object, make_sync: Callable[..., Sync]) -> None:
    """On a file system of 1 MB, where one can be mounted."""
    mount = folder.parent / "small"
    mount.mkdir()
    if os.geteuid() or os.system(f"mount -t tmpfs -o size=1m tmpfs {mount} 2>/dev/null"):  # noqa: S605
        pytest.skip("no small file system can be mounted here")
    try:
        job = make_sync()
        (folder / "long.txt").write_text("\n\n".join(f"Paragraph {n} of a long text. " * 12 for n in range(900)))
        full = Sync(job.writer, Staging(mount / "staging"), job.splitter, job.embedder, job.max_bytes)
        with pytest.raises(IndexWriteError, match="No space left on device"):
            full.run(discover(folder), roots=[str(folder)])
    finally:
        os.system(f"umount {mount}")  # noqa: S605


def test_a_pdf_page_without_text_is_a_warning_and_the_rest_is_read(folder: Path, sync: Run) -> None:
    both = PdfDocument.new()
    both.import_pages(PdfDocument(pdf("This page can be read well enough.")))
    both.import_pages(PdfDocument(pdf("")))
    buffer = BytesIO()
    both.save(buffer)
    (folder / "half.pdf").write_bytes(buffer.getvalue())
    report = sync(folder)
    half = next(outcome for outcome in report.outcomes if outcome.document_id == "half.pdf")
    assert half.kind is OutcomeKind.ADDED
    assert "page 2" in half.warnings[0]
    assert "OCR" in half.warnings[0]
    assert not report.complete
    assert not sync(folder).complete


def test_a_sidecar_that_cannot_be_used_keeps_the_document_out(folder: Path, sync: Run) -> None:
    (folder / "leave.md.meta.yaml").write_text("groups: {hr")
    assert "leave.md.meta.yaml that is no valid YAML" in failures(sync(folder))[0].reason


def test_a_name_that_is_no_text_is_an_outcome(folder: Path, sync: Run) -> None:
    path = os.fsencode(folder) + b"/caf\xe9.md"
    try:
        os.close(os.open(path, os.O_CREAT))
    except OSError:
        pytest.skip("this file system takes UTF-8 names alone")
    (failed,) = failures(sync(folder))
    assert failed.reason == "got the name 'caf\N{REPLACEMENT CHARACTER}.md', expected UTF-8; rename it"


def test_a_sidecar_of_nothing_is_an_outcome(folder: Path, sync: Run) -> None:
    (folder / "laeve.md.meta.yaml").write_text("groups: [hr]")
    assert failures(sync(folder))[0].reason.startswith("got a sidecar without 'laeve.md' beside it")


def test_a_file_that_vanishes_is_an_outcome(folder: Path) -> None:
    source = discover(folder)[0]
    shutil.rmtree(folder)
    with pytest.raises(LoadError, match="cannot be read"):
        source.read(10)


def failures(report: SyncReport) -> list[Outcome]:
    return [outcome for outcome in report.outcomes if outcome.kind is OutcomeKind.FAILED]
