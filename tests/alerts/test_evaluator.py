"""The evaluator, step by step, on a real ledger."""

from __future__ import annotations

from unittest.mock import patch

import pytest

from alerts.alert import Alert, AlertState, EventKind, Notice, Severity
from alerts.cause import Cause
from alerts.fold import Fold
from alerts.ledger.book import Book
from alerts.notify.context import Context
from ingest.clock import MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE
from tests.alerts.rig import AIR, HUMIDITY, START_MS, Rig, reading


def kinds(rig: Rig) -> list[EventKind]:
    """Return what happened so far."""
    return [event.kind for event in rig.ledger.events(0)]


def told(rig: Rig) -> list[EventKind]:
    """Return what people were told of so far."""
    return [delivery.notice.kind for delivery in rig.ledger.pending("phone", 100)]


def warm(rig: Rig) -> Alert:
    """Let the room be too warm from minute 0 on until its alert is raised, and return that."""
    for minute in range(0, 46, 5):
        rig.at(minute, 6.0)
    alert = rig.newest()
    assert alert is not None
    return alert


def test_killed_amid_a_dwell_the_alarm_still_comes_when_the_dwell_is_over(rig: Rig) -> None:
    """Killed at minute 30 of a 45-minute dwell and started again, the alarm comes at minute 45."""
    for minute in range(0, 31, 5):
        assert rig.at(minute, 6.0) is None
    rig.start()
    assert rig.wait_until(44) is None
    alert = rig.wait_until(45)
    assert alert is not None
    assert (alert.cause, alert.started_at_ms) == (Cause.TOO_WARM, START_MS)
    assert alert.raised_at_ms == START_MS + 45 * MS_PER_MINUTE


