"""Trends and usual intervals, worked out from the store when newer readings have come, not before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from heapq import nsmallest
from math import inf
from typing import NamedTuple

from api.views.trend import Recent, recent_of
from ingest.clock import MS_PER_HOUR, MS_PER_MINUTE
from ingest.errors import StoreError
from ingest.reading import Reading
from ingest.store import Curve, Store
from ingest.store.hourly import hour_of

_WINDOW_MS = 6 * MS_PER_HOUR
"""Long enough to see the usual interval of a device that speaks once an hour."""
_MAX_POINTS = 720
MOST_AT_ONCE = 500
"""On a large farm the rest is worked out by the next calls, so that no answer waits for thousands; what was
worked out longest ago comes first."""
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
        newest = {(reading.device, reading.quantity): reading.observed_at_ms for reading in readings}
        old = [key for key, observed_at_ms in newest.items() if not self._is_good(key, observed_at_ms)]
        try:
            if old:
                self._work_out({key: newest[key] for key in nsmallest(MOST_AT_ONCE, old, self._known_ms)})
        except StoreError:
            # A store that answers again has newer readings soon; until then no page waits for it twice.
            for key in old:
                if not self._is_good(key, newest[key]):
                    self._known[key] = _Known(newest[key], Recent(None, None))
        return {key: self._known[key].recent for key in newest if key in self._known}

    def _work_out(self, newest: Mapping[tuple[str, str], int]) -> None:
        """Ask for all of them at once, in periods that many of them share."""
        hours_ms = {key: hour_of(at_ms) for key, at_ms in newest.items()}
        curves = [Curve(*key, at_ms - _WINDOW_MS, at_ms + MS_PER_HOUR) for key, at_ms in hours_ms.items()]
        for (key, at_ms), series in zip(newest.items(), self._store.chart(curves, _MAX_POINTS), strict=True):
            self._known[key] = _Known(at_ms, recent_of(series))

    def _known_ms(self, key: tuple[str, str]) -> float:
        known = self._known.get(key)
        return -inf if known is None else known.observed_at_ms

    def _is_good(self, key: tuple[str, str], observed_at_ms: int) -> bool:
        known = self._known.get(key)
        return known is not None and 0 <= observed_at_ms - known.observed_at_ms < _GOOD_FOR_MS
