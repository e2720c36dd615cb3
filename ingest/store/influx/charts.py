"""Series and counts out of InfluxDB: thinned by the server where it can, in slices where it must."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ingest.reading import Reading
from ingest.store import Series
from ingest.store.influx.answers import Table, points, whole
from ingest.store.influx.influxql import FIRST_MS, LAST_MS, Questions, within
from ingest.store.influx.newest import Ask, Versioned, quantities_of, readings_of
from ingest.store.influx.sending import Key
from ingest.store.influx.server import Server
from ingest.store.thinning import Grid, Instants, Values, thin_by_parts

_AT_ONCE_ROWS = 250_000
"""Where we thin ourselves, no more than this is fetched at a time."""

_OFTEN_MS = 30_000
"""Sensors seldom speak more often. A period with room for that is fetched without asking how much it is."""

_COUNT, _FIRST, _LAST = range(3)
"""The statements of the first request of a series."""


@dataclass(frozen=True, slots=True)
class _Which:
    device: str
    quantity: str
    raw: bool


@dataclass(slots=True)
class _Extent:
    rows: int = 0
    first_ms: int = LAST_MS
    last_ms: int = FIRST_MS

    def add(self, table: Table) -> None:
        at_ms, cell = whole(table.values[0][0], 0), table.values[0][1]
        if table.statement == _COUNT:
            self.rows += whole(cell, 0)
        elif table.statement == _FIRST:
            self.first_ms = min(self.first_ms, at_ms)
        elif table.statement == _LAST:
            self.last_ms = max(self.last_ms, at_ms)


class Charts:
    """Puts *questions* to *server* through *ask*."""

    def __init__(self, ask: Ask, questions: Questions, server: Server) -> None:
        self._ask = ask
        self._questions = questions
        self._server = server

    def series(
        self, device: str, quantity: str, span_ms: tuple[int, int], max_points: int, *, raw: bool
    ) -> Series:
        """Return what was observed in *span_ms*, thinned to at most *max_points*."""
        which = _Which(device, quantity, raw)
        if span_ms[1] - span_ms[0] <= max_points * _OFTEN_MS:
            at, value = points(self._fetch(which, *span_ms, self._limit(max_points)))
            if len(at) <= max_points:
                return Series(at, value, thinned=False)
        extent = self._look(which, span_ms)
        if extent.rows <= max_points:
            span_ms = (extent.first_ms, extent.last_ms + 1) if extent.rows else (0, 0)
            return Series(*points(self._fetch(which, *span_ms)), thinned=False)
        grid = Grid.over(extent.first_ms, extent.last_ms, max_points)
        if self._server.slice_ms is None and not self._server.append_only and not raw:
            return Series(*self._extremes(which, extent, grid), thinned=True)
        return Series(*self._thinned(which, extent, grid), thinned=True)

    def points(self, device: str, quantity: str, span_ms: tuple[int, int]) -> tuple[Instants, Values]:
        """Return every value that was observed in *span_ms*."""
        return points(self._fetch(_Which(device, quantity, raw=False), *span_ms))

    def readings(
        self, device: str, quantity: str, span_ms: tuple[int, int], limit: int
    ) -> Iterator[Versioned]:
        """Yield the readings observed in *span_ms* in order of time, and no more than somebody takes."""
        for period in self._server.periods(*span_ms):
            question = self._questions.readings(device, quantity, period, limit)
            yield from readings_of(self._ask([question]), device, quantity)

    def versions(self, readings: Sequence[Reading]) -> Mapping[Key, int]:
        """Return how often those of *readings* that are there have been corrected."""
        spans: dict[tuple[str, str], list[int]] = {}
        for reading in readings:
            spans.setdefault((reading.device, reading.quantity), []).append(reading.observed_at_ms)
        return {
            (device, quantity, one.observed_at_ms): version
            for (device, quantity), at_ms in spans.items()
            for one, version in self.readings(device, quantity, (min(at_ms), max(at_ms) + 1), len(readings))
        }

    def count(self) -> int:
        """Return how many readings there are."""
        quantities = quantities_of(self._ask, self._questions)
        if not quantities:
            return 0
        asked = (self._questions.number(quantities, period) for period in self._server.everything())
        return sum(
            whole(cell, 0)
            for statement in asked
            for table in self._ask([statement])
            for row in table.values
            for cell in row[1:]
        )

    def _look(self, which: _Which, span_ms: tuple[int, int]) -> _Extent:
        """Return how much there is, and from when to when: nearly free, and what a grid needs."""
        extent = _Extent()
        for period in self._server.periods(*span_ms):
            for table in self._ask(self._questions.extent(which.device, which.quantity, period)):
                extent.add(table)
        return extent

    def _extremes(self, which: _Which, extent: _Extent, grid: Grid) -> tuple[Instants, Values]:
        """Let the server thin: what it sends is what is shown."""
        period = within(extent.first_ms, extent.last_ms + 1)
        at, value = points(self._ask(self._questions.extremes(which.device, which.quantity, period, grid)))
        kept = np.unique(at, return_index=True)[1]  # a bucket of one value is both, lowest and highest
        return at[kept], value[kept]

    def _thinned(self, which: _Which, extent: _Extent, grid: Grid) -> tuple[Instants, Values]:
        """Fetch everything, whole buckets at a time, and thin it here."""
        at_once = grid.buckets * _AT_ONCE_ROWS // extent.rows
        return thin_by_parts(
            lambda start_ms, end_ms: points(self._fetch(which, start_ms, end_ms)),
            grid,
            extent.last_ms,
            at_once,
        )

    def _limit(self, max_points: int) -> int | None:
        """Return how many rows tell that there are more than *max_points*; None where rows are versions."""
        return None if self._server.append_only else max_points + 1

    def _fetch(self, which: _Which, start_ms: int, end_ms: int, limit: int | None = None) -> Iterator[Table]:
        for period in self._server.periods(start_ms, end_ms):
            question = self._questions.points(which.device, which.quantity, period, which.raw, limit)
            yield from self._ask([question])
