"""The store as it is, for whoever moves its readings to another one."""

from __future__ import annotations

from typing import Annotated

import msgspec
from fastapi import APIRouter, Query
from fastapi.responses import Response

from api.dependencies import ADMINISTRATORS, Wiring
from api.schemas.store import KeptHoursAnswer, WholeReadingsAnswer

router = APIRouter(prefix="/store", tags=["operation"], dependencies=ADMINISTRATORS)

_MOST = 10_000
_LATEST_MS = 9_223_372_036_000

Instant = Annotated[int, Query(ge=0, le=_LATEST_MS)]


@router.get("/latest", response_model=WholeReadingsAnswer)
def latest(deps: Wiring) -> Response:
    """Answer the newest reading of every device and quantity."""
    return Response(msgspec.json.encode({"readings": deps.ingest.store.latest()}), media_type=_JSON)


@router.get("/readings", response_model=WholeReadingsAnswer)
def readings(  # noqa: PLR0913, PLR0917 - the parameters of the address
    deps: Wiring,
    device: Annotated[str, Query(max_length=1_000)],
    quantity: Annotated[str, Query(max_length=100)],
    start_ms: Instant,
    end_ms: Instant,
    limit: Annotated[int, Query(ge=1, le=_MOST)] = 1_000,
) -> Response:
    """Answer the first *limit* readings observed in [start_ms, end_ms), whole and in order of time."""
    found = deps.ingest.store.readings(device, quantity, start_ms, end_ms, limit)
    return Response(msgspec.json.encode({"readings": found}), media_type=_JSON)


@router.get("/hours", response_model=KeptHoursAnswer)
def hours(
    deps: Wiring,
    device: Annotated[str, Query(max_length=1_000)],
    quantity: Annotated[str, Query(max_length=100)],
    start_ms: Instant,
    end_ms: Instant,
) -> Response:
    """Answer what the hours came to that begin in [start_ms, end_ms)."""
    found = deps.ingest.store.hours(device, quantity, start_ms, end_ms)
    return Response(msgspec.json.encode({"hours": list(found.rows())}), media_type=_JSON)


_JSON = "application/json"
