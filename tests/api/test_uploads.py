"""Uploading and removing documents: who may, what is refused, and what lies in the folder afterwards."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from ingest.tags import Fields, parse_fields
from models.protocols import Embedder
from ragstone.keys.key import Scope
from tests.library_parts import Client, Response, World, bearer, finished, keyring_of, message_of, world

Files = Sequence[tuple[str, tuple[str, bytes]]]
HELLO: Files = [("file", ("hello.md", b"# Hello\n\nThe canteen opens at noon.\n"))]


@pytest.fixture(scope="module")
def places(embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., World]:
    return lambda **api: world(tmp_path_factory.mktemp("library"), embedder, **api)


@pytest.fixture(scope="module")
def shared(places: Callable[..., World]) -> World:
    return places(max_upload_mb=0.01)


@pytest.fixture(scope="module")
def idle(shared: World) -> Iterator[TestClient]:
    """Takes uploads, and runs no job."""
    keyring = keyring_of(
        shared.root, reader=(("hr",), ()), hr=(("hr", "payroll"), (Scope.INGEST,)), it=(("it",), (Scope.INGEST,)),
        nobody=((), (Scope.INGEST,)), app=((), (Scope.INGEST, Scope.ACT_FOR)), chief=((), (Scope.ADMIN,)),
    )  # fmt: skip
    client = TestClient(shared.app(keyring))
    yield client
    client.close()


@pytest.fixture(autouse=True)
def swept(shared: World) -> Iterator[None]:
    yield
    for path in [*shared.uploads.glob("*"), *shared.root.glob("index-jobs/*.json")]:
        path.unlink()


def send(client: Client, by: str = "hr", files: Files = HELLO, **fields: str | list[str]) -> Response:
    return client.post("/v1/documents", files=list(files), data=fields, headers=bearer(by))


def named(name: str, text: bytes = b"Some text.") -> Files:
    return [("file", (name, text))]


def said(shared: World, name: str = "hello.md") -> Fields:
    return parse_fields((shared.uploads / f"{name}.meta.yaml").read_text(), name)


def left(shared: World) -> list[str]:
    return sorted(path.name for path in shared.uploads.glob("[!.]*")) + [
        path.name for path in shared.uploads.glob(".part-*")
    ]


def test_an_upload_is_kept_and_a_job_waits_for_it(idle: TestClient, shared: World) -> None:
    sent = send(idle, tag=["department=people", "department=it", "kind=note"], effective="2026-01-01", title="Hello!")
    job = sent.json()
    assert (sent.status_code, job["state"], job["kind"], job["asked_by"]) == (202, "queued", "upload", "hr")
    assert job["documents"] == ["hello.md"]
    assert left(shared) == ["hello.md", "hello.md.meta.yaml"]
    assert (shared.uploads / "hello.md").read_bytes() == HELLO[0][1][1]
    fields = said(shared)
    assert (fields.groups, fields.title, str(fields.effective)) == (("hr", "payroll"), "Hello!", "2026-01-01")
    assert fields.tags == {"department": ("people", "it"), "kind": ("note",)}


@pytest.mark.parametrize("path", ["/v1/documents", "/v1/sync"])
def test_only_a_key_with_the_scope_may_change_documents(idle: TestClient, path: str) -> None:
    assert idle.post(path, files=list(HELLO)).status_code == 401
    assert idle.post(path, files=list(HELLO), headers=bearer("reader")).status_code == 403
    assert idle.post(path, files=list(HELLO), data={"public": "true"}, headers=bearer("chief")).status_code == 202


def test_only_a_key_with_the_scope_sees_jobs_and_removes(idle: TestClient) -> None:
    job = send(idle).json()["id"]
    for method, path in (("GET", "/v1/jobs"), ("GET", f"/v1/jobs/{job}"), ("DELETE", "/v1/documents/hello.md")):
        assert idle.request(method, path).status_code == 401
        assert idle.request(method, path, headers=bearer("reader")).status_code == 403
        assert idle.request(method, path, headers=bearer("hr")).status_code in (200, 202)


def test_a_key_that_may_only_ingest_asks_nothing(shared: World) -> None:
    keyring = keyring_of(shared.root / "elsewhere", both=((), (Scope.INGEST,)))
    bot = keyring.entries()[0].model_copy(update={"name": "bot", "scopes": (Scope.INGEST,), "sha256": "0" * 64})
    assert bot.allows(Scope.INGEST)
    assert not bot.allows(Scope.ASK)


@pytest.mark.parametrize(
    ("secret", "fields", "groups"),
    [
        ("hr", {}, ("hr", "payroll")),
        ("hr", {"group": ["hr"]}, ("hr",)),
        ("hr", {"public": "true"}, ()),
        ("nobody", {"public": "true"}, ()),
        ("app", {"group": ["board", "hr"]}, ("board", "hr")),
        ("chief", {"group": ["board"]}, ("board",)),
    ],
)
def test_groups_are_those_stated_or_those_of_the_key(
    idle: TestClient, shared: World, secret: str, fields: dict[str, Any], groups: tuple[str, ...]
) -> None:
    assert send(idle, secret, **fields).status_code == 202
    assert said(shared).groups == groups


@pytest.mark.parametrize(
    ("secret", "fields", "status"),
    [
        ("hr", {"group": ["it"]}, 403),
        ("hr", {"group": ["hr", "board"]}, 403),
        ("nobody", {}, 422),
        ("app", {}, 422),
        ("hr", {"public": "true", "group": ["hr"]}, 422),
        ("chief", {"group": ["*"]}, 422),
        ("hr", {"public": "perhaps"}, 422),
        ("hr", {"groups": ["hr"]}, 422),
        ("hr", {"effective": "soon"}, 422),
        ("hr", {"effective": ["2026-01-01", "2026-02-01"]}, 422),
        ("hr", {"effective": "2026-02-01", "expires": "2026-01-01"}, 422),
        ("hr", {"tag": ["department"]}, 422),
        ("hr", {"title": "a\nb"}, 422),
        ("hr", {"supersedes": ["board.md"]}, 422),
        ("hr", {"supersedes": ["made-up.md"]}, 422),
    ],
)
def test_what_is_said_of_a_file_is_refused_where_it_cannot_be_so(
    idle: TestClient, shared: World, secret: str, fields: dict[str, Any], status: int
) -> None:
    refused = send(idle, secret, **fields)
    assert (refused.status_code, left(shared)) == (status, [])
    assert "\n" not in message_of(refused)


def test_a_document_that_may_be_read_may_be_superseded(idle: TestClient, shared: World) -> None:
    assert send(idle, supersedes=["leave.md"]).status_code == 202
    assert said(shared).supersedes == ("leave.md",)


@pytest.mark.parametrize(
    "name",
    [
        "../up.md", "/etc/up.md", "..\\up.md", "C:\\up.md", "a/b.md", ".env.md", "CON.md", "nul.txt", "corpus.yaml",
        "hello.md.meta.yaml", "run.exe", "none", "a" * 300 + ".md", "a\x07.md", "cod.\u202edm.exe.md", " .md",
    ],
)  # fmt: skip
def test_a_hostile_name_is_refused_with_a_sentence_and_nothing_is_kept(
    idle: TestClient, shared: World, name: str
) -> None:
    before = sorted(os.walk(shared.root))
    # By hand, because clients would escape some of these.
    head = f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    headers = {**bearer("hr"), "Content-Type": "multipart/form-data; boundary=x"}
    refused = idle.post("/v1/documents", content=head.encode() + b"Text.\r\n--x--\r\n", headers=headers)
    assert (refused.status_code, left(shared)) == (422, [])
    assert "rename the file" in message_of(refused)
    assert [row for row in sorted(os.walk(shared.root)) if row[0] != str(shared.uploads)] == [
        row for row in before if row[0] != str(shared.uploads)
    ]


def test_one_bad_file_refuses_the_whole_upload(idle: TestClient, shared: World) -> None:
    assert send(idle, files=[*HELLO, *named("run.exe")]).status_code == 422
    assert send(idle, files=[*HELLO, *named("empty.md", b"")]).status_code == 422
    assert send(idle, files=[*HELLO, *named("HELLO.md")]).status_code == 422
    assert send(idle, files=[*HELLO, *named("b.md")], title="One for two").status_code == 422
    assert left(shared) == []


def test_several_files_come_at_once(idle: TestClient, shared: World) -> None:
    sent = send(idle, files=[*HELLO, *named("b.md"), *named("Überstunden.txt")])
    assert sent.json()["documents"] == ["hello.md", "b.md", "Überstunden.txt"]
    assert len(left(shared)) == 6


def test_a_file_that_is_too_large_is_refused_while_it_comes(idle: TestClient, shared: World) -> None:
    assert send(idle, files=named("big.md", b"x" * 10_000)).status_code == 202
    refused = send(idle, files=named("bigger.md", b"x" * 10_001))
    assert (refused.status_code, "bigger.md" in message_of(refused)) == (413, True)
    assert send(idle, files=named("huge.md", b"x" * 2_000_000)).status_code == 413
    assert left(shared) == ["big.md", "big.md.meta.yaml"]


def test_a_stream_without_an_end_is_not_read_to_the_end(idle: TestClient, shared: World) -> None:
    came = 0

    def endless() -> Iterator[bytes]:
        nonlocal came
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.md"\r\n\r\n'
        while came < 50_000_000:
            came += 10_000
            yield b"y" * 10_000

    headers = {**bearer("hr"), "Content-Type": "multipart/form-data; boundary=x"}
    assert idle.post("/v1/documents", content=endless(), headers=headers).status_code == 413
    assert left(shared) == []


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("application/json", b"{}"),
        ("multipart/form-data", b"--x"),
        ("multipart/form-data; boundary=x", b""),
        ("multipart/form-data; boundary=x", b"nonsense"),
        ("multipart/form-data; boundary=x", b"--x--\r\n"),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.md"\r\n\r\nhalf',
        ),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n\r\na\r\n--x--\r\n"),
        ("multipart/form-data; boundary=x", b"--x\r\n" + b"A" * 90_000),
    ],
)
def test_what_is_no_form_is_refused(idle: TestClient, shared: World, kind: str, content: bytes) -> None:
    refused = idle.post("/v1/documents", content=content, headers={**bearer("hr"), "Content-Type": kind})
    assert (refused.status_code, left(shared)) == (422, [])


def test_too_many_fields_and_files_are_refused(idle: TestClient, shared: World) -> None:
    assert send(idle, tag=[f"a={n}" for n in range(300)]).status_code == 422
    assert send(idle, title="x" * 5000).status_code == 422
    assert send(idle, files=[one for n in range(51) for one in named(f"{n}.md")]).status_code == 422
    assert left(shared) == []


def test_a_file_is_replaced_by_whoever_may_read_it(idle: TestClient, shared: World) -> None:
    assert send(idle, group=["hr"]).status_code == 202
    assert send(idle, files=named("hello.md", b"New."), public="true").status_code == 202
    assert (said(shared).groups, (shared.uploads / "hello.md").read_bytes()) == ((), b"New.")


@pytest.mark.parametrize("secret", ["it", "nobody"])
def test_somebody_elses_document_is_not_replaced_read_or_removed(idle: TestClient, shared: World, secret: str) -> None:
    assert send(idle, group=["hr"]).status_code == 202
    assert send(idle, secret, files=named("hello.md", b"Mine."), public="true").status_code == 409
    gone = idle.delete("/v1/documents/hello.md", headers=bearer(secret))
    made_up = idle.delete("/v1/documents/made-up.md", headers=bearer(secret))
    assert (gone.status_code, made_up.status_code) == (404, 404)
    assert message_of(gone).replace("hello", "made-up") == message_of(made_up)
    assert (said(shared).groups, (shared.uploads / "hello.md").read_bytes()) == (("hr",), HELLO[0][1][1])
    jobs = idle.get("/v1/jobs", headers=bearer(secret))
    assert "hello.md" not in jobs.text
    assert jobs.json()["jobs"][-1]["hidden"] == 1


@pytest.mark.parametrize("secret", ["hr", "chief"])
@pytest.mark.parametrize("name", ["leave.md", "board.md"])
def test_an_upload_takes_no_name_of_another_source(idle: TestClient, secret: str, name: str) -> None:
    refused = send(idle, secret, files=named(name), public="true")
    assert (refused.status_code, "rename the file" in message_of(refused)) == (409, True)


def test_a_document_of_another_source_is_not_removed_here(idle: TestClient, shared: World) -> None:
    refused = idle.delete("/v1/documents/leave.md", headers=bearer("hr"))
    assert (refused.status_code, "at its source" in message_of(refused)) == (409, True)
    assert str(shared.root) not in refused.text
    assert idle.delete("/v1/documents/board.md", headers=bearer("hr")).status_code == 404
    assert idle.delete("/v1/documents/board.md", headers=bearer("chief")).status_code == 409


def test_an_upload_that_is_removed_twice_before_its_job_is_over_is_removed(places: Callable[..., World]) -> None:
    made = places()
    with TestClient(made.app()) as client:
        finished(client, send(client, "", public="true").json()["id"])
    idle = TestClient(made.app())  # runs no job
    assert [idle.delete("/v1/documents/hello.md").status_code for _ in range(2)] == [202, 202]
    with TestClient(made.app()) as client:
        assert [finished(client, job["id"])["state"] for job in client.get("/v1/jobs").json()["jobs"]] == ["done"] * 3
        assert client.delete("/v1/documents/hello.md").status_code == 404


@pytest.mark.parametrize(
    "name", ["..%2Fsource%2Fleave.md", "../source/leave.md", ".uploads", "hello.md.meta.yaml", "%00", "a" * 400]
)
def test_a_removal_reaches_nothing_but_uploads(idle: TestClient, shared: World, name: str) -> None:
    send(idle)
    assert idle.delete(f"/v1/documents/{name}", headers=bearer("chief")).status_code in (404, 405)
    assert (shared.source / "leave.md").exists()
    assert left(shared) == ["hello.md", "hello.md.meta.yaml"]


def test_without_a_folder_uploads_are_refused_with_a_sentence(places: Callable[..., World]) -> None:
    closed = places(uploads=None)
    with TestClient(closed.app()) as client:
        refused = send(client, "", public="true")
        assert (refused.status_code, "api.uploads" in message_of(refused)) == (409, True)
        assert client.delete("/v1/documents/leave.md").status_code == 409
        assert client.get("/v1/me").json()["uploads"] is None


def test_without_keys_everybody_may_and_must_say_who_reads_it(places: Callable[..., World]) -> None:
    client = TestClient(places().app())
    assert client.get("/v1/me").json()["may_ingest"] is True
    assert send(client, "").status_code == 422
    assert send(client, "", public="true").status_code == 202
    client.close()


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_page_of_another_site_changes_nothing(idle: TestClient, shared: World, site: str) -> None:
    headers = {**bearer("chief"), "Sec-Fetch-Site": site}
    sent = idle.post("/v1/documents", files=list(HELLO), data={"public": "true"}, headers=headers)
    assert (sent.status_code, left(shared)) == (403, [])
    assert idle.post("/v1/sync", headers=headers).status_code == 403
    assert idle.post("/v1/sync", headers={**headers, "Sec-Fetch-Site": "same-origin"}).status_code == 202


def test_me_says_what_may_be_uploaded(idle: TestClient) -> None:
    me = idle.get("/v1/me", headers=bearer("hr")).json()
    assert (me["may_ingest"], me["syncs"], me["uploads"]["max_bytes"]) == (True, True, 10_000)
    assert me["uploads"]["max_total_bytes"] == 100_000
    assert ".md" in me["uploads"]["suffixes"]
    reader = idle.get("/v1/me", headers=bearer("reader")).json()
    assert (reader["may_ingest"], reader["syncs"], reader["uploads"]) == (False, False, None)


def test_an_upload_is_asked_about_replaced_and_removed(places: Callable[..., World]) -> None:
    """The whole way, the job's process included; the server is never started anew."""
    question = {"question": "The canteen opens at?"}
    with TestClient(places().app()) as client:
        assert client.post("/v1/ask", json=question).json()["status"] == "abstained"
        job = finished(client, send(client, "", public="true").json()["id"])
        assert (job["state"], job["counts"]["added"], job["failures"]) == ("done", 1, [])
        answer = client.post("/v1/ask", json=question).json()
        assert "opens at noon" in answer["text"]
        assert client.get("/healthz").json()["revision"] == job["revision"]
        row = client.get("/v1/documents/hello.md").json()
        assert (row["uploaded"], client.get("/v1/documents/leave.md").json()["uploaded"]) == (True, False)
        new = named("hello.md", b"# Hello\n\nThe canteen opens at eleven.\n")
        job = finished(client, send(client, "", files=new, public="true").json()["id"])
        assert job["counts"]["replaced"] == 1
        assert "opens at eleven" in client.post("/v1/ask", json=question).json()["text"]
        gone = client.delete("/v1/documents/hello.md")
        job = finished(client, gone.json()["id"])
        assert (gone.status_code, job["counts"]["removed"]) == (202, 1)
        assert client.get("/v1/documents/hello.md").status_code == 404
        assert client.get("/v1/documents/leave.md").status_code == 200
        assert client.post("/v1/ask", json=question).json()["status"] == "abstained"


def test_the_first_upload_makes_the_index(embedder: Embedder, tmp_path: Path) -> None:
    place = world(tmp_path, embedder, sources=())
    for path in sorted((tmp_path / "index").rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    with TestClient(place.app()) as client:
        assert client.get("/healthz").status_code == 503
        job = finished(client, send(client, "", public="true").json()["id"])
        assert (job["state"], client.get("/healthz").status_code) == ("done", 200)
