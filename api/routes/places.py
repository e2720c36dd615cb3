"""Places, and the farm at a glance."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from api.dependencies import READERS, Addressee, Caller, Wiring
from api.errors import BadRequest
from api.schemas.base import json_list
from api.schemas.places import PlaceAnswer, PlaceDetailAnswer, SummaryAnswer
from api.schemas.values import GivenInstant, KnownId
from ingest.clock import MS_PER_DAY

router = APIRouter(tags=["places"], dependencies=READERS)

_SHADED_DAYS = 31


@router.get("/summary")
def summary(deps: Wiring, addressee: Addressee, caller: Caller) -> SummaryAnswer:
    """Answer the farm's worst state in a word and a sentence, and how the service itself is."""
    return deps.overview.summary(deps.clock.now_ms(), addressee.language, may_command=caller is not None)


@router.get("/places", response_model=list[PlaceAnswer])
def list_places(deps: Wiring, addressee: Addressee) -> StreamingResponse:
    """Answer every place as it is now."""
    places = deps.overview.places(deps.clock.now_ms(), addressee.language)
    return StreamingResponse(json_list(places), media_type="application/json")


@router.get("/places/{place_id}")
def place(
    deps: Wiring,
    addressee: Addressee,
    place_id: KnownId,
    start: GivenInstant | None = None,
    end: GivenInstant | None = None,
) -> PlaceDetailAnswer:
    """Answer one place, with what was going on there between *start* and *end* (the last 31 days)."""
    now_ms = deps.clock.now_ms()
    end_ms = now_ms if end is None else end
    start_ms = end_ms - _SHADED_DAYS * MS_PER_DAY if start is None else start
    if start_ms >= end_ms:
        raise BadRequest("start must lie before end")
    return deps.overview.place(place_id, start_ms, end_ms, now_ms, addressee.language)
