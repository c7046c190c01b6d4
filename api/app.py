"""The application."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

from api import chat, documents, failures, jobs, library, me
from api.admission import Admission
from api.body_limit import BodyLimit
from api.door import Door
from api.host_check import HostCheck
from api.metrics import Metrics
from api.metrics import router as metrics_router
from api.openapi import DescribedApi
from api.page import page
from api.rate_limit import LimitHeaders, RateLimit
from api.readiness import Build, Readiness
from api.routes import router
from api.watching import Watching
from ragstone.jobs.intake import Intake
from ragstone.settings import ApiSettings
from ragstone.tracing import NoTracer, Tracer

_ABOUT = (
    "Answers from a company's own documents. Every sentence of an answer was checked against what it cites; what the "
    "documents do not bear is withheld, and where too little is left there is an abstention with its reason."
)
# What a form needs besides its files.
_FORM_BYTES = 1_000_000
_log = logging.getLogger("ragstone.api")


def create_app(
    build: Build | Readiness,
    door: Door | None = None,
    *,
    settings: ApiSettings | None = None,
    tracer: Tracer | None = None,
    intake: Intake | None = None,
) -> FastAPI:
    """The API over the assistant that `build` gives; without index or models it starts and answers 503.

    Args:
        build: Gives the assistant, or holds it.
        door: Who is let in; None lets in everybody and asks nobody who they are.
        settings: How much is taken in and worked on; None is what is so by default.
        tracer: Follows requests; it is closed when the application ends. None follows none.
        intake: Takes documents in and out; None leaves them as they are.
    """
    settings, tracer = settings or ApiSettings(), tracer or NoTracer()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        try:
            app.state.readiness.assistant()
        except tuple(failures.STATUSES) as error:
            _log.warning("not ready: %s", error)
        with intake.running() if intake is not None else nullcontext():
            yield
        tracer.close()

    app = DescribedApi(
        title="ragstone", version="0.1.0", lifespan=lifespan, description=_ABOUT,
        docs_url=None, redoc_url=None,  # their scripts come from elsewhere, to where the page keeps its key
        generate_unique_id_function=lambda route: route.name,
    )  # fmt: skip
    app.state.readiness = build if isinstance(build, Readiness) else Readiness(build)
    app.state.door = door or Door()
    limit = settings.requests_per_minute
    app.state.rate_limit = RateLimit(limit) if limit is not None else None
    app.state.admission = Admission(settings.concurrent, waiting=settings.waiting, patience_s=settings.patience_s)
    app.state.intake = intake
    app.state.metrics = Metrics(shared=settings.workers > 1)
    app.include_router(router)
    app.include_router(chat.router)
    app.include_router(documents.router)
    app.include_router(library.router)
    app.include_router(jobs.router)
    app.include_router(me.router)
    app.include_router(metrics_router)
    failures.install(app)
    page.install(app)
    uploads = intake.uploads if intake is not None else None
    _stand_before(app, settings, tracer, largest_upload=uploads.max_total_bytes + _FORM_BYTES if uploads else None)
    return app


def _stand_before(app: FastAPI, settings: ApiSettings, tracer: Tracer, *, largest_upload: int | None) -> None:
    """What every request passes, the last added first."""
    app.add_middleware(
        BodyLimit, max_bytes=int(settings.max_body_mb * 1e6), timeout_s=settings.body_timeout_s,
        others={} if largest_upload is None else {"/v1/documents": largest_upload},
    )  # fmt: skip
    app.add_middleware(LimitHeaders)
    if settings.cors_origins:
        app.add_middleware(
            CORSMiddleware, allow_origins=settings.cors_origins, allow_methods=["GET", "POST", "DELETE"],
            allow_headers=["*"],  # clients add their own; none of them carries a right but `Authorization`
            expose_headers=["RateLimit", "RateLimit-Policy", "Retry-After", "X-Ragstone-Page"],
        )  # fmt: skip
    if app.state.door.hosts is not None:
        app.add_middleware(HostCheck, hosts=app.state.door.hosts)
    app.add_middleware(Watching, metrics=app.state.metrics, tracer=tracer)
