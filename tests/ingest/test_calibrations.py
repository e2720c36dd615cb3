"""Calibrations: applied from their date on, the raw value stays."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from ingest.assess import Objection, assess
from ingest.calibrations import Calibrations
from ingest.clock import ManualClock
from ingest.database import Database
from ingest.errors import UnknownName
from ingest.place import Calibration
from ingest.reading import Flag, Reading, Reason, Sample
from ingest.registry import Registry

START_MS = 1_781_410_200_000


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """Return a state database in which the device ``a`` is known."""
    database = Database(tmp_path / "state.sqlite3")
    database.upgrade()
    Registry(database, ManualClock(START_MS)).seen("a", "gw", "own_json", ("air_temperature_c",), START_MS)
    yield database
    database.close()


def _calibration(offset: float, start_ms: int = START_MS, quantity: str = "air_temperature_c") -> Calibration:
    return Calibration("a", quantity, offset, "C-123", "2027-06-01", start_ms, created_ms=START_MS)


def _assessed(
    calibrations: Calibrations, value: float, at_ms: int, quantity: str = "air_temperature_c"
) -> Reading:
    found = assess(Sample("a", quantity, value, at_ms), START_MS + 10_000, calibrations.in_force)
    assert isinstance(found, Reading)
    return found


def test_an_offset_counts_from_its_date_on(database: Database) -> None:
    """Readings before it are as they were, those from it on are corrected, and the raw value stays."""
    calibrations = Calibrations(database)
    calibrations.add(_calibration(-0.3))
    before = _assessed(calibrations, 4.0, START_MS - 1)
    assert (before.value, before.raw_value) == (4.0, None)
    after = _assessed(calibrations, 4.0, START_MS)
    assert (round(after.value, 9), after.raw_value) == (3.7, 4.0)
    zero = _assessed(calibrations, 0.0, START_MS)
    assert (zero.value, zero.raw_value) == (-0.3, 0.0)
    other = assess(Sample("b", "air_temperature_c", 4.0, START_MS), START_MS, calibrations.in_force)
    assert isinstance(other, Reading)
    assert other.raw_value is None


def test_a_new_calibration_takes_over_and_one_that_ended_is_over(database: Database) -> None:
    """At every time the calibration of that time counts, also for late readings and after a restart."""
    calibrations = Calibrations(database)
    calibrations.add(_calibration(1.0))
    calibrations.add(_calibration(2.0, START_MS + 1_000))
    ended = calibrations.end("a", "air_temperature_c", START_MS + 2_000)
    assert ended.offset == 2.0
    again = Calibrations(database)
    values = [_assessed(again, 10.0, START_MS + at_ms).value for at_ms in (0, 999, 1_000, 1_999, 2_000)]
    assert values == [11.0, 11.0, 12.0, 12.0, 10.0]
    assert [one.certificate for one in again.of("a")] == ["C-123", "C-123"]
    with pytest.raises(UnknownName, match="no calibration"):
        again.end("a", "air_temperature_c", START_MS + 2_000)


def test_what_the_sensor_said_is_judged_and_the_correction_stays_in_range(database: Database) -> None:
    """A raw value out of range is refused whatever the offset; a corrected one is kept in range."""
    calibrations = Calibrations(database)
    calibrations.add(_calibration(3.0, quantity="relative_humidity_pct"))
    assert _assessed(calibrations, 99.0, START_MS, "relative_humidity_pct").value == 100.0
    refused = assess(Sample("a", "relative_humidity_pct", -2.0, START_MS), START_MS, calibrations.in_force)
    assert isinstance(refused, Objection)
    assert refused.reason is Reason.OUT_OF_RANGE


def test_a_reading_without_a_time_is_corrected_as_of_when_it_came(database: Database) -> None:
    """Where the device tells no time, the calibration of the time of receipt counts."""
    calibrations = Calibrations(database)
    calibrations.add(_calibration(1.0, START_MS + 5_000))
    found = assess(Sample("a", "air_temperature_c", 4.0), START_MS + 10_000, calibrations.in_force)
    assert isinstance(found, Reading)
    assert (found.value, found.flags) == (5.0, Flag.NO_DEVICE_TIME)


def test_readings_of_before_are_still_understood() -> None:
    """What was written into a journal before there were raw values decodes as it was."""
    old = msgspec.msgpack.encode([["a", "air_temperature_c", START_MS, 4.0, START_MS, 0]])
    (found,) = msgspec.msgpack.decode(old, type=tuple[Reading, ...])
    assert found == Reading("a", "air_temperature_c", START_MS, 4.0, START_MS)
