"""The pages of a site: those that its sitemap lists, or one."""

from __future__ import annotations

import gzip
import io
import re
import shutil
import tempfile
import weakref
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from urllib.robotparser import RobotFileParser

import httpx
from lxml import etree

from ingest.errors import CorpusError, LoadError
from ingest.loaders.loaded import RawFile
from ingest.loaders.registry import LOADERS
from ingest.sources.place import Terms
from ingest.sources.source import FailedSource, RawSource, Source, digest, require_size
from ingest.sources.web_cache import Kept, WebCache
from ingest.sources.web_client import USER_AGENT, Fetched, WebClient
from ingest.tags import Fields

_SUFFIXES = {
    "text/html": ".html", "application/xhtml+xml": ".html", "application/pdf": ".pdf", "text/plain": ".txt",
    "text/markdown": ".md", "text/csv": ".csv",
}  # fmt: skip
_GONE = (404, 410)
_MOST_SITEMAPS = 50
_MOST_UNPACKED = 50_000_000
_LONGEST_DELAY_S = 30.0


@dataclass(frozen=True, slots=True)
class Visit:
    """How a site is visited.

    Attributes:
        private: Whether it may be an address that only this network reaches.
        pages: More pages than that are an error, because some would have to be left out.
        delay_s: Pause between two requests, in seconds; a longer one that robots.txt names holds.
    """

    private: bool = False
    pages: int = 1000
    delay_s: float = 1.0

    @classmethod
    def of(cls, options: Mapping[str, object], address: str) -> Visit:
        """The visit that a file of places asks for.

        Raises:
            CorpusError: An unknown option, or an unusable value.
        """
        private, pages, delay = (options.get(key, getattr(cls(), key)) for key in ("private", "pages", "delay_s"))
        unknown = sorted(set(options) - {"private", "pages", "delay_s"})
        if unknown or not isinstance(private, bool) or not isinstance(pages, int) or not isinstance(delay, int | float):
            got = f"the option '{unknown[0]}'" if unknown else f"the options {dict(options)!r}"
            raise CorpusError(f"got {got} for '{address}', expected private, pages and delay_s; correct it")
        return cls(private, pages, float(delay))


@dataclass(frozen=True, slots=True)
class WebSource:
    """A page that was fetched when it was listed."""

    id: str
    source: str
    url: str
    kept: Kept
    cache: WebCache
    rules: tuple[Fields, ...] = ()

    @property
    def listed(self) -> str:
        """The version of its content and rights."""
        return digest(self.id, self.kept.sha, self.kept.media_type, repr(self.rules))

    def read(self, max_bytes: int) -> RawSource:
        """The page, from the cache.

        Raises:
            LoadError: It is larger than `max_bytes`, or no longer in the cache as it was listed.
        """
        try:
            body = self.cache.body(self.url)
        except OSError as error:
            raise LoadError("it is gone from the cache since it was listed; sync again") from error
        if digest(body) != self.kept.sha:
            raise LoadError("it has changed since it was listed; sync again")
        require_size(len(body), max_bytes)
        # An address may end in a slash, after which an ending alone would be none.
        name = self.id.rstrip("/") + _suffix(self.kept.media_type, self.id)
        return RawSource(self.id, self.source, self.kept.id, RawFile(name, body), self.listed, self.rules)


