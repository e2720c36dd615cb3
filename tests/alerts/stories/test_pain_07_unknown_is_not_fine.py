"""Pain 7, offline alarms stuck open or wrongly over: what is not known ends nothing, and data do end it."""

from __future__ import annotations

from alerts.alert import AlertState, EventKind
from alerts.cause import Cause
from tests.alerts.notify.examples import at
from tests.alerts.stories.timeline import Timeline, path, silent, steady


def test_a_room_that_fell_silent_while_too_warm_stays_too_warm(farm: Timeline) -> None:
    """Silence clears nothing: the alert about the warmth stays open beside the one about the silence."""
    warm = path(("01:00", 1.0), ("01:10", 9.0))
    farm.plays("cold-air", "air_temperature_c", silent(warm, "02:30", "09:00"))
    farm.until(at("05:00"))
    states = {alert.cause: alert.state for alert in farm.alerts()}
    assert states == {Cause.TOO_WARM: AlertState.OPEN, Cause.SILENT: AlertState.OPEN}


def test_only_what_was_silent_ends_its_own_silence(farm: Timeline) -> None:
    """A door that is heard says nothing of the air: the silence of the air sensor goes on until it speaks."""
    farm.plays("cold-air", "air_temperature_c", silent(steady(1.0), "02:00", "04:00"))
    farm.plays("cold-door", "door_open", silent(steady(0.0), "02:30", "03:00"))
    farm.until(at("03:58"))
    assert EventKind.RESOLVED not in {notice.kind for notice in farm.told()}, farm.heard()
    farm.until(at("04:10"))
    farm.want(EventKind.RESOLVED, "Cold room 2", at("04:00"), at("04:06"))


def test_a_restart_in_the_dark_neither_ends_nor_repeats_it(farm: Timeline) -> None:
    """Open or over follows from readings, not from having seen a change: a restart forgets nothing."""
    farm.plays("cold-air", "air_temperature_c", silent(steady(1.0), "02:00", "05:00"))
    farm.until(at("03:00"))
    farm.restart()
    farm.until(at("04:58"))
    assert [alert.state for alert in farm.alerts()] == [AlertState.OPEN]
    farm.restart()
    farm.until(at("05:10"))
    assert [notice.kind for notice in farm.told()] == [EventKind.RAISED, EventKind.RESOLVED], farm.heard()
