"""A store that forgets when it is closed: for tests, rehearsals and trying out."""

from __future__ import annotations

import sys
import threading
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from ingest.errors import StoreUnusable
from ingest.reading import Reading
from ingest.store import Series, Store, WriteResult
from ingest.store.finite import part_finite
from ingest.store.forgotten import NO_HOURS, completed
from ingest.store.hourly import Hours, summed_up, whole_hours
from ingest.store.thinning import thinned_to


@dataclass(slots=True)
class _Line:
    """One quantity of one device: instants in ascending order, and the reading at each of them."""

    instants_ms: list[int] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)

    def add(self, reading: Reading) -> bool:
        at = bisect_left(self.instants_ms, reading.observed_at_ms)
        if at < len(self.instants_ms) and self.instants_ms[at] == reading.observed_at_ms:
            return False
        self.instants_ms.insert(at, reading.observed_at_ms)
        self.readings.insert(at, reading)
        return True


class MemoryStore(Store):
    """Keeps readings in this process's memory."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._lines: dict[tuple[str, str], _Line] = {}
        self._hours: dict[tuple[str, str], Hours] = {}
        self._closed = False

    def check(self) -> None:
        """Raise StoreUnusable after ``close``."""
        with self._lock:
            self._check_open()

    def write(self, readings: Sequence[Reading]) -> WriteResult:
        """Keep *readings*."""
        with self._lock:
            self._check_open()
            good, refused = part_finite(readings)
            written = 0
            for reading in good:
                line = self._lines.setdefault((reading.device, reading.quantity), _Line())
                written += line.add(reading)
        return WriteResult(written, len(good) - written, refused)

    def latest(self, devices: Sequence[str] | None = None) -> tuple[Reading, ...]:
        """Return the newest reading of each device and quantity."""
        wanted = None if devices is None else frozenset(devices)
        with self._lock:
            self._check_open()
            return tuple(
                line.readings[-1]
                for (device, _), line in self._lines.items()
                if wanted is None or device in wanted
            )

    def series(  # noqa: PLR0913 - which series, when, how much of it, and as what
        self, device: str, quantity: str, start_ms: int, end_ms: int, max_points: int, *, raw: bool = False
    ) -> Series:
        """Return what was observed in [start_ms, end_ms), thinned to at most *max_points*."""
        with self._lock:
            self._check_open()
            line = self._lines.get((device, quantity), _Line())
            kept = slice(bisect_left(line.instants_ms, start_ms), bisect_left(line.instants_ms, end_ms))
            at = np.array(line.instants_ms[kept], dtype=np.int64)
            found = [one.measured_value if raw else one.value for one in line.readings[kept]]
            value = np.array(found, dtype=np.float64)
        return Series(*thinned_to(at, value, max_points), thinned=len(at) > max_points)

    def readings(
        self, device: str, quantity: str, start_ms: int, end_ms: int, limit: int
    ) -> tuple[Reading, ...]:
        """Return the first *limit* readings that were observed in [start_ms, end_ms)."""
        with self._lock:
            self._check_open()
            line = self._lines.get((device, quantity), _Line())
            first = bisect_left(line.instants_ms, start_ms)
            last = bisect_left(line.instants_ms, end_ms)
            return tuple(line.readings[first : min(last, first + limit)])

    def correct(self, readings: Sequence[Reading]) -> None:
        """Put *readings* in place of those with their keys."""
        with self._lock:
            self._check_open()
            for reading in readings:
                line = self._lines[reading.device, reading.quantity]
                line.readings[bisect_left(line.instants_ms, reading.observed_at_ms)] = reading

    def hours(self, device: str, quantity: str, start_ms: int, end_ms: int) -> Hours:
        """Return what every hour that begins in [start_ms, end_ms) comes to."""
        first_ms, last_ms = whole_hours(start_ms, end_ms)
        whole = self.series(device, quantity, first_ms, last_ms, sys.maxsize)
        with self._lock:
            forgotten = self._hours.get((device, quantity), NO_HOURS)
        asked = forgotten.where((forgotten.start_ms >= first_ms) & (forgotten.start_ms < last_ms))
        return completed(summed_up(quantity, whole.observed_at_ms, whole.value), asked)

    def keep_hours(self, device: str, quantity: str, hours: Hours) -> None:
        """Keep *hours*, whose readings are forgotten elsewhere."""
        with self._lock:
            self._check_open()
            known = self._hours.get((device, quantity), NO_HOURS)
            self._hours[device, quantity] = completed(known, hours)

    def age(self, now_ms: int) -> int:  # noqa: ARG002 - forgets everything when it is closed, and nothing before
        """Keep everything."""
        with self._lock:
            self._check_open()
        return 0

    def count(self) -> int:
        """Return how many readings there are."""
        with self._lock:
            self._check_open()
            return sum(len(line.readings) for line in self._lines.values())

    def close(self) -> None:
        """Forget everything; further calls raise StoreUnusable."""
        with self._lock:
            self._closed = True
            self._lines.clear()

    def _check_open(self) -> None:
        if self._closed:
            raise StoreUnusable("the store in memory is closed")
