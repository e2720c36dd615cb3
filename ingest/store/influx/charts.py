"""Series and counts out of InfluxDB: thinned by the server where it can, in slices where it must."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ingest.clock import MS_PER_HOUR
from ingest.reading import Reading
from ingest.store import Series
from ingest.store.hourly import hour_of
from ingest.store.influx.answers import Ask, Table, points, whole
from ingest.store.influx.extent import Extent
from ingest.store.influx.influxql import Questions, within
from ingest.store.influx.newest import Versioned, readings_of
from ingest.store.influx.rolling import Covered
from ingest.store.influx.schema import quantities_of
from ingest.store.influx.sending import Key
from ingest.store.influx.server import Server
from ingest.store.thinning import Grid, Instants, Values, thin, thin_by_parts

_AT_ONCE_ROWS = 250_000
"""Where we thin ourselves, no more than this is fetched at a time."""

_OFTEN_MS = 30_000
"""Sensors seldom speak more often. A period with room for that is fetched without asking how much it is."""


@dataclass(frozen=True, slots=True)
class _Which:
    device: str
    quantity: str
    raw: bool


def short_ms(max_points: int) -> int:
    """Return how long a period is whose values are fetched without asking how many they are [ms]."""
    return max(MS_PER_HOUR, max_points * _OFTEN_MS)


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
        if self._server.is_exact and not raw:
            period = within(extent.first_ms, extent.last_ms + 1)
            return Series(*self._extremes(which, period, grid), thinned=True)
        return Series(*self._thinned(which, extent, grid), thinned=True)

    def first_ms(self, device: str, quantity: str, span_ms: tuple[int, int], found: Series) -> int:
        """Return when the first reading in *span_ms* was observed, whose chart is *found*; or its end."""
        if not len(found.observed_at_ms):
            return span_ms[1]
        shown_ms = int(found.observed_at_ms[0])
        if not found.thinned or hour_of(shown_ms) <= span_ms[0]:
            return shown_ms
        return self._look(_Which(device, quantity, raw=False), (span_ms[0], shown_ms + 1)).first_ms

    def by_hours(self, device: str, quantity: str, covered: Covered, max_points: int) -> Series | None:
        """Return what *covered* and the readings it lacks come to; None where buckets are no whole hours.

        It is what ``series`` returns, since no bucket parts an hour; and what is forgotten is in it.
        """
        which, hours = _Which(device, quantity, raw=False), covered.counted
        if not len(hours):
            return None
        read, told = _in_order(covered.read, self._every(which, covered.void)), covered.told
        first_ms = min(told.first_ms, int(hours.start_ms[0]), *read[0][:1].tolist())
        last_ms = max(told.last_ms, int(hours.start_ms[-1]), *read[0][-1:].tolist())
        forgotten = covered.hours.where(covered.hours.start_ms < hour_of(first_ms))
        grid = Grid.over(min([first_ms, *forgotten.start_ms[:1].tolist()]), last_ms, max_points)
        rows = told.rows + len(read[0]) + int(forgotten.readings.sum() + hours.readings.sum())
        if rows <= max_points or grid.width_ms % MS_PER_HOUR:
            return None
        parts = [read, hours.extremes(), forgotten.extremes()]
        if told.rows:
            parts += [
                self._extremes(which, within(max(gap[0], told.first_ms), min(gap[1], told.last_ms + 1)), grid)
                for gap in covered.far
            ]
        return Series(*thin(*_in_order(*parts), grid), thinned=True)

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

    def _look(self, which: _Which, span_ms: tuple[int, int]) -> Extent:
        """Return how much there is, and from when to when: nearly free, and what a grid needs."""
        extent = Extent()
        for period in self._server.periods(*span_ms):
            for table in self._ask(self._questions.extent([which.device], which.quantity, period)):
                extent.add(table)
        return extent

    def _every(self, which: _Which, spans_ms: Iterable[tuple[int, int]]) -> tuple[Instants, Values]:
        """Return every value that was observed in *spans_ms*, asked for in one request."""
        asked = [
            self._questions.points(which.device, which.quantity, within(*one), which.raw) for one in spans_ms
        ]
        return points(self._ask(asked) if asked else ())

    def _extremes(self, which: _Which, period: str, grid: Grid) -> tuple[Instants, Values]:
        """Let the server thin: what it sends is what is shown."""
        at, value = points(self._ask(self._questions.extremes(which.device, which.quantity, period, grid)))
        kept = np.unique(at, return_index=True)[1]  # a bucket of one value is both, lowest and highest
        return at[kept], value[kept]

    def _thinned(self, which: _Which, extent: Extent, grid: Grid) -> tuple[Instants, Values]:
        """Fetch everything, whole buckets at a time, and thin it here."""
        at_once = grid.buckets * _AT_ONCE_ROWS // extent.rows
        return thin_by_parts(
            lambda start_ms, end_ms: points(self._fetch(which, start_ms, end_ms)),
            grid,
            (extent.first_ms, extent.last_ms),
            at_once,
        )

    def _limit(self, max_points: int) -> int | None:
        """Return how many rows tell that there are more than *max_points*; None where rows are versions."""
        return None if self._server.append_only else max_points + 1

    def _fetch(self, which: _Which, start_ms: int, end_ms: int, limit: int | None = None) -> Iterator[Table]:
        for period in self._server.periods(start_ms, end_ms):
            question = self._questions.points(which.device, which.quantity, period, which.raw, limit)
            yield from self._ask([question])


def _in_order(*parts: tuple[Instants, Values]) -> tuple[Instants, Values]:
    at, value = (np.concatenate(arrays) for arrays in zip(*parts, strict=True))
    order = np.argsort(at, kind="stable")
    return at[order], value[order]
