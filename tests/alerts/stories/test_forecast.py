"""What will be too warm or too cold is told while it is not yet, and nothing else is."""

from __future__ import annotations

import math

from alerts.alert import AlertState, EventKind
from ingest.clock import MS_PER_HOUR, MS_PER_MINUTE
from tests.alerts.notify.examples import at
from tests.alerts.stories.test_pain_02_defrost_and_doors import DEFROSTS
from tests.alerts.stories.timeline import Timeline, path, steady


def test_a_room_that_creeps_towards_its_limit_is_told_before_it_is_there(farm: Timeline) -> None:
    """A weak compressor: half a degree an hour. People hear when the limit will be passed, well before."""
    farm.plays("cold-air", "air_temperature_c", path(("02:00", 1.0), ("07:00", 3.5), ("09:00", 4.4)))
    farm.until(at("09:00"))
    raised = farm.want(EventKind.RAISED, "Cold room 2", at("04:00"), at("06:00"))
    assert raised.title == "WATCH Cold room 2: soon too warm"
    assert "limit 3.5, rising. Will pass 3.5C about 0" in raised.short
    told = int(raised.short.split("about ")[1][:2]) * 60 + int(raised.short.split("about ")[1][3:5])
    assert abs(told - 7 * 60) < 45
    (alert,) = farm.alerts()
    assert alert.state is AlertState.OPEN
    assert alert.facts.peak is not None
    assert alert.facts.peak > 3.5


def test_a_creep_that_is_mended_in_time_is_told_to_be_over(farm: Timeline) -> None:
    """Once the air falls again the alert ends, and says that the limit was not passed."""
    farm.plays("cold-air", "air_temperature_c", path(("02:00", 1.0), ("06:30", 3.25), ("07:30", 1.2)))
    farm.until(at("09:00"))
    farm.want(EventKind.RAISED, "Cold room 2", at("04:00"), at("06:30"))
    resolved = farm.want(EventKind.RESOLVED, "Cold room 2", at("06:40"), at("08:00"))
    assert "Did not pass 3.5C, max 3.2C" in resolved.short


def test_warm_days_defrosts_and_thermostats_are_no_forecast(farm: Timeline) -> None:
    """A room that is a degree warmer by day, swings by half a degree and defrosts, calls nobody."""

    def air(moment_ms: int) -> float:
        hour = (moment_ms - at("00:00")) / MS_PER_HOUR
        day = 0.5 + 0.5 * math.sin(2 * math.pi * (hour - 8) / 24)
        return (DEFROSTS(moment_ms) or 0.0) + day + 0.25 * math.sin(2 * math.pi * hour * 2)

    farm.plays("cold-air", "air_temperature_c", air)
    farm.until(at("18:00"))
    farm.want_silence()


def test_a_frost_night_is_told_in_time_to_start_the_fans(farm: Timeline) -> None:
    """A clear night: the canopy freezes at half past three. There is time, and then it is high time."""

    def canopy(moment_ms: int) -> float:
        return -2.0 + 6.6 * math.exp(-(moment_ms - at("00:00")) / (2.93 * MS_PER_HOUR))

    farm.plays("c-canopy", "air_temperature_c", canopy)
    farm.plays("c-canopy", "relative_humidity_pct", steady(75.0))
    farm.plays("c-door", "air_temperature_c", path(("00:00", 6.0), ("05:00", 1.0)))
    farm.until(at("05:00"))
    raised = farm.want(EventKind.RAISED, "Block C", at("00:40"), at("02:00"))
    assert raised.title == "WATCH Block C: soon too cold"
    assert "Will pass 0C about 0" in raised.short
    assert "Close vents, start heating by 0" in raised.short
    assert "dew point" in raised.long
    escalated = farm.want(EventKind.ESCALATED, "Block C", at("02:20"), at("03:04"))
    assert escalated.title.startswith("ACT NOW Block C")


def test_a_mild_evening_is_no_frost(farm: Timeline) -> None:
    """A canopy that cools to three degrees in damp air stays there: dew holds it, and nobody is woken."""

    def canopy(moment_ms: int) -> float:
        return 3.5 + 8.5 * math.exp(-(moment_ms - at("00:00")) / (2 * MS_PER_HOUR))

    farm.plays("c-canopy", "air_temperature_c", canopy)
    farm.plays("c-canopy", "relative_humidity_pct", steady(97.0))
    farm.until(at("08:00"))
    farm.want_silence()


def test_a_canopy_that_dew_holds_above_its_limit_is_not_high_time(farm: Timeline) -> None:
    """It falls to 2.2 degrees and stands there for hours: people are told to watch it, and of no more."""

    def canopy(moment_ms: int) -> float:
        still_c = 2.2 + 0.1 * (moment_ms // (20 * MS_PER_MINUTE) % 3)
        return max(still_c, 8.0 - 1.6 * (moment_ms - at("00:00")) / MS_PER_HOUR)

    farm.plays("c-canopy", "air_temperature_c", canopy)
    farm.plays("c-canopy", "relative_humidity_pct", steady(92.0))
    farm.until(at("06:30"), 10 * MS_PER_MINUTE)
    farm.want(EventKind.RAISED, "Block C", at("02:00"), at("04:10"))
    assert len(farm.told()) == 1


def test_a_canopy_that_falls_on_after_a_pause_is_high_time_again(farm: Timeline) -> None:
    """Clouds hold it for two hours, then they are gone: half an hour before frost, or at its limit, it is."""
    falls = path(("00:00", 8.0), ("04:00", 2.2), ("06:00", 2.2), ("08:00", -1.4))
    farm.plays("c-canopy", "air_temperature_c", falls)
    farm.plays("c-canopy", "relative_humidity_pct", steady(85.0))
    farm.until(at("07:40"), 10 * MS_PER_MINUTE)
    escalated = farm.want(EventKind.ESCALATED, "Block C", at("06:00"), at("07:20"))
    assert escalated.title.startswith("ACT NOW Block C")
