"""Series as they lie in a DuckDB file, fetched in order of time and thinned to what a chart can show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import duckdb
import numpy as np

from ingest.store import Series
from ingest.store.thinning import Grid, Instants, Values, thin_by_parts, thinned_to

_AT_ONCE_ROWS = 1_000_000
"""A chart fetches no more rows than this at a time (16 MB), whatever the period asked for."""
_TOGETHER_ROWS = 100_000
"""Series are fetched together as long as they have no more rows than this (10 MB with what DuckDB takes)."""

_PERIOD = "WHERE series = $series AND observed_at_ms >= $start_ms AND observed_at_ms < $end_ms"
OBSERVED = f"(FROM settled {_PERIOD} UNION ALL FROM fresh {_PERIOD})"
"""What ``$series`` has from ``$start_ms`` to before ``$end_ms``, in no order."""

_FETCH = f"FROM {OBSERVED} SELECT observed_at_ms, value"
_FETCH_RAW = f"FROM {OBSERVED} SELECT observed_at_ms, coalesce(raw_value, value) AS value"
_FETCH_SEVERAL = """
FROM (FROM settled WHERE series IN ({numbers}) AND observed_at_ms >= $start_ms AND observed_at_ms < $end_ms
    UNION ALL
    FROM fresh WHERE series IN ({numbers}) AND observed_at_ms >= $start_ms AND observed_at_ms < $end_ms)
SELECT series, observed_at_ms, {value} AS value
"""
_EXTENT = f"FROM {OBSERVED} SELECT count(*), min(observed_at_ms), max(observed_at_ms)"


class Wanted(NamedTuple):
    """What a chart is to show: [start_ms, end_ms), in at most *max_points*; *raw*: before any calibration."""

    start_ms: int
    end_ms: int
    max_points: int
    raw: bool


def charts(
    cursor: duckdb.DuckDBPyConnection, rows_at_most: Mapping[int, int], wanted: Wanted
) -> dict[int, Series]:
    """Return what is *wanted* of every series, by number.

    A question takes DuckDB longer than a few thousand rows: it is asked for as many series as may be fetched
    at a time. *rows_at_most* has their numbers, and how many rows each has at the most.
    """
    found: dict[int, Series] = {}
    for numbers in _together(rows_at_most):
        if len(numbers) > 1:
            found.update(_several(cursor, numbers, wanted))
        else:
            chart, rows = Chart(cursor, numbers[0], raw=wanted.raw), rows_at_most[numbers[0]]
            found[numbers[0]] = chart.over(*wanted[:3], rows_at_most=rows)
    return found


def _together(rows_at_most: Mapping[int, int]) -> Iterator[list[int]]:
    """Yield the numbers of series that may be fetched together, neighbours in the file first."""
    together: list[int] = []
    room = _TOGETHER_ROWS
    for number, rows in sorted(rows_at_most.items()):
        if together and rows > room:
            yield together
            together, room = [], _TOGETHER_ROWS
        together.append(number)
        room -= rows
    if together:
        yield together


def _several(
    cursor: duckdb.DuckDBPyConnection, numbers: Sequence[int], wanted: Wanted
) -> Iterator[tuple[int, Series]]:
    """Yield every series of *numbers*, which ascend, out of one question."""
    start_ms, end_ms, max_points, raw = wanted
    value_of = "coalesce(raw_value, value)" if raw else "value"
    query = _FETCH_SEVERAL.format(numbers=", ".join(map(str, numbers)), value=value_of)
    found = cursor.execute(query, {"start_ms": start_ms, "end_ms": end_ms}).fetchnumpy()
    series, at, value = (np.asarray(found[name]) for name in ("series", "observed_at_ms", "value"))
    order = np.lexsort((at, series))
    series, at, value = series[order], at[order].astype(np.int64), value[order].astype(np.float64)
    ends = np.searchsorted(series, numbers, side="right")
    start = 0
    for number, end in zip(numbers, ends.tolist(), strict=True):
        part = thinned_to(at[start:end], value[start:end], max_points)
        yield number, Series(*part, thinned=end - start > max_points)
        start = end


class Chart:
    """The values of series *number*; *raw*: what the sensor said, before any calibration."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, number: int, *, raw: bool) -> None:
        self._cursor = cursor
        self._number = number
        self._query = _FETCH_RAW if raw else _FETCH

    def over(self, start_ms: int, end_ms: int, max_points: int, *, rows_at_most: int) -> Series:
        """Return what was observed in [start_ms, end_ms); the series has no more than *rows_at_most* rows."""
        if rows_at_most > _AT_ONCE_ROWS:
            return self._by_parts(start_ms, end_ms, max_points)
        return self._whole(start_ms, end_ms, max_points)

    def points(self, start_ms: int, end_ms: int) -> tuple[Instants, Values]:
        """Return every value that was observed in [start_ms, end_ms), in order of time."""
        found = self._cursor.execute(self._query, self._period(start_ms, end_ms)).fetchnumpy()
        at = np.asarray(found["observed_at_ms"], dtype=np.int64)
        value = np.asarray(found["value"], dtype=np.float64)
        order = np.argsort(at, kind="stable")
        return at[order], value[order]

    def _whole(self, start_ms: int, end_ms: int, max_points: int) -> Series:
        at, value = self.points(start_ms, end_ms)
        return Series(*thinned_to(at, value, max_points), thinned=len(at) > max_points)

    def _by_parts(self, start_ms: int, end_ms: int, max_points: int) -> Series:
        rows, first_ms, last_ms = self._cursor.execute(_EXTENT, self._period(start_ms, end_ms)).fetchall()[0]
        if rows <= max_points:
            return self._whole(start_ms, end_ms, max_points)
        grid = Grid.over(first_ms, last_ms, max_points)
        at_once = grid.buckets * _AT_ONCE_ROWS // rows
        return Series(*thin_by_parts(self.points, grid, (first_ms, last_ms), at_once), thinned=True)

    def _period(self, start_ms: int, end_ms: int) -> dict[str, int]:
        return {"series": self._number, "start_ms": start_ms, "end_ms": end_ms}
