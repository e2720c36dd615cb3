"""How devices are: what they cannot measure and why, which reports are missing, what nobody can place.

All of it is bounded, kept in memory and written every few seconds; a crash may cost the last counts.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence

from ingest.clock_errors import ClockErrors
from ingest.clock_watch import ClockWatch
from ingest.database import Database
from ingest.frame_counters import FrameCounters
from ingest.group import Heard, Sighting
from ingest.health.clocks import KeptClocks, KeptErrors
from ingest.health.faults import Fault, Faults
from ingest.health.reports import ReportCounts, Reports
from ingest.health.unplaced import UnplacedField, UnplacedFields

__all__ = ["DeviceHealth", "Fault", "ReportCounts", "UnplacedField"]

_FLUSH_EVERY_S = 10.0


class DeviceHealth:
    """The health of every device; all methods may be called from any thread.

    Args:
        database: where it is kept; its tables are up to date.
        frames: gets the newest numbers that devices had before the start, so that a gap is noticed.
        clocks: gets what was known of gateways' clocks before the start; None: nobody watches them.
        errors: gets what was told before the start of clocks that are wrong; None: nobody tells.
    """

    def __init__(
        self,
        database: Database,
        frames: FrameCounters,
        clocks: ClockWatch | None = None,
        errors: ClockErrors | None = None,
    ) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._written_s = time.monotonic()
        with database.read() as connection:
            self._faults = Faults(connection)
            self._reports = Reports(connection, frames)
            self._unplaced = UnplacedFields(connection)
            self._clocks = KeptClocks(connection, clocks or ClockWatch())
            self._errors = KeptErrors(connection, errors or ClockErrors())

    def note(self, heard: Sequence[Heard], sightings: Sequence[Sighting]) -> None:
        """Note what messages said besides readings, and that devices were heard with good values."""
        with self._lock:
            for sighting in sightings:
                self._faults.clear(sighting.device, sighting.quantities)
            for one in heard:
                for sample, objection in one.faults:
                    self._faults.note(sample, objection, one.received_at_ms)
                if one.report.origin is not None:
                    self._reports.note(one.report.origin, one.missing, one.received_at_ms)
                for unplaced in one.report.unplaced:
                    self._unplaced.note(unplaced, one.received_at_ms)
            if time.monotonic() - self._written_s > _FLUSH_EVERY_S:
                self._flush()

    def faults(self, device_id: str) -> tuple[Fault, ...]:
        """Return why *device_id* has no value of some of its quantities."""
        with self._lock:
            return self._faults.of(device_id)

    def reports(self, device_id: str, now_ms: int) -> ReportCounts | None:
        """Return how many reports came and did not in the last day; None: the device does not count."""
        with self._lock:
            return self._reports.of(device_id, now_ms)

    def unplaced(self, device_id: str) -> tuple[UnplacedField, ...]:
        """Return the fields of *device_id* whose meaning nobody knows."""
        with self._lock:
            return self._unplaced.of(device_id)

    def placed(self, model: str, field: str) -> None:
        """Forget that *field* of *model* could not be placed: somebody has said what it means."""
        with self._lock:
            self._unplaced.forget(model, field)

    def flush(self) -> None:
        """Write down what changed since the last time."""
        with self._lock:
            self._flush()

    def _flush(self) -> None:
        parts = (self._faults, self._reports, self._unplaced, self._clocks, self._errors)
        if any(part.has_changed for part in parts):
            with self._database.begin() as connection:
                for part in parts:
                    part.write(connection)
            for part in parts:
                part.written()
        self._written_s = time.monotonic()
