"""What people may do with an alert, in which state, and what becomes of it."""

from __future__ import annotations

import msgspec
import pytest

from alerts.alert import Alert, AlertState, EventKind, RootCause, Severity
from alerts.commands import LONGEST_SNOOZE_H, Command, obey
from alerts.errors import InvalidCommand, NotAllowedNow
from ingest.clock import MS_PER_HOUR
from tests.alerts.notify.examples import ALERT, NOW_MS

TAKE = Command(EventKind.ACKNOWLEDGED, "Ana", "on my way")
CLOSE = Command(EventKind.CLOSED, "Ana", "goods are out")


def in_state(state: AlertState) -> Alert:
    """Return the alert of the examples in another state."""
    return msgspec.structs.replace(ALERT, state=state)


def snooze(hours: float) -> Command:
    """Return the wish to hear of it again in so many hours."""
    return Command(EventKind.SNOOZED, "Ana", until_ms=NOW_MS + int(hours * MS_PER_HOUR))


def test_acknowledging_twice_is_once_and_another_person_may_take_over() -> None:
    """The same person again changes nothing; somebody else has it from then on."""
    alert = obey(ALERT, TAKE, 1)
    assert (alert.state, alert.acknowledged_by, alert.acknowledged_at_ms) == (
        AlertState.ACKNOWLEDGED,
        "Ana",
        1,
    )
    assert obey(alert, TAKE, 2) == alert
    assert obey(alert, Command(EventKind.ACKNOWLEDGED, "Luis"), 2).acknowledged_by == "Luis"


@pytest.mark.parametrize("kind", [EventKind.ACKNOWLEDGED, EventKind.SNOOZED, EventKind.CLOSED])
@pytest.mark.parametrize("state", [AlertState.RESOLVED, AlertState.WITHDRAWN])
def test_what_is_over_can_neither_be_taken_nor_snoozed_nor_closed(kind: EventKind, state: AlertState) -> None:
    """The error says in which state the alert is and what would be possible."""
    with pytest.raises(NotAllowedNow, match=f"is {state}: only an open one"):
        obey(in_state(state), Command(kind, "Ana", "why", NOW_MS + 1), NOW_MS)


@pytest.mark.parametrize("kind", [EventKind.COMMENTED, EventKind.PHOTOGRAPHED, EventKind.SEEN])
def test_remarks_are_welcome_also_when_it_is_over_and_change_nothing(kind: EventKind) -> None:
    """Words and pictures go with every alert that there was; not with one that never was."""
    for state in (AlertState.OPEN, AlertState.ACKNOWLEDGED, AlertState.RESOLVED):
        assert obey(in_state(state), Command(kind, "Ana", "frost on the coil"), NOW_MS) == in_state(state)
    with pytest.raises(NotAllowedNow, match="nothing can be added"):
        obey(in_state(AlertState.WITHDRAWN), Command(kind, "Ana"), NOW_MS)


@pytest.mark.parametrize("severity", Severity)
def test_a_snooze_has_an_end_that_is_not_far(severity: Severity) -> None:
    """What is being lost waits for less long than what is only to be watched; nothing waits for ever."""
    alert = msgspec.structs.replace(ALERT, severity=severity)
    longest_h = LONGEST_SNOOZE_H[severity]
    assert obey(alert, snooze(longest_h), NOW_MS).snoozed_until_ms == NOW_MS + longest_h * MS_PER_HOUR
    for wrong in (snooze(longest_h + 0.1), snooze(0), snooze(-1), Command(EventKind.SNOOZED, "Ana")):
        with pytest.raises(InvalidCommand, match=f"within the next {longest_h} h"):
            obey(alert, wrong, NOW_MS)


def test_closing_needs_a_reason_and_can_be_taken_back() -> None:
    """An alert closed by a person says who and why; reopened it is nobody's, as on its first day."""
    with pytest.raises(InvalidCommand, match="reason"):
        obey(ALERT, Command(EventKind.CLOSED, "Ana", "  "), NOW_MS)
    closed = obey(obey(ALERT, TAKE, 1), CLOSE, NOW_MS)
    assert (closed.state, closed.closed_by, closed.closed_reason) == (
        AlertState.RESOLVED,
        "Ana",
        "goods are out",
    )
    assert closed.lasts
    again = obey(closed, Command(EventKind.REOPENED, "Luis"), NOW_MS)
    assert (again.state, again.acknowledged_by, again.closed_by) == (AlertState.OPEN, "", "")


def test_what_readings_ended_is_not_reopened_by_hand() -> None:
    """Only readings open again what readings ended; an open alert cannot be opened at all."""
    ended = msgspec.structs.replace(in_state(AlertState.RESOLVED), ended_at_ms=NOW_MS)
    with pytest.raises(NotAllowedNow, match="opens again by itself"):
        obey(ended, Command(EventKind.REOPENED, "Ana"), NOW_MS)
    with pytest.raises(NotAllowedNow, match="only one that a person resolved"):
        obey(ALERT, Command(EventKind.REOPENED, "Ana"), NOW_MS)


def test_the_root_cause_is_the_last_that_was_said() -> None:
    """It can be said in every state that an alert can have, and corrected; it may not be missing."""
    resolved = in_state(AlertState.RESOLVED)
    explained = obey(resolved, Command(EventKind.EXPLAINED, "Ana", root_cause=RootCause.DOOR), 1)
    assert explained.root_cause is RootCause.DOOR
    corrected = obey(explained, Command(EventKind.EXPLAINED, "Ana", root_cause=RootCause.POWER), 2)
    assert corrected.root_cause is RootCause.POWER
    with pytest.raises(InvalidCommand, match="cause: expected one of door"):
        obey(ALERT, Command(EventKind.EXPLAINED, "Ana"), 1)


def test_what_happens_by_readings_cannot_be_commanded() -> None:
    """Nobody raises, resolves or withdraws an alert by hand in the name of its readings."""
    for kind in (EventKind.RAISED, EventKind.RESOLVED, EventKind.WITHDRAWN, EventKind.ESCALATED):
        with pytest.raises(NotAllowedNow):
            obey(ALERT, Command(kind, "Ana"), NOW_MS)
