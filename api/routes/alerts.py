"""Alerts: what is wrong, and who has it in hand."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Query

from alerts.alert import AlertState, EventKind
from alerts.commands import Command
from alerts.notify.audience import Audience
from api.dependencies import COMMANDERS, READERS, Addressee, Deps, Wiring
from api.errors import BadRequest
from api.schemas.alerts import (
    AcknowledgeCommand,
    AlertAnswer,
    CommentCommand,
    HistoryLine,
    ReopenCommand,
    ResolveCommand,
    RootCauseCommand,
    SeenCommand,
    SnoozeCommand,
)
from api.schemas.values import KnownId, moment_of

router = APIRouter(prefix="/alerts", tags=["alerts"])


class Asked(StrEnum):
    """The states that can be asked for."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    RESOLVED = "resolved"


@router.get("", dependencies=READERS)
def list_alerts(
    deps: Wiring,
    addressee: Addressee,
    state: Asked | None = None,
    place: KnownId | None = None,
    limit: Annotated[int, Query(ge=1, le=1_000)] = 100,
) -> list[AlertAnswer]:
    """Answer alerts, newest first; without *state* all but the withdrawn ones."""
    asked = AlertState(state.value) if state else None
    found = deps.alerts.ledger.alerts(state=asked, place_id=place, limit=limit)
    return deps.alert_desk.answers(found, deps.clock.now_ms(), addressee)


@router.get("/{alert_id}", dependencies=READERS)
def alert(deps: Wiring, addressee: Addressee, alert_id: KnownId) -> AlertAnswer:
    """Answer one alert with its history."""
    return deps.alert_desk.answer(deps.alerts.ledger.alert(alert_id), deps.clock.now_ms(), addressee)


@router.get("/{alert_id}/history", dependencies=READERS)
def history(deps: Wiring, alert_id: KnownId) -> list[HistoryLine]:
    """Answer who saw, did and was told what about one alert, oldest first."""
    return deps.alert_desk.history(deps.alerts.ledger.alert(alert_id))


@router.post("/{alert_id}/acknowledge", dependencies=COMMANDERS)
def acknowledge(
    deps: Wiring, addressee: Addressee, alert_id: KnownId, command: AcknowledgeCommand
) -> AlertAnswer:
    """Say that somebody has an alert in hand; everybody who was told of it is told that, too."""
    return _obey(deps, addressee, alert_id, Command(EventKind.ACKNOWLEDGED, command.by, command.note))


@router.post("/{alert_id}/snooze", dependencies=COMMANDERS)
def snooze(deps: Wiring, addressee: Addressee, alert_id: KnownId, command: SnoozeCommand) -> AlertAnswer:
    """Let an alert wait: nobody is called until then unless it becomes severe, and then again if it lasts."""
    until_ms = moment_of(command.until, command.minutes, deps.clock.now_ms())
    if until_ms is None:
        raise BadRequest("until: expected an end, or how many minutes it is to last, and not both")
    return _obey(
        deps, addressee, alert_id, Command(EventKind.SNOOZED, command.by, command.note, until_ms=until_ms)
    )


@router.post("/{alert_id}/comment", dependencies=COMMANDERS)
def comment(deps: Wiring, addressee: Addressee, alert_id: KnownId, command: CommentCommand) -> AlertAnswer:
    """Add a remark to an alert, also to one that is over."""
    return _obey(deps, addressee, alert_id, Command(EventKind.COMMENTED, command.by, command.note))


@router.post("/{alert_id}/resolve", dependencies=COMMANDERS)
def resolve(deps: Wiring, addressee: Addressee, alert_id: KnownId, command: ResolveCommand) -> AlertAnswer:
    """Close an alert with a reason although its readings show no end; if it gets worse it opens again."""
    return _obey(deps, addressee, alert_id, Command(EventKind.CLOSED, command.by, command.reason))


@router.post("/{alert_id}/reopen", dependencies=COMMANDERS)
def reopen(deps: Wiring, addressee: Addressee, alert_id: KnownId, command: ReopenCommand) -> AlertAnswer:
    """Open an alert again that a person resolved and that still lasts."""
    return _obey(deps, addressee, alert_id, Command(EventKind.REOPENED, command.by, command.note))


@router.post("/{alert_id}/root-cause", dependencies=COMMANDERS)
def explain(deps: Wiring, addressee: Addressee, alert_id: KnownId, command: RootCauseCommand) -> AlertAnswer:
    """Say why it happened; the last answer counts, and the history keeps them all."""
    return _obey(
        deps,
        addressee,
        alert_id,
        Command(EventKind.EXPLAINED, command.by, command.note, root_cause=command.cause),
    )


@router.post("/{alert_id}/seen", dependencies=COMMANDERS)
def see(deps: Wiring, addressee: Addressee, alert_id: KnownId, command: SeenCommand) -> AlertAnswer:
    """Say that somebody looks at an alert; the first time of each person goes into the history."""
    return _obey(deps, addressee, alert_id, Command(EventKind.SEEN, command.by))


def _obey(deps: Deps, addressee: Audience, alert_id: str, command: Command) -> AlertAnswer:
    now_ms = deps.clock.now_ms()
    return deps.alert_desk.answer(deps.alerts.ledger.obey(alert_id, command, now_ms), now_ms, addressee)
