"""Replies: the webhook by which SMS and chat gateways deliver what people answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool

from alerts.answering import Reaction, Reply
from alerts.notify.audience import Language
from alerts.reply import Meaning
from api.dependencies import COMMANDERS, Deps, Wiring
from api.errors import BadRequest
from api.schemas.replies import ReplyAnswer

router = APIRouter(prefix="/replies", tags=["duty"], dependencies=COMMANDERS)

_FIELDS: Mapping[str, tuple[str, ...]] = {
    "from": ("from", "From", "sender", "msisdn"),
    "text": ("text", "Body", "body", "message"),
    "id": ("id", "MessageSid", "messageId", "message_id"),
}
"""What gateways call the sender, the words, and the number of a message."""

_LONGEST = 1_600
_BODY = {
    "requestBody": {
        "required": True,
        "description": "JSON, or a form as Twilio sends it: from (From, sender, msisdn), text (Body, body, "
        "message), and, so that a repeated delivery counts once, id (MessageSid, messageId, message_id).",
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "properties": {name: {"type": "string"} for name in _FIELDS},
                    "required": ["from", "text"],
                }
            }
        },
    }
}

_TEXTS = {
    Language.ENGLISH: {
        "nothing": "Nothing is open for you.",
        "again": "That was heard already.",
        Meaning.GO: "You have it: {said}",
        Meaning.PASS: "The next person is called: {said}",
        Meaning.WORDS: "Noted. 1=I go 2=pass.",
    },
    Language.CHINESE: {
        "nothing": "目前没有需要您处理的警报。",
        "again": "此消息已收到。",
        Meaning.GO: "已由您负责：{said}",
        Meaning.PASS: "将通知下一位：{said}",
        Meaning.WORDS: "已记录。1=我去 2=转下一位",
    },
}


@router.post("", openapi_extra=_BODY)
async def reply(deps: Wiring, request: Request) -> ReplyAnswer:
    """Take a reply: 1 = I go, 2 = pass, anything else is added to the alert as a comment.

    It is about the alert that its sender was called about last.
    """
    given = _read(request.headers.get("content-type", ""), await request.body())
    now_ms = deps.clock.now_ms()
    reaction = await run_in_threadpool(deps.alerts.answers.reply, given, now_ms)
    return await run_in_threadpool(_answer, deps, reaction, now_ms)


def _answer(deps: Deps, reaction: Reaction, now_ms: int) -> ReplyAnswer:
    person, alert = reaction.person, reaction.alert
    texts = _TEXTS[person.language]
    if not reaction.is_news:
        text = texts["again"]
    elif alert is None:
        text = texts["nothing"]
    else:
        said = deps.alert_desk.said(alert, person.audience(), now_ms)
        text = texts[reaction.meaning].format(said=said)
    return ReplyAnswer(
        meaning=reaction.meaning,
        person=person.name,
        alert=None if alert is None else alert.id,
        text=text,
    )


def _read(content_type: str, body: bytes) -> Reply:
    """Return a reply from JSON or from a form, whatever its gateway calls the fields."""
    try:
        text = body.decode("utf-8")
        is_form = content_type.startswith("application/x-www-form-urlencoded")
        raw: Any = dict(parse_qsl(text)) if is_form else json.loads(text)
    except ValueError as error:
        raise BadRequest(f"expected JSON or a form, saw neither: {error}") from error
    if not isinstance(raw, dict):
        raise BadRequest("expected an object with from and text")
    found = {
        name: next((raw[alias] for alias in aliases if isinstance(raw.get(alias), str)), "")
        for name, aliases in _FIELDS.items()
    }
    for name in ("from", "text"):
        if not found[name].strip() or len(found[name]) > _LONGEST:
            raise BadRequest(f"{name}: expected a text of 1 to {_LONGEST} characters, saw {len(found[name])}")
    return Reply(found["from"], found["text"].strip(), found["id"][:200])
