"""The issuer's keys as they were last read."""

from __future__ import annotations

import logging
import math
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from ragstone.errors import IssuerError
from ragstone.oidc.signing_key import SigningKey

# Seconds: keys are read anew after FRESH_S, used at most KEPT_S while the issuer is down, and never asked for more
# often than each REST_S, whatever tokens are sent.
FRESH_S, KEPT_S, REST_S = 600, 3600, 10
_log = logging.getLogger("ragstone.oidc")


class KeySet:
    """Keys of one issuer; any number of threads may ask."""

    def __init__(
        self, fetch: Callable[[], Mapping[str, SigningKey]], *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._fetch, self._clock = fetch, clock
        self._keys: Mapping[str, SigningKey] = {}
        self._read_at = self._tried_at = -math.inf
        self._why = "got no keys of the issuer yet, expected some; try again in a few seconds"
        self._lock = threading.Lock()

    def key(self, kid: str) -> SigningKey | None:
        """The key of that id; None where the issuer has none, as far as may be known now.

        Raises:
            IssuerError: No keys could be read, or only so long ago that they no longer count.
        """
        if kid not in self._keys or self._age() > FRESH_S:
            self._renew()
        if self._age() > KEPT_S:
            raise IssuerError(self._why)
        return self._keys.get(kid)

    def _age(self) -> float:
        return self._clock() - self._read_at

    def _renew(self) -> None:
        with self._turn() as mine:
            if not mine or self._clock() - self._tried_at < REST_S:
                return
            self._tried_at = self._clock()
            try:
                self._keys, self._read_at = self._fetch(), self._clock()
            except IssuerError as error:
                self._why = str(error)
                _log.warning("%s", error)

    @contextmanager
    def _turn(self) -> Iterator[bool]:
        """Whether this thread is the one to ask; it waits for another that asks only where there is nothing yet."""
        mine = self._lock.acquire(blocking=not self._keys)
        try:
            yield mine
        finally:
            if mine:
                self._lock.release()
