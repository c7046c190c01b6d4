"""Holds the assistant once index and models are there, and says what is missing until then."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Request

from api.failures import STATUSES
from ingest.errors import StoreError
from ragstone.assistant import Assistant
from ragstone.catalogue import Library
from verify.checker import Checker

Build = Callable[[], Assistant]
BuildChecker = Callable[[], Checker]


class Readiness:
    """Builds the assistant at the first need; a build that failed is tried again at the next."""

    def __init__(self, build: Build, build_checker: BuildChecker | None = None) -> None:
        """Nothing is built yet.

        Args:
            build: Gives the assistant.
            build_checker: Gives a verifier while there is no index; None leaves it to the assistant.
        """
        self._build, self._build_checker = build, build_checker
        self._checker: Checker | None = None
        self._assistant: Assistant | None = None
        self._library: Library | None = None
        self._lock = threading.Lock()

    def assistant(self) -> Assistant:
        """The assistant.

        Raises:
            ModelError: A model is missing or cannot be run.
            StoreError: There is no index, or it was made otherwise.
        """
        with self._lock:
            if self._assistant is None:
                self._assistant = self._build()
            return self._assistant

    def checker(self) -> Checker:
        """The verifier: the assistant's, or one of its own as long as there is no index.

        Raises:
            ModelError: A model is missing or cannot be run.
            StoreError: There is no index, and nobody who would verify without one.
        """
        if self._checker is not None:
            return self._checker
        try:
            return self.assistant().answering.checker
        except StoreError:
            if self._build_checker is None:
                raise
        with self._lock:
            if self._checker is None:
                self._checker = self._build_checker()
            return self._checker

    def library(self) -> Library:
        """The documents of its index.

        Raises:
            ModelError: A model is missing or cannot be run.
            StoreError: There is no index, or it was made otherwise.
        """
        index = self.assistant().index
        if self._library is None or self._library.index is not index:
            self._library = Library(index)
        return self._library

    def revision(self) -> str:
        """The revision of the index that questions are answered from.

        Raises:
            ModelError: A model is missing or cannot be run.
            StoreError: There is no index, or it was made otherwise.
        """
        return self.assistant().index.revision


def is_ready(readiness: Readiness) -> bool:
    """Whether questions can be answered; tries once more where they could not."""
    try:
        return bool(readiness.revision())
    except tuple(STATUSES):
        return False


def _readiness(request: Request) -> Readiness:
    readiness: Readiness = request.app.state.readiness
    return readiness


def _assistant(readiness: Annotated[Readiness, Depends(_readiness)]) -> Assistant:
    return readiness.assistant()


Readied = Annotated[Readiness, Depends(_readiness)]
Ready = Annotated[Assistant, Depends(_assistant)]
