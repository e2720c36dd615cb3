"""Device health: faults, missing reports and fields without meaning, over restarts."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.assess import Objection, assess
from ingest.clock import MS_PER_HOUR, MS_PER_MINUTE, ManualClock
from ingest.database import Database
from ingest.frame_counters import FrameCounters
from ingest.group import Heard, Sighting
from ingest.health import DeviceHealth, ReportCounts
from ingest.listener import Listener
from ingest.reading import Reason, Sample
from ingest.registry import Registry
from ingest.report import About, Origin, Report, Unplaced

NOW_MS = 1_781_410_200_000


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """Return an empty state database."""
    database = Database(tmp_path / "state.sqlite3")
    database.upgrade()
    yield database
    database.close()


def _heard(report: Report, at_ms: int = NOW_MS, missing: int = 0) -> Heard:
    """Return what a message with *report* told, as the pipeline passes it on."""
    faults = tuple(
        (sample, verdict)
        for sample in report.samples
        if isinstance(verdict := assess(sample, at_ms), Objection)
    )
    return Heard("zigbee2mqtt", "gw", report, faults, missing, at_ms)


def _broken(quantity: str = "air_temperature_c", device: str = "a") -> Heard:
    sample = Sample(device, quantity, math.nan, None, "gw", "the probe is not connected (327.67)")
    return _heard(Report(samples=(sample,)))


def _good(device: str = "a", quantity: str = "air_temperature_c") -> Sighting:
    return Sighting(device, "gw", "zigbee2mqtt", {quantity}, NOW_MS)


def test_a_fault_lasts_until_a_good_value_comes(database: Database) -> None:
    """An error code is kept with its reason and count, over a restart, until its quantity is measured."""
    health = DeviceHealth(database, FrameCounters())
    health.note([_broken(), _broken("relative_humidity_pct"), _broken()], [])
    health.flush()
    health = DeviceHealth(database, FrameCounters())
    air, humidity = health.faults("a")
    assert (air.quantity, air.reason, air.times) == ("air_temperature_c", Reason.SENSOR_FAULT, 2)
    assert "not connected (327.67)" in air.detail
    health.note([], [_good()])
    assert health.faults("a") == (humidity,)
    health.flush()
    assert [one.quantity for one in DeviceHealth(database, FrameCounters()).faults("a")] == [
        "relative_humidity_pct"
    ]


def test_a_device_that_invents_names_does_not_fill_the_memory(database: Database) -> None:
    """Faults and unplaced fields are bounded per device; the newest stay, also on the disk."""
    health = DeviceHealth(database, FrameCounters())
    for number in range(500):
        unplaced = Unplaced("a", "m", f"field{number}", "1")
        health.note([_broken(f"made_up_{number}")], [])
        health.note([_heard(Report(unplaced=(unplaced,)), NOW_MS + number)], [])
    health.flush()
    health = DeviceHealth(database, FrameCounters())
    assert len(health.faults("a")) == 32
    fields = [one.field for one in health.unplaced("a")]
    assert len(fields) == 64
    assert "field499" in fields


def _count(health: DeviceHealth, frames: FrameCounters, counter: int, at_ms: int) -> None:
    origin = Origin("a", counter=counter)
    health.note([_heard(Report(origin=origin), at_ms, frames.note(origin))], [])


def test_a_gap_over_a_restart_is_counted(database: Database) -> None:
    """Reports that were sent while Coldframe was stopped are missing, as the device's own count tells."""
    frames = FrameCounters()
    health = DeviceHealth(database, frames)
    for counter in (100, 101, 102):
        _count(health, frames, counter, NOW_MS)
    health.flush()
    frames = FrameCounters()
    health = DeviceHealth(database, frames)
    _count(health, frames, 120, NOW_MS + MS_PER_HOUR)
    assert health.reports("a", NOW_MS + MS_PER_HOUR) == ReportCounts(received=4, missing=17)


def test_reports_are_counted_for_the_last_day(database: Database) -> None:
    """What is older than a day does not count; a device that counts nothing has no figure at all."""
    frames = FrameCounters()
    health = DeviceHealth(database, frames)
    for number in range(48 * 12):
        if number % 16:
            _count(health, frames, number, NOW_MS + number * 5 * MS_PER_MINUTE)
    end_ms = NOW_MS + 48 * MS_PER_HOUR - 1
    counts = health.reports("a", end_ms)
    assert counts is not None
    assert counts.missing == 17
    assert counts.received + counts.missing in range(276, 289)  # whole hours
    assert health.reports("a", end_ms + 30 * MS_PER_HOUR) == ReportCounts(0, 0)
    assert health.reports("nobody", NOW_MS) is None


def test_a_report_that_comes_late_is_not_missing_any_more(database: Database) -> None:
    """A gap that is filled afterwards leaves nothing missing, also where it was counted an hour earlier."""
    frames = FrameCounters()
    health = DeviceHealth(database, frames)
    _count(health, frames, 1, NOW_MS)
    _count(health, frames, 3, NOW_MS)
    _count(health, frames, 2, NOW_MS + MS_PER_HOUR)
    assert health.reports("a", NOW_MS + MS_PER_HOUR) == ReportCounts(received=3, missing=0)


def test_a_device_without_a_good_value_is_known_all_the_same(database: Database) -> None:
    """Who sends only faults or fields that nobody knows waits in the inbox, with what it is called."""
    registry = Registry(database, ManualClock(NOW_MS))
    listener = Listener(registry, DeviceHealth(database, FrameCounters()))
    unplaced = Unplaced("b", "m", "probes.0.x", "7")
    about = About("b", "Walk-in 3", "acme th-1", "gw")
    listener.note([_broken(), _heard(Report(unplaced=(unplaced,), about=(about,)))], [])
    assert [(one.id, one.title, one.model, one.last_seen_ms) for one in registry.inbox()] == [
        ("a", "a", "", NOW_MS),
        ("b", "Walk-in 3", "acme th-1", NOW_MS),
    ]
