"""Whether the service lives and does all of its work, and its numbers for Prometheus."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response

from api.dependencies import READERS, Caller, FreeToRead, Wiring
from api.metrics import CONTENT_TYPE, ServiceCollector, exposition
from api.schemas.operation import ReadyAnswer

router = APIRouter(tags=["operation"])


@router.get("/health/live")
def live() -> Response:
    """Answer as long as the process does; needs no token."""
    return Response("alive\n", media_type="text/plain")


@router.get("/health/ready", response_model=ReadyAnswer)
def ready(deps: Wiring, caller: Caller, is_free: FreeToRead) -> Response:
    """Tell whether every part works (200, else 503); who may read is told what does not."""
    troubles = deps.troubles()
    told = troubles if caller is not None or is_free else ("ask with a token",) * bool(troubles)
    answer = ReadyAnswer(ready=not troubles, reasons=list(told))
    return JSONResponse(answer.model_dump(), status_code=503 if troubles else 200)


@router.get("/metrics", dependencies=READERS)
def metrics(deps: Wiring) -> Response:
    """Answer the service's numbers in the text format of Prometheus."""
    collector = ServiceCollector(
        deps.counters,
        deps.ingest.subscribers,
        deps.ingest.journal.status,
        deps.overview.open_alert_count,
        deps.troubles,
    )
    return Response(exposition(collector), media_type=CONTENT_TYPE)
