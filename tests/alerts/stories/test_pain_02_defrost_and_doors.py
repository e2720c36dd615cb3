"""Pain 2, false alarms of defrosts and doors: what is normal pages nobody, what is not pages once."""

from __future__ import annotations

from alerts.alert import EventKind
from alerts.cause import Cause
from tests.alerts.notify.examples import at
from tests.alerts.stories.timeline import Timeline, path

DEFROSTS = path(
    *(
        point
        for hour in (2, 8, 14)
        for point in (
            (f"{hour:02d}:00", 1.0),
            (f"{hour:02d}:20", 7.5),
            (f"{hour:02d}:26", 6.0),
            (f"{hour:02d}:36", 1.6),
            (f"{hour:02d}:50", 1.0),
        )
    )
)
"""Every six hours the coil is heated for 20 minutes, and the air needs some more to come back."""


def test_defrosts_page_nobody_and_are_kept_as_deviations(farm: Timeline) -> None:
    """Air far above its limit in every defrost is no reason to call: it is on record, and never raised."""
    farm.plays("cold-air", "air_temperature_c", DEFROSTS)
    farm.stores("L21", "cold-2", at("00:00"), 1.0)
    farm.until(at("15:30"))
    farm.want_silence()
    assert farm.alerts() == ()
    spells = farm.parts.alerts.ledger.spells("cold-2", at("00:00"), at("15:30"))
    for detector in ("limits", "room"):
        of_it = [spell for spell in spells if spell.detector == detector]
        assert [(spell.facts.peak, spell.raised_at_ms) for spell in of_it] == [(7.5, None)] * 3


def test_door_openings_page_nobody(farm: Timeline) -> None:
    """A door in use, ten minutes at a time, is normal work."""
    doors = [at(f"{hour:02d}:00") for hour in range(1, 5)]

    def door(moment_ms: int) -> float:
        return float(any(0 <= moment_ms - opened < 10 * 60_000 for opened in doors))

    farm.plays("cold-door", "door_open", door)
    farm.plays("cold-air", "air_temperature_c", lambda moment_ms: 1.0 + 5.0 * door(moment_ms))
    farm.stores("L21", "cold-2", at("00:00"), 1.0)
    farm.until(at("06:00"))
    farm.want_silence()


def test_air_that_is_slow_to_come_back_after_a_door_is_the_same_alert(farm: Timeline) -> None:
    """A door is shut after 40 minutes, and the air needs 80 more: one alert, over when the air is back."""
    farm.plays("cold-door", "door_open", lambda moment_ms: float(at("01:00") <= moment_ms < at("01:40")))
    farm.plays("cold-air", "air_temperature_c", path(("01:00", 1.0), ("01:40", 9.0), ("03:00", 2.0)))
    farm.until(at("04:30"))
    farm.want(EventKind.RAISED, "Cold room 2", at("01:20"), at("01:24"))
    farm.want(EventKind.RESOLVED, "Cold room 2", at("02:48"), at("03:20"))
    assert len(farm.alerts()) == 1


def test_a_door_left_open_raises_one_alert_and_its_end_tells_how_long(farm: Timeline) -> None:
    """A door that stays open is told once, by its name, and cleared with its duration."""
    farm.plays("cold-door", "door_open", lambda moment_ms: float(at("01:00") <= moment_ms < at("01:40")))
    farm.plays("cold-air", "air_temperature_c", path(("01:00", 1.0), ("01:40", 5.5), ("02:00", 1.0)))
    farm.until(at("03:30"))
    raised = farm.want(EventKind.RAISED, "Cold room 2", at("01:20"), at("01:24"))
    assert raised.short.startswith("WATCH Cold room 2: door open 20 min, since 01:00. Shut the door")
    resolved = farm.want(EventKind.RESOLVED, "Cold room 2", at("01:40"), at("03:00"))
    assert "40 min" in resolved.short
    assert [alert.cause for alert in farm.alerts()] == [Cause.TOO_WARM]
    assert len(farm.told()) == 2


def test_a_defrost_that_does_not_end_pages_within_the_limit_of_the_room(farm: Timeline) -> None:
    """A heater that stays on is no defrost: it is told when the room's patience is over, once."""
    farm.plays("cold-air", "air_temperature_c", path(("02:00", 1.0), ("02:20", 7.5), ("05:00", 16.0)))
    farm.until(at("04:00"))
    raised = farm.want(EventKind.RAISED, "Cold room 2", at("02:45"), at("02:58"))
    assert raised.short.startswith("WATCH Cold room 2: 9.3C, limit 3.5, 46 min, rising")
    assert [alert.cause for alert in farm.alerts()] == [Cause.TOO_WARM]
