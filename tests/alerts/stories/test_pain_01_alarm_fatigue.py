"""Pain 1, alarm fatigue: one trouble is one message, however often it is measured."""

from __future__ import annotations

from alerts.alert import EventKind
from alerts.commands import Command
from ingest.clock import MS_PER_MINUTE
from tests.alerts.notify.examples import at
from tests.alerts.rig import AIR, START_MS, Rig, reading
from tests.alerts.stories.timeline import Timeline, path


def test_five_hundred_breaching_readings_send_one_message(rig: Rig) -> None:
    """A sensor that says the same trouble every few seconds is heard once."""
    step_min = 0.18
    for number in range(500):
        minute = number * step_min
        rig.clock.set(START_MS + int(minute * MS_PER_MINUTE))
        rig.hear(reading(minute, 4.9, quantity=AIR))
    rig.evaluator.tick()
    assert [notice.kind for notice in rig.ledger.notices()] == [EventKind.RAISED]


def test_a_snoozed_alert_is_quiet_and_speaks_once_when_its_time_is_over(farm: Timeline) -> None:
    """Recording goes on; at its end people hear that it is still bad, with the present value."""
    farm.plays("cold-air", "air_temperature_c", path(("01:00", 1.0), ("01:10", 4.8)))
    farm.until(at("02:10"))
    alert = farm.alerts()[0]
    snooze = Command(EventKind.SNOOZED, "Ana", until_ms=at("03:00"))
    farm.parts.alerts.ledger.obey(alert.id, snooze, farm.clock.now_ms())
    farm.until(at("02:58"))
    assert len(farm.told()) == 1, farm.heard()
    farm.restart()
    farm.until(at("03:10"))
    still_bad = farm.want(EventKind.STILL_BAD, "Cold room 2", at("03:00"), at("03:02"))
    assert still_bad.short.startswith("STILL BAD Cold room 2: 4.8C, limit ")
    assert len(farm.told()) == 2, farm.heard()


def test_a_snooze_over_what_ended_meanwhile_wakes_nobody(farm: Timeline) -> None:
    """Who wanted to be reminded hears that it is over, and nothing at the end of the snooze."""
    farm.plays(
        "cold-air", "air_temperature_c", path(("01:00", 1.0), ("01:10", 4.8), ("02:12", 4.8), ("02:14", 1.0))
    )
    farm.until(at("02:10"))
    snooze = Command(EventKind.SNOOZED, "Ana", until_ms=at("03:20"))
    farm.parts.alerts.ledger.obey(farm.alerts()[0].id, snooze, farm.clock.now_ms())
    farm.until(at("03:30"))
    assert [notice.kind for notice in farm.told()] == [EventKind.RAISED, EventKind.RESOLVED], farm.heard()
