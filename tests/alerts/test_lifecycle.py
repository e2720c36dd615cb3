"""Spells to episodes, episodes to alerts: what is opened, told, kept and withdrawn."""

from __future__ import annotations

import msgspec
import pytest

from alerts.alert import Alert, AlertEvent, AlertState, EventKind, Facts, Severity, Spell
from alerts.cause import Cause
from alerts.commands import Command, obey
from alerts.episode import merge
from alerts.lifecycle import (
    LATE_MS,
    PATIENCE_MS,
    TRANSITIONS,
    Change,
    Telling,
    reconcile,
    telling,
)

NOW_MS = 100 * 60_000


def spell(
    start: int, end: int | None = None, source: str = "air", *, raised: bool = True, **facts: float | str
) -> Spell:
    """Return a spell of the room between these minutes."""
    return Spell(
        place_id="room",
        cause=Cause.TOO_WARM,
        detector="limits",
        source=source,
        started_at_ms=start * 60_000,
        raised_at_ms=(start + 5) * 60_000 if raised else None,
        ended_at_ms=None if end is None else end * 60_000,
        act_now_at_ms=None,
        facts=msgspec.convert(facts, Facts),
    )


def only(changes: tuple[Change, ...]) -> Change:
    """Return the one change there is."""
    (change,) = changes
    return change


def opened(*spells: Spell) -> Alert:
    """Return the alert that these spells open."""
    return only(reconcile((), merge(spells), NOW_MS)).alert


def taken(alert: Alert) -> Alert:
    """Return *alert* as taken over by Ana."""
    return obey(alert, Command(EventKind.ACKNOWLEDGED, "Ana"), NOW_MS)


