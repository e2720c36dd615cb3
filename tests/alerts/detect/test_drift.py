"""Sensors of one place that drift apart: of three it is known which one, of two it is not."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import groupby
from operator import itemgetter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.alert import Spell
from alerts.cause import Cause, Fault
from alerts.detect import drift
from alerts.detect.drift import DriftRule
from alerts.place_watches import place_watches
from alerts.replay import replayed
from ingest.clock import MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE
from ingest.place import Installation, Place, PlaceKind
from tests.alerts.rig import RECIPES

_STEP_MS = 10 * MS_PER_MINUTE
_UNTIL_MS = 6 * MS_PER_DAY

Signal = Callable[[int], float]


def _hangs(offset_k: float, swing_k: float = 0.0) -> Signal:
    """Return air around 1 °C as read in one spot, which is warmer by day by *swing_k*."""
    return lambda now: (
        1.0
        + offset_k
        + 0.4 * math.sin(now / (MS_PER_HOUR * 0.11))
        + swing_k * math.sin(2 * math.pi * now / MS_PER_DAY)
    )


def _wanders(signal: Signal, from_d: float, k_per_d: float, until_d: float = 99.0) -> Signal:
    def value(now: int) -> float:
        days = now / MS_PER_DAY
        return signal(now) + (k_per_d * (days - from_d) if from_d <= days < until_d else 0.0)

    return value


def _found(*signals: Signal, recipe: str = "cold_room") -> list[Spell]:
    devices = [f"d{number}" for number, _ in enumerate(signals)]
    hanging = [Installation(device, "here", "somewhere", 0) for device in devices]
    place = Place("here", "site", "Here", PlaceKind.COLD_ROOM, recipe)
    watches = place_watches(place, RECIPES[recipe], hanging, "Asia/Shanghai")
    (watch,) = [watch for watch in watches if watch.detector == "drift"]
    at_ms = np.arange(0, _UNTIL_MS, _STEP_MS, dtype=np.int64)
    columns = [
        (at_ms + 1_000 * number, np.array([one(int(now)) for now in at_ms]))
        for number, one in enumerate(signals)
    ]
    return sorted(replayed(watch, columns, _UNTIL_MS).spells, key=lambda spell: spell.started_at_ms)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 1_000), cut=st.sampled_from((1, 4, 30)))
def test_readings_that_are_no_news_make_no_difference(seed: int, cut: int) -> None:
    """However many come at a time: what is left when they are left out leads to the same."""
    generator = np.random.default_rng(seed)
    rule = DriftRule("here", "air_temperature_c", ("a", "b"), 0.2, 4)
    minutes = np.cumsum(generator.integers(1, 40, 400))
    columns = [
        [(int(at) * MS_PER_MINUTE, round(float(value), 1)) for at, value in zip(minutes, values, strict=True)]
        for values in generator.normal([[0.0], [1.0]], [[0.3], [0.0]], (2, 400)) + np.arange(400) / 300
    ]
    thinned = []
    for column in columns:
        known, news = None, list[tuple[int, float]]()
        for first in range(0, len(column), cut):
            known, more = drift.news(known, column[first : first + cut])
            news += more
        thinned.append(news)
    assert _taken(rule, thinned) == _taken(rule, columns)
    assert len(thinned[1]) < len(columns[1])


def _taken(rule: DriftRule, columns: list[list[tuple[int, float]]]) -> tuple[object, list[object]]:
    state, found = drift.initial(rule), list[object]()
    spoken = sorted((at_ms, number, value) for number, told in enumerate(columns) for at_ms, value in told)
    for at_ms, together in groupby(spoken, key=itemgetter(0)):
        told = tuple((number, value) for _, number, value in together)
        state, spells = drift.step(rule, state, at_ms, told)
        found += [(at_ms, spells)] if spells else []
    return state, found


def test_sensors_that_hang_where_they_hang_have_not_drifted() -> None:
    """A warm corner and one that is warmer by day are places, and no fault."""
    assert _found(_hangs(0.0), _hangs(2.5), _hangs(0.3, swing_k=0.6)) == []


@pytest.mark.parametrize("k_per_d", [0.5, -1.5, 6.0])
def test_of_three_it_is_known_which_one_drifts(k_per_d: float) -> None:
    """Slow or quick, up or down: it is named before it is off by half a day more than the limit."""
    (spell,) = _found(_hangs(0.0), _wanders(_hangs(0.8), 2.0, k_per_d), _hangs(-0.2))
    assert (spell.cause, spell.facts.fault, spell.facts.device) == (Cause.UNTRUSTED, Fault.DRIFTS, "d1")
    assert spell.raised_at_ms is not None
    off_k = abs(k_per_d) * (spell.raised_at_ms / MS_PER_DAY - 2.0)
    assert 1.0 <= off_k <= 1.2 + 0.5 * abs(k_per_d)
    assert spell.facts.apart is not None
    assert spell.facts.apart * k_per_d > 0
    assert 2 * MS_PER_DAY < spell.started_at_ms < spell.raised_at_ms


def test_of_two_it_is_not_known_which_one_drifts() -> None:
    """Both are named, and neither is said to be the one."""
    (spell,) = _found(_hangs(0.0), _wanders(_hangs(0.8), 2.0, 1.0))
    assert spell.facts.fault is Fault.APART
    assert (spell.facts.device, spell.facts.devices) == ("", ("d0", "d1"))


def test_a_sensor_that_was_put_right_is_trusted_again() -> None:
    """Calibrated after two days: it is over within the hours that are looked at."""
    (spell,) = _found(_hangs(0.0), _wanders(_hangs(0.8), 2.0, 1.5, until_d=4.0), _hangs(-0.2))
    assert spell.ended_at_ms is not None
    assert 4.0 < spell.ended_at_ms / MS_PER_DAY <= 4.5


def test_air_that_changes_for_all_of_them_is_no_drift() -> None:
    """A room that gets warmer day by day moves all of its sensors."""
    assert _found(*(_wanders(_hangs(offset_k), 2.0, 1.0) for offset_k in (0.0, 0.5, -0.5))) == []


def test_thinned_readings_tell_the_same_as_all_of_them() -> None:
    """A replay takes the lowest of each hour only; the engine takes every reading, and finds the same."""
    signals = _hangs(0.0), _wanders(_hangs(0.8), 2.0, 1.5, until_d=4.0), _hangs(-0.2)
    rule = DriftRule("here", "air_temperature_c", ("d0", "d1", "d2"), 1.0, 12)
    state, spells = drift.initial(rule), {}
    for now in range(0, _UNTIL_MS, _STEP_MS):
        for number, signal in enumerate(signals):
            state, found = drift.step(rule, state, now + number, ((number, signal(now)),))
            spells.update({spell.started_at_ms: spell for spell in found})
    assert list(spells.values()) == _found(*signals)


def test_one_that_drifted_and_fell_silent_is_not_said_to_be_well() -> None:
    """Nothing is told any more of how far it is from the others: what was said stands."""
    signals = _hangs(0.0), _wanders(_hangs(0.8), 2.0, 1.5), _hangs(-0.2)
    rule = DriftRule("here", "air_temperature_c", ("d0", "d1", "d2"), 1.0, 12)
    state, spells = drift.initial(rule), {}
    for now in range(0, _UNTIL_MS, _STEP_MS):
        for number, signal in enumerate(signals):
            if number != 1 or now < 4 * MS_PER_DAY:
                state, found = drift.step(rule, state, now + number, ((number, signal(now)),))
                spells.update({spell.started_at_ms: spell for spell in found})
    (spell,) = spells.values()
    assert (spell.facts.device, spell.ended_at_ms) == ("d1", None)
