"""What people may do with an alert, and what becomes of it; pure.

What people did belongs to the alert and is never derived from readings. Nobody can make an alert vanish:
it ends by readings, or is closed by a person with a reason, and opens again by itself where it gets worse.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import msgspec

from alerts.alert import Alert, AlertState, EventKind, RootCause, Severity
from alerts.errors import InvalidCommand, NotAllowedNow
from alerts.lifecycle import TRANSITIONS, anew
from ingest.clock import MS_PER_HOUR

LONGEST_SNOOZE_H: Mapping[Severity, int] = MappingProxyType({Severity.WATCH: 24, Severity.ACT_NOW: 2})
"""House choice: a watch may wait for the next day, goods that are being lost for no more than two hours."""

TOLD = frozenset({EventKind.ACKNOWLEDGED, EventKind.CLOSED, EventKind.REOPENED})
"""What somebody did that those who were called hear of."""


class Command(msgspec.Struct, frozen=True):
    """One thing that a person does with an alert.

    Attributes:
        kind: what is done, as it will stand in the history.
        by: who does it.
        note: what they say; for ``CLOSED`` the reason, which may not be missing.
        until_ms: when a snooze ends.
        root_cause: why it happened, for ``EXPLAINED``.
    """

    kind: EventKind
    by: str
    note: str = ""
    until_ms: int | None = None
    root_cause: RootCause | None = None


def obey(alert: Alert, command: Command, now_ms: int) -> Alert:
    """Return *alert* after *command*.

    Raises NotAllowedNow where the state of the alert does not allow it, and InvalidCommand where it cannot
    be meant like this in any state.
    """
    state = TRANSITIONS.get((alert.state, command.kind))
    if state is None or command.kind not in _DEEDS:
        raise NotAllowedNow(_refusal(alert, command.kind))
    after = _DEEDS[command.kind](alert, command, now_ms)
    return after if after.state is state else msgspec.structs.replace(after, state=state)


def is_worth_a_line(before: Alert, after: Alert, command: Command) -> bool:
    """Tell whether *command* goes into the history: what changed something, and every word and picture."""
    return before != after or command.kind in {EventKind.COMMENTED, EventKind.PHOTOGRAPHED, EventKind.SEEN}


def _acknowledge(alert: Alert, command: Command, now_ms: int) -> Alert:
    if alert.acknowledged_by == command.by and alert.state is AlertState.ACKNOWLEDGED:
        return alert
    return msgspec.structs.replace(alert, acknowledged_by=command.by, acknowledged_at_ms=now_ms)


def _snooze(alert: Alert, command: Command, now_ms: int) -> Alert:
    longest_h = LONGEST_SNOOZE_H[alert.severity]
    if command.until_ms is None or not now_ms < command.until_ms <= now_ms + longest_h * MS_PER_HOUR:
        raise InvalidCommand(
            f"until: expected an end within the next {longest_h} h for an alert of severity "
            f"{alert.severity.name.lower()}, saw {_end_seen(command.until_ms, now_ms)}"
        )
    return msgspec.structs.replace(alert, snoozed_by=command.by, snoozed_until_ms=command.until_ms)


def _end_seen(until_ms: int | None, now_ms: int) -> str:
    if until_ms is None:
        return "none"
    hours = (until_ms - now_ms) / MS_PER_HOUR
    return f"one in {hours:.1f} h" if hours > 0 else f"one that passed {-hours:.1f} h ago"


def _close(alert: Alert, command: Command, now_ms: int) -> Alert:
    if not command.note.strip():
        raise InvalidCommand("reason: expected why nothing is to be done, saw nothing")
    return msgspec.structs.replace(
        alert,
        closed_by=command.by,
        closed_at_ms=now_ms,
        closed_reason=command.note,
        notified_lost_h=alert.facts.life_lost_h or alert.notified_lost_h,
        snoozed_by="",
        snoozed_until_ms=None,
    )


def _reopen(alert: Alert, _command: Command, _now_ms: int) -> Alert:
    if not alert.lasts:
        raise NotAllowedNow(
            f"alert {alert.id} ended by its readings: it opens again by itself if they show that it lasts"
        )
    return anew(alert)


def _explain(alert: Alert, command: Command, _now_ms: int) -> Alert:
    if command.root_cause is None:
        raise InvalidCommand(f"cause: expected one of {', '.join(RootCause)}, saw nothing")
    return msgspec.structs.replace(alert, root_cause=command.root_cause)


def _remark(alert: Alert, _command: Command, _now_ms: int) -> Alert:
    return alert


_DEEDS: Mapping[EventKind, Callable[[Alert, Command, int], Alert]] = MappingProxyType(
    {
        EventKind.ACKNOWLEDGED: _acknowledge,
        EventKind.SNOOZED: _snooze,
        EventKind.CLOSED: _close,
        EventKind.REOPENED: _reopen,
        EventKind.EXPLAINED: _explain,
        EventKind.SEEN: _remark,
        EventKind.COMMENTED: _remark,
        EventKind.PHOTOGRAPHED: _remark,
    }
)

_ONLY: Mapping[EventKind, str] = MappingProxyType(
    {
        EventKind.ACKNOWLEDGED: "only an open one can be acknowledged",
        EventKind.SNOOZED: "only an open one can be snoozed",
        EventKind.CLOSED: "only an open one can be resolved",
        EventKind.REOPENED: "only one that a person resolved can be reopened",
    }
)


def _refusal(alert: Alert, kind: EventKind) -> str:
    only = _ONLY.get(kind, "nothing can be added to it")
    return f"alert {alert.id} is {alert.state}: {only}"
