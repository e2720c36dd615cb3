"""Goods in air that a door or a defrost warms and that the place brings back; and goods that will freeze."""

from __future__ import annotations

from math import exp

from alerts.alert import Severity
from alerts.cause import Cause
from tests.alerts.goods_examples import at, failure, minutes, raised, rule_for, watched

DAY_MIN = 24 * 60


def peaks(top_k: float, rising_min: float, falling_min: float, every_min: int) -> list[float]:
    """Return a day of air of 1 °C that rises evenly, and comes back as a room's coil brings it."""
    day = []
    for minute in range(DAY_MIN):
        since = minute % every_min
        rise = top_k * since / rising_min
        day.append(1.0 + (rise if since < rising_min else top_k * exp(-(since - rising_min) / falling_min)))
    return day


def test_strong_defrosts_that_take_long_to_cool_off_page_nobody() -> None:
    """Fruit in open trays is above 3 °C for half an hour or more, and air is on its way back."""
    air = peaks(8.0, 25, 40, 240)
    _, found = watched(rule_for(), lambda minute: air[minute], range(0, DAY_MIN, 5))
    assert len(found) == 6
    assert raised(found) == []


def test_a_busy_door_calls_nobody_before_it_costs_something() -> None:
    """Air is above its limit for hours, and comes back after each door: told once half an hour is lost."""
    air = peaks(4.5, 8, 20, 35)
    _, found = watched(rule_for(), lambda minute: air[minute], range(0, 10 * 60, 5))
    (spell,) = raised(found)
    assert spell.raised_at_ms is not None
    assert spell.raised_at_ms >= at(180)
    _, morning = watched(rule_for(), lambda minute: air[minute], range(0, 180, 5))
    assert raised(morning) == []


def test_air_that_is_back_when_the_patience_ends_calls_nobody() -> None:
    """Goods are too warm for half an hour, and the reading that ends it says that the air is in order."""
    found = watched(rule_for(), lambda minute: 5.0 if 60 <= minute < 130 else 1.0, range(0, 200, 10))[1]
    (spell,) = found.values()
    assert (minutes(spell.started_at_ms) or 0.0) + 30.0 == 130.0
    assert spell.raised_at_ms is None


def test_air_that_stops_half_way_back_is_raised() -> None:
    """Air that came back from 8 to 5 °C and stays there is not on its way any more."""
    _, found = watched(rule_for(), failure(5.0, 8.0, 0, 40, 20.0), range(0, 6 * 60, 5))
    (spell,) = raised(found)
    assert spell.raised_at_ms is not None
    assert spell.raised_at_ms <= at(130)


def test_goods_that_will_freeze_within_the_hour_are_told_before_they_do() -> None:
    """Air of -2.5 °C freezes open trays after half an hour: severe after ten minutes, with the time."""
    _, found = watched(rule_for(), lambda minute: 1.0 if minute < 60 else -2.5, range(0, 85, 5))
    (spell,) = raised(found)
    assert (spell.cause, spell.severity) == (Cause.TOO_COLD, Severity.ACT_NOW)
    assert minutes(spell.raised_at_ms) == 70.0
    assert (spell.facts.value or 0.0) > -0.5
    assert 88.0 <= (minutes(spell.facts.breach_at_ms) or 0.0) <= 95.0


def test_goods_in_cold_air_that_warms_again_were_never_frozen() -> None:
    """A quarter of an hour of cold air is on record as a cold spell that ended."""
    _, found = watched(rule_for(), lambda minute: -2.5 if 60 <= minute < 68 else 1.0, range(0, 240, 2))
    assert raised(found) == []
    (spell,) = found.values()
    assert spell.ended_at_ms is not None
    assert (spell.facts.peak or 0.0) > -0.5
