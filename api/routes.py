"""The paths of the API."""

from __future__ import annotations

import uuid
from typing import Annotated

from fastapi import APIRouter, Header, Response
from pydantic import BaseModel

from api.admission import InTurn
from api.failures import STATUSES, status_of
from api.metrics import Answered
from api.principal import Asker
from api.readiness import Readied, Ready
from api.requests import AskRequest, ExplainRequest, FeedbackRequest, SearchRequest, VerifyRequest
from api.streaming import STREAM, EventStream, streamed
from api.trail import TrailOut
from ragstone.clock import today
from ragstone.errors import AuditError
from ragstone.trail import Trail
from ragstone.verification import check
from ragstone.wire import AnswerOut, SearchOut, VerificationOut

router = APIRouter()


class FeedbackOut(BaseModel):
    """The answer whose feedback was kept."""

    trace_id: str


class Health(BaseModel):
    """Whether questions can be answered."""

    status: str
    reason: str = ""
    revision: str = ""


@router.post(
    "/v1/ask", response_model=AnswerOut, dependencies=[InTurn], responses={200: {"content": {STREAM: {}}}, 502: {}}
)
def ask(
    request: AskRequest, assistant: Ready, asker: Asker, answered: Answered, accept: Annotated[str, Header()] = ""
) -> AnswerOut | EventStream:
    """Answer a question with citations, or abstain and say why.

    With `Accept: text/event-stream` each claim comes as soon as it is verified: events `evidence`, `claim`, `withheld`,
    `done` with the whole answer, or `error`.
    """
    question = asker.asking(request.to_question(today()))
    if STREAM not in accept:
        answer = assistant.ask(question)
        answered(answer)
        return AnswerOut.of(answer, question=request.question)
    return streamed(assistant, question, answered)


@router.post("/v1/feedback", status_code=201, responses={404: {}})
def feedback(request: FeedbackRequest, assistant: Ready, asker: Asker) -> FeedbackOut:
    """Say what an answer, or one claim of it, was worth; it is kept in the audit log beside the answer."""
    if assistant.audit is None:
        raise AuditError("got feedback, but no audit log is kept to hold it; set `audit.path`")
    assistant.audit.said(request.trace_id, request.opinion, request.comment, principal=asker.name, claim=request.claim)
    return FeedbackOut(trace_id=request.trace_id)


@router.post("/v1/search", dependencies=[InTurn])
def search(request: SearchRequest, assistant: Ready, asker: Asker) -> SearchOut:
    """Find the chunks that may answer a question, as far as the policies let it be searched."""
    question = asker.asking(request.to_question(today()))
    return SearchOut.of(assistant.find(question, stage=request.stage, top_k=request.limit))


@router.post("/v1/explain", dependencies=[InTurn])
def explain(request: ExplainRequest, assistant: Ready, asker: Asker) -> TrailOut:
    """How the evidence for a question is found: what is searched, and the hits before and after reranking.

    Nothing is drafted; the audit log holds it as a search.
    """
    trail = Trail.of(assistant, asker.asking(request.to_question(today())))
    assistant.keep_search(trail.question, trail.reranked, trail.index_revision)
    return TrailOut.of(trail)


@router.post("/v1/verify", dependencies=[InTurn])
def verify(request: VerifyRequest, readiness: Readied, asker: Asker) -> VerificationOut:
    """Check a text against given passages; with `[n]` markers only the cited ones count. No index need be there."""
    return check(readiness.checker(), request, uuid.uuid4().hex)


@router.head("/healthz", include_in_schema=False)
@router.get("/healthz", responses={503: {"model": Health}})
def healthz(response: Response, readiness: Readied) -> Health:
    """200 when index and models are ready, 503 and the reason otherwise."""
    try:
        return Health(status="ready", revision=readiness.revision())
    except tuple(STATUSES) as error:
        response.status_code = status_of(error)
        return Health(status="not ready", reason=str(error))
