"""Answers only to the server's own names while nobody is asked who they are."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from api.problem import Problem, response
from ragstone.loopback import is_loopback


@dataclass(frozen=True, slots=True)
class HostCheck:
    """Refuses a request for any other name.

    A page elsewhere can have its own name lead to this machine (DNS rebinding); a browser then takes both for one site
    and lets the page read what is answered. The name in the request gives it away.

    Attributes:
        hosts: Names besides loopback's.
    """

    app: ASGIApp
    hosts: Collection[str]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does, or with 421."""
        if scope["type"] != "http" or self._is_ours(Headers(scope=scope).get("host", "")):
            await self.app(scope, receive, send)
            return
        detail = "got a request for another host, expected a loopback name while nobody is asked who they are; name"
        detail = f"{detail} the host in `api.hosts`, or set `api.keys`"
        scope.setdefault("state", {})["error"] = "host"  # for the log
        await response(scope["path"], Problem.of(421, "host", detail))(scope, receive, send)

    def _is_ours(self, host: str) -> bool:
        name = host.rpartition(":")[0] if host.rpartition(":")[2].isdecimal() else host
        name = name.strip("[]").casefold()
        return is_loopback(name) or name in self.hosts
