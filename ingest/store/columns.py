"""A batch of readings as columns, sorted and free of repetitions; pure.

A *series* is one quantity of one device; the store numbers them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ingest.clock import MS_PER_HOUR
from ingest.reading import Reading

_GAP_MS = 6 * MS_PER_HOUR
"""Old readings further apart than this are looked for separately: one that is a year late must not
make the store look through the whole year."""

_MAX_RUNS = 8
"""Each run costs a query, so only the widest gaps part runs."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Readings in ascending order of series and time; no two of the same series and instant.

    ``row`` says which reading of the batch it was; ``raw_value`` is NaN where no calibration made another.
    """

    row: npt.NDArray[np.intp]
    series: npt.NDArray[np.int32]
    observed_at_ms: npt.NDArray[np.int64]
    value: npt.NDArray[np.float64]
    received_at_ms: npt.NDArray[np.int64]
    flags: npt.NDArray[np.int32]
    raw_value: npt.NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.series)

    def where(self, chosen: npt.NDArray[np.bool_] | npt.NDArray[np.intp]) -> Columns:
        """Return the chosen rows, in the order in which they are named."""
        return Columns(
            self.row[chosen],
            self.series[chosen],
            self.observed_at_ms[chosen],
            self.value[chosen],
            self.received_at_ms[chosen],
            self.flags[chosen],
            self.raw_value[chosen],
        )

    def arrays(self) -> dict[str, npt.NDArray[np.generic]]:
        """Return the columns by name, as DuckDB scans them."""
        return {
            "series": self.series,
            "observed_at_ms": self.observed_at_ms,
            "value": self.value,
            "received_at_ms": self.received_at_ms,
            "flags": self.flags,
            "raw_value": self.raw_value,
        }

    def newest(self) -> Columns:
        """Return the newest row of every series."""
        last = np.ones(len(self), dtype=np.bool_)
        np.not_equal(self.series[1:], self.series[:-1], out=last[:-1])
        return self.where(last)

    def runs(self) -> list[Columns]:
        """Return the rows in groups that lie close together in time."""
        by_time = self.where(np.argsort(self.observed_at_ms, kind="stable"))
        gaps_ms = np.diff(by_time.observed_at_ms)
        widest = np.argsort(gaps_ms)[-(_MAX_RUNS - 1) :]
        edges = np.sort(widest[gaps_ms[widest] > _GAP_MS]) + 1
        return [by_time.where(rows) for rows in np.split(np.arange(len(self)), edges) if len(rows)]


def to_columns(readings: Sequence[Reading], series: Sequence[int]) -> Columns:
    """Return *readings* as columns; of readings of the same series and instant, the first one."""
    count = len(readings)
    ids = np.fromiter(series, np.int32, count)
    observed = np.fromiter([reading.observed_at_ms for reading in readings], np.int64, count)
    order = np.lexsort((observed, ids))  # stable: the first of equals stays first
    first = np.ones(count, dtype=np.bool_)
    np.logical_or(np.diff(ids[order]) != 0, np.diff(observed[order]) != 0, out=first[1:])
    return Columns(
        row=np.arange(count),
        series=ids,
        observed_at_ms=observed,
        value=np.fromiter([reading.value for reading in readings], np.float64, count),
        received_at_ms=np.fromiter([reading.received_at_ms for reading in readings], np.int64, count),
        flags=np.fromiter([reading.flags for reading in readings], np.int32, count),
        raw_value=_raw_values(readings),
    ).where(order[first])


def _raw_values(readings: Sequence[Reading]) -> npt.NDArray[np.float64]:
    raw = [reading.raw_value for reading in readings]
    if not any(value is not None for value in raw):
        return np.full(len(raw), np.nan)
    return np.array([np.nan if value is None else value for value in raw], dtype=np.float64)
