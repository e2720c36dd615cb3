"""One series as it lies in a DuckDB file, fetched in order of time and thinned to what a chart can show."""

from __future__ import annotations

import duckdb
import numpy as np

from ingest.store import Series
from ingest.store.thinning import Grid, Instants, Values, thin_by_parts, thinned_to

_AT_ONCE_ROWS = 1_000_000
"""A chart fetches no more rows than this at a time (16 MB), whatever the period asked for."""

_PERIOD = "WHERE series = $series AND observed_at_ms >= $start_ms AND observed_at_ms < $end_ms"
OBSERVED = f"(FROM settled {_PERIOD} UNION ALL FROM fresh {_PERIOD})"
"""What ``$series`` has from ``$start_ms`` to before ``$end_ms``, in no order."""

_FETCH = f"FROM {OBSERVED} SELECT observed_at_ms, value"
_FETCH_RAW = f"FROM {OBSERVED} SELECT observed_at_ms, coalesce(raw_value, value) AS value"
_EXTENT = f"FROM {OBSERVED} SELECT count(*), min(observed_at_ms), max(observed_at_ms)"


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
