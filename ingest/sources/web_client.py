"""A polite and careful visitor of one host: slow, of limited appetite, and never led elsewhere."""

from __future__ import annotations

import ipaddress
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

import httpx

from ingest.errors import LoadError

USER_AGENT = "ragstone"
_MOST_REDIRECTS = 5
_TIMEOUT = httpx.Timeout(20.0, connect=10.0)


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a host answered.

    Attributes:
        url: Where it was found in the end.
        status: The status of HTTP.
        headers: Names in small letters.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes


class Allows(Protocol):
    """Says whether an address may be visited."""

    def __call__(self, url: str) -> bool:
        """Whether `url` may be fetched."""


@dataclass(slots=True)
class WebClient:
    """Fetches from one host.

    Attributes:
        origin: Scheme, host and port that are visited, and no other.
        private: Whether it may be an address that only this network reaches.
        delay_s: Pause between two requests, in seconds.
        max_bytes: Largest body.
        bearer: A token that the host is given; never shown.
    """

    origin: httpx.URL
    private: bool = False
    delay_s: float = 1.0
    max_bytes: int = 20_000_000
    bearer: str = field(default="", repr=False)
    _next: float = 0.0

    def fetch(self, url: str, headers: Mapping[str, str] | None = None, *, allowed: Allows | None = None) -> Fetched:
        """What is at `url`, or where that leads on the same host.

        Raises:
            LoadError: It leads elsewhere, is too large, or the host cannot be reached or may not be.
        """
        try:
            return self._follow(httpx.URL(url), headers or {}, allowed)
        except httpx.InvalidURL as error:
            raise LoadError("it is, or leads to, an address that is none; correct it on the site") from error

    def is_home(self, url: httpx.URL) -> bool:
        """Whether `url` is on the host that is visited."""
        mine = self.origin
        return (url.scheme, url.host, _port(url)) == (mine.scheme, mine.host, _port(mine)) and not url.userinfo

    def _follow(self, at: httpx.URL, headers: Mapping[str, str], allowed: Allows | None) -> Fetched:
        # Without what the environment says: a proxy would be asked for addresses that are not to be asked for.
        with httpx.Client(timeout=_TIMEOUT, trust_env=False, follow_redirects=False) as client:
            for _ in range(_MOST_REDIRECTS + 1):
                self._require(at, allowed)
                found = self._one(client, at, headers)
                target = found.headers.get("location")
                if found.status not in (301, 302, 303, 307, 308) or target is None:
                    return found
                at = at.join(target)
        raise LoadError(f"got more than {_MOST_REDIRECTS} redirects; give the address that they lead to")

    def _require(self, url: httpx.URL, allowed: Allows | None) -> None:
        if not self.is_home(url):
            raise LoadError(f"it leads to '{url.host}', expected '{self.origin.host}'; make that a place of its own")
        if allowed is not None and not allowed(str(url)):
            raise LoadError("it leads to an address that the site's robots.txt keeps from us; leave it out")

    def _one(self, client: httpx.Client, url: httpx.URL, headers: Mapping[str, str]) -> Fetched:
        pause = self._next - time.monotonic()
        if pause > 0:
            time.sleep(pause)
        own = {"User-Agent": USER_AGENT, **({"Authorization": f"Bearer {self.bearer}"} if self.bearer else {})}
        asked, extensions = self._pinned(url)
        try:
            with client.stream(
                "GET", asked, headers={**own, **headers, "Host": url.netloc.decode()}, extensions=extensions
            ) as response:
                body = self._body(response)
                return Fetched(str(url), response.status_code, dict(response.headers.items()), body)
        except httpx.HTTPError as error:
            raise LoadError(
                f"it cannot be fetched ({type(error).__name__}); check the address, and try again"
            ) from error
        finally:
            self._next = time.monotonic() + self.delay_s

    def _body(self, response: httpx.Response) -> bytes:
        parts, size = [], 0
        for part in response.iter_bytes():
            size += len(part)
            if size > self.max_bytes:
                raise LoadError(f"got more than {self.max_bytes / 1e6:.0f} MB, expected less; leave it out")
            parts.append(part)
        return b"".join(parts)

    def _pinned(self, url: httpx.URL) -> tuple[httpx.URL, dict[str, object]]:
        """The address that was looked up and found harmless, so that a second look-up cannot give another."""
        if self.private:
            return url, {}
        try:
            found = {str(entry[4][0]) for entry in socket.getaddrinfo(url.host, _port(url), type=socket.SOCK_STREAM)}
        except OSError as error:
            raise LoadError(f"the host '{url.host}' is not known; check the address") from error
        if not found or not all(ipaddress.ip_address(one.split("%")[0]).is_global for one in found):
            raise LoadError(f"got '{url.host}', an address of a private network; say `private: true` if that is meant")
        return url.copy_with(host=sorted(found)[0]), {"sni_hostname": url.host}


def _port(url: httpx.URL) -> int:
    return url.port or (443 if url.scheme == "https" else 80)
