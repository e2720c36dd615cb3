"""Humps of a room's air: defrosts, doors and loads on the record, and units that become worse."""

from __future__ import annotations

from collections.abc import Iterable
from math import exp

import msgspec
import pytest

from alerts.alert import Spell
from alerts.cause import Cause, Fault, Use
from alerts.detect import room
from alerts.detect.room_rule import RoomRule
from alerts.detect.upper import Upper
from ingest.clock import MS_PER_MINUTE

RULE = RoomRule(
    place_id="room",
    source="probe/air_temperature_c",
    device="probe",
    quantity="air_temperature_c",
    limit=Upper(3.5),
    horizon_s=10_800.0,
    starts_per_h=12.0,
    longer=1.5,
)

Warming = tuple[float, float, float, float]
"""When it begins [h], how long it warms [min], by how much [K], and how long that takes to halve [min]."""


DOORS: list[Warming] = [
    (hour, 8.0, 5.0, 12.0) for hour in (1.0, 3.3, 5.9, 10.0, 14.5, 17.2, 21.0, 23.1, 26.0, 28.0)
]
"""A door that opens now and then."""


def air(warmings: Iterable[Warming], hours: float, step_min: int = 5) -> list[tuple[int, float]]:
    """Return (minute, value) of air of 1 °C, step by step, that these warm one after the other."""
    known = list(warmings)

    def value(minute: int) -> float:
        warmth = 0.0
        for start_h, lasting_min, rise_k, half_min in known:
            since = minute - start_h * 60.0
            if 0.0 <= since < lasting_min:
                warmth += rise_k * since / lasting_min
            elif since >= lasting_min:
                warmth += rise_k * exp(-0.693 * (since - lasting_min) / half_min)
        return round(1.0 + warmth, 2)

    return [(minute, value(minute)) for minute in range(0, int(hours * 60), step_min)]


def defrosts(first_h: float, until_h: float, every_h: float = 6.0) -> list[Warming]:
    """Return the defrosts of a timer."""
    count = int((until_h - first_h) / every_h) + 1
    return [(first_h + every_h * number, 25.0, 6.0, 12.0) for number in range(count)]


def found(warmings: Iterable[Warming], hours: float, step_min: int = 5) -> list[Spell]:
    """Return the newest word on every spell, oldest first; the state is put away between any two readings."""
    state, told = room.initial(RULE), {}
    for minute, value in air(warmings, hours, step_min):
        state = msgspec.json.decode(msgspec.json.encode(state), type=room.RoomState)
        state, spells = room.step(RULE, state, minute * MS_PER_MINUTE, value)
        told.update({(spell.started_at_ms, spell.cause): spell for spell in spells})
    return [told[key] for key in sorted(told)]


def uses(spells: Iterable[Spell]) -> list[Use | None]:
    """Return what the place was doing, as the record says."""
    return [spell.facts.use for spell in spells if spell.cause is Cause.IN_USE]


def raised(spells: Iterable[Spell]) -> list[Spell]:
    """Return what people are told of."""
    return [spell for spell in spells if spell.raised_at_ms is not None]


def test_defrosts_are_known_by_their_rhythm_after_a_day_of_them() -> None:
    """A day of humps that are alike and stand at one distance is a timer's; a door between them is none."""
    spells = found([*defrosts(1.0, 43.0), (40.5, 7.0, 5.0, 12.0)], 45.0)
    assert uses(spells) == [Use.DOOR] * 4 + [Use.DEFROST] * 3 + [Use.DOOR, Use.DEFROST]
    assert raised(spells) == []


def test_doors_of_a_working_day_are_no_rhythm() -> None:
    """Every two hours by day is a door, since it stays shut at night."""
    doors = [(24.0 * day + hour, 9.0, 5.0, 12.0) for day in range(2) for hour in range(7, 18, 2)]
    assert set(uses(found(doors, 48.0))) == {Use.DOOR}


def test_a_load_is_known_by_how_slowly_its_warmth_goes() -> None:
    """Warm goods give their warmth away for hours: one slow hump among usual ones is a load, and no fault."""
    spells = found([*DOORS, (31.0, 15.0, 6.0, 60.0)], 40.0)
    assert uses(spells)[-1] is Use.LOADING
    assert raised(spells) == []


