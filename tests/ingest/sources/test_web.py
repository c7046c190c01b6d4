"""A site on the loopback: what it lists, what it says of itself, and what it must not do to us."""

from __future__ import annotations

import gzip
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from shutil import rmtree

import pytest

from ingest.errors import CorpusError, LoadError
from ingest.index.edge import EdgeIndex
from ingest.loaders.loaded import RawFile
from ingest.sources.place import Place, Terms
from ingest.sources.places import place_of, places_of
from ingest.sources.places_file import Wanted
from tests.ingest.sources.conftest import SyncPlaces
from tests.ingest.sources.test_place_contract import readable
from tests.loopback_server import LoopbackServer

QUICK: dict[str, object] = {"private": True, "delay_s": 0}


@dataclass
class Page:
    body: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "text/html; charset=utf-8"})


class Site:
    def __init__(self, cache: Path) -> None:
        self.cache = cache
        self.pages: dict[str, Page] = {}
        self.asked: list[tuple[str, int]] = []
        self.headers: list[dict[str, str]] = []
        self.address = ""

    def html(self, path: str, text: str, *, canonical: str = "") -> None:
        link = f'<link rel="canonical" href="{canonical}">' if canonical else ""
        body = f"<html><head><title>{path}</title>{link}</head><body><p>{text}</p></body></html>".encode()
        headers = {"Content-Type": "text/html; charset=utf-8", "ETag": f'"{hash(body)}"'}
        self.pages[path] = Page(body, headers=headers)

    def sitemap(self, *paths: str) -> None:
        self.pages["/sitemap.xml"] = Page(self.urls("urlset", "url", *paths))

    def urls(self, root: str, kind: str, *paths: str) -> bytes:
        listed = "".join(
            f"<{kind}><loc>{path if '://' in path else self.address + path}</loc></{kind}>" for path in paths
        )
        return f'<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{listed}</{root}>'.encode()

    def place(self, path: str = "/sitemap.xml", **options: object) -> Place:
        terms = Terms(groups=("staff",), cache=self.cache)
        return place_of(Wanted(self.address + path, terms, {**QUICK, **options}))

    def ids(self, path: str = "/sitemap.xml", **options: object) -> list[str]:
        return [source.id.removeprefix(self.address) for source in self.place(path, **options).sources()]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """Two pages in a sitemap."""
    found = Site(tmp_path / "cache")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = found.pages.get(self.path, Page(b"", 404))
            found.headers.append(dict(self.headers.items()))
            same = "ETag" in page.headers and self.headers.get("If-None-Match") == page.headers["ETag"]
            status, body = (304, b"") if same and page.status == 200 else (page.status, page.body)
            found.asked.append((self.path, status))
            self.send_response(status)
            for name, value in page.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    with LoopbackServer(Handler) as server:
        found.address = server.address
        found.html("/leave", "Annual leave is 25 days.")
        found.html("/pay", "Pay day is the 25th.")
        found.sitemap("/leave", "/pay")
        yield found


def test_a_sync_follows_the_site(site: Site, sync_places: SyncPlaces, open_index: Callable[[], EdgeIndex]) -> None:
    assert sync_places(site.place()).kinds == {"leave": "added", "pay": "added"}
    assert readable(open_index()) == []
    assert readable(open_index(), "staff") == ["leave", "pay"]
    again = sync_places(site.place())
    assert (again.kinds, again.read) == ({"leave": "unchanged", "pay": "unchanged"}, [])
    assert site.asked[-2:] == [("/leave", 304), ("/pay", 304)]
    site.html("/leave", "Annual leave is 27 days.")
    site.pages["/pay"].status = 410
    assert sync_places(site.place()).kinds == {"leave": "replaced", "pay": "removed"}


def test_a_page_is_read_with_its_address_and_its_kind(site: Site) -> None:
    site.pages["/prices"] = Page(b"item,price\ngauge,12\n", headers={"Content-Type": "text/csv"})
    site.sitemap("/prices")
    (source,) = site.place().sources()
    raw = source.read(1000)
    assert isinstance(raw.content, RawFile)
    assert raw.content.name == f"{site.address}/prices.csv"
    assert (raw.uri, raw.rules[0].groups) == (f"{site.address}/prices", ("staff",))


@pytest.mark.parametrize("status", [401, 403, 429, 500, 503])
def test_a_page_that_fails_is_not_deleted(
    site: Site, status: int, sync_places: SyncPlaces, open_index: Callable[[], EdgeIndex]
) -> None:
    site.html("/pay", "Pay day is the 25th.", canonical="/money/pay")
    sync_places(site.place())
    site.pages["/pay"].status = status
    assert sync_places(site.place()).kinds == {"leave": "unchanged", "pay": "failed"}
    assert readable(open_index(), "staff") == ["leave", "pay"]


def test_a_page_that_fails_is_not_deleted_though_what_was_fetched_is_lost(
    site: Site, sync_places: SyncPlaces, open_index: Callable[[], EdgeIndex]
) -> None:
    site.html("/pay", "Pay day is the 25th.", canonical="/money/pay")
    sync_places(site.place())
    rmtree(site.cache)
    site.pages["/pay"].status = 503
    assert sync_places(site.place()).kinds == {"leave": "unchanged", "pay": "failed"}
    assert readable(open_index(), "staff") == ["leave", "pay"]
    site.pages["/pay"].status = 410
    assert sync_places(site.place()).kinds == {"leave": "unchanged", "pay": "removed"}


