"""What an hour of a series comes to: lowest, highest, mean, number and rate of life; pure.

It stays when the readings themselves are older than they are kept.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ingest.clock import MS_PER_HOUR
from ingest.store.life_rate import life_rate
from ingest.store.thinning import Instants, Values

HourRow = tuple[int, float, int, float, int, float, int, float | None]
"""One hour, in the order of the attributes of ``Hours``."""


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours of one series in order of time, all arrays of the same length.

    Attributes:
        start_ms: when each begins [ms, UTC], a whole hour.
        low: the lowest value [unit of the quantity].
        low_at_ms: when it was observed first [ms].
        high: the highest value [unit of the quantity].
        high_at_ms: when it was observed first [ms].
        mean: the mean of the readings [unit of the quantity].
        readings: how many there were.
        life_rate: the mean of how fast life went at them [1: as at 0 °C]; NaN where that is not known.
    """

    start_ms: Instants
    low: Values
    low_at_ms: Instants
    high: Values
    high_at_ms: Instants
    mean: Values
    readings: Instants
    life_rate: Values

    def __len__(self) -> int:
        return len(self.start_ms)

    def where(self, chosen: npt.NDArray[np.bool_] | npt.NDArray[np.intp]) -> Hours:
        """Return the chosen hours, in the order in which they are named."""
        return Hours(
            self.start_ms[chosen],
            self.low[chosen],
            self.low_at_ms[chosen],
            self.high[chosen],
            self.high_at_ms[chosen],
            self.mean[chosen],
            self.readings[chosen],
            self.life_rate[chosen],
        )

    def followed_by(self, other: Hours) -> Hours:
        """Return the hours of both in order of time; an hour that both have is there twice."""
        joined = Hours(
            np.concatenate([self.start_ms, other.start_ms]),
            np.concatenate([self.low, other.low]),
            np.concatenate([self.low_at_ms, other.low_at_ms]),
            np.concatenate([self.high, other.high]),
            np.concatenate([self.high_at_ms, other.high_at_ms]),
            np.concatenate([self.mean, other.mean]),
            np.concatenate([self.readings, other.readings]),
            np.concatenate([self.life_rate, other.life_rate]),
        )
        return joined.where(np.argsort(joined.start_ms, kind="stable"))

    def extremes(self) -> tuple[Instants, Values]:
        """Return the lowest and the highest value of every hour, each at its own time, in order of time."""
        at = np.concatenate([self.low_at_ms, self.high_at_ms])
        value = np.concatenate([self.low, self.high])
        kept = np.unique(at, return_index=True)[1]
        return at[kept], value[kept]

    @classmethod
    def of_rows(cls, rows: Sequence[Sequence[object]] | Values) -> Hours:
        """Return the hours of *rows*, in the order of the attributes; None for a rate that is not known."""
        columns = np.array(rows, dtype=np.float64).reshape(-1, 8).T
        start_ms, low, low_at_ms, high, high_at_ms, mean, readings, rate = columns
        return cls(
            start_ms.astype(np.int64),
            low,
            low_at_ms.astype(np.int64),
            high,
            high_at_ms.astype(np.int64),
            mean,
            readings.astype(np.int64),
            rate,
        )

    def rows(self) -> Iterator[HourRow]:
        """Yield the hours one by one, in the order of the attributes; None for a rate that is not known."""
        columns = (
            self.start_ms,
            self.low,
            self.low_at_ms,
            self.high,
            self.high_at_ms,
            self.mean,
            self.readings,
        )
        rates = (None if math.isnan(rate) else rate for rate in self.life_rate.tolist())
        return zip(*(column.tolist() for column in columns), rates, strict=True)


def whole_hours(start_ms: int, end_ms: int) -> tuple[int, int]:
    """Return the period of the hours that begin in [start_ms, end_ms).

    >>> whole_hours(1, 3_600_001)
    (3600000, 7200000)
    """
    return hour_of(start_ms + MS_PER_HOUR - 1), hour_of(end_ms + MS_PER_HOUR - 1)


def hour_of(at_ms: int) -> int:
    """Return the beginning of the hour in which *at_ms* lies."""
    return at_ms // MS_PER_HOUR * MS_PER_HOUR


def summed_up(quantity: str, at: Instants, value: Values) -> Hours:
    """Return what readings of *quantity* come to by the hour.

    >>> hours = summed_up("air_temperature_c", np.array([0, 60_000, 3_600_000]), np.array([4.0, 2.0, 9.0]))
    >>> hours.low.tolist(), hours.low_at_ms.tolist(), hours.mean.tolist(), hours.readings.tolist()
    ([2.0, 9.0], [60000, 3600000], [3.0, 9.0], [2, 1])
    """
    start_ms = at // MS_PER_HOUR * MS_PER_HOUR
    one, rate = np.ones(len(at), dtype=np.int64), life_rate(quantity, value)
    return merged(Hours(start_ms, value, at, value, at, value, one, rate))


def merged(every: Hours) -> Hours:
    """Return *every* with each hour once: what is there several times, of different readings, is added up."""
    start_ms, hour = np.unique(every.start_ms, return_inverse=True)
    lows = _first(hour, every.low, every.low_at_ms)
    highs = _first(hour, -every.high, every.high_at_ms)
    readings = np.bincount(hour, every.readings, len(start_ms))
    total = np.bincount(hour, every.mean * every.readings, len(start_ms))
    spent = np.bincount(hour, every.life_rate * every.readings, len(start_ms))
    return Hours(
        start_ms=start_ms,
        low=every.low[lows],
        low_at_ms=every.low_at_ms[lows],
        high=every.high[highs],
        high_at_ms=every.high_at_ms[highs],
        mean=total / readings,
        readings=readings.astype(np.int64),
        life_rate=spent / readings,
    )


def _first(hour: npt.NDArray[np.intp], value: Values, at: Instants) -> npt.NDArray[np.intp]:
    """Return for every hour the index of its lowest value, of several the first."""
    order = np.lexsort((at, value, hour))
    begins = np.ones(len(order), dtype=np.bool_)
    np.not_equal(hour[order][1:], hour[order][:-1], out=begins[1:])
    return order[begins]