@dataclass(frozen=True)
class WebPlace:
    """A sitemap, or one page.

    Attributes:
        address: Of the sitemap, or of the page.
        terms: What is said about the place as a whole; `cache` keeps pages, so that a 304 downloads nothing.
        visit: How it is visited.
        bearer: A token that the host is given; never shown.
    """

    address: str
    terms: Terms = Terms()
    visit: Visit = field(default_factory=Visit)
    bearer: str = field(default="", repr=False)
    _made: list[Path] = field(default_factory=list, repr=False)

    @property
    def name(self) -> str:
        """The address."""
        return self.address

    def sources(self) -> list[Source]:
        """Every page that is there and that robots.txt lets us see, each under the address that it goes by itself.

        Raises:
            CorpusError: robots.txt or a sitemap cannot be fetched, or there are more pages than `visit` allows.
        """
        client = WebClient(_own_address(self.address), self.visit.private, self.visit.delay_s, bearer=self.bearer)
        try:
            robots = _robots(client)
            urls = self._urls(client) if _is_sitemap(self.address) else [self.address]
        except LoadError as error:
            raise CorpusError(f"'{self.address}' cannot be listed: {error}") from error
        cache = WebCache(self._folder())
        known = cache.is_there  # or else nobody knows which id a page had that cannot be fetched today
        found: dict[str, Source] = {}
        for url in urls:
            if not robots.can_fetch(USER_AGENT, url) or self.terms.ignores(httpx.URL(url).path):
                continue
            source = self._page(client, robots, url, cache)
            if isinstance(source, FailedSource) and not known:
                source = replace(source, hides=self.terms.prefix)
            # Two addresses of one page: where one of them fails, the other will do; its own is not taken by another.
            if source is not None and (self._is_own(source) or isinstance(found.get(source.id), FailedSource | None)):
                found[source.id] = source
        if not found:
            raise CorpusError(f"got '{self.address}' without any page to read; check the address and its robots.txt")
        return list(found.values())

    def _page(self, client: WebClient, robots: RobotFileParser, url: str, cache: WebCache) -> Source | None:
        kept = cache.find(url)
        try:
            answer = client.fetch(
                url, kept.validators if kept else {}, allowed=lambda at: robots.can_fetch(USER_AGENT, at)
            )
        except LoadError as error:
            return self._failed(url, kept, str(error))
        if answer.status in _GONE:
            cache.forget(url)
            return None
        if answer.status == 200:
            kept = _kept(answer, client)
            cache.keep(url, kept, answer.body)
        if kept is None or answer.status not in (200, 304):
            return self._failed(url, kept, f"got status {answer.status}, expected 200; see to the site, and sync again")
        return WebSource(self.terms.prefix + kept.id, self.name, url, kept, cache, self.terms.base)

    def _is_own(self, source: Source) -> bool:
        return isinstance(source, WebSource) and source.id == self.terms.prefix + source.url

    def _failed(self, url: str, kept: Kept | None, fault: str) -> FailedSource:
        """A failure under the id that the page had: a host that stumbles deletes nothing."""
        return FailedSource(self.terms.prefix + (kept.id if kept else url), self.name, fault)

    def _urls(self, client: WebClient) -> list[str]:
        """The pages of this host that the sitemap lists, or those that it lists."""
        waiting, seen, found = [self.address], {self.address}, dict[str, None]()
        while waiting:
            answer = client.fetch(waiting.pop(0))
            if answer.status != 200:
                raise LoadError(f"got status {answer.status} for a sitemap, expected 200; see to the site")
            for kind, url in _locations(_unpacked(answer.body)):
                if not client.is_home(_url(url)):
                    continue
                if kind == "sitemap" and url not in seen:
                    seen.add(url)
                    waiting.append(url)
                elif kind == "url":
                    found[str(httpx.URL(url).copy_with(fragment=None))] = None
            if len(seen) > _MOST_SITEMAPS or len(found) > self.visit.pages:
                raise LoadError(
                    f"got {len(found)} pages in {len(seen)} sitemaps, expected at most {self.visit.pages} in "
                    f"{_MOST_SITEMAPS}; raise `pages`, or name a smaller sitemap"
                )
        return list(found)

    def _folder(self) -> Path:
        if self.terms.cache is not None:
            return self.terms.cache / "web" / digest(self.address)[:32]
        if not self._made:
            made = Path(tempfile.mkdtemp(prefix="ragstone-web-"))
            weakref.finalize(self, shutil.rmtree, made, ignore_errors=True)
            self._made.append(made)
        return self._made[0]


