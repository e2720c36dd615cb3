"""Watches of several series: heard together and in one order, however their readings arrive."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from unittest.mock import patch

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alerts.alert import Facts, Spell
from alerts.batch import by_sensor
from alerts.cause import Cause
from alerts.chorus import PATIENCE_MS
from alerts.detect import DETECTORS, Detector
from alerts.detect.gateway import RESOLUTION_MS, GatewayRule, GatewayState
from alerts.detect.silence import SilenceRule
from alerts.fold import Fold
from alerts.watch import Watch
from ingest.clock import MS_PER_DAY, MS_PER_MINUTE
from ingest.reading import Reading
from tests.alerts.rig import AIR, HUMIDITY, START_MS, Rig

VOICES = (("room-1", HUMIDITY), ("room-1", AIR), ("room-2", ""))
QUIET_MS = 10 * MS_PER_MINUTE
END_MS = START_MS + MS_PER_DAY


class Diary(msgspec.Struct, frozen=True):
    """All that was told, and the newest instant of which a timer has spoken."""

    told: tuple[tuple[int, tuple[tuple[int, float], ...]], ...] = ()
    spoken: bool = False


def _quiet(state: Diary, ended_at_ms: int | None) -> Spell:
    at_ms = state.told[-1][0]
    return Spell(
        "cold_room", Cause.SILENT, "diary", "all", at_ms, at_ms + QUIET_MS, ended_at_ms, None, Facts()
    )


def _step(
    rule: object, state: Diary, at_ms: int, told: tuple[tuple[int, float], ...]
) -> tuple[Diary, tuple[Spell, ...]]:
    state, spells = _tick(rule, state, at_ms)
    if state.spoken:
        spells = (_quiet(state, at_ms),)
    return Diary((*state.told, (at_ms, told))), spells


def _tick(rule: object, state: Diary, now_ms: int) -> tuple[Diary, tuple[Spell, ...]]:
    due_ms = _deadline_ms(rule, state)
    if due_ms is None or due_ms > now_ms:
        return state, ()
    return msgspec.structs.replace(state, spoken=True), (_quiet(state, None),)


def _deadline_ms(_rule: object, state: Diary) -> int | None:
    return state.told[-1][0] + QUIET_MS if state.told and not state.spoken else None


DIARY = Detector(Diary, lambda _rule: Diary(), _step, _tick, _deadline_ms, lambda _rule, _state: 0)
WATCH = Watch(
    "diary/cold_room", "cold_room", "", "", "diary", SilenceRule("cold_room", "", 0.0, 1.0), 0, None, VOICES
)

GATEWAY = Watch(
    "gateway/gw",
    "cold_room",
    "",
    "",
    "gateway",
    GatewayRule("cold_room", "gw", ("room-1", "room-2", "room-3"), 720.0),
    0,
    None,
    tuple((f"room-{number}", "") for number in (1, 2, 3)),
    RESOLUTION_MS,
)


class Desk:
    """One fold with the diary, or another, as its only watch, on a ledger that outlives it."""

    def __init__(self, rig: Rig, watch: Watch = WATCH) -> None:
        self.rig = rig
        self.watch = watch
        self.start(START_MS)

    def start(self, now_ms: int) -> None:
        """Build the fold anew, as a restart does."""
        with self.rig.ledger.transaction() as book:
            self.fold = Fold(book, START_MS, 35 * MS_PER_DAY)
            self.fold.follow(book, [self.watch], now_ms)
            self.fold.plan()
            self.fold.save(book)

    def hear(self, readings: Sequence[Reading], now_ms: int) -> None:
        """Let readings arrive, then let timers speak."""
        with self.rig.ledger.transaction() as book:
            told = by_sensor(readings)
            self.fold.meet(book, told)
            self.fold.take(book, told, now_ms)
            self.fold.speak(now_ms)
            self.fold.save(book)

    def known(self) -> tuple[object, object]:
        """Return what the diary says, and what it found."""
        runner = self.fold.runner(self.watch.key)
        assert runner is not None
        return runner.state, self.rig.ledger.spells("cold_room", 0, END_MS)


@contextmanager
def _desk(template: Path, watch: Watch = WATCH) -> Iterator[Desk]:
    detectors = MappingProxyType({**DETECTORS, "diary": DIARY})
    with (
        tempfile.TemporaryDirectory() as folder,
        patch("alerts.runner.DETECTORS", detectors),
        closing(Rig(Path(folder), template)) as rig,
    ):
        yield Desk(rig, watch)


def _reading(second: int, source: int, delay_s: int = 1) -> Reading:
    device, quantity = VOICES[source]
    at_ms = START_MS + second * 1_000
    return Reading(device, quantity or AIR, at_ms, second + source / 10, at_ms + delay_s * 1_000)


_ARRIVALS = st.lists(
    st.tuples(
        st.sampled_from((0, 5, 5, 60, 61, 300, 660, 900, 3_000, 9_000)),
        st.sampled_from((0, 1, 2)),
        st.sampled_from((1, 1, 5, 50, 70, 400, 5_000)),
    ),
    max_size=20,
    unique_by=lambda one: one[:2],
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=_ARRIVALS, data=st.data())
def test_however_readings_of_several_series_arrive_they_are_told_in_one_order(
    farm_template: Path, drawn: list[tuple[int, int, int]], data: st.DataObject
) -> None:
    """Delays and restarts change neither what a chorus is told, nor in which order, nor what it finds."""
    readings = [_reading(*one) for one in drawn]
    told: dict[int, list[tuple[int, float]]] = {}
    for second, source, _ in sorted(drawn):
        told.setdefault(START_MS + second * 1_000, []).append((source, second + source / 10))
    gaps = [*pairwise(told), *((last, None) for last in [*told][-1:])]
    expected = [
        (one, one + QUIET_MS, other) for one, other in gaps if other is None or other - one >= QUIET_MS
    ]
    with _desk(farm_template) as desk:
        for one in sorted(readings, key=lambda one: one.received_at_ms):
            desk.hear([one], one.received_at_ms)
            if data.draw(st.booleans()):
                desk.start(one.received_at_ms)
        desk.hear([], END_MS)
        diary, spells = desk.known()
        assert isinstance(diary, Diary)
        assert diary.told == tuple((at_ms, tuple(values)) for at_ms, values in told.items())
        assert isinstance(spells, tuple)
        assert [(one.started_at_ms, one.raised_at_ms, one.ended_at_ms) for one in spells] == expected


_HEARINGS = st.lists(
    st.tuples(st.integers(1, 3), st.sampled_from((1, 1, 2, 3, 9, 40)), st.sampled_from((0, 0, 0, 7, 45))),
    max_size=40,
)
"""Which device is heard next, so many minutes after it was heard last, and so many minutes late."""


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=_HEARINGS, data=st.data())
def test_devices_that_tell_late_darken_no_gateway_and_light_none(
    farm_template: Path, drawn: list[tuple[int, int, int]], data: st.DataObject
) -> None:
    """Delays and restarts change nothing of what is found of a gateway, nor of its devices' rhythms."""
    last_ms = dict.fromkeys((1, 2, 3), START_MS)
    readings = []
    for number, minutes, late in drawn:
        at_ms = last_ms[number] = last_ms[number] + minutes * MS_PER_MINUTE
        readings.append(Reading(f"room-{number}", AIR, at_ms, 1.0, at_ms + late * MS_PER_MINUTE + 1_000))
    with _desk(farm_template, GATEWAY) as in_time, _desk(farm_template, GATEWAY) as desk:
        for one in sorted(readings, key=lambda one: one.observed_at_ms):
            in_time.hear([one], one.observed_at_ms + 1_000)
        for one in sorted(readings, key=lambda one: one.received_at_ms):
            desk.hear([one], one.received_at_ms)
            if data.draw(st.booleans()):
                desk.start(one.received_at_ms)
        known = []
        for either in (in_time, desk):
            either.hear([], END_MS)
            state, spells = either.known()
            assert isinstance(state, GatewayState)
            known.append((msgspec.structs.replace(state, steady_ms=0), spells))
        assert known[0] == known[1]


