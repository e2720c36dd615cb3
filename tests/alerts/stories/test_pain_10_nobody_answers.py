"""Pain 10, nobody answers: calls go around until somebody does, at any hour, on the clock of the site."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from alerts.alert import EventKind, Severity
from alerts.commands import Command
from alerts.people import Duty
from ingest.clock import MS_PER_MINUTE
from tests.alerts.notify.examples import at
from tests.alerts.stories.timeline import Timeline, path

DUTY = Duty.model_validate(
    {
        "step_minutes": 6,
        "people": [
            {
                "id": name.lower(),
                "name": name,
                "quiet": "00:00-06:00" if name == "Wei" else None,
                "reply_from": [f"+86-{name}"],
                "channels": [{"name": "phone", "url": "json://127.0.0.1/"}],
            }
            for name in ("Ana", "Luis", "Wei")
        ],
        "steps": [{"people": ["ana"]}, {"people": ["luis"]}, {"people": ["wei"]}],
    }
)
WATCH = path(("01:00", 1.0), ("01:10", 4.8))
"""Warm enough to be watched from 01:48 on, and no more than that for a while."""
LOST = path(("01:00", 1.0), ("01:10", 16.0))
CALLS = {EventKind.RAISED, EventKind.ESCALATED, EventKind.CALLED}


@pytest.fixture(name="farm")
def _farm(tmp_path: Path) -> Iterator[Timeline]:
    """Return a farm with three people on duty."""
    farm = Timeline(tmp_path, DUTY)
    yield farm
    farm.parts.close()


def test_what_is_being_lost_goes_around_until_somebody_answers(farm: Timeline) -> None:
    """One after the other, at any hour and around again; when one goes, all who were called hear who."""
    farm.stores("L1", "cold-2", at("00:00"), 1.0)
    farm.plays("cold-air", "air_temperature_c", LOST)
    while not farm.alerts() or farm.alerts()[0].severity is not Severity.ACT_NOW:
        farm.until(farm.clock.now_ms() + 1)
    severe_ms = farm.clock.now_ms()
    farm.until(severe_ms + 20 * MS_PER_MINUTE)
    rang = {
        name: [one for one in phone.notices if one.created_at_ms >= severe_ms and one.kind in CALLS]
        for name, phone in farm.phones.items()
    }
    minutes = {
        name: [(one.created_at_ms - severe_ms) // MS_PER_MINUTE for one in calls]
        for name, calls in rang.items()
    }
    assert minutes == {"ana/phone": [0, 18], "luis/phone": [6], "wei/phone": [12]}, farm.heard()
    (wei,) = rang["wei/phone"]
    assert wei.short.startswith("3rd CALL Cold room 2")
    assert "Ana and Luis have not answered" in wei.short
    assert wei.short.endswith("Reply 1=I go 2=pass.")
    assert len(wei.short) <= 160

    take = Command(EventKind.ACKNOWLEDGED, "Luis")
    farm.parts.alerts.ledger.obey(farm.alerts()[0].id, take, farm.clock.now_ms())
    farm.until(severe_ms + 60 * MS_PER_MINUTE)
    for phone in farm.phones.values():
        kinds = [one.kind for one in phone.notices if one.created_at_ms > severe_ms + 20 * MS_PER_MINUTE]
        assert kinds.count(EventKind.ACKNOWLEDGED) == 1
        assert EventKind.CALLED not in kinds


def test_a_clock_that_is_set_back_does_not_end_the_calls(farm: Timeline) -> None:
    """Whoever is next is called at once, and the one after him in time."""
    farm.stores("L1", "cold-2", at("00:00"), 1.0)
    farm.plays("cold-air", "air_temperature_c", LOST)
    while not farm.calls("ana/phone"):
        farm.until(farm.clock.now_ms() + 1)
    farm.clock.advance(-180 * MS_PER_MINUTE)
    farm.work()
    assert len(farm.calls("luis/phone")) == 1
    farm.until(farm.clock.now_ms() + 6 * MS_PER_MINUTE)
    assert len(farm.calls("wei/phone")) == 1


def test_a_watch_goes_around_once_and_lets_people_sleep(farm: Timeline) -> None:
    """Wei sleeps until six and is called then; nobody is called twice for what is only to be watched."""
    farm.plays("cold-air", "air_temperature_c", path(("04:40", 1.0), ("04:50", 4.5)))
    farm.until(at("05:58"))
    assert farm.calls("wei/phone") == []
    assert [len(farm.phones[f"{name}/phone"].notices) for name in ("ana", "luis")] == [1, 1], farm.heard()
    farm.until(at("06:30"))
    assert farm.calls("wei/phone") == ["06:00 3rd CALL"]
    assert "4.5C, limit 3.5, 1h" in farm.phones["wei/phone"].notices[0].short  # as it is now, not at first


def test_a_restart_neither_loses_nor_repeats_a_call(farm: Timeline) -> None:
    """How far the calls have got is in the ledger, in the same transaction as the messages."""
    farm.plays("cold-air", "air_temperature_c", WATCH)
    for moment in range(at("01:46"), at("02:00"), 2 * 60_000):
        farm.until(moment)
        farm.restart()
    farm.until(at("02:30"))
    rang = {name: len(farm.phones[f"{name}/phone"].notices) for name in ("ana", "luis", "wei")}
    assert rang == {"ana": 1, "luis": 1, "wei": 0}, farm.heard()


def test_the_history_says_who_was_called(farm: Timeline) -> None:
    """Each call stands in the history with its names, each message with its channel and its fate."""
    farm.plays("cold-air", "air_temperature_c", WATCH)
    farm.until(at("02:00"))
    ledger = farm.parts.alerts.ledger
    (alert,) = farm.alerts()
    called = [event.note for event in ledger.events_of(alert.id) if event.kind is EventKind.CALLED]
    assert called == ["Ana", "Luis"]
    told = {one.channel: one.at_ms for one in ledger.told(alert.id)}
    assert set(told) == {"recording", "ana/phone", "luis/phone"}
    assert None not in told.values()