def test_a_label_pages_nobody_and_ends_with_its_hump() -> None:
    """It tells how warm the air got, from when to when."""
    (spell,) = found([(1.0, 8.0, 5.0, 12.0)], 4.0)
    assert (spell.cause, spell.raised_at_ms) == (Cause.IN_USE, None)
    assert spell.facts.peak == pytest.approx(6.0, abs=1.0)
    assert spell.ended_at_ms is not None
    assert 25 <= (spell.ended_at_ms - spell.started_at_ms) / MS_PER_MINUTE <= 50


def test_defrosts_that_take_longer_are_a_failing_unit() -> None:
    """Two that take half as long again, and ten minutes, are told; over when they are short again."""
    before = defrosts(1.0, 37.0)
    long = [(hour, 60.0, 8.0, 12.0) for hour in (43.0, 49.0)]
    (spell,) = raised(found([*before, *long], 51.0))
    assert (spell.cause, spell.facts.fault) == (Cause.UNIT_FAILING, Fault.DEFROST_LONG)
    assert spell.facts.found == pytest.approx(3_600, abs=400)
    assert spell.facts.usual == pytest.approx(1_600, abs=300)
    longer = [*before, *long, *defrosts(55.0, 55.0)]
    (over,) = raised(found(longer, 57.0))
    assert over.ended_at_ms is not None


@pytest.mark.parametrize(("step_min", "count"), [(5, 1), (10, 0)])
def test_defrosts_are_held_beside_each_other_no_finer_than_their_sensor_sees(
    step_min: int, count: int
) -> None:
    """Twenty minutes and forty may be one and the same defrost to a sensor that speaks every ten."""
    usual = [(hour, 20.0, 6.0, 12.0) for hour in (1.0, 7.0, 13.0, 19.0, 25.0, 31.0, 37.0)]
    long = [(hour, 38.0, 6.0, 12.0) for hour in (43.0, 49.0)]
    assert len(raised(found([*usual, *long], 51.0, step_min))) == count


def test_a_defrost_that_does_not_end_is_told_while_it_lasts() -> None:
    """Twenty minutes beyond the usual, and not when it is over."""
    (spell,) = raised(found([*defrosts(1.0, 37.0), (43.0, 120.0, 20.0, 12.0)], 44.0))
    assert spell.facts.fault is Fault.DEFROST_LONG
    assert spell.raised_at_ms is not None
    assert spell.raised_at_ms <= (43 * 60 + 55) * MS_PER_MINUTE


def test_defrosts_that_warm_the_air_more_are_a_failing_unit() -> None:
    """Half as much again, twice in a row."""
    warmer = [(hour, 25.0, 10.0, 12.0) for hour in (43.0, 49.0)]
    (spell,) = raised(found([*defrosts(1.0, 37.0), *warmer], 51.0))
    assert spell.facts.fault is Fault.DEFROST_WARM
    assert spell.facts.found == pytest.approx(10, abs=1.5)
    assert spell.facts.usual == pytest.approx(6, abs=1.5)


def test_defrosts_that_come_twice_as_often_are_a_failing_unit() -> None:
    """A day of them at half of the distance, where nothing stood between them before."""
    (spell,) = raised(found([*defrosts(1.0, 49.0), *defrosts(52.0, 79.0, every_h=3.0)], 81.0))
    assert spell.facts.fault is Fault.DEFROST_OFTEN
    assert spell.facts.found == pytest.approx(3 * 3_600, abs=400)
    assert spell.facts.usual == pytest.approx(6 * 3_600, abs=400)


def test_a_unit_that_brings_the_air_back_slowly_again_and_again_is_told() -> None:
    """Three humps over a working day that take more than twice as long to halve; over when they are quick."""
    slow = [(31.0 + 4.0 * number, 8.0, 5.0, 45.0) for number in range(3)]
    (spell,) = raised(found([*DOORS, *slow], 42.0))
    assert (spell.cause, spell.facts.fault) == (Cause.UNIT_FAILING, Fault.SLOW_PULL_DOWN)
    assert (spell.facts.usual or 0.0) * 2 < (spell.facts.found or 0.0)
    (over,) = raised(found([*DOORS, *slow, (44.0, 8.0, 5.0, 12.0)], 46.0))
    assert over.ended_at_ms is not None


def test_air_that_does_not_come_back_at_all_is_told_while_it_does_not() -> None:
    """More than two hours without even half of the way back is more than a load takes."""
    (spell,) = raised(found([*DOORS, (31.0, 15.0, 6.0, 400.0)], 34.0))
    assert spell.facts.fault is Fault.SLOW_PULL_DOWN
    assert spell.ended_at_ms is None