@pytest.mark.parametrize("path", ["/sitemap.xml", "/robots.txt"])
def test_a_listing_that_fails_is_an_error(site: Site, path: str) -> None:
    site.pages[path] = Page(b"", 503)
    with pytest.raises(CorpusError, match="got status 503"):
        site.place().sources()


def test_a_page_goes_by_the_address_that_it_gives_itself(site: Site) -> None:
    site.html("/leave?print=1", "Annual leave is 25 days.", canonical="/leave")
    site.html("/stolen", "Hello.", canonical="https://elsewhere.example/stolen")
    site.sitemap("/leave?print=1", "/leave", "/stolen")
    assert site.ids() == ["/leave", "/stolen"]


def test_no_page_takes_the_place_of_another(site: Site) -> None:
    site.html("/blog", "A post by a stranger.", canonical="/leave")
    site.sitemap("/blog", "/leave")
    (source,) = site.place().sources()
    raw = source.read(1000)
    assert isinstance(raw.content, RawFile)
    assert b"stranger" not in raw.content.data


def test_an_address_that_ends_in_a_slash_is_a_page(
    site: Site, sync_places: SyncPlaces, open_index: Callable[[], EdgeIndex]
) -> None:
    for path in ("/", "/leave/", "/travel/?lang=en"):
        site.html(path, "Annual leave is 25 days.")
    site.sitemap("/", "/leave/", "/travel/?lang=en")
    assert set(sync_places(site.place()).kinds.values()) == {"added"}
    assert {record.uri.removeprefix(site.address) for record in open_index().library(("staff",))} == {
        "/", "/leave/", "/travel/?lang=en",
    }  # fmt: skip


def test_robots_are_obeyed(site: Site) -> None:
    site.pages["/robots.txt"] = Page(b"User-agent: ragstone\nDisallow: /pay\n\nUser-agent: *\nDisallow: /\n")
    assert site.ids() == ["/leave"]
    assert ("/pay", 200) not in site.asked
    assert {headers["User-Agent"] for headers in site.headers} == {"ragstone"}


def test_a_redirect_around_robots_is_a_failure(site: Site) -> None:
    site.pages["/robots.txt"] = Page(b"User-agent: *\nDisallow: /secret\n")
    site.pages["/pay"] = Page(b"", 302, {"Location": "/secret/pay"})
    with pytest.raises(LoadError, match="robots.txt keeps from us"):
        site.place().sources()[1].read(1000)


def test_an_index_of_sitemaps_that_are_packed(site: Site) -> None:
    site.pages["/all.xml"] = Page(site.urls("sitemapindex", "sitemap", "/a.xml.gz", "https://elsewhere.example/b.xml"))
    site.pages["/a.xml.gz"] = Page(gzip.compress(site.urls("urlset", "url", "/leave", "https://elsewhere.example/c")))
    assert site.ids("/all.xml") == ["/leave"]


def test_one_page_is_a_place(site: Site) -> None:
    assert site.ids("/leave") == ["/leave"]


def test_a_redirect_is_followed_at_home_and_nowhere_else(site: Site) -> None:
    site.pages["/old"] = Page(b"", 301, {"Location": "/leave"})
    site.pages["/away"] = Page(b"", 301, {"Location": "http://127.0.0.2:9/"})
    site.pages["/round"] = Page(b"", 301, {"Location": "/round"})
    site.sitemap("/old", "/away", "/round")
    sources = site.place().sources()
    assert sources[0].id == f"{site.address}/leave"
    with pytest.raises(LoadError, match="leads to '127.0.0.2'"):
        sources[1].read(1000)
    with pytest.raises(LoadError, match="more than 5 redirects"):
        sources[2].read(1000)


def test_more_pages_than_allowed_are_an_error(site: Site) -> None:
    with pytest.raises(CorpusError, match="got 2 pages in 1 sitemaps, expected at most 1"):
        site.ids(pages=1)


def test_a_private_address_is_visited_only_where_that_is_said(site: Site) -> None:
    (place,) = places_of(f"{site.address}/leave")
    with pytest.raises(CorpusError, match="an address of a private network; say `private: true`"):
        place.sources()
    assert site.asked == []


def test_a_name_that_leads_to_a_private_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("169.254.169.254", 80))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    (place,) = places_of("http://metadata.corrow.example/latest")
    with pytest.raises(CorpusError, match="private network"):
        place.sources()


def test_a_page_that_is_too_large_is_a_failure(site: Site) -> None:
    site.pages["/pay"] = Page(b"x" * 21_000_000)
    with pytest.raises(LoadError, match="got more than 20 MB"):
        site.place().sources()[1].read(1000)


def test_a_cache_that_was_damaged_is_filled_again(site: Site) -> None:
    site.ids()
    for body in site.cache.rglob("*.body"):
        body.write_bytes(b"")
    assert site.ids() == ["/leave", "/pay"]
    assert site.asked[-1] == ("/pay", 200)


def test_a_sitemap_that_is_none_is_an_error(site: Site) -> None:
    for body in (b"<html>", b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', b"\x1f\x8b broken"):
        site.pages["/sitemap.xml"] = Page(body)
        with pytest.raises(CorpusError, match="sitemap"):
            site.ids()


def test_options_that_are_none_are_refused(site: Site) -> None:
    with pytest.raises(CorpusError, match="got the option 'colour'"):
        site.place(colour="red")
    with pytest.raises(CorpusError, match="expected private, pages and delay_s"):
        site.place(pages="many")
