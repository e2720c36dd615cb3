"""The clocks of gateways: wrong ones are recognised and corrected, and an outage never looks like one."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from ingest.clock import MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE
from ingest.clock_watch import ClockWatch
from ingest.database import Database
from ingest.frame_counters import FrameCounters
from ingest.health import DeviceHealth
from ingest.judging import Judge
from ingest.reading import Flag, Sample

NOW_MS = 1_781_410_200_000
HOUR_MS = MS_PER_HOUR


def _shifts(watch: ClockWatch, arrivals: Iterable[tuple[int, int]]) -> list[int]:
    """Return the corrections of messages that were sent and came at these times after the start."""
    return [watch.note("gw", NOW_MS + sent_ms, NOW_MS + came_ms) for sent_ms, came_ms in arrivals]


@pytest.mark.parametrize("error_ms", [2 * HOUR_MS, -2 * HOUR_MS, 400 * MS_PER_DAY])
def test_a_clock_that_is_steadily_wrong_is_corrected(error_ms: int) -> None:
    """From the fifth message in a row on the times are corrected by what the clock is off."""
    watch = ClockWatch()
    times = [number * MS_PER_MINUTE for number in range(8)]
    shifts = _shifts(watch, [(at_ms + error_ms, at_ms + 300) for at_ms in times])
    assert shifts == [0, 0, 0, 0, *([300 - error_ms] * 4)]


def test_a_clock_within_tolerance_is_left_alone() -> None:
    """Four minutes off is not corrected, and still shown."""
    watch = ClockWatch()
    assert set(_shifts(watch, [(at - 240_000, at) for at in range(0, 600_000, 60_000)])) == {0}
    assert watch.clocks["gw"].offset_ms == 240_000


def test_what_was_kept_during_an_outage_is_no_wrong_clock() -> None:
    """Messages handed on late, in a burst or over a slow link, were dated by a clock that is right."""
    for pace in (2, 20, 600):
        kept = [(at_ms, HOUR_MS + at_ms // pace) for at_ms in range(0, HOUR_MS // 2, 10_000)]
        watch = ClockWatch()
        assert set(_shifts(watch, [(at_ms, at_ms) for at_ms in range(-600_000, 0, 60_000)])) == {0}
        assert set(_shifts(watch, kept)) == {0}
    many_devices_at_once = [(0, HOUR_MS + number) for number in range(50)]
    assert set(_shifts(ClockWatch(), many_devices_at_once)) == {0}


def test_a_clock_that_was_set_right_is_believed_at_once() -> None:
    """One message that agrees with ours ends the correction: nothing can come before it was sent."""
    watch = ClockWatch()
    _shifts(watch, [(at_ms - HOUR_MS, at_ms) for at_ms in range(0, 600_000, 60_000)])
    assert watch.clocks["gw"].is_wrong
    assert _shifts(watch, [(600_000, 600_500)]) == [0]
    assert not watch.clocks["gw"].is_wrong


def test_a_clock_that_jumps_is_followed() -> None:
    """A wrong clock that becomes wrong otherwise is corrected anew after five messages that agree."""
    watch = ClockWatch()
    _shifts(watch, [(at_ms + HOUR_MS, at_ms) for at_ms in range(0, 600_000, 60_000)])
    jumped = [(at_ms + 3 * HOUR_MS, at_ms) for at_ms in range(600_000, 1_200_000, 60_000)]
    assert _shifts(watch, jumped) == [*([-HOUR_MS] * 4), *([-3 * HOUR_MS] * 6)]


def test_delay_does_not_move_a_correction() -> None:
    """A clock that stays wrong by the same has one correction, so that repeats get the same times."""
    watch = ClockWatch()
    delays = [0, 900, 20_000, 300, 5_000] * 8
    arrivals = [(number * 60_000 + HOUR_MS, number * 60_000 + delay) for number, delay in enumerate(delays)]
    assert set(_shifts(watch, arrivals)[5:]) == {-HOUR_MS}


def test_a_clock_that_was_never_set_corrects_nothing() -> None:
    """There is nothing to correct by; readings of such a gateway get the time at which they come."""
    watch = ClockWatch()
    assert {watch.note("gw", at_ms, NOW_MS + at_ms) for at_ms in range(0, 600_000, 60_000)} == {0}


def test_what_is_known_of_a_clock_outlasts_a_restart(tmp_path: Path) -> None:
    """The first message after a restart is corrected, and how far the clock is off can be shown."""
    database = Database(tmp_path / "state.sqlite3")
    database.upgrade()
    watch = ClockWatch()
    health = DeviceHealth(database, FrameCounters(), watch)
    _shifts(watch, [(at_ms + HOUR_MS, at_ms) for at_ms in range(0, 600_000, 60_000)])
    health.flush()
    again = ClockWatch()
    DeviceHealth(database, FrameCounters(), again)
    assert again.note("gw", None, NOW_MS) == -HOUR_MS
    assert _shifts(again, [(600_000 + HOUR_MS, 600_000)]) == [-HOUR_MS]
    database.close()


def test_corrected_readings_keep_their_spacing_and_say_so() -> None:
    """A back-filled list of a gateway that is two hours ahead lands where it was measured, flagged."""
    judge = Judge()
    error_ms = 2 * HOUR_MS
    for minute in range(6):
        at_ms = NOW_MS + minute * MS_PER_MINUTE
        live = Sample("a", "air_temperature_c", 4.0, at_ms + error_ms, "gw")
        readings, _ = judge.judged([live], at_ms + error_ms, at_ms)
    assert (readings[0].observed_at_ms, readings[0].flags) == (at_ms, Flag.CLOCK_DRIFTS)
    back_filled = [
        Sample("a", "air_temperature_c", 4.0, at_ms + error_ms - minute * MS_PER_MINUTE, "gw")
        for minute in (30, 20, 10)
    ]
    readings, _ = judge.judged(back_filled, None, at_ms)
    assert [at_ms - reading.observed_at_ms for reading in readings] == [1_800_000, 1_200_000, 600_000]
    assert {reading.flags for reading in readings} == {Flag.CLOCK_DRIFTS}
