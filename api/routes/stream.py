"""The live stream: alerts as they happen, places and the farm's state as they change (server-sent events).

``alert`` events carry the number of what happened as their id, so a reader that lost the line goes on
where it was (``Last-Event-ID``). ``places`` and ``summary`` are states, not history: the newest is enough.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent
from starlette.concurrency import run_in_threadpool

from alerts.alert import AlertEvent
from alerts.notify.audience import Audience
from api.auth import credentials_of
from api.dependencies import READERS, Addressee, Deps, Wiring, is_free_to_read
from api.languages import audience_of
from api.live import News
from api.schemas.alerts import AlertAnswer
from api.schemas.places import ReaderAnswer, places_json

router = APIRouter(prefix="/stream", tags=["live"], dependencies=READERS)

_AT_ONCE = 200
_RECONNECT_MS = 2_000


@router.get("", response_class=EventSourceResponse)
async def stream(
    request: Request,
    deps: Wiring,
    addressee: Addressee,
    last_event_id: Annotated[int | None, Header(ge=0, le=2**62)] = None,
    language: Annotated[str, Query(max_length=64)] = "",
) -> AsyncIterator[ServerSentEvent]:
    """Tell what happens from now on, or from after *Last-Event-ID* on.

    *language* is a language tag for those who cannot send Accept-Language: a browser's EventSource cannot.
    """
    audience = audience_of(language) if language else addressee
    listener = deps.live.attach(audience.language)
    try:
        newest = deps.alerts.ledger.newest_event_id
        event_id = newest if last_event_id is None else min(last_event_id, newest)
        version = 0
        while not deps.live.closed:
            may_command = _may_command(request, deps)
            if not may_command and not is_free_to_read(request, deps):
                return  # the token was revoked, and its sessions end with it
            for event, alert in await run_in_threadpool(_happened, deps, audience, event_id):
                event_id = event.id
                yield ServerSentEvent(event="alert", id=str(event.id), raw_data=alert.model_dump_json())
            news = deps.live.news(version, audience.language)
            version = news.version
            now_ms = deps.clock.now_ms()
            for told in await run_in_threadpool(_states, news, event_id, now_ms, may_command=may_command):
                yield told
            await listener.wait()
    finally:
        deps.live.detach(listener)


def _happened(deps: Deps, audience: Audience, after_id: int) -> list[tuple[AlertEvent, AlertAnswer]]:
    """Return what happened after number *after_id*, each with its alert as it is now."""
    found: list[tuple[AlertEvent, AlertAnswer]] = []
    while True:
        events, alerts = deps.alerts.ledger.happened(after_id, _AT_ONCE)
        told = deps.alert_desk.answers(tuple(alerts.values()), deps.clock.now_ms(), audience)
        answers = {answer.id: answer for answer in told}
        found += [(event, answers[event.alert_id]) for event in events]
        if len(events) < _AT_ONCE:
            return found
        after_id = events[-1].id


def _states(news: News, event_id: int, now_ms: int, *, may_command: bool) -> list[ServerSentEvent]:
    told = []
    if news.summary is not None:
        # A page sets its clock by the summary, which may have waited for this reader.
        reader = ReaderAnswer(may_command=may_command)
        summary = news.summary.model_copy(update={"reader": reader, "now": now_ms})
        # With an id, so that a reader who has seen no alert yet can resume as well.
        data = summary.model_dump_json()
        told.append(ServerSentEvent(event="summary", id=str(event_id), raw_data=data, retry=_RECONNECT_MS))
    if news.places:
        data = places_json(news.places)
        told.append(ServerSentEvent(event="places", raw_data=data))
    return told


def _may_command(request: Request, deps: Deps) -> bool:
    credentials = credentials_of(request.headers, request.cookies)
    return credentials is not None and deps.tokens.holder(credentials.secret) is not None
