"""A `Parser` whose files are parsed on a cluster, each in a process with limits as at home."""

from __future__ import annotations

from functools import lru_cache

import ray

from ingest.errors import LoadError, ParserLostError
from ingest.isolation.pool import ProcessPool
from ingest.parse import Parsed
from ingest.sources.source import RawSource

_TRIES = 3  # after which it is the file that takes machines down, and not a machine that fell over


class RayParser:
    """Parses wherever there is room; a file on a machine that is lost is parsed on another."""

    def __init__(self, workers: int, *, time_s: int, memory_mb: int) -> None:
        """Nothing is started yet.

        Args:
            workers: How many files at once, from 1.
            time_s: Within which a file must be parsed.
            memory_mb: Address space of the process that parses it.
        """
        self.workers = workers
        self._limits = (time_s, memory_mb)
        self._parsing = ray.remote(num_cpus=1, max_retries=_TRIES)(_parse)

    def parse(self, raw: RawSource) -> Parsed:
        """See `Parser.parse`."""
        try:
            found: Parsed | LoadError = ray.get(self._parsing.remote(raw, *self._limits))
        except ray.exceptions.RayError as error:
            raise ParserLostError(
                f"its parser was lost {_TRIES + 1} times ({type(error).__name__}); look at the file, and at the cluster"
            ) from error
        if isinstance(found, LoadError):
            raise found
        return found

    def close(self) -> None:
        """See `Parser.close`; a task that is under way ends within its time."""


def _parse(raw: RawSource, time_s: int, memory_mb: int) -> Parsed | LoadError:
    """What it says, or why not; as a value, because Ray wraps what is raised."""
    try:
        return _pool(time_s, memory_mb).parse(raw)
    except LoadError as error:
        return error


@lru_cache(maxsize=1)  # one in each of Ray's processes, as long as that lives
def _pool(time_s: int, memory_mb: int) -> ProcessPool:
    return ProcessPool(1, time_s=time_s, memory_mb=memory_mb)
