"""What has to be made anew from raw values, because people said something new about a sensor's past.

A correction that is due is written in the same transaction as the calibration, once for each of those
that have taken readings from the journal. It is struck off when it is done: after a crash in the middle
it is done again from the start, which ends in the same, since the raw values stay.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import sqlalchemy as sa

from ingest.journal import ALERTS_CURSOR, STORE_CURSOR
from ingest.place import Calibration
from ingest.tables import DUE_CORRECTION

CONSUMERS = (STORE_CURSOR, ALERTS_CURSOR)
"""Who has readings and must correct them."""

_COLUMNS = (
    DUE_CORRECTION.c.id,
    DUE_CORRECTION.c.consumer,
    DUE_CORRECTION.c.device_id,
    DUE_CORRECTION.c.quantity,
    DUE_CORRECTION.c.start_ms,
    DUE_CORRECTION.c.end_ms,
)


class DueCorrection(NamedTuple):
    """That *consumer* must correct what *device_id* observed during [start_ms, end_ms).

    Attributes:
        id: grows with every one that was written.
        consumer: the name of its cursor in the journal.
        device_id: whose readings.
        quantity: canonical quantity name.
        start_ms: since when [ms, UTC].
        end_ms: until when [ms, UTC]; None: up to the newest.
    """

    id: int
    consumer: str
    device_id: str
    quantity: str
    start_ms: int
    end_ms: int | None


def changed_span(
    before: Sequence[Calibration], after: Sequence[Calibration]
) -> tuple[int, int | None] | None:
    """Return from when to when another history of a sensor means other values; None: at no time.

    >>> changed_span([], [Calibration("a", "co2_ppm", 30.0, "", "", 5)])
    (5, None)
    """
    ends = [one.end_ms for one in (*before, *after) if one.end_ms is not None]
    edges = sorted({*(one.start_ms for one in (*before, *after)), *ends})
    changed = [
        number for number, at_ms in enumerate(edges) if _offset(before, at_ms) != _offset(after, at_ms)
    ]
    if not changed:
        return None
    following = edges[changed[-1] + 1 :]
    return edges[changed[0]], following[0] if following else None


def read_due(connection: sa.Connection) -> tuple[DueCorrection, ...]:
    """Return everything that is due, the oldest first."""
    query = sa.select(*_COLUMNS).order_by(DUE_CORRECTION.c.id)
    return tuple(DueCorrection(*row) for row in connection.execute(query))


def write_due(
    connection: sa.Connection,
    before: Mapping[tuple[str, str], Sequence[Calibration]],
    after: Mapping[tuple[str, str], Sequence[Calibration]],
) -> tuple[DueCorrection, ...]:
    """Write down, and return, what is due once the histories of some sensors are those of *after*."""
    rows = list(_rows(before, after))
    if not rows:
        return ()
    inserted = connection.execute(sa.insert(DUE_CORRECTION).returning(*_COLUMNS), rows)
    return tuple(DueCorrection(*row) for row in inserted)


def strike_off(connection: sa.Connection, done: DueCorrection) -> None:
    """Forget what is done."""
    connection.execute(sa.delete(DUE_CORRECTION).where(DUE_CORRECTION.c.id == done.id))


def _rows(
    before: Mapping[tuple[str, str], Sequence[Calibration]],
    after: Mapping[tuple[str, str], Sequence[Calibration]],
) -> Iterator[dict[str, object]]:
    for (device_id, quantity), history in after.items():
        span = changed_span(before.get((device_id, quantity), ()), history)
        if span is None:
            continue
        sensor = {"device_id": device_id, "quantity": quantity}
        for consumer in CONSUMERS:
            yield {"consumer": consumer, **sensor, "start_ms": span[0], "end_ms": span[1]}


def _offset(history: Sequence[Calibration], at_ms: int) -> float | None:
    return next((one.offset for one in history if one.covers(at_ms)), None)
