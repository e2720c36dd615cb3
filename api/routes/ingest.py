"""Readings over HTTP: what webhooks and programs post enters where MQTT messages do."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.concurrency import run_in_threadpool

from api.dependencies import COMMANDERS, Wiring
from api.errors import BadRequest, NotFound, TooLarge
from api.schemas.operation import IngestedAnswer
from ingest.formats import BY_NAME
from ingest.group import Outcome
from ingest.message import Message
from ingest.reading import Reason

router = APIRouter(prefix="/ingest", tags=["readings"], dependencies=COMMANDERS)

_UNREADABLE = frozenset({Reason.NOT_DECODABLE, Reason.UNKNOWN_TOPIC, Reason.NO_READINGS})
_MOST_TOLD = 3
_NO_TOPIC = " (no topic was given: ?topic= says which one it would have had over MQTT)"

_BODY = {
    "requestBody": {
        "required": True,
        "description": "What the gateway or the cloud publishes, byte for byte, whatever its content type.",
        "content": {"*/*": {"schema": {"type": "string", "format": "binary"}}},
    }
}

Topic = Annotated[
    str,
    Query(
        max_length=512,
        description="The MQTT topic that it would have had, for formats that tell in it who measured.",
    ),
]


@router.post("/{format}", status_code=202, openapi_extra=_BODY)
async def post_message(
    deps: Wiring, request: Request, format_name: Annotated[str, Path(alias="format")], topic: Topic = ""
) -> IngestedAnswer:
    """Take a message of a wire format; on the answer 202 its readings are kept, whatever happens then.

    The same message twice is kept once, where its format tells which one it is or when it was measured.
    What could not be read (422), or not wholly, is in the quarantine with its reason.
    """
    if format_name not in BY_NAME:
        raise NotFound(f"there is no format {format_name[:64]!r}; there are {', '.join(sorted(BY_NAME))}")
    body = await request.body()
    if not body:
        raise BadRequest(f"expected a message of {format_name} in the body, saw nothing")
    message = Message(topic, body, 0, 0, False, False, format=format_name)
    return _answer(await run_in_threadpool(deps.ingest.pipeline.accept, [message]), topic)


def _answer(outcome: Outcome, topic: str) -> IngestedAnswer:
    """Return what became of the message; raises where nothing of it could be read."""
    if not outcome.readings:
        for refused in outcome.rejections:
            if refused.reason is Reason.TOO_LARGE:
                raise TooLarge(refused.detail)
        unread = [refused.detail for refused in outcome.rejections if refused.reason in _UNREADABLE]
        if unread:
            told = "; ".join(unread[:_MOST_TOLD])
            raise BadRequest(told + _NO_TOPIC if not topic and "topic:" in told else told)
    return IngestedAnswer(readings=outcome.readings, quarantined=len(outcome.rejections))
