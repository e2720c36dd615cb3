"""Readings that are older than they are kept: not taken any more, and shown as what their hours came to."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ingest.reading import Reading
from ingest.store import Refused, Series
from ingest.store.hourly import Hours, summed_up
from ingest.store.thinning import thinned_to

NO_HOURS = summed_up("", np.empty(0, dtype=np.int64), np.empty(0))


def part_old(readings: Sequence[Reading], before_ms: int) -> tuple[Sequence[Reading], tuple[Refused, ...]]:
    """Return those of *readings* that are young enough, and the others, refused: their hour is summed up."""
    if before_ms == 0 or all(reading.observed_at_ms >= before_ms for reading in readings):
        return readings, ()
    words = "it is older than readings are kept ([store] keep_days), and its hour has been summed up"
    old = tuple(Refused(reading, words) for reading in readings if reading.observed_at_ms < before_ms)
    return [reading for reading in readings if reading.observed_at_ms >= before_ms], old


def after_hours(forgotten: Hours, still: Series, max_points: int) -> Series:
    """Return *still* with the extremes of *forgotten* hours before it, thinned to at most *max_points*."""
    if not len(forgotten):
        return still
    at, value = forgotten.extremes()
    at, value = np.append(at, still.observed_at_ms), np.append(value, still.value)
    order = np.argsort(at, kind="stable")
    return Series(*thinned_to(at[order], value[order], max_points), thinned=True)


def completed(still: Hours, forgotten: Hours) -> Hours:
    """Return both in order of time; of an hour that is in both, the one of more readings."""
    known = dict(zip(still.start_ms.tolist(), still.readings.tolist(), strict=True))
    more = np.array(
        [
            readings > known.get(start_ms, 0)
            for start_ms, readings in zip(
                forgotten.start_ms.tolist(), forgotten.readings.tolist(), strict=True
            )
        ],
        dtype=np.bool_,
    )
    older = forgotten.where(more)
    younger = still.where(~np.isin(still.start_ms, older.start_ms))
    return older.followed_by(younger)