def test_five_hundred_breaching_readings_make_one_alert_and_one_notice(rig: Rig) -> None:
    """Repeats update the alert that is open; people are called once."""
    warm(rig)
    for start in range(0, 500, 50):
        rig.clock.set(START_MS + (46 + start // 10) * MS_PER_MINUTE)
        rig.hear(*(reading(46 + (start + index) / 10, 6.0 + start / 500) for index in range(50)))
    assert kinds(rig) == told(rig) == [EventKind.RAISED]
    alert = rig.newest()
    assert alert is not None
    assert alert.facts.peak == pytest.approx(6.9)


def test_flapping_at_the_limit_is_one_alert(rig: Rig) -> None:
    """Values that go to and fro across the limit are one trouble, told once."""
    for minute in range(0, 120, 5):
        rig.at(minute, 3.6 if minute % 10 else 3.4)
    assert kinds(rig) == told(rig) == [EventKind.RAISED]


def test_unknown_resolves_nothing(rig: Rig) -> None:
    """When a device falls silent, its alert stays open and the silence is an alert of its own."""
    warm(rig)
    rig.wait_until(600)
    states = {alert.cause: alert.state for alert in rig.ledger.alerts()}
    assert states == {Cause.TOO_WARM: AlertState.OPEN, Cause.SILENT: AlertState.OPEN}


def test_a_reading_after_a_gap_reveals_the_silence_and_pages_nobody(rig: Rig) -> None:
    """A silence that is over before anybody saw it is written down as found late."""
    for minute in range(0, 60, 5):
        rig.at(minute, 1.0)
    rig.clock.set(START_MS + 300 * MS_PER_MINUTE)
    rig.hear(reading(300, 1.0))
    alert = rig.newest()
    assert alert is not None
    assert (alert.cause, alert.state, alert.found_late) == (Cause.SILENT, AlertState.RESOLVED, True)
    assert kinds(rig) == [EventKind.FOUND_LATE]
    assert told(rig) == []


def test_an_alert_is_resolved_with_its_end(rig: Rig) -> None:
    """It ends when the values came back, is told once they stayed, and severity stays what it was."""
    warm(rig)
    for minute in (50, 55, 60, 65, 70):
        rig.at(minute, 1.0)
    alert = rig.newest()
    assert alert is not None
    assert (alert.state, alert.ended_at_ms) == (AlertState.RESOLVED, START_MS + 50 * MS_PER_MINUTE)
    assert told(rig) == [EventKind.RAISED, EventKind.RESOLVED]


def test_an_acknowledgement_is_never_overwritten(rig: Rig) -> None:
    """What somebody took over stays theirs while readings go on, and everybody is told once."""
    alert = warm(rig)
    rig.ledger.acknowledge(alert.id, "Ana", "on my way", rig.clock.now_ms())
    rig.ledger.acknowledge(alert.id, "Ana", "on my way", rig.clock.now_ms())
    for minute in range(50, 180, 10):
        rig.at(minute, 7.0)
    now = rig.ledger.alert(alert.id)
    assert (now.state, now.acknowledged_by) == (AlertState.ACKNOWLEDGED, "Ana")
    assert now.severity is Severity.ACT_NOW
    assert told(rig) == [EventKind.RAISED, EventKind.ACKNOWLEDGED, EventKind.ESCALATED]


def test_a_late_reading_that_disproves_an_alert_withdraws_it(rig: Rig) -> None:
    """When a reading that was on its way shows that it never was, people hear that too."""
    rig.at(0, 6.0)
    alert = rig.wait_until(46)
    assert alert is not None
    rig.hear(reading(20, 1.0, delay_s=27 * 60))
    assert rig.ledger.alert(alert.id).state is AlertState.WITHDRAWN
    assert rig.ledger.alerts() == ()
    assert told(rig) == [EventKind.RAISED, EventKind.WITHDRAWN]


def test_a_back_fill_is_waited_for_before_timers_speak(rig: Rig) -> None:
    """While a device sends what it kept, what it said last is not taken for how things are."""
    rig.clock.set(START_MS + 600 * MS_PER_MINUTE)
    for minute in range(0, 300, 10):
        is_defrost = minute in {100, 110}
        rig.hear(reading(minute, 6.0 if is_defrost else 1.0, delay_s=(600 - minute) * 60))
        rig.evaluator.tick()
    assert kinds(rig) == []


def test_what_was_kept_is_folded_once_wherever_it_is_cut(rig: Rig) -> None:
    """An hour of two devices that comes at once costs no second look, though batches cut it anywhere."""
    kept = [
        reading(minute, value, device, quantity, delay_s=(600 - minute) * 60)
        for minute in range(60)
        for device in ("room-1", "room-2")
        for quantity, value in ((AIR, 1.0), (HUMIDITY, 90.0))
    ]
    rig.clock.set(START_MS + 600 * MS_PER_MINUTE)
    with patch.object(Fold, "_fold_again") as again:
        rig.hear(*kept, limit=7)
    again.assert_not_called()
    assert kinds(rig) == []


def test_after_a_start_timers_wait_for_what_the_broker_kept(rig: Rig) -> None:
    """Started again after three hours, the service lets devices speak before it calls them silent."""
    for minute in range(0, 60, 5):
        rig.at(minute, 1.0)
    rig.clock.set(START_MS + 240 * MS_PER_MINUTE)
    rig.start()
    rig.evaluator.tick()
    rig.hear(*(reading(minute, 1.0, delay_s=(240 - minute) * 60) for minute in range(60, 240, 5)))
    rig.wait_until(241)
    assert kinds(rig) == []


def test_a_silence_that_was_told_outlasts_a_restart(rig: Rig) -> None:
    """What timers have said stays said: a start neither withdraws it nor says it again."""
    for minute in range(0, 60, 5):
        rig.at(minute, 1.0)
    rig.wait_until(120)
    rig.start()
    rig.wait_until(121)
    rig.hear(reading(42, 1.0, delay_s=79 * 60))
    rig.wait_until(140)
    assert kinds(rig) == [EventKind.RAISED]


def test_readings_older_than_the_evidence_are_counted_and_not_judged(rig: Rig) -> None:
    """What comes after five weeks is in the store; for alerts it is too late, and a count says so."""
    rig.clock.advance(40 * MS_PER_DAY)
    rig.hear(reading(0, 9.0), reading(60, 9.0))
    assert rig.ledger.alerts() == ()
    assert rig.counters.value("readings_too_late_to_judge") == 2
    assert rig.counters.value("evaluated_readings") == 2


def test_old_evidence_is_forgotten(rig: Rig) -> None:
    """The ledger does not grow for ever: evidence is kept for five weeks."""
    rig.at(0, 1.0)
    rig.clock.advance(40 * MS_PER_DAY)
    rig.evaluator.tick()
    with rig.ledger.transaction() as book:
        assert [row.last_ms for row in book.evidence.series()] == [None]


def test_an_error_in_a_batch_changes_nothing_and_the_next_try_is_whole(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A crash between detection and commit keeps neither alert nor notice; then both come, once."""
    for minute in range(0, 41, 5):
        rig.at(minute, 6.0)
    rig.clock.set(START_MS + 46 * MS_PER_MINUTE)

    def fail(_book: Book, seq: int) -> None:
        raise OSError(f"no room for {seq}")

    with monkeypatch.context() as patch:
        patch.setattr(Book, "set_cursor", fail)
        with pytest.raises(OSError, match="no room"):
            rig.hear(reading(46, 6.0))
    assert (kinds(rig), told(rig)) == ([], [])
    rig.hear()
    assert kinds(rig) == told(rig) == [EventKind.RAISED]


def test_words_that_fail_do_not_keep_an_alarm_from_getting_out(rig: Rig) -> None:
    """A mistake in the wording costs the wording, not the alarm."""

    def speechless(alert: Alert, kind: EventKind, context: Context, now_ms: int) -> Notice:
        raise KeyError(alert.id, kind, context, now_ms)

    rig.compose = speechless
    rig.start()
    warm(rig)
    (delivery,) = rig.ledger.pending("phone", 10)
    assert "cold_room: too warm" in delivery.notice.short


def test_a_device_that_moves_takes_no_alert_along(rig: Rig) -> None:
    """When the device is taken away its finding ends there, and it watches where it hangs now."""
    warm(rig)
    moved_ms = START_MS + 60 * MS_PER_MINUTE
    rig.clock.set(moved_ms)
    rig.registry.install("room-1", "truck", "return air", moved_ms)
    rig.wait_until(62)
    (alert,) = rig.ledger.alerts()
    assert (alert.state, alert.ended_at_ms) == (AlertState.RESOLVED, moved_ms)
    for minute in range(65, 200, 10):
        rig.at(minute, 12.0)
    assert {alert.place_id for alert in rig.ledger.alerts()} == {"cold_room", "truck"}


def test_a_device_whose_place_is_named_later_is_judged_from_then_back(rig: Rig) -> None:
    """What a device told from the inbox is judged once somebody says where it hung."""
    rig.registry.seen("spare", "gw", "own_json", ["air_temperature_c"], rig.clock.now_ms())
    for minute in range(0, 120, 10):
        rig.at(minute, 9.0, device="spare")
    assert rig.ledger.alerts() == ()
    rig.registry.install("spare", "truck", "rear", START_MS)
    rig.wait_until(121)
    (alert,) = rig.ledger.alerts()
    assert (alert.place_id, alert.started_at_ms, alert.found_late) == ("truck", START_MS, True)
    assert alert.raised_at_ms < START_MS + 2 * MS_PER_HOUR
