"""Pain 5, a sensor dies and nobody notices: whoever is heard once is missed, by its own rhythm."""

from __future__ import annotations

from alerts.alert import AlertState, EventKind
from alerts.cause import Cause
from ingest.clock import MS_PER_MINUTE
from tests.alerts.notify.examples import at
from tests.alerts.stories.timeline import Signal, Timeline, silent, steady


def _warming(moment_ms: int) -> float:
    """Return what is neither stuck nor too warm, of a room behind the same gateway."""
    return 0.5 + moment_ms // MS_PER_MINUTE % 10 / 20


def _every(minutes: int, signal: Signal) -> Signal:
    return lambda moment_ms: signal(moment_ms) if moment_ms % (minutes * MS_PER_MINUTE) == 0 else None


def test_a_silent_sensor_cannot_be_seen_and_is_never_fine(farm: Timeline) -> None:
    """When the only sensor falls silent people hear that we cannot see; only its return clears that."""
    farm.plays("cold-air", "air_temperature_c", silent(steady(1.0), "03:00", "05:00"))
    farm.until(at("04:58"))
    raised = farm.want(EventKind.RAISED, "Cold room 2", at("03:15"), at("03:30"))
    assert raised.short.startswith("CANNOT SEE Cold room 2: no data 2")
    assert [alert.state for alert in farm.alerts()] == [AlertState.OPEN]
    farm.until(at("05:10"))
    resolved = farm.want(EventKind.RESOLVED, "Cold room 2", at("05:00"), at("05:04"))
    assert resolved.short == "OK Cold room 2: data is back. Was dark 02:58-05:00, 2h02."


def test_each_sensor_is_missed_by_its_own_rhythm(farm: Timeline) -> None:
    """One that speaks every two minutes is missed after twenty, one of every half hour after two hours."""
    farm.plays("cold-air", "air_temperature_c", silent(steady(1.0), "04:00", "23:00"))
    farm.plays("truck-air", "air_temperature_c", silent(_every(30, steady(1.0)), "04:01", "23:00"))
    farm.plays("pre-air", "air_temperature_c", _warming)
    farm.plays("pre-pulp", "product_temperature_c", _warming)
    farm.until(at("05:50"))
    assert [alert.place_id for alert in farm.alerts()] == ["cold-2"]
    farm.until(at("07:00"))
    slow = farm.want(EventKind.RAISED, "Truck 7", at("05:58"), at("06:10"))
    assert "no data 2h" in slow.short, slow.short


def test_a_sensor_that_only_tells_of_a_door_is_missed_as_well(farm: Timeline) -> None:
    """Nobody has to switch that on: every device that is somewhere is watched, whatever it measures."""
    farm.plays("cold-door", "door_open", silent(steady(0.0), "02:00", "23:00"))
    farm.until(at("03:00"))
    assert [alert.cause for alert in farm.alerts()] == [Cause.SILENT]
