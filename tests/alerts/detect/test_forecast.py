"""Forecast: which limit a rise is on its way to, where limits go by the clock and by crop stage."""

from __future__ import annotations

import pytest

from alerts.detect import forecast
from alerts.detect.forecast import ForecastRule
from alerts.detect.schedule import EVER, Levels, Phase, Schedule
from alerts.detect.upper import Upper
from ingest.clock import MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE

WARM, COOL = Levels(high=20.0), Levels(high=10.0)
BY_DAY = Schedule("UTC", 7 * MS_PER_HOUR, 18 * MS_PER_HOUR, (Phase(EVER, WARM, COOL),))
BY_STAGE = Schedule(
    "UTC", 7 * MS_PER_HOUR, 18 * MS_PER_HOUR, (Phase(EVER, WARM, WARM), Phase(10, COOL, COOL))
)
NEVER_AT_NIGHT = Schedule("UTC", 7 * MS_PER_HOUR, 18 * MS_PER_HOUR, (Phase(EVER, WARM, Levels()),))


def first_told(
    schedule: Schedule | None, day: int, start_h: float, value: float
) -> tuple[float, float] | None:
    """Return (hour of the breach, limit) of the first word on air that rises by 1 K/h for four hours."""
    rule = ForecastRule(
        "bay", "probe/air_temperature_c", "probe", "air_temperature_c", Upper(20.0, schedule), 3.0, 10_800.0
    )
    state = forecast.initial(rule)
    for minute in range(0, 240, 5):
        at_ms = day * MS_PER_DAY + int(start_h * MS_PER_HOUR) + minute * MS_PER_MINUTE
        state, spells = forecast.step(rule, state, at_ms, value + minute / 60)
        for spell in spells:
            facts = spell.facts
            assert facts.breach_at_ms is not None
            assert facts.limit is not None
            return (facts.breach_at_ms - day * MS_PER_DAY) / MS_PER_HOUR, facts.limit
    return None


@pytest.mark.parametrize(
    ("schedule", "day", "start_h", "value", "hour", "limit"),
    [
        (None, 3, 12.0, 15.0, 17.0, 20.0),
        (BY_DAY, 3, 14.5, 6.0, 18.5, 10.0),
        (BY_DAY, 3, 14.0, 7.5, 18.0, 10.0),
        (BY_DAY, 3, 3.0, 5.5, None, None),
        (BY_DAY, 3, 1.0, 6.0, 5.0, 10.0),
        (BY_STAGE, 9, 20.5, 6.0, 24.5, 10.0),
        (NEVER_AT_NIGHT, 3, 15.0, 16.5, None, None),
        (NEVER_AT_NIGHT, 3, 12.0, 15.0, 17.0, 20.0),
    ],
    ids=[
        "no schedule: the one limit",
        "told in the afternoon of the night's limit, which it will reach after dusk",
        "told of the night's limit, beyond which it will be when night begins",
        "not told of the night's limit, which it would reach after dawn",
        "told of the night's limit by night",
        "told the evening before of the limit of the stage that begins at midnight",
        "not told of a limit that it would reach when it holds no more",
        "told of the day's limit, which it reaches by day",
    ],
)
def test_a_rise_is_held_against_the_limit_that_will_hold_when_it_gets_there(  # noqa: PLR0913, PLR0917 - a case
    schedule: Schedule | None,
    day: int,
    start_h: float,
    value: float,
    hour: float | None,
    limit: float | None,
) -> None:
    """A rise of one kelvin an hour, by day, at dusk, at dawn and at the change of stages."""
    told = first_told(schedule, day, start_h, value)
    if hour is None:
        assert told is None
    else:
        assert told is not None
        assert hour <= told[0] + 0.01 <= hour + 0.5, "a course by Newton's law is slower than a straight line"
        assert told[1] == limit


def is_told(values: list[float]) -> bool:
    """Tell whether anything is said of a cold room's air that is told every ten minutes."""
    rule = ForecastRule(
        "room", "probe/air_temperature_c", "probe", "air_temperature_c", Upper(3.5), 1.5, 10_800.0
    )
    state, told = forecast.initial(rule), False
    for number, value in enumerate(values):
        state, spells = forecast.step(rule, state, number * 10 * MS_PER_MINUTE, value)
        told = told or bool(spells)
    return told


def test_low_moments_that_scatter_by_more_than_they_rose_are_no_rise() -> None:
    """A door in use around a defrost leaves a slow sensor few low moments; a creep is smooth."""
    quiet = [0.5, 1.2, 0.7, 1.1, 0.7, 1.2, 0.6, 1.8, 2.1, 4.3, 0.6, 1.2, 0.8, 1.2]
    assert not is_told([*quiet, 1.8, 3.1, 2.3, 4.6, 7.0, 4.9, 2.5, 2.3, 2.9, 2.6, 3.4])
    assert is_told([*quiet, *(0.9 + 0.17 * (step // 2) + 0.4 * (step % 2) for step in range(26))])
