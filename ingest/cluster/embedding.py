"""An `EmbeddingPool` whose model is loaded once in each of several actors on a cluster."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from threading import Lock

import ray

from ingest.errors import ClusterError
from models.protocols import Embedder, Float32

_TRIES = 10  # machines that may be lost with one piece on them


class _Actor:
    """One model in a process of its own."""

    def __init__(self, make: Callable[[], Embedder]) -> None:
        self._embedder = make()

    def embed(self, texts: Sequence[str]) -> Float32:
        """See `Embedder.embed_documents`."""
        return self._embedder.embed_documents(texts)


class RayEmbedding:
    """Embeds wherever there is room; a piece on a machine that is lost is embedded on another."""

    def __init__(self, make: Callable[[], Embedder], workers: int) -> None:
        """Nothing is started yet.

        Args:
            make: Loads the model, on the machine that it is to run on.
            workers: How many actors, from 1, a core each.
        """
        self.workers = workers
        self._make = make
        self._kind = ray.remote(num_cpus=1, max_restarts=-1, max_task_retries=_TRIES)(_Actor)
        self._actors: list[ray.actor.ActorHandle] = []
        self._waiting: list[int] = []
        self._lock = Lock()

    def submit(self, texts: Sequence[str]) -> Future[Float32]:
        """See `EmbeddingPool.submit`; whoever has least to do does it."""
        if not self._actors:
            self._actors = [self._kind.remote(self._make) for _ in range(self.workers)]
            self._waiting = [0] * self.workers
        with self._lock:
            at = min(range(self.workers), key=self._waiting.__getitem__)
            self._waiting[at] += 1
        given: Future[Float32] = Future()
        made: Future[Float32] = self._actors[at].embed.remote(list(texts)).future()
        made.add_done_callback(lambda done: self._done(at, done, given))
        return given

    def close(self) -> None:
        """See `EmbeddingPool.close`."""
        for actor in self._actors:
            ray.kill(actor)
        self._actors = []

    def _done(self, at: int, done: Future[Float32], given: Future[Float32]) -> None:
        with self._lock:
            self._waiting[at] -= 1
        error = done.exception()
        if error is None:
            given.set_result(done.result())
            return
        told = ClusterError(f"an embedder of the cluster was lost ({type(error).__name__}); see to it, and sync again")
        told.__cause__ = error
        given.set_exception(told)
