"""A service technician works in a cold room: quiet while it lasts, and never forgotten."""

from __future__ import annotations

from alerts.alert import EventKind
from alerts.silence import Silence
from tests.alerts.notify.examples import at
from tests.alerts.stories.timeline import Timeline, path


def mute(farm: Timeline, start: str, end: str) -> None:
    """Enter a maintenance window of cold room 2."""
    window = Silence("w1", "Ana", "coil service", at(start), at(end), place_id="cold-2")
    farm.parts.alerts.ledger.silence(window)


def test_what_is_still_bad_at_the_end_of_a_maintenance_window_is_told(farm: Timeline) -> None:
    """Recording goes on, nobody is called; at its end one message says that it is still bad."""
    farm.plays("cold-air", "air_temperature_c", path(("01:00", 1.0), ("01:10", 4.8)))
    mute(farm, "01:30", "03:00")
    farm.until(at("02:58"))
    farm.want_silence()
    alert = farm.alerts()[0]
    assert alert.facts.peak == 4.8
    farm.restart()
    farm.until(at("03:10"))
    told = farm.want(EventKind.STILL_BAD, "Cold room 2", at("03:00"), at("03:02"))
    assert told.short.startswith("STILL BAD Cold room 2: 4.8C")
    assert len(farm.told()) == 1, farm.heard()
    events = farm.parts.alerts.ledger.events_of(alert.id)
    assert [event.kind for event in events] == [EventKind.RAISED, EventKind.MUTED, EventKind.STILL_BAD]
    assert "coil service" in events[1].note


def test_what_was_mended_within_the_window_wakes_nobody(farm: Timeline) -> None:
    """The alert is in the history, and no message went out."""
    farm.plays(
        "cold-air",
        "air_temperature_c",
        path(("01:00", 1.0), ("01:10", 4.8), ("02:20", 4.8), ("02:22", 1.0)),
    )
    mute(farm, "01:30", "03:00")
    farm.until(at("03:30"))
    farm.want_silence()
    assert len(farm.alerts()) == 1


def test_another_place_is_heard_during_the_window(farm: Timeline) -> None:
    """A window covers its own place only."""
    farm.plays("truck-air", "air_temperature_c", path(("01:00", 1.0), ("01:10", 9.0)))
    mute(farm, "00:30", "03:00")
    farm.until(at("02:50"))
    farm.want(EventKind.RAISED, "Truck 7", at("01:10"), at("02:50"))
