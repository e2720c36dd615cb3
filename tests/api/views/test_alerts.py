"""An alert as people see it."""

from __future__ import annotations

import msgspec
import pytest

from alerts.alert import AlertEvent, AlertState, EventKind, Facts, Severity
from alerts.cause import BLIND, Cause
from alerts.notify.message import Context
from api.views.alerts import alert_answer, message_kind
from tests.api.views.examples import MINUTE_MS, NOW_MS, PLACE, SITE, alert

CONTEXT = Context(PLACE, SITE)


def test_an_alert_is_told_in_words_and_numbers() -> None:
    """Title and message name the problem; numbers come with their unit and time."""
    event = AlertEvent(7, "a1", EventKind.RAISED, NOW_MS - 20 * MINUTE_MS, Severity.ACT_NOW)
    answer = alert_answer(alert(Severity.ACT_NOW), [event], CONTEXT, NOW_MS)
    assert answer.title
    assert not answer.title.startswith(PLACE.name)
    assert "7.8C" in answer.message
    assert answer.what_to_do.endswith(".")
    assert (answer.severity, answer.state, answer.duration_s) == ("act_now", "open", 1_800.0)
    assert (answer.facts.unit, answer.facts.value, answer.facts.limit) == ("°C", 7.8, 4.0)
    assert (answer.acknowledged_by, answer.acknowledged_at) == (None, None)
    assert [(line.id, line.kind) for line in answer.events] == [(7, "raised")]


@pytest.mark.parametrize(
    ("cause", "shown"),
    [
        (Cause.TOO_WARM, "act_now"),
        (Cause.REHEARSAL, "watch"),
        *((one, "cannot_see") for one in sorted(BLIND)),
    ],
)
def test_what_tells_of_not_seeing_is_shown_so_and_a_rehearsal_is_no_danger(cause: Cause, shown: str) -> None:
    """Whatever its severity, as in the words of the message."""
    told = msgspec.structs.replace(alert(Severity.ACT_NOW), cause=cause)
    assert alert_answer(told, [], CONTEXT, NOW_MS).shown_as == shown


def test_devices_go_by_the_names_that_people_gave_them() -> None:
    """Beside the ids of its devices an alert gives their names, in the same order; a nameless one its id."""
    told = msgspec.structs.replace(alert(Severity.ACT_NOW), devices=("7e51a80000000103", "probe-9"))
    names = {"7e51a80000000103": "Cold room back wall"}
    answer = alert_answer(told, [], Context(PLACE, SITE, device_names=names), NOW_MS)
    assert answer.device_names == ["Cold room back wall", "probe-9"]


def test_an_alert_that_is_over_keeps_its_duration() -> None:
    """The duration of a resolved alert ends with it and does not grow."""
    resolved = alert(state=AlertState.RESOLVED)
    assert alert_answer(resolved, [], CONTEXT, NOW_MS).duration_s == 25 * 60.0
    assert alert_answer(resolved, [], CONTEXT, NOW_MS).what_to_do == ""
    assert alert_answer(resolved, [], CONTEXT, NOW_MS + 10**9).duration_s == 25 * 60.0


@pytest.mark.parametrize(
    ("state", "found_late", "kind"),
    [
        (AlertState.OPEN, False, EventKind.RAISED),
        (AlertState.OPEN, True, EventKind.RAISED),
        (AlertState.ACKNOWLEDGED, False, EventKind.RAISED),
        (AlertState.RESOLVED, False, EventKind.RESOLVED),
        (AlertState.RESOLVED, True, EventKind.FOUND_LATE),
        (AlertState.WITHDRAWN, False, EventKind.WITHDRAWN),
    ],
)
def test_an_alert_is_told_as_what_it_is_now(state: AlertState, kind: EventKind, *, found_late: bool) -> None:
    """The message shown is that of the alert's present state."""
    told = msgspec.structs.replace(alert(state=state), found_late=found_late)
    assert message_kind(told) is kind


def test_what_adds_up_and_what_is_to_come_travels_with_the_numbers() -> None:
    """Programs get what the message says of warm spells, chilling and the arrival."""
    told = alert(Severity.ACT_NOW)
    facts = msgspec.structs.replace(
        told.facts, warm_spells=6, injury=0.62, required_h=120.0, due_at_ms=NOW_MS
    )
    answer = alert_answer(msgspec.structs.replace(told, facts=facts), [], CONTEXT, NOW_MS)
    assert (answer.facts.warm_spells, answer.facts.injury_pct, answer.facts.required_h) == (6, 62.0, 120.0)
    assert (answer.facts.due_at, answer.facts.arrives_at) == (NOW_MS, None)


def test_what_will_come_travels_with_its_band() -> None:
    """Programs get when the ice is gone, its edges, and until when to act."""
    told = alert(Severity.ACT_NOW)
    facts = Facts(
        breach_at_ms=NOW_MS + 3, breach_early_ms=NOW_MS + 1, breach_late_ms=NOW_MS + 5, act_by_ms=NOW_MS
    )
    answer = alert_answer(msgspec.structs.replace(told, facts=facts), [], CONTEXT, NOW_MS).facts
    assert (answer.breach_early_at, answer.breach_at, answer.breach_late_at) == (
        NOW_MS + 1,
        NOW_MS + 3,
        NOW_MS + 5,
    )
    assert (answer.act_by, answer.infected_pct) == (NOW_MS, None)
