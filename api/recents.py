"""Trends and usual intervals, worked out from the store when newer readings have come, not before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from api.views.trend import Recent, recent_of
from ingest.clock import MS_PER_HOUR, MS_PER_MINUTE
from ingest.reading import Reading
from ingest.store import Store

_WINDOW_MS = 6 * MS_PER_HOUR
"""Long enough to see the usual interval of a device that speaks once an hour."""
_MAX_POINTS = 720
_GOOD_FOR_MS = 3 * MS_PER_MINUTE
"""A slope over an hour does not change by much sooner than this."""


class _Known(NamedTuple):
    observed_at_ms: int
    recent: Recent


class Recents:
    """What the last hours of each quantity of each device say. May be called from any thread."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[tuple[str, str], _Known] = {}

    def of(self, readings: Iterable[Reading]) -> Mapping[tuple[str, str], Recent]:
        """Return what the hours before *readings*, the newest of each device and quantity, say."""
        return {(reading.device, reading.quantity): self._one(reading) for reading in readings}

    def _one(self, reading: Reading) -> Recent:
        key = (reading.device, reading.quantity)
        known = self._known.get(key)
        if known is not None and 0 <= reading.observed_at_ms - known.observed_at_ms < _GOOD_FOR_MS:
            return known.recent
        end_ms = reading.observed_at_ms + 1
        series = self._store.series(*key, end_ms - _WINDOW_MS, end_ms, _MAX_POINTS)
        recent = recent_of(series)
        self._known[key] = _Known(reading.observed_at_ms, recent)
        return recent
