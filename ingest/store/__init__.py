"""The store: where readings are kept for good and charts come from.

Natural key: device, quantity, observed_at. Writing the same reading again changes nothing; the first
value for a key stays. What the sensor said is kept for good; what calibrations make of it can be put right.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from ingest.reading import Reading
from ingest.store.hourly import Hours


@dataclass(frozen=True, slots=True)
class Refused:
    """A reading that the store will never take, and its own words why."""

    reading: Reading
    detail: str


@dataclass(frozen=True, slots=True)
class WriteResult:
    """What became of a batch: ``written`` new, ``repeated`` already there, ``refused`` for quarantine."""

    written: int
    repeated: int
    refused: tuple[Refused, ...] = ()


@dataclass(frozen=True, slots=True)
class Series:
    """One quantity of one device over time, ordered by time.

    ``observed_at_ms`` (int64) and ``value`` (float64) have the same length. When it was thinned,
    ``thinned`` is true and every bucket contributes its lowest and its highest value at their own times.
    """

    observed_at_ms: npt.NDArray[np.int64]
    value: npt.NDArray[np.float64]
    thinned: bool


NO_SERIES = Series(np.empty(0, dtype=np.int64), np.empty(0), thinned=False)


class Curve(NamedTuple):
    """What a chart shows of one series: what was observed of it in [start_ms, end_ms).

    *raw*: what the sensor said, before any calibration.
    """

    device: str
    quantity: str
    start_ms: int
    end_ms: int
    raw: bool = False


class Store(Protocol):
    """What every store does. All methods may be called from any thread."""

    def check(self) -> None:
        """Raise StoreError where readings would not be taken now: what was seen, and what to change."""
        ...

    def write(self, readings: Sequence[Reading]) -> WriteResult:
        """Keep *readings*; on return they are durable. StoreUnavailable: retry the same call later."""
        ...

    def latest(self, devices: Sequence[str] | None = None) -> tuple[Reading, ...]:
        """Return the newest reading of each device and quantity; of all devices where *devices* is None."""
        ...

    def series(  # noqa: PLR0913 - which series, when, how much of it, and as what
        self, device: str, quantity: str, start_ms: int, end_ms: int, max_points: int, *, raw: bool = False
    ) -> Series:
        """Return what was observed in [start_ms, end_ms), thinned to at most *max_points* (at least 2).

        *raw*: what the sensor said, before any calibration.
        """
        ...

    def chart(self, curves: Sequence[Curve], max_points: int) -> tuple[Series, ...]:
        """Return what ``series`` does of each of *curves*, in their order.

        A store that has to be asked over the network is asked as seldom as it can be.
        """
        return tuple(self.series(*curve[:4], max_points, raw=curve.raw) for curve in curves)

    def readings(
        self, device: str, quantity: str, start_ms: int, end_ms: int, limit: int
    ) -> tuple[Reading, ...]:
        """Return the first *limit* readings observed in [start_ms, end_ms), complete and in order of time."""
        ...

    def correct(self, readings: Sequence[Reading]) -> None:
        """Put *readings*, which ``readings`` returned, in place of those with their keys; durable on return.

        Only ``value`` and ``raw_value`` are others. StoreUnavailable: perhaps some are in place; call again.
        """
        ...

    def hours(self, device: str, quantity: str, start_ms: int, end_ms: int) -> Hours:
        """Return what the hours that begin in [start_ms, end_ms) come to, also those that are forgotten."""
        ...

    def keep_hours(self, device: str, quantity: str, hours: Hours) -> None:
        """Keep *hours* of a series of which there are readings, all of them younger; durable on return.

        They come from another store, which has forgotten their readings; the same ones again change nothing.
        """
        ...

    def age(self, now_ms: int) -> int:
        """Sum up by the hour what will soon be forgotten, forget what is older than it is kept.

        Called about once an hour; returns how many readings or hours that concerned.
        """
        ...

    def count(self) -> int:
        """Return how many readings there are."""
        ...

    def close(self) -> None:
        """Release files; further calls raise StoreUnusable."""
        ...