def test_spells_that_overlap_are_one_episode() -> None:
    """Raised spells of several sources that overlap or touch are one trouble; the rest are others."""
    spells = [spell(0, 10), spell(10, 20, "other"), spell(30), spell(5, 8, "brief", raised=False)]
    episodes = merge(spells)
    assert [(one.started_at_ms // 60_000, one.ended_at_ms) for one in episodes] == [
        (0, 1_200_000),
        (30, None),
    ]


def test_a_spell_that_is_not_raised_keeps_an_episode_from_ending_and_makes_none() -> None:
    """What started meanwhile and still goes on is the same trouble; alone, a deviation is none."""
    (episode,) = merge([spell(0, 40, "door"), spell(10, 70, raised=False), spell(90, 95, raised=False)])
    assert (episode.started_at_ms, episode.ended_at_ms) == (0, 70 * 60_000)
    (joined,) = merge([spell(0, 40, "door"), spell(10, 70, raised=False), spell(60, 80, "other")])
    assert joined.ended_at_ms == 80 * 60_000
    (lasting,) = merge([spell(0, 40, "door"), spell(10, None, raised=False)])
    assert lasting.ended_at_ms is None


def test_the_facts_are_those_of_the_spell_that_costs_most_completed_by_the_others() -> None:
    """What it costs comes from the goods, what was measured from the air where the goods say nothing."""
    goods = spell(20, None, "L1", life_lost_h=3.0, lot_id="L1")
    (episode,) = merge([spell(0, 30, quantity="air_temperature_c", peak=9.0), goods])
    assert (episode.facts.life_lost_h, episode.facts.peak) == (3.0, 9.0)
    assert episode.lot_ids == ("L1",)


def test_a_lasting_episode_opens_an_alert_and_people_are_told() -> None:
    """What lasts is open and told, also when it was raised long before anybody knew."""
    change = only(reconcile((), merge([spell(0)]), NOW_MS))
    assert (change.alert.state, change.kind, change.tell) == (AlertState.OPEN, EventKind.RAISED, True)
    assert change.alert.found_late
    assert not only(reconcile((), merge([spell(80)]), NOW_MS)).alert.found_late


def test_an_episode_that_is_over_is_found_late_and_nobody_is_told() -> None:
    """What had ended before we knew of it is kept, and pages nobody."""
    change = only(reconcile((), merge([spell(0, 20)]), NOW_MS))
    assert (change.alert.state, change.kind, change.tell) == (
        AlertState.RESOLVED,
        EventKind.FOUND_LATE,
        False,
    )


def test_nothing_new_changes_nothing() -> None:
    """The same episodes again are no change."""
    alert = opened(spell(0))
    assert reconcile([alert], merge([spell(0)]), NOW_MS) == ()


def test_an_alert_that_vanished_is_withdrawn() -> None:
    """When readings show that it never was, whoever was called hears it; a resolved one goes quietly."""
    alert = opened(spell(0))
    change = only(reconcile([alert], (), NOW_MS))
    assert (change.alert.state, change.kind, change.tell) == (AlertState.WITHDRAWN, EventKind.WITHDRAWN, True)
    resolved = only(reconcile([alert], merge([spell(0, 20)]), NOW_MS)).alert
    assert not only(reconcile([resolved], (), NOW_MS)).tell


def test_two_alerts_that_turn_out_to_be_one_trouble_become_one() -> None:
    """The one that somebody took over stays; the other is withdrawn."""
    first, second = opened(spell(0, 10)), taken(opened(spell(30)))
    changes = reconcile([first, second], merge([spell(0)]), NOW_MS)
    states = {change.alert.id: change.alert.state for change in changes}
    assert states == {first.id: AlertState.WITHDRAWN, second.id: AlertState.ACKNOWLEDGED}


def test_an_alert_that_turns_out_to_be_two_troubles_becomes_two() -> None:
    """It keeps the trouble that it has most in common with."""
    alert = opened(spell(0))
    changes = reconcile([alert], merge([spell(0, 10), spell(30)]), NOW_MS)
    assert {change.kind for change in changes} == {None, EventKind.FOUND_LATE}
    kept = next(change.alert for change in changes if change.alert.id == alert.id)
    assert kept.started_at_ms == 30 * 60_000
    assert len({change.alert.id for change in changes}) == 2


def test_people_hear_again_when_the_cost_has_doubled() -> None:
    """A cost that grows is told from one hour on, and then each time that it has doubled."""
    alert = opened(spell(0, life_lost_h=0.4))
    told = []
    for lost_h in (0.9, 1.1, 2.0, 2.3, 4.0, 4.7):
        for change in reconcile([alert], merge([spell(0, life_lost_h=lost_h)]), NOW_MS):
            alert = change.alert
            told += [lost_h] if change.kind is EventKind.GREW else []
    assert told == [1.1, 2.3, 4.7]


def test_a_rise_in_severity_escalates_also_what_was_acknowledged() -> None:
    """Whoever took it over keeps it, and everybody hears that it became severe."""
    alert = taken(opened(spell(0)))
    severe = msgspec.structs.replace(spell(0), act_now_at_ms=NOW_MS)
    change = only(reconcile([alert], merge([severe]), NOW_MS))
    assert (change.kind, change.alert.state) == (EventKind.ESCALATED, AlertState.ACKNOWLEDGED)
    assert change.alert.severity is Severity.ACT_NOW


def test_a_resolved_alert_whose_trouble_turns_out_to_last_is_raised_again() -> None:
    """It is open again and nobody has it: who had it may have gone home."""
    alert = taken(opened(spell(0)))
    resolved = only(reconcile([alert], merge([spell(0, 20)]), NOW_MS))
    assert (resolved.kind, resolved.alert.acknowledged_by) == (EventKind.RESOLVED, "Ana")
    again = only(reconcile([resolved.alert], merge([spell(0)]), NOW_MS))
    assert (again.kind, again.alert.state) == (EventKind.RAISED, AlertState.OPEN)
    assert again.alert.acknowledged_by == ""


def test_what_a_person_closed_opens_again_when_it_gets_worse() -> None:
    """The same trouble stays closed; one that became severe, or cost twice as much, is raised again."""
    costly = spell(0, life_lost_h=2.0)
    closing = Command(EventKind.CLOSED, "Ana", "goods are out")
    closed = obey(opened(costly), closing, NOW_MS)
    assert closed.state is AlertState.RESOLVED
    assert reconcile([closed], merge([costly]), NOW_MS) == ()
    for worse in (
        msgspec.structs.replace(costly, act_now_at_ms=NOW_MS),
        spell(0, life_lost_h=4.0),
    ):
        change = only(reconcile([closed], merge([worse]), NOW_MS))
        assert (change.kind, change.alert.state) == (EventKind.RAISED, AlertState.OPEN)
        assert change.alert.closed_by == ""
    ended = only(reconcile([closed], merge([spell(0, 20, life_lost_h=2.0)]), NOW_MS))
    assert (ended.kind, ended.alert.lasts) == (None, False)


def test_a_snooze_keeps_costs_quiet_and_ends_when_it_becomes_severe() -> None:
    """A cost that doubles is written down and told to nobody; severity ends the snooze and is told."""
    snooze = Command(EventKind.SNOOZED, "Ana", until_ms=NOW_MS + 60_000)
    snoozed = obey(opened(spell(0)), snooze, NOW_MS)
    grown = only(reconcile([snoozed], merge([spell(0, life_lost_h=4.0)]), NOW_MS))
    assert (grown.kind, grown.tell) == (EventKind.GREW, False)
    severe = msgspec.structs.replace(spell(0), act_now_at_ms=NOW_MS)
    change = only(reconcile([snoozed], merge([severe]), NOW_MS))
    assert (change.kind, change.tell, change.alert.snoozed_until_ms) == (EventKind.ESCALATED, True, None)


def test_an_id_is_the_same_in_every_replay_and_never_used_twice() -> None:
    """Ids follow from place, cause and start; one that is taken is not given again."""
    assert opened(spell(0)).id == opened(spell(0)).id
    taken = frozenset({opened(spell(0)).id})
    other = only(reconcile((), merge([spell(0)]), NOW_MS, taken_ids=lambda: taken)).alert
    assert other.id != opened(spell(0)).id


def test_every_transition_leads_somewhere_and_what_is_withdrawn_stays_so() -> None:
    """No happening is possible for an alert that never was."""
    assert all(state is not AlertState.WITHDRAWN for state, _ in TRANSITIONS)
    assert {kind for _, kind in TRANSITIONS} == set(EventKind)


@pytest.mark.parametrize(
    ("kind", "age_ms", "waited_ms", "was_told", "expected"),
    [
        (EventKind.RAISED, 0, 0, False, Telling.NOW),
        (EventKind.RAISED, LATE_MS, 0, False, Telling.NOW),
        (EventKind.RAISED, LATE_MS + 1, 0, False, Telling.LATER),
        (EventKind.RAISED, LATE_MS + 1, PATIENCE_MS - 1, False, Telling.LATER),
        (EventKind.RAISED, LATE_MS + 1, -PATIENCE_MS, False, Telling.NOW),
        (EventKind.RAISED, LATE_MS + 1, PATIENCE_MS, False, Telling.NOW),
        (EventKind.ACKNOWLEDGED, LATE_MS + 1, 0, False, Telling.NOW),
        (EventKind.RESOLVED, 0, 0, True, Telling.NOW),
        (EventKind.RESOLVED, 0, 0, False, Telling.NEVER),
        (EventKind.WITHDRAWN, 0, 0, False, Telling.NEVER),
    ],
)
def test_people_are_called_when_it_is_known_to_matter(
    kind: EventKind, age_ms: int, waited_ms: int, expected: Telling, *, was_told: bool
) -> None:
    """Alarms on old readings wait for newer ones, for a while; an end is told to those who knew."""
    alert = msgspec.structs.replace(opened(spell(10)), updated_at_ms=NOW_MS - age_ms)
    event = AlertEvent(1, alert.id, kind, NOW_MS - waited_ms, alert.severity)
    assert telling(alert, event, NOW_MS, was_told=was_told) is expected


def test_what_was_over_before_anybody_was_told_calls_nobody() -> None:
    """A raise that still waits when the alert is resolved or withdrawn is never told."""
    for state in (AlertState.RESOLVED, AlertState.WITHDRAWN):
        alert = msgspec.structs.replace(opened(spell(10)), state=state)
        event = AlertEvent(1, alert.id, EventKind.RAISED, NOW_MS, alert.severity)
        assert telling(alert, event, NOW_MS, was_told=False) is Telling.NEVER


def test_silence_is_told_at_once_however_old_the_last_reading_is() -> None:
    """That nothing newer comes is what a silence is about, so nothing newer is waited for."""
    alert = msgspec.structs.replace(opened(spell(10)), cause=Cause.SILENT, updated_at_ms=0)
    event = AlertEvent(1, alert.id, EventKind.RAISED, NOW_MS, alert.severity)
    assert telling(alert, event, NOW_MS, was_told=False) is Telling.NOW
