"""How many requests a key may make in a minute."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.failures import RateLimitedError

_WINDOW_S = 60


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of a limit.

    Attributes:
        limit: Requests in a minute.
        remaining: Requests that may still be made now.
        reset_s: Seconds until there is more.
    """

    limit: int
    remaining: int
    reset_s: int

    @property
    def headers(self) -> dict[str, str]:
        """As draft-ietf-httpapi-ratelimit-headers states it."""
        return {
            "RateLimit-Policy": f'"key";q={self.limit};w={_WINDOW_S}',
            "RateLimit": f'"key";r={self.remaining};t={self.reset_s}',
        }


class RateLimit:
    """Counts the requests of the last minute by name, in this process."""

    def __init__(self, per_minute: int) -> None:
        self._item = RateLimitItemPerMinute(per_minute)
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def take(self, name: str) -> Left:
        """Count one request of `name`.

        Raises:
            RateLimitedError: There were as many as there may be; this one is not counted.
        """
        counted = self._limiter.hit(self._item, name)
        stats = self._limiter.get_window_stats(self._item, name)
        left = Left(self._item.amount, max(stats.remaining, 0), max(1, math.ceil(stats.reset_time - time.time())))
        if not counted:
            message = f"got more than {left.limit} requests of this key within a minute; wait {left.reset_s} s"
            raise RateLimitedError(message, {**left.headers, "Retry-After": str(left.reset_s)})
        return left


class LimitHeaders:
    """Says with every response what is left of the asker's limit, where there is one."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does, with the headers added."""

        async def with_headers(message: Message) -> None:
            left = scope.get("state", {}).get("left")
            if message["type"] == "http.response.start" and left is not None:
                MutableHeaders(scope=message).update(left.headers)
            await send(message)

        await self._app(scope, receive, with_headers)
