"""The application."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from api import chat, documents, failures, me
from api.door import Door
from api.metrics import Metrics
from api.metrics import router as metrics_router
from api.page import page
from api.rate_limit import LimitHeaders, RateLimit
from api.readiness import Build, Readiness
from api.routes import router
from api.watching import Watching
from ragstone.keys.keyring import Keyring
from ragstone.oidc.tokens import Tokens
from ragstone.tracing import NoTracer, Tracer

_log = logging.getLogger("ragstone.api")


def create_app(
    build: Build,
    keyring: Keyring | None = None,
    *,
    tokens: Tokens | None = None,
    rate_limit: RateLimit | None = None,
    tracer: Tracer | None = None,
) -> FastAPI:
    """The API over the assistant that `build` gives; without index or models it starts and answers 503.

    Args:
        build: Gives the assistant.
        keyring: Whose keys open it.
        tokens: Whose tokens open it; without either nobody is asked who they are.
        rate_limit: How much each key or token's holder may ask; None limits nobody.
        tracer: Follows requests; it is closed when the application ends. None follows none.
    """
    tracer = tracer or NoTracer()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        try:
            app.state.readiness.assistant()
        except tuple(failures.STATUSES) as error:
            _log.warning("not ready: %s", error)
        yield
        tracer.close()

    app = FastAPI(title="ragstone", version="0.1.0", lifespan=lifespan, description=__doc__)
    app.state.readiness = Readiness(build)
    app.state.door = Door(keyring, tokens)
    app.state.rate_limit = rate_limit
    app.state.metrics = Metrics()
    app.include_router(router)
    app.include_router(chat.router)
    app.include_router(documents.router)
    app.include_router(me.router)
    app.include_router(metrics_router)
    page.install(app)
    app.add_middleware(LimitHeaders)
    app.add_middleware(Watching, metrics=app.state.metrics, tracer=tracer)
    failures.install(app)
    return app
