"""Alerts: what is wrong, and who has it in hand."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Query

from alerts.alert import AlertState
from api.dependencies import COMMANDERS, READERS, Wiring
from api.schemas.alerts import AcknowledgeCommand, AlertAnswer
from api.schemas.values import KnownId

router = APIRouter(prefix="/alerts", tags=["alerts"])


class Asked(StrEnum):
    """The states that can be asked for."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    RESOLVED = "resolved"


@router.get("", dependencies=READERS)
def list_alerts(
    deps: Wiring,
    state: Asked | None = None,
    place: KnownId | None = None,
    limit: Annotated[int, Query(ge=1, le=1_000)] = 100,
) -> list[AlertAnswer]:
    """Answer alerts, newest first; without *state* all but the withdrawn ones."""
    asked = AlertState(state.value) if state else None
    found = deps.alerts.ledger.alerts(state=asked, place_id=place, limit=limit)
    return deps.alert_desk.answers(found, deps.clock.now_ms())


@router.get("/{alert_id}", dependencies=READERS)
def alert(deps: Wiring, alert_id: KnownId) -> AlertAnswer:
    """Answer one alert with its history."""
    return deps.alert_desk.answer(deps.alerts.ledger.alert(alert_id), deps.clock.now_ms())


@router.post("/{alert_id}/acknowledge", dependencies=COMMANDERS)
def acknowledge(deps: Wiring, alert_id: KnownId, command: AcknowledgeCommand) -> AlertAnswer:
    """Say that somebody has an alert in hand; everybody who was told of it is told that, too."""
    now_ms = deps.clock.now_ms()
    taken = deps.alerts.ledger.acknowledge(alert_id, command.by, command.note, now_ms)
    return deps.alert_desk.answer(taken, now_ms)
