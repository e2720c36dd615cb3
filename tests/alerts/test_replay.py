"""Replaying readings that are all there finds what the engine found as they came."""

from __future__ import annotations

from math import inf

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.adjustment import adjusted
from alerts.alert import Spell
from alerts.cause import Cause
from alerts.detect import DETECTORS
from alerts.detect.trust import TrustRule
from alerts.place_watches import place_watches
from alerts.replay import replayed
from alerts.runner import Runner
from alerts.watch import Watch
from ingest.clock import MS_PER_MINUTE
from ingest.place import Installation, Place, PlaceKind
from tests.alerts.rig import AIR, RECIPES, START_MS

ROOM = Place("cold_room", "farm", "Room", PlaceKind.COLD_ROOM, "cold_room")
PACE_MINUTES = (1, 5, 5, 5, 10, 45, 200)
LEVELS = (-2.0, 1.0, 1.0, 1.0, 3.3, 3.6, 9.0)


SCHEDULED = adjusted(
    RECIPES["cold_room"],
    {
        "day.begins": 6.0,
        "day.ends": 18.0,
        "limits.air_temperature_c.night.high": 1.2,
        "limits.air_temperature_c.critical_high": 8.0,
        "limits.air_temperature_c.compliance_high": 3.5,
        "limits.air_temperature_c.compliance_dwell": 0.0,
    },
)


def _watches(end_minute: int | None = None) -> tuple[Watch, ...]:
    end_ms = None if end_minute is None else START_MS + end_minute * MS_PER_MINUTE
    hanging = Installation("probe", "cold_room", "", START_MS, end_ms)
    return place_watches(ROOM, SCHEDULED, [hanging], "Europe/Madrid")


def _as_they_came(watch: Watch, at_ms: list[int], values: list[float], until_ms: int) -> tuple[Spell, ...]:
    """Return what the engine's own runner finds, reading by reading."""
    runner = Runner(watch, 1)
    for instant, value in zip(at_ms, values, strict=True):
        if watch.start_ms <= instant < runner.end_ms:
            runner.step(instant, value)
    runner.tick(until_ms)
    return tuple(spell for _, spell in runner.found.values())


def _key(spell: Spell) -> tuple[int, Cause]:
    return spell.started_at_ms, spell.cause


@settings(deadline=None)
@given(
    steps=st.lists(st.tuples(st.sampled_from(PACE_MINUTES), st.sampled_from(LEVELS)), max_size=80),
    ends=st.sampled_from([None, 100, 2_000]),
    detector=st.sampled_from(["limits", "compliance", "door", "silence", "trust"]),
)
def test_a_replay_finds_what_the_engine_finds(
    steps: list[tuple[int, float]], ends: int | None, detector: str
) -> None:
    """Whatever a sensor says, skimming its readings gives the spells of taking every one of them."""
    at_ms = (START_MS + np.cumsum([minutes for minutes, _ in steps], dtype=np.int64) * MS_PER_MINUTE).tolist()
    values = [value for _, value in steps]
    until_ms = START_MS + 20_000 * MS_PER_MINUTE
    for watch in _watches(ends):
        if watch.detector == detector and watch.quantity in {"", AIR, "door_open"}:
            column = np.array(at_ms, np.int64), np.array(values, np.float64)
            ours = replayed(watch, [column], until_ms).spells
            told = _as_they_came(watch, at_ms, values, until_ms)
            assert sorted(ours, key=_key) == sorted(told, key=_key)


@settings(deadline=None)
@given(steps=st.lists(st.tuples(st.sampled_from(PACE_MINUTES), st.sampled_from(LEVELS)), max_size=80))
def test_a_replay_of_what_may_stand_still_finds_what_the_engine_finds(steps: list[tuple[int, float]]) -> None:
    """A quantity that may rise at once, falls slowly, and says nothing by standing still above 3.4."""
    at_ms = (START_MS + np.cumsum([minutes for minutes, _ in steps], dtype=np.int64) * MS_PER_MINUTE).tolist()
    values = [value for _, value in steps]
    rule = TrustRule("cold_room", "probe/x", "probe", "x", 10_800.0, inf, 0.5, 3.4)
    watch = Watch("trust", "cold_room", "probe", "x", "trust", rule, START_MS, None)
    until_ms = START_MS + 20_000 * MS_PER_MINUTE
    ours = replayed(watch, [(np.array(at_ms, np.int64), np.array(values, np.float64))], until_ms).spells
    told = _as_they_came(watch, at_ms, values, until_ms)
    assert sorted(ours, key=_key) == sorted(told, key=_key)


@pytest.mark.parametrize("name", sorted(DETECTORS))
def test_a_watch_without_readings_finds_nothing(name: str) -> None:
    """Nothing was read: nothing is found, whatever the detector."""
    nothing = np.empty(0, np.int64), np.empty(0, np.float64)
    for watch in _watches():
        if watch.detector == name:
            assert replayed(watch, [nothing] * len(watch.heard), START_MS + 1).spells == ()
