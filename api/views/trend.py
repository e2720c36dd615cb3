"""What recent readings say about where a value is going, and how often a device speaks; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ingest.clock import MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND
from ingest.store import Series

TREND_WINDOW_MS = MS_PER_HOUR
_LATELY_MS = 25 * MS_PER_MINUTE
"""Long enough for three readings of a device that speaks every ten minutes."""
_TREND_SPAN_MS = 10 * MS_PER_MINUTE
_TREND_POINTS = 3
_INTERVALS = 16


@dataclass(frozen=True, slots=True)
class Recent:
    """What the last hours of a device's quantity say.

    Attributes:
        trend_per_h: where it is going [unit of the quantity per hour]; None where it cannot be told.
        interval_s: the usual time between readings [s]; None where fewer than two are known.
    """

    trend_per_h: float | None
    interval_s: float | None


def recent_of(series: Series) -> Recent:
    """Return what *series*, the last hours of one quantity of one device, says."""
    return Recent(trend_per_h(series), usual_interval_s(series.observed_at_ms.tolist()))


def trend_per_h(series: Series) -> float | None:
    """Return the slope of the last hour of *series* [unit per hour], as far as the last minutes bear it out.

    After a defrost the hour still falls while the room is steady again: of the two slopes the weaker is
    told, and none where they point different ways. None below three readings or ten minutes: two
    neighbours tell noise, not a trend.
    """
    hour, lately = _slope(series, TREND_WINDOW_MS), _slope(series, _LATELY_MS)
    if hour is None or lately is None:
        return hour
    return min(hour, lately, key=abs) if hour * lately > 0 else 0.0


def _slope(series: Series, window_ms: int) -> float | None:
    """Return the least-squares slope of the end of *series* [unit per hour]."""
    times_ms = series.observed_at_ms
    if len(times_ms) == 0:
        return None
    chosen = times_ms > times_ms[-1] - window_ms
    hours = (times_ms[chosen] - times_ms[-1]) / MS_PER_HOUR
    if len(hours) < _TREND_POINTS or hours[-1] - hours[0] < _TREND_SPAN_MS / MS_PER_HOUR:
        return None
    values = series.value[chosen]
    centred = hours - hours.mean()
    return float(np.dot(centred, values - values.mean()) / np.dot(centred, centred))


def usual_interval_s(times_ms: Sequence[int]) -> float | None:
    """Return the median of the last intervals between *times_ms* [s]; None below two times.

    >>> usual_interval_s([0, 60_000, 120_000, 900_000])
    60.0
    """
    if len(times_ms) < 2:  # noqa: PLR2004 - one interval needs two ends
        return None
    newest = np.asarray(times_ms[-_INTERVALS - 1 :], dtype=np.int64)
    return float(np.median(np.diff(newest))) / MS_PER_SECOND


def is_stale(age_s: float, interval_s: float | None, minimum_s: float, factor: float) -> bool:
    """Tell whether a value is older than its device usually lets it get.

    Args:
        age_s: age of the value [s].
        interval_s: the usual time between readings [s]; None where it is not known.
        minimum_s: younger than this is never stale [s].
        factor: how many usual intervals may pass.
    """
    limit_s = minimum_s if interval_s is None else max(minimum_s, factor * interval_s)
    return age_s > limit_s
