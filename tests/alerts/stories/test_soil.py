"""Soil whose easily had water will soon be used up is told a day ahead, and watered soil is not."""

from __future__ import annotations

from alerts.alert import EventKind
from ingest.clock import MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE
from tests.alerts.stories.timeline import START_MS, Signal, Timeline

PROBE = "c-canopy"
SOIL = "soil_moisture_pct"
HALF_HOUR_MS = 30 * MS_PER_MINUTE


def drying(content_pct: float, daily_pct: float) -> Signal:
    """Return soil that holds so much at midnight and loses so much each day, all of it from 6 to 18 h."""

    def at(moment_ms: int) -> float:
        days, rest_ms = divmod(moment_ms - START_MS, MS_PER_DAY)
        drawn = min(max(rest_ms / MS_PER_HOUR - 6.0, 0.0), 12.0) / 12.0
        return content_pct - daily_pct * (days + drawn)

    return at


def day(days: float) -> int:
    """Return an instant so many days after the first midnight."""
    return START_MS + int(days * MS_PER_DAY)


def test_soil_that_dries_is_told_a_day_ahead_and_over_when_it_is_watered(farm: Timeline) -> None:
    """29 % and 1.5 a day: what is easily had is used up on the fourth day, which is told on the third."""
    farm.plays(PROBE, SOIL, drying(29.0, 1.5))
    farm.until(day(3.2), HALF_HOUR_MS)
    raised = farm.want(EventKind.RAISED, "Block C", day(2.3), day(2.9))
    assert raised.title == "WATCH Block C: soon soil too dry"
    assert "Will pass 23.5% about Wed 1" in raised.short
    assert "Water this bay" in raised.long
    farm.plays(PROBE, SOIL, drying(36.0, 1.5))
    farm.until(day(3.5), HALF_HOUR_MS)
    resolved = farm.want(EventKind.RESOLVED, "Block C", day(3.2), day(3.4))
    assert "did not pass 23.5%, min 24.5%" in resolved.short


def test_soil_that_is_watered_in_time_pages_nobody(farm: Timeline) -> None:
    """Every third morning the lines are opened, when the soil still has two days of water."""
    dry = drying(31.0, 1.5)
    farm.plays(
        PROBE,
        SOIL,
        lambda moment_ms: (dry(moment_ms) or 0.0) + 4.5 * ((moment_ms - START_MS) // (3 * MS_PER_DAY)),
    )
    farm.until(day(7.0), HALF_HOUR_MS)
    farm.want_silence()
