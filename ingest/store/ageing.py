"""How a DuckDB file forgets readings and keeps what their hours came to."""

from __future__ import annotations

import duckdb
import numpy as np

from ingest.clock import MS_PER_HOUR
from ingest.store.duckdb_file import one_number
from ingest.store.hourly import Hours
from ingest.store.life_rate import ACTIVATION_K, LOWEST_C, ZERO_K, has_life_rate

_NEWEST = (
    "(SELECT series, max(observed_at_ms) AS last_ms FROM (FROM settled UNION ALL FROM fresh) GROUP BY series)"
)
_IS_OLD = "old.observed_at_ms < $before_ms AND old.observed_at_ms < newest.last_ms"
"""The newest reading of a series stays, however old it is: the series would be unknown without it."""

_SUM_UP = f"""
INSERT INTO hourly
    SELECT old.series, observed_at_ms // {MS_PER_HOUR} * {MS_PER_HOUR} AS start_ms,
        min(value), arg_min(observed_at_ms, row(value, observed_at_ms)),
        max(value), arg_min(observed_at_ms, row(-value, observed_at_ms)), avg(value), count(*),
        avg(CASE WHEN list_contains($temperatures, old.series) THEN
            exp({ACTIVATION_K} * (1.0 / {ZERO_K} - 1.0 / ({ZERO_K} + greatest(value, {LOWEST_C})))) END)
    FROM (FROM settled UNION ALL FROM fresh) AS old JOIN {_NEWEST} AS newest USING (series)
    WHERE {_IS_OLD} GROUP BY ALL
"""  # noqa: S608 - texts of our own
_FORGET = f"""
DELETE FROM {{table}} AS old USING {_NEWEST} AS newest WHERE newest.series = old.series AND {_IS_OLD}
"""  # noqa: S608 - likewise
_FORGOTTEN_BEFORE = f"SELECT coalesce(max(start_ms) + {MS_PER_HOUR}, 0) FROM hourly"  # noqa: S608 - likewise
_SERIES = "SELECT id, quantity FROM series"
_HOURS = """
FROM hourly SELECT start_ms, low, low_at_ms, high, high_at_ms, mean, readings, life_rate
    WHERE series = $series AND start_ms >= $start_ms AND start_ms < $end_ms ORDER BY start_ms
"""


def forget(writer: duckdb.DuckDBPyConnection, before_ms: int) -> int:
    """Sum up by the hour what was observed before *before_ms*, then remove it; return how many readings."""
    known = writer.execute(_SERIES).fetchall()
    temperatures = [series for series, quantity in known if has_life_rate(quantity)]
    writer.execute(_SUM_UP, {"before_ms": before_ms, "temperatures": temperatures})
    removed = 0
    for table in ("settled", "fresh"):
        row = writer.execute(_FORGET.format(table=table), {"before_ms": before_ms}).fetchone()
        removed += 0 if row is None else int(row[0])
    return removed


def forgotten_before_ms(connection: duckdb.DuckDBPyConnection) -> int:
    """Return until when readings have been forgotten [ms]; 0 where none has."""
    return one_number(connection.execute(_FORGOTTEN_BEFORE))


def kept_hours(cursor: duckdb.DuckDBPyConnection, series: int, start_ms: int, end_ms: int) -> Hours:
    """Return the hours that begin in [start_ms, end_ms) and were summed up."""
    found = cursor.execute(_HOURS, {"series": series, "start_ms": start_ms, "end_ms": end_ms}).fetchnumpy()
    return Hours(
        np.asarray(found["start_ms"], dtype=np.int64),
        np.asarray(found["low"], dtype=np.float64),
        np.asarray(found["low_at_ms"], dtype=np.int64),
        np.asarray(found["high"], dtype=np.float64),
        np.asarray(found["high_at_ms"], dtype=np.int64),
        np.asarray(found["mean"], dtype=np.float64),
        np.asarray(found["readings"], dtype=np.int64),
        np.ma.filled(np.ma.asarray(found["life_rate"], dtype=np.float64), np.nan),
    )


def keep(writer: duckdb.DuckDBPyConnection, series: int, hours: Hours) -> None:
    """Write *hours* of a series, in place of those of the same hours that are there."""
    rows = [(series, *row) for row in hours.rows()]
    if rows:
        writer.executemany("DELETE FROM hourly WHERE series = ? AND start_ms = ?", [row[:2] for row in rows])
        writer.executemany("INSERT INTO hourly VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