def _robots(client: WebClient) -> RobotFileParser:
    """What the site lets a visitor see; a host that cannot say forbids all, as RFC 9309 has it."""
    answer = client.fetch(str(client.origin.copy_with(path="/robots.txt", query=None, fragment=None)))
    if answer.status >= 500:
        raise LoadError(f"got status {answer.status} for its robots.txt, expected 200 or 404; see to the site")
    parser = RobotFileParser()
    text = answer.body[:500_000].decode("utf-8", errors="replace") if answer.status == 200 else ""
    parser.parse(text.splitlines())
    delay = parser.crawl_delay(USER_AGENT)
    client.delay_s = max(client.delay_s, min(float(delay or 0), _LONGEST_DELAY_S))
    return parser


def _own_address(text: str) -> httpx.URL:
    try:
        return httpx.URL(text)
    except httpx.InvalidURL as error:
        raise CorpusError(f"got '{text}' that is no address ({error}); correct it") from error


def _url(text: str) -> httpx.URL:
    try:
        return httpx.URL(text)
    except httpx.InvalidURL as error:
        raise LoadError("got a sitemap with an address that is none; correct it on the site") from error


def _is_sitemap(address: str) -> bool:
    return httpx.URL(address).path.endswith((".xml", ".xml.gz"))


def _unpacked(body: bytes) -> bytes:
    if not body.startswith(b"\x1f\x8b"):
        return body
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(body)) as file:
            data = file.read(_MOST_UNPACKED + 1)
    except (OSError, EOFError) as error:
        raise LoadError("got a damaged sitemap (bad gzip); see to the site") from error
    require_size(len(data), _MOST_UNPACKED)
    return data


def _locations(data: bytes) -> Iterator[tuple[str, str]]:
    """`url` or `sitemap`, and the address."""
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        raise LoadError(f"got a sitemap that is no XML ({error.msg}); see to the site") from error
    if etree.QName(root).localname not in ("urlset", "sitemapindex"):
        raise LoadError("got XML that is no sitemap, expected urlset or sitemapindex; check the address")
    for entry in root:
        if isinstance(entry.tag, str):
            for location in entry:
                if isinstance(location.tag, str) and etree.QName(location).localname == "loc" and location.text:
                    yield etree.QName(entry).localname, location.text.strip()


def _kept(answer: Fetched, client: WebClient) -> Kept:
    media_type = answer.headers.get("content-type", "").split(";")[0].strip().lower()
    own = _canonical(answer.body, answer.url) if _SUFFIXES.get(media_type) == ".html" else None
    id_ = own if own is not None and client.is_home(httpx.URL(own)) else answer.url
    etag, modified = answer.headers.get("etag", ""), answer.headers.get("last-modified", "")
    return Kept(id_, media_type, etag, modified, digest(answer.body))


def _canonical(body: bytes, url: str) -> str | None:
    """The address that the page goes by itself; None where it names none."""
    if not re.search(rb"canonical", body[:200_000], re.IGNORECASE):
        return None
    try:
        root = etree.fromstring(body, etree.HTMLParser())
        links = root.iter("link") if root is not None else ()
        named = [link.get("href") for link in links if "canonical" in (link.get("rel") or "").lower().split()]
        return str(httpx.URL(url).join(named[0]).copy_with(fragment=None)) if named and named[0] else None
    except (etree.LxmlError, httpx.InvalidURL, ValueError):
        return None


def _suffix(media_type: str, id_: str) -> str:
    """What a loader is found by: what the host says it is, unless the address ends in it already."""
    wanted = _SUFFIXES.get(media_type, "")
    own = PurePosixPath(httpx.URL(id_).path).suffix.lower() if "?" not in id_ else ""
    if wanted and LOADERS.get(own) != LOADERS[wanted]:
        return wanted
    return ""
