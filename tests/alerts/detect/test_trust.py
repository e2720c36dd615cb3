"""Sensors that are not to be trusted, by quantity: what stands still for long may be as it should."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

import numpy as np
import pytest

from alerts.adjustment import adjusted
from alerts.alert import Spell
from alerts.cause import Fault
from alerts.errors import InvalidCommand
from alerts.replay import replayed
from alerts.sensor_watches import sensor_watches
from ingest.clock import MS_PER_DAY, MS_PER_MINUTE
from ingest.place import Installation, Place, PlaceKind
from tests.alerts.rig import RECIPES

HUMIDITY, SOIL, GOODS = "relative_humidity_pct", "soil_moisture_pct", "product_temperature_c"
PLACES = {
    kind.value: Place("here", "site", "Here", kind, recipe)
    for kind, recipe in (
        (PlaceKind.GREENHOUSE, "greenhouse_waxberry"),
        (PlaceKind.COLD_ROOM, "cold_room"),
        (PlaceKind.TRUCK, "truck"),
        (PlaceKind.PRECOOLER, "precooler"),
        (PlaceKind.ICE_BOX, "ice_box"),
    )
}

Signal = Callable[[float], float]
"""Days → value."""


def found(kind: str, quantity: str, *signals: Signal, days: float = 20.0, every_min: int = 20) -> list[Spell]:
    """Return what is found of sensors of one quantity that hang in a place of a kind."""
    place = PLACES[kind]
    devices = [f"d{number}" for number, _ in enumerate(signals)]
    hanging = [Installation(device, "here", "", 0) for device in devices]
    heard = dict.fromkeys(devices, (quantity,))
    at_ms = np.arange(0, int(days * MS_PER_DAY), every_min * MS_PER_MINUTE, dtype=np.int64)
    told = {
        device: (at_ms, np.array([signal(now / MS_PER_DAY) for now in at_ms]))
        for device, signal in zip(devices, signals, strict=True)
    }
    spells: list[Spell] = []
    for watch in sensor_watches(place, RECIPES[place.recipe], hanging, heard):
        spells += replayed(watch, [told[device] for device, _ in watch.heard], int(at_ms[-1])).spells
    return spells


def faults(spells: Iterable[Spell]) -> list[tuple[str, Fault | None, float]]:
    """Return whose fault it is, which, and on which day it was known."""
    return [
        (one.facts.device, one.facts.fault, round((one.raised_at_ms or 0) / MS_PER_DAY, 1)) for one in spells
    ]


def weather(dry: float, swing: float) -> Signal:
    """Return humidity that is wet by night and dry by day, in whole percents, and never above 100."""
    return lambda day: round(min(100.0, dry + swing * math.cos(2 * math.pi * day)))


def until(signal: Signal, day: float) -> Signal:
    """Return a sensor that tells for ever what it told on that day."""
    return lambda now: signal(min(now, day))


def drying(step: float, watered_every: float) -> Signal:
    """Return a root zone that draws half a percent a day until it is watered, told in steps of a size."""
    return lambda day: round((31.0 - 0.5 * (day % watered_every)) / step) * step


def resting(level: float, coarse: float = 0.1) -> Signal:
    """Return goods that came in at 20 °C, cooled within two days, and stand at a level since."""
    return lambda day: round((level + 20.0 * math.exp(-5.0 * day)) / coarse) * coarse


@pytest.mark.parametrize(
    ("kind", "quantity", "signal"),
    [
        ("greenhouse", HUMIDITY, weather(70.0, 25.0)),
        ("greenhouse", HUMIDITY, lambda day: 100.0 if 3.0 < day < 12.0 else weather(70.0, 25.0)(day)),
        ("cold_room", HUMIDITY, lambda _day: 100.0),
        ("cold_room", HUMIDITY, lambda day: 88.0 + round(math.sin(40.0 * day))),
        ("greenhouse", SOIL, drying(0.1, 4.0)),
        ("greenhouse", SOIL, drying(1.0, 9.0)),
        ("greenhouse", SOIL, lambda day: drying(0.1, 4.0)(day) + (15.0 if day % 4.0 < 0.01 else 0.0)),
        ("greenhouse", "soil_temperature_c", lambda day: round(12.0 + 0.15 * day, 0)),
        ("greenhouse", "surface_temperature_c", lambda day: round(15.0 + 9.0 * math.sin(6.28 * day), 1)),
        ("cold_room", GOODS, resting(1.0)),
        ("cold_room", GOODS, resting(1.0, coarse=0.5)),
        ("truck", GOODS, resting(2.0)),
        ("ice_box", GOODS, lambda _day: 0.0),
        ("precooler", GOODS, lambda day: round(2.0 + 20.0 * math.exp(-8.0 * (day % 3.0)), 1)),
    ],
    ids=[
        "nights and days",
        "nine days of fog",
        "a room at saturation, all the time",
        "a room that breathes by a percent",
        "a root zone, fine",
        "a root zone in whole percents",
        "water comes at once",
        "soil far down, in whole degrees",
        "leaves",
        "goods in a room for twelve days",
        "the same with a coarse probe",
        "goods on a voyage",
        "goods on ice",
        "a load every three days",
    ],
)
def test_what_stands_still_as_it_should_is_no_fault(kind: str, quantity: str, signal: Signal) -> None:
    """Twelve days of what fields, rooms and loads normally tell."""
    assert faults(found(kind, quantity, signal, days=12.0)) == []


@pytest.mark.parametrize(
    ("kind", "quantity", "signal", "day"),
    [
        ("greenhouse", HUMIDITY, until(weather(70.0, 25.0), 3.3), 4.3),
        ("cold_room", HUMIDITY, until(lambda day: 88.0 + round(math.sin(40.0 * day)), 3.0), 5.0),
        ("greenhouse", SOIL, until(drying(0.1, 4.0), 3.0), 13.0),
        (
            "greenhouse",
            "surface_temperature_c",
            until(lambda day: 15.0 + 9.0 * math.sin(6.28 * day), 3.0),
            3.5,
        ),
        ("cold_room", GOODS, until(resting(1.0), 0.5), 14.5),
        ("precooler", GOODS, until(resting(2.0), 0.5), 7.5),
    ],
    ids=["humidity of a bay", "humidity of a room", "soil", "leaves", "goods", "pulp in a pre-cooler"],
)
def test_what_stands_still_for_longer_than_it_can_is_stuck(
    kind: str, quantity: str, signal: Signal, day: float
) -> None:
    """It is known after the time that the recipe gives to its quantity, and not before."""
    ((device, fault, known),) = faults(found(kind, quantity, signal))
    assert (device, fault) == ("d0", Fault.STUCK)
    assert known == pytest.approx(day, abs=0.15)


def test_a_probe_that_reports_every_four_hours_can_be_stuck_as_well() -> None:
    """For what is slow, a pause of hours is none."""
    spells = found("greenhouse", SOIL, until(drying(0.1, 4.0), 3.0), every_min=240)
    assert [fault for _, fault, _ in faults(spells)] == [Fault.STUCK]


def test_soil_cannot_dry_in_a_minute_but_be_wetted_in_one() -> None:
    """A loose probe falls to nothing three times a day; water that comes as often is none."""

    def told(sign: float) -> Signal:
        return lambda day: 25.0 + (sign * 20.0 if round(day * 1_440) % 480 < 2 and 5.0 < day < 6.5 else 0.0)

    assert [one[1] for one in faults(found("greenhouse", SOIL, told(-1.0), days=7.0, every_min=1))] == [
        Fault.LEAPS
    ]


def test_a_humidity_sensor_that_wanders_off_is_named_and_fog_is_no_wandering() -> None:
    """Of three in a bay one creeps up by four percent a day. In fog all tell the same, and that is none."""
    dry, shade = weather(60.0, 20.0), weather(72.0, 15.0)

    def creeping(day: float) -> float:
        return min(100.0, weather(64.0, 20.0)(day) + max(0.0, 4.0 * (day - 4.0)))

    (spell,) = [one for one in found("greenhouse", HUMIDITY, dry, shade, creeping) if one.detector == "drift"]
    assert (spell.facts.device, spell.facts.fault) == ("d2", Fault.DRIFTS)
    assert 8.0 < (spell.raised_at_ms or 0) / MS_PER_DAY < 11.0

    def in_fog(signal: Signal) -> Signal:
        return lambda day: 98.0 if day > 4.0 else signal(day)

    assert found("greenhouse", HUMIDITY, in_fog(dry), in_fog(shade), in_fog(weather(48.0, 20.0))) == []


def test_a_bound_in_another_unit_or_below_nothing_is_refused() -> None:
    """Numbers of one's own are held against the quantity that they are for."""
    recipe = RECIPES["greenhouse_waxberry"]
    with pytest.raises(InvalidCommand, match=r"fall 0\.0 is not above 0"):
        adjusted(recipe, {"trust.soil_moisture_pct.fall": 0.0})
    longer = adjusted(recipe, {"trust.soil_moisture_pct.stuck": 20_000.0}).trust
    assert longer is not None
    assert longer.others()[SOIL].stuck_s == 1_200_000.0
