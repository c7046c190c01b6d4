"""What the client says about a server, as errors of this room."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from qdrant_client.http.exceptions import ApiException

from ingest.errors import IndexWriteError


@contextmanager
def reached() -> Iterator[None]:
    """Turn what the client says about a server into one clear error.

    Raises:
        IndexWriteError: The server cannot be reached, or refuses.
    """
    try:
        yield
    except (ApiException, ConnectionError, OSError) as error:
        reason = str(error).strip().splitlines()[0][:200]
        raise IndexWriteError(f"the Qdrant server does not do what it should ({reason}); check index.url") from error
