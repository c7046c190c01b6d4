"""The application."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from api import chat, documents, failures, jobs, library, me
from api.metrics import Counting, Metrics
from api.metrics import router as metrics_router
from api.page import page
from api.rate_limit import LimitHeaders, RateLimit
from api.readiness import Build, Readiness
from api.routes import router
from ragstone.jobs.intake import Intake
from ragstone.keys.keyring import Keyring

_log = logging.getLogger("ragstone.api")


def create_app(
    build: Build, keyring: Keyring | None = None, *, rate_limit: RateLimit | None = None, intake: Intake | None = None
) -> FastAPI:
    """The API over the assistant that `build` gives; without index or models it starts and answers 503.

    Args:
        build: Gives the assistant.
        keyring: Whose keys open it; None asks nobody who they are.
        rate_limit: How much each key may ask; None limits nobody.
        intake: Takes documents in and out; None leaves them as they are.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        try:
            app.state.readiness.assistant()
        except tuple(failures.STATUSES) as error:
            _log.warning("not ready: %s", error)
        if intake is None:
            yield
            return
        intake.start()
        try:
            yield
        finally:
            intake.stop()

    app = FastAPI(title="ragstone", version="0.1.0", lifespan=lifespan, description=__doc__)
    app.state.readiness = Readiness(build)
    app.state.keyring = keyring
    app.state.rate_limit = rate_limit
    app.state.intake = intake
    app.state.metrics = Metrics()
    app.include_router(router)
    app.include_router(chat.router)
    app.include_router(documents.router)
    app.include_router(library.router)
    app.include_router(jobs.router)
    app.include_router(me.router)
    app.include_router(metrics_router)
    page.install(app)
    app.add_middleware(LimitHeaders)
    app.add_middleware(Counting, metrics=app.state.metrics)
    failures.install(app)
    return app
