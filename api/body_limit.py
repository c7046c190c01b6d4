"""How large the body of a request may be, and how long it may take to come."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.failures import BodyTooLargeError, BodyTooSlowError


class BodyLimit:
    """Refuses a body that is too large, before it is read where its length is told, and one that comes too slowly."""

    def __init__(
        self, app: ASGIApp, *, max_bytes: int, timeout_s: float, others: Mapping[str, int] | None = None
    ) -> None:
        """Stand before `app`.

        Args:
            app: Answers.
            max_bytes: Of one body.
            timeout_s: The longest wait for the next piece of it, in seconds.
            others: Paths with another limit, in bytes.
        """
        self._app, self._max_bytes, self._timeout_s = app, max_bytes, timeout_s
        self._others = others or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does, or refuse."""
        if scope["type"] == "http":
            most = self._others.get(scope["path"], self._max_bytes)
            receive = _Body(receive, most, timeout_s=self._timeout_s, announced=Headers(scope=scope)).receive
        await self._app(scope, receive, send)


class _Body:
    """One body on its way in; its errors are those of whoever reads it."""

    def __init__(self, receive: Receive, max_bytes: int, *, timeout_s: float, announced: Headers) -> None:
        self._receive, self._max_bytes, self._timeout_s = receive, max_bytes, timeout_s
        length = announced.get("content-length", "")
        self._length = int(length) if length.isdecimal() else 0
        self._come = 0
        self._whole = False

    async def receive(self) -> Message:
        if self._whole:  # what comes now is that the client goes away, and that may take as long as it likes
            return await self._receive()
        if self._length > self._max_bytes:
            raise BodyTooLargeError(self._max_bytes)
        try:
            message = await asyncio.wait_for(self._receive(), self._timeout_s)
        except TimeoutError:
            raise BodyTooSlowError(self._timeout_s) from None
        self._come += len(message.get("body", b""))
        self._whole = not message.get("more_body", False)
        if self._come > self._max_bytes:
            raise BodyTooLargeError(self._max_bytes)
        return message