def test_what_was_found_before_a_restart_is_taken_back_by_what_comes_after_it(farm_template: Path) -> None:
    """A restart does not make a reading that comes late for what was found look as if it came in time."""
    with _desk(farm_template) as desk:
        desk.hear([_reading(660, 1)], START_MS + 661_000)
        desk.hear([_reading(0, 0, delay_s=5_000)], START_MS + 5_000_000)
        desk.start(START_MS + 5_001_000)
        desk.hear([_reading(5, 0, delay_s=5_000)], START_MS + 5_005_000)
        spells = desk.known()[1]
        assert isinstance(spells, tuple)
        assert [one.started_at_ms - START_MS for one in spells if one.ended_at_ms is not None] == [5_000]


def test_readings_that_come_a_little_out_of_order_are_not_folded_twice(farm_template: Path) -> None:
    """Two devices whose readings cross on their way cost no look at the ledger: they wait for each other."""
    with _desk(farm_template) as desk, patch.object(Fold, "_fold_again") as again:
        for second in range(0, 3_600, 30):
            pair = [_reading(second + 4, 0), _reading(second, 2, delay_s=20), _reading(second, 1)]
            desk.hear(pair, START_MS + (second + 20) * 1_000)
        again.assert_not_called()
        diary, _ = desk.known()
        assert isinstance(diary, Diary)
        assert len(diary.told) == pytest.approx(240, abs=4)


def test_a_chorus_speaks_when_the_others_can_have_been_heard(farm_template: Path) -> None:
    """A timer finds what is due as of its patience ago, and says so as of the instant when it was due."""
    with _desk(farm_template) as desk:
        desk.hear([_reading(0, 0)], START_MS + 1_000)
        desk.hear([], START_MS + QUIET_MS + PATIENCE_MS - 1)
        assert desk.known()[1] == ()
        desk.hear([], START_MS + QUIET_MS + PATIENCE_MS)
        (spell,) = desk.rig.ledger.spells("cold_room", 0, END_MS)
        assert (spell.started_at_ms, spell.raised_at_ms) == (START_MS, START_MS + QUIET_MS)
