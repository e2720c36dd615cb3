"""The links in messages: a page with one button. Opening it acknowledges nothing, pressing does."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import HTMLResponse, Response

from alerts.alert import Alert
from alerts.errors import LinkRefused, NotAllowedNow
from alerts.people import Person
from api.dependencies import Deps, Wiring
from api.take_page import STYLE, asking, refused, taken

router = APIRouter(prefix="/a", include_in_schema=False)

Token = Annotated[str, Path(max_length=600)]
_HEADERS = {"Cache-Control": "no-store"}
_GONE = 410


@router.get("/style.css")
def style() -> Response:
    """Answer what the page looks like."""
    return Response(STYLE, media_type="text/css")


@router.get("/{token}")
def look(deps: Wiring, token: Token) -> HTMLResponse:
    """Answer the page that asks; nothing changes, since scanners of mail follow every link."""
    try:
        grant, person = deps.alerts.answers.look(token, deps.clock.now_ms())
    except LinkRefused as error:
        return HTMLResponse(refused(str(error)), _GONE, _HEADERS)
    said = _said(deps, deps.alerts.ledger.alert(grant.alert_id), person)
    return HTMLResponse(asking(person.name, said, person.language), headers=_HEADERS)


@router.post("/{token}")
def take(deps: Wiring, token: Token) -> HTMLResponse:
    """Let the person whom the link is for take its alert."""
    try:
        alert, person = deps.alerts.answers.take(token, deps.clock.now_ms())
    except (LinkRefused, NotAllowedNow) as error:
        return HTMLResponse(refused(str(error)), _GONE, _HEADERS)
    said = _said(deps, alert, person)
    return HTMLResponse(taken(person.name, said, alert.id, person.language), headers=_HEADERS)


def _said(deps: Deps, alert: Alert, person: Person) -> str:
    return deps.alert_desk.said(alert, person.audience(), deps.clock.now_ms())
