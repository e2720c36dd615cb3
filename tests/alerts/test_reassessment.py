"""A calibration that is entered afterwards: alerts and journeys are as if it had been known all along."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alerts.alert import AlertState, EventKind
from alerts.lot import Lot
from ingest.clock import MS_PER_HOUR, MS_PER_MINUTE
from ingest.journal import ALERTS_CURSOR
from ingest.place import Calibration
from tests.alerts.rig import AIR, ROOM, START_MS, Final, Rig

_LAST_MINUTE = 600


def _calibration(minute: int, offset: float, end_minute: int | None = None) -> Calibration:
    start_ms = START_MS + minute * MS_PER_MINUTE
    end_ms = None if end_minute is None else START_MS + end_minute * MS_PER_MINUTE
    return Calibration("room-1", AIR, offset, "C-1", "", start_ms, end_ms)


def _kinds(rig: Rig) -> list[EventKind]:
    return [event.kind for event in rig.ledger.events(0)]


def test_an_alarm_of_a_sensor_that_reads_too_high_is_withdrawn(rig: Rig) -> None:
    """Six degrees were one degree: what was raised never was, and people hear that."""
    for minute in range(0, 61, 5):
        rig.at(minute, 6.0)
    assert _kinds(rig) == [EventKind.RAISED]
    rig.calibrations.add(_calibration(0, -5.0))
    rig.evaluator.tick()
    assert _kinds(rig) == [EventKind.RAISED, EventKind.WITHDRAWN]
    assert rig.ledger.alerts() == ()
    assert rig.calibrations.due(ALERTS_CURSOR) == ()
    rig.at(65, 6.0)
    assert rig.ledger.alerts() == ()


def test_what_a_sensor_that_reads_too_low_hid_is_found_and_goes_when_the_calibration_does(rig: Rig) -> None:
    """From its date on the values are too warm; without the calibration, which was wrong, they never were."""
    for minute in range(0, 241, 5):
        rig.at(minute, 1.0)
    rig.calibrations.add(_calibration(60, 5.0))
    rig.evaluator.tick()
    (alert,) = rig.ledger.alerts()
    assert (alert.state, alert.started_at_ms) == (AlertState.OPEN, START_MS + 60 * MS_PER_MINUTE)
    assert alert.facts.peak == 6.0
    rig.calibrations.end("room-1", AIR, START_MS + 60 * MS_PER_MINUTE)
    rig.evaluator.tick()
    assert rig.ledger.alert(alert.id).state is AlertState.WITHDRAWN


def test_killed_before_it_is_struck_off_a_correction_is_made_again(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a crash the correction is still due, and making it twice ends in the same."""
    for minute in range(0, 61, 5):
        rig.at(minute, 6.0)

    def dies(_due: object) -> None:
        raise OSError("power")

    rig.calibrations.add(_calibration(30, 0.5))
    with monkeypatch.context() as broken:
        broken.setattr(rig.calibrations, "done", dies)
        with pytest.raises(OSError, match="power"):
            rig.evaluator.tick()
    rig.start()
    assert len(rig.calibrations.due(ALERTS_CURSOR)) == 1
    rig.evaluator.tick()
    (alert,) = rig.ledger.alerts()
    assert alert.facts.peak == 6.5


@st.composite
def _sayings(draw: st.DrawFn) -> tuple[tuple[int, Calibration], ...]:
    """Draw calibrations, each with the reading after which it is entered."""
    made: list[tuple[int, Calibration]] = []
    for _ in range(draw(st.integers(1, 3))):
        start, length = draw(st.integers(0, _LAST_MINUTE)), draw(st.sampled_from((None, 45, 200)))
        end = None if length is None else start + length
        offset = draw(st.sampled_from((-4.0, 0.0, 2.0, 5.0)))
        made.append((draw(st.integers(0, 60)), _calibration(start, offset, end)))
    return tuple(sorted(made, key=lambda one: one[0]))


def _run(
    template: Path, levels: Sequence[float], sayings: Sequence[tuple[int, Calibration]], kill_at: int
) -> tuple[list[Final], object]:
    with tempfile.TemporaryDirectory() as folder, closing(Rig(Path(folder), template)) as rig:
        rig.lot_book.add(Lot("L1", "L1", "waxberry", "", START_MS, 8.0, 1.0), ROOM, START_MS)
        for number, level in enumerate(levels):
            for after, made in sayings:
                if after == number:
                    rig.calibrations.add(made)
            if number == kill_at:
                rig.start()
            rig.at(number * 10, level)
        for after, made in sayings:
            if after >= len(levels):
                rig.calibrations.add(made)
        rig.clock.set(START_MS + 40 * MS_PER_HOUR)
        rig.evaluator.tick()
        return rig.finals(), rig.ledger.journey("L1")


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    levels=st.lists(st.sampled_from((-1.0, 1.0, 1.0, 3.2, 6.0)), min_size=5, max_size=60),
    sayings=_sayings(),
    kill_at=st.integers(0, 60),
)
def test_whenever_a_calibration_is_entered_the_final_alerts_are_the_same(
    farm_template: Path,
    levels: list[float],
    sayings: tuple[tuple[int, Calibration], ...],
    kill_at: int,
) -> None:
    """Entered at any time, one over the other, with a kill: alerts and journey are as if known before."""
    before = [(0, made) for _, made in sayings]
    assert _run(farm_template, levels, sayings, kill_at) == _run(farm_template, levels, before, -1)
