"""Who embeds for a sync, several pieces at once."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol

from models.protocols import Embedder, Float32


class EmbeddingPool(Protocol):
    """Embeds pieces of documents side by side."""

    @property
    def workers(self) -> int:
        """How many pieces are worked on at once, from 1."""

    def submit(self, texts: Sequence[str]) -> Future[Float32]:
        """Embeddings to come, shape (n_texts, dimension), unit length; each piece is embedded by itself.

        Raises:
            ClusterError: By the result: whoever embedded is gone, and nobody is left to do it again.
        """

    def close(self) -> None:
        """End it; what is waiting is not done. The next `submit` begins anew."""


class ThreadedEmbedding:
    """Threads of this process: a piece each is faster than one piece after the other with all threads."""

    def __init__(self, embedder: Embedder, workers: int) -> None:
        """Nothing is started yet.

        Args:
            embedder: Asked by several threads at once.
            workers: How many, from 1.
        """
        self.workers = workers
        self._embedder = embedder
        self._threads: ThreadPoolExecutor | None = None

    def submit(self, texts: Sequence[str]) -> Future[Float32]:
        """See `EmbeddingPool.submit`."""
        if self._threads is None:
            self._threads = ThreadPoolExecutor(self.workers, thread_name_prefix="embedding")
        return self._threads.submit(self._embedder.embed_documents, texts)

    def close(self) -> None:
        """See `EmbeddingPool.close`."""
        if self._threads is not None:
            self._threads.shutdown(cancel_futures=True)
            self._threads = None
