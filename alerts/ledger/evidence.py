"""Evidence: what was observed in the last weeks, so that any watch can be folded again.

A device's quantity is a *series* with a small number. The first value for an instant stays, but for what
calibrations make of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from alerts.ledger.statements import WHOLE, Share, insert_new, insert_rows, upsert_rows
from alerts.ledger.tables import EVIDENCE, SERIES

Row = tuple[int, int, float, float | None]
"""Series, instant [ms], value, and what the sensor said where a calibration made another value of it."""


@dataclass(frozen=True, slots=True)
class SeriesRow:
    """One series; ``last_ms`` is its newest instant, None where nothing is kept."""

    id: int
    device: str
    quantity: str
    last_ms: int | None


_END = (1 << 63) - 1
"""An instant that the column cannot pass."""

_ASKED = (
    EVIDENCE.c.series_id.in_(sa.bindparam("series", expanding=True)),
    EVIDENCE.c.at_ms > sa.bindparam("after"),
    EVIDENCE.c.at_ms < sa.bindparam("before"),
)
_VALUES = (
    sa.select(EVIDENCE.c.series_id, EVIDENCE.c.at_ms, EVIDENCE.c.value)
    .where(*_ASKED)
    .order_by(EVIDENCE.c.at_ms, EVIDENCE.c.series_id)
)
_STAMP = (
    (EVIDENCE.c.at_ms + sa.bindparam("rest")) // sa.bindparam("resolution") * sa.bindparam("resolution")
).label("stamp_ms")
_HEARD = sa.select(EVIDENCE.c.series_id, _STAMP).distinct().where(*_ASKED).order_by(_STAMP)


class Evidence:
    """The evidence, within one transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def series(self) -> Iterator[SeriesRow]:
        """Yield every series."""
        newest = (
            sa.select(sa.func.max(EVIDENCE.c.at_ms))
            .where(EVIDENCE.c.series_id == SERIES.c.id)
            .scalar_subquery()
        )
        rows = self._connection.execute(sa.select(SERIES.c.id, SERIES.c.device, SERIES.c.quantity, newest))
        for row in rows:
            yield SeriesRow(*row)

    def add_series(self, names: Iterable[tuple[str, str]]) -> tuple[SeriesRow, ...]:
        """Give new series, (device, quantity) each, their numbers."""
        values = [{"device": device, "quantity": quantity} for device, quantity in names]
        if not values:
            return ()
        inserted = self._connection.execute(sa.insert(SERIES).returning(*SERIES.columns), values)
        return tuple(SeriesRow(row.id, row.device, row.quantity, None) for row in inserted)

    def add(self, rows: Sequence[Row]) -> None:
        """Keep *rows*, each newer than anything in its series."""
        if rows:
            insert_rows(self._connection, EVIDENCE, rows)

    def add_late(self, rows: Sequence[Row]) -> tuple[tuple[int, int], ...]:
        """Keep those of *rows* whose instants are new to their series; return (series, instant) of these."""
        if not rows:
            return ()
        statement = insert_new(self._connection, EVIDENCE).returning(EVIDENCE.c.series_id, EVIDENCE.c.at_ms)
        added = self._connection.execute(statement, _values(rows))
        return tuple((row[0], row[1]) for row in added)

    def values(
        self, series_ids: Collection[int], after_ms: int, before_ms: int | None
    ) -> Iterator[tuple[int, int, float]]:
        """Yield (series, instant, value) in (after_ms, before_ms), in the order of observation."""
        asked = {"series": series_ids, "after": after_ms, "before": _END if before_ms is None else before_ms}
        for row in self._connection.execute(_VALUES, asked):
            yield row[0], row[1], row[2]

    def heard(
        self, series_ids: Collection[int], after_ms: int, before_ms: int | None, resolution_ms: int
    ) -> Iterator[tuple[int, int]]:
        """Yield (series, instant) for what was observed in (after_ms, before_ms), in order of time.

        What lies between two multiples of *resolution_ms* is one, at the later of them: of a sensor that
        speaks every second that is little of what is kept.
        """
        asked = {"series": series_ids, "after": after_ms, "before": _END if before_ms is None else before_ms}
        asked |= {"resolution": resolution_ms, "rest": resolution_ms - 1}
        for row in self._connection.execute(_HEARD, asked):
            yield row[0], row[1]

    def rows(self, series_id: int, start_ms: int, end_ms: int | None, limit: int) -> tuple[Row, ...]:
        """Return the first *limit* rows of a series in [start_ms, end_ms), in the order of observation."""
        is_in = (EVIDENCE.c.at_ms >= start_ms) & (EVIDENCE.c.at_ms < (_END if end_ms is None else end_ms))
        query = sa.select(EVIDENCE).where(EVIDENCE.c.series_id == series_id, is_in)
        found = self._connection.execute(query.order_by(EVIDENCE.c.at_ms).limit(limit))
        return tuple((row.series_id, row.at_ms, row.value, row.raw) for row in found)

    def put_right(self, rows: Sequence[Row]) -> None:
        """Put *rows* in place of those with their series and instants."""
        if rows:
            upsert_rows(self._connection, EVIDENCE, rows)

    def newest_value(self, series_id: int) -> float | None:
        """Return the newest value of a series; None where nothing is kept."""
        query = sa.select(EVIDENCE.c.value).where(EVIDENCE.c.series_id == series_id)
        return self._connection.execute(query.order_by(EVIDENCE.c.at_ms.desc()).limit(1)).scalar()

    def forget(self, before_ms: int, share: Share = WHOLE) -> None:
        """Let go of what was observed before *before_ms* in a share of all series."""
        chosen = sa.select(SERIES.c.id).where(share.has(SERIES.c.id))
        self._connection.execute(
            sa.delete(EVIDENCE).where(EVIDENCE.c.series_id.in_(chosen), EVIDENCE.c.at_ms < before_ms)
        )


def _values(rows: Sequence[Row]) -> list[dict[str, int | float | None]]:
    names = ("series_id", "at_ms", "value", "raw")
    return [dict(zip(names, row, strict=True)) for row in rows]
