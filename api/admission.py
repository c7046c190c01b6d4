"""How many requests are worked on at once, how many may wait, and for how long."""

from __future__ import annotations

import asyncio
import math
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import Depends, Request

from api.failures import BusyError
from api.principal import Asker

_LONGEST_RETRY_S = 60
# Of the last turn in the running mean of how long one takes.
_WEIGHT = 0.2


class Admission:
    """Lets so many work at once that each still gets on; the others wait in line, and none for ever.

    Attributes:
        working: Requests that have their turn now.
        waiting: Requests in line.
    """

    def __init__(self, concurrent: int | None = None, *, waiting: int = 64, patience_s: float = 30) -> None:
        """Nobody works and nobody waits.

        Args:
            concurrent: How many work at once; None is one a core of this process.
            waiting: How many may wait; whoever comes then is refused at once.
            patience_s: The longest wait, in seconds.
        """
        self._most = concurrent or len(os.sched_getaffinity(0))
        self._slots = asyncio.Semaphore(self._most)
        self._most_waiting, self._patience_s = waiting, patience_s
        self._turn_s = 1.0
        self.working = self.waiting = 0

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait in line, and hold a place until done.

        Raises:
            BusyError: The line is full, or the turn did not come in time.
        """
        await self._wait()
        started = time.monotonic()
        self.working += 1
        try:
            yield
        finally:
            self.working -= 1
            self._slots.release()
            self._turn_s += _WEIGHT * (time.monotonic() - started - self._turn_s)

    async def _wait(self) -> None:
        if not self._slots.locked():
            await self._slots.acquire()  # at once: whoever comes in the same moment sees it taken
            return
        if self.waiting >= self._most_waiting:
            raise self._busy(f"{self.waiting} requests waiting, expected at most {self._most_waiting}")
        self.waiting += 1
        try:
            async with asyncio.timeout(self._patience_s):
                await self._slots.acquire()
        except TimeoutError:
            raise self._busy(f"no turn within {self._patience_s:g} s") from None
        finally:
            self.waiting -= 1

    def _busy(self, found: str) -> BusyError:
        after = math.ceil((self.waiting + 1) * self._turn_s / self._most)
        after = min(max(after, 1), _LONGEST_RETRY_S)
        return BusyError(f"got {found}; come back in {after} s", {"Retry-After": str(after)})


async def _turn(request: Request, asker: Asker) -> AsyncIterator[None]:
    """A turn for a request whose asker may ask; who has gone away meanwhile gets none."""
    admission: Admission = request.app.state.admission
    async with admission.turn():
        if await request.is_disconnected():
            raise BusyError("got a client that has gone away, expected one that waits; ask again", {})
        yield


InTurn = Depends(_turn)
