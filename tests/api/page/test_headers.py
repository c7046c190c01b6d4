"""What the page is served with, and that it asks nobody else for anything."""

from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient

from api.page.page import STATIC

PARTS = sorted(path.relative_to(STATIC).as_posix() for path in STATIC.rglob("*") if path.is_file())
TEXTS = [name for name in PARTS if name.endswith((".html", ".css", ".js", ".svg"))]


@pytest.mark.parametrize("path", ["/", "/page/main.js", "/page/style/page.css", "/page/nothing.js/../main.js"])
def test_the_page_allows_no_script_but_its_own(client: TestClient, path: str) -> None:
    found = client.get(path)
    policy = found.headers["content-security-policy"]
    assert found.status_code == 200
    assert "default-src 'none'; script-src 'self'; style-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "require-trusted-types-for 'script'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("path", ["/", "/page/main.js", "/v1/documents", "/healthz", "/nothing"])
def test_no_response_lets_its_type_be_guessed_or_its_address_be_passed_on(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert (headers["x-content-type-options"], headers["referrer-policy"]) == ("nosniff", "no-referrer")


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/docs/oauth2-redirect"])
def test_no_page_beside_it_loads_scripts_from_elsewhere(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404
    assert client.get("/openapi.json").status_code == 200


@pytest.mark.parametrize("name", PARTS)
def test_every_part_is_served_as_what_it_is(client: TestClient, name: str) -> None:
    kinds = {"js": "text/javascript", "css": "text/css", "html": "text/html", "svg": "image/svg", "woff2": "font/woff2"}
    found = client.get(f"/page/{name}")
    assert found.status_code == 200
    assert found.headers["content-type"].startswith(kinds.get(name.rpartition(".")[2], "text/plain"))


@pytest.mark.parametrize("path", ["/page/", "/page/../app.py", "/page/%2e%2e/page.py", "/page/nothing.js", "/page"])
def test_nothing_else_is_served(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_browser_need_not_fetch_twice_what_has_not_changed(client: TestClient) -> None:
    first = client.get("/page/main.js")
    again = client.get("/page/main.js", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, first.headers["cache-control"]) == (304, "no-cache")
    assert client.head("/").status_code == 200


@pytest.mark.parametrize("name", TEXTS)
def test_nothing_is_loaded_from_elsewhere(name: str) -> None:
    text = (STATIC / name).read_text(encoding="utf-8")
    addresses = set(re.findall(r"https?://[\w.]+", text)) - {"http://www.w3.org"}
    assert addresses == set()


def test_the_html_holds_no_script_no_style_and_no_handler() -> None:
    html = (STATIC / "index.html").read_text(encoding="utf-8")
    assert re.findall(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", html) == []


@pytest.mark.parametrize("name", [name for name in TEXTS if name.endswith(".js")])
def test_no_script_makes_markup_from_text(name: str) -> None:
    text = (STATIC / name).read_text(encoding="utf-8")
    assert re.findall(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function|setHTML", text) == []


@pytest.mark.parametrize("name", [name for name in TEXTS if name.endswith(".js")])
def test_a_script_stays_small(name: str) -> None:
    assert len((STATIC / name).read_text(encoding="utf-8").splitlines()) <= 200
