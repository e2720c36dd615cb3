"""Photos of what people found, with the alert that they belong to."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from alerts.alert import EventKind
from alerts.commands import Command
from alerts.photo import LARGEST_BYTES, read_photo
from api.dependencies import COMMANDERS, READERS, Addressee, Wiring
from api.schemas.alerts import AlertAnswer
from api.schemas.values import GivenNote, GivenText, KnownId

router = APIRouter(prefix="/alerts/{alert_id}/photos", tags=["alerts"])

_BODY = {
    "requestBody": {
        "required": True,
        "description": f"A JPEG, PNG or WebP file of at most {LARGEST_BYTES:,} bytes, as it is.",
        "content": {"*/*": {"schema": {"type": "string", "format": "binary"}}},
    }
}
_PICTURE: dict[int | str, dict[str, Any]] = {200: {"description": "The picture", "content": {"image/*": {}}}}


@router.post("", dependencies=COMMANDERS, openapi_extra=_BODY)
async def add_photo(  # noqa: PLR0913, PLR0917 - what FastAPI hands in, and what the caller says
    deps: Wiring,
    addressee: Addressee,
    request: Request,
    alert_id: KnownId,
    by: Annotated[GivenText, Query()],
    note: Annotated[GivenNote, Query()] = "",
) -> AlertAnswer:
    """Add a photo to an alert, also to one that is over; what kind of file it is, its content says."""
    photo = read_photo(await request.body())
    now_ms = deps.clock.now_ms()
    ledger = deps.alerts.ledger
    command = Command(EventKind.PHOTOGRAPHED, by, note)
    await run_in_threadpool(ledger.add_photo, alert_id, photo, command, now_ms)
    return await run_in_threadpool(lambda: deps.alert_desk.answer(ledger.alert(alert_id), now_ms, addressee))


@router.get("/{photo_id}", dependencies=READERS, response_class=Response, responses=_PICTURE)
def photo(deps: Wiring, alert_id: KnownId, photo_id: Annotated[int, Path(ge=1, le=2**62)]) -> Response:
    """Answer a photo."""
    found = deps.alerts.ledger.photo(alert_id, photo_id)
    headers = {"Cache-Control": "private, max-age=31536000, immutable"}
    return Response(found.body, media_type=found.media_type, headers=headers)
