"""A batch: readings that are taken together, by who told what, and which of them are news to their series."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from alerts.ledger.evidence import Row
from alerts.series import Series
from ingest.clock import MS_PER_MINUTE
from ingest.reading import Reading

Batch: TypeAlias = Mapping[tuple[str, str], Sequence[Reading]]
"""Readings by device and quantity, those of each in the order in which they came."""

Told: TypeAlias = Sequence[tuple[int, float]]
"""Instants and values in the order of observation."""

PATIENCE_MS = 5 * MS_PER_MINUTE
"""A reading that arrives later than this after it was observed is a back-fill: timers wait for more."""


class Sifted(NamedTuple):
    """What readings are to their series.

    Attributes:
        fresh: those newer than all before, in the order of observation.
        told: their instants and values.
        late: the others, but for those from before the time of evidence.
        too_late: how many are from before that.
        back_filled_ms: when the last one came that is a back-fill; None where none is.
    """

    fresh: list[Row]
    told: list[tuple[int, float]]
    late: list[Row]
    too_late: int
    back_filled_ms: int | None


def by_sensor(readings: Iterable[Reading]) -> Batch:
    """Return *readings* as a batch."""
    told: defaultdict[tuple[str, str], list[Reading]] = defaultdict(list)
    for reading in readings:
        told[reading.device, reading.quantity].append(reading)
    return told


def sift(series: Series, readings: Iterable[Reading], horizon_ms: int) -> Sifted:
    """Tell what readings of *series* are to it, which has heard them now; evidence begins at *horizon_ms*."""
    fresh: list[Row] = []
    told: list[tuple[int, float]] = []
    late: list[Row] = []
    too_late, back_filled_ms = 0, None
    for reading in readings:
        at_ms, received_ms, value = reading.observed_at_ms, reading.received_at_ms, reading.value
        if received_ms - at_ms > PATIENCE_MS:
            back_filled_ms = received_ms if back_filled_ms is None else max(back_filled_ms, received_ms)
        if at_ms < horizon_ms:
            too_late += 1
        elif at_ms > series.last_ms:
            series.last_ms, series.received_ms = at_ms, received_ms
            fresh.append((series.id, at_ms, value, reading.raw_value))
            told.append((at_ms, value))
        else:
            late.append((series.id, at_ms, value, reading.raw_value))
    return Sifted(fresh, told, late, too_late, back_filled_ms)


def in_turn(parts: Sequence[Told]) -> Told:
    """Return what several series of a device told as one, each instant once, for those who only ask when.

    >>> in_turn([[(1, 20.0), (3, 21.0)], [(1, 80.0), (2, 81.0)]])
    [(1, 80.0), (2, 81.0), (3, 21.0)]
    """
    if len(parts) == 1:
        return parts[0]
    return sorted({at_ms: value for part in parts for at_ms, value in part}.items())
