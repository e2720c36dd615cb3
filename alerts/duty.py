"""Duty: whom to call about an alert, and when the next one, until a person answers; pure."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

import msgspec

from alerts.alert import Alert, AlertState, EventKind, Severity
from alerts.notify.audience import Turn
from alerts.people import Duty, Person, Step
from ingest.clock import MS_PER_MINUTE, to_datetime

_SET_BACK_MS = MS_PER_MINUTE
"""A call that lies further ahead than this was made before the clock was set back: it holds nobody up."""


class Ladder(msgspec.Struct, frozen=True):
    """How far the calls about one alert have got.

    Attributes:
        alert_id: what it is about.
        event_id, kind: the event that people are called for.
        calls: how many steps were called for it so far.
        called_at_ms: when the last of them was; None: nobody was called yet.
        unanswered: who was called for it and has not answered, by id.
        told: everybody who was ever told of the alert, by id; they hear when it is over.
    """

    alert_id: str
    event_id: int
    kind: EventKind
    calls: int = 0
    called_at_ms: int | None = None
    unanswered: tuple[str, ...] = ()
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Call:
    """Whom to call now, which call it is, and the ladder as it is then."""

    people: tuple[Person, ...]
    turn: Turn
    ladder: Ladder


def is_owed(alert: Alert) -> bool:
    """Tell whether people have to be called about *alert*: nobody has it, and nobody wanted quiet."""
    return alert.state is AlertState.OPEN and alert.snoozed_until_ms is None


def next_call(
    duty: Duty, alert: Alert, ladder: Ladder, zone: ZoneInfo, now_ms: int
) -> tuple[Call | None, int | None]:
    """Return whom to call about *alert* now, or when to ask again; (None, None): not any more.

    What is lost at once goes around and around, at any hour, and to everybody where no step is manned.
    What is only to be watched goes around once and waits for manned steps and for the end of quiet hours.
    """
    if ladder.called_at_ms is not None:
        due_ms = ladder.called_at_ms + duty.step_minutes * MS_PER_MINUTE
        if ladder.called_at_ms - _SET_BACK_MS < now_ms < due_ms:
            return None, due_ms
    urgent = alert.severity is Severity.ACT_NOW
    moment = to_datetime(now_ms).astimezone(zone)
    manned = [step for step in duty.steps if step.counts(moment)]
    steps = manned or (list(duty.steps) if urgent else [])
    if not duty.steps or (not urgent and 0 < len(steps) <= ladder.calls):
        return None, None
    later_ms = now_ms + MS_PER_MINUTE
    for skipped in range(len(steps)):
        calls = ladder.calls + skipped
        if not urgent and calls >= len(steps):
            break
        found = _awake(duty, steps[calls % len(steps)], alert.severity, zone, now_ms)
        if found:
            turn = _turn(duty, ladder, calls, len(steps))
            return Call(found, turn, _after(ladder, calls, found, now_ms)), None
    return None, later_ms


def _awake(duty: Duty, step: Step, severity: Severity, zone: ZoneInfo, now_ms: int) -> tuple[Person, ...]:
    people = (duty.person(one) for one in step.people)
    return tuple(one for one in people if one is not None and one.hears(severity, zone, now_ms))


def _turn(duty: Duty, ladder: Ladder, calls: int, of: int) -> Turn:
    names = [duty.person(one) for one in ladder.unanswered]
    return Turn(
        number=calls + 1,
        position=calls % of + 1,
        of=of,
        unanswered=tuple(one.name for one in names if one is not None),
    )


def _after(ladder: Ladder, calls: int, people: tuple[Person, ...], now_ms: int) -> Ladder:
    ids = [one.id for one in people]
    return msgspec.structs.replace(
        ladder,
        calls=calls + 1,
        called_at_ms=now_ms,
        unanswered=tuple(dict.fromkeys([*ladder.unanswered, *ids])),
        told=tuple(dict.fromkeys([*ladder.told, *ids])),
    )


def started(before: Ladder | None, alert_id: str, event_id: int, kind: EventKind) -> Ladder:
    """Return a ladder on which nobody was called yet for this event; who was told before stays known."""
    return Ladder(alert_id, event_id, kind, told=() if before is None else before.told)


def passed(ladder: Ladder, person_id: str) -> Ladder:
    """Return *ladder* after a person said that somebody else should go: the next step is due at once."""
    others = tuple(one for one in ladder.unanswered if one != person_id)
    return msgspec.structs.replace(ladder, called_at_ms=None, unanswered=others)
