"""Silences and maintenance windows: recording goes on, nobody is called, and the end is never forgotten."""

from __future__ import annotations

import secrets

from fastapi import APIRouter

from alerts.silence import Silence, check
from api.dependencies import COMMANDERS, READERS, Wiring
from api.errors import BadRequest
from api.schemas.silences import EndSilenceCommand, SilenceAnswer, SilenceCommand
from api.schemas.values import KnownId, moment_of

router = APIRouter(prefix="/silences", tags=["alerts"])


@router.get("", dependencies=READERS)
def list_silences(deps: Wiring) -> list[SilenceAnswer]:
    """Answer the silences, the one that ends last first; also those that are over."""
    now_ms = deps.clock.now_ms()
    return [_answer(one, now_ms) for one in deps.alerts.ledger.silences()]


@router.post("", dependencies=COMMANDERS, status_code=201)
def silence(deps: Wiring, command: SilenceCommand) -> SilenceAnswer:
    """Keep something quiet until an end; what is still bad then is told as STILL BAD."""
    now_ms = deps.clock.now_ms()
    if command.place is not None:
        deps.ingest.registry.place(command.place)
    start_ms = now_ms if command.start is None else command.start
    end_ms = moment_of(command.end, command.minutes, start_ms)
    if end_ms is None:
        raise BadRequest("end: expected an end, or how many minutes it is to last, and not both")
    wanted = Silence(
        id=secrets.token_hex(8),
        by=command.by,
        reason=command.reason,
        start_ms=start_ms,
        end_ms=end_ms,
        place_id=command.place or "",
        cause=command.cause,
        device=command.device or "",
    )
    deps.alerts.ledger.silence(check(wanted, now_ms))
    return _answer(wanted, now_ms)


@router.post("/{silence_id}/end", dependencies=COMMANDERS)
def end_silence(deps: Wiring, silence_id: KnownId, command: EndSilenceCommand) -> SilenceAnswer:
    """End a silence now."""
    now_ms = deps.clock.now_ms()
    return _answer(deps.alerts.ledger.end_silence(silence_id, command.by, now_ms), now_ms)


def _answer(silence: Silence, now_ms: int) -> SilenceAnswer:
    return SilenceAnswer(
        id=silence.id,
        state=silence.state(now_ms),
        by=silence.by,
        reason=silence.reason,
        start=silence.start_ms,
        end=silence.end_ms,
        place=silence.place_id or None,
        cause=silence.cause,
        device=silence.device or None,
        ended_by=silence.ended_by or None,
    )
