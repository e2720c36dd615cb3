"""What the hours of a series come to: as they are kept, or summed up of the readings where they are not."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ingest.clock import MS_PER_HOUR
from ingest.store import Curve
from ingest.store.forgotten import NO_HOURS, completed
from ingest.store.hourly import Hours, summed_up
from ingest.store.influx.answers import by_statement, points, points_of
from ingest.store.influx.hours import COLUMNS, HourBook, Readings, fields_of
from ingest.store.influx.influxql import Span, within
from ingest.store.influx.meaning import Refusal
from ingest.store.influx.rolling import Roller


def hours_of(readings: Readings, book: HourBook, roller: Roller, curve: Curve) -> Hours:
    """Return the hours of *curve*, which begins and ends with one."""
    if readings.server.is_exact and book.is_there:
        try:
            return _with_hours(readings, book, roller, curve)
        except Refusal as refusal:
            if not (refusal.is_nowhere or refusal.is_forbidden):
                raise
            book.is_there = False  # somebody removed their bucket; the readings say the same
    device, quantity, *span = curve[:4]
    asked = (
        readings.questions.everybody(quantity, period, [device]) for period in readings.server.periods(*span)
    )
    found = points(table for question in asked for table in readings.ask([question]))
    kept = book.of(readings.server, [device], quantity, (curve.start_ms, curve.end_ms))
    return completed(summed_up(quantity, *found), kept.get(device, NO_HOURS))


def _with_hours(readings: Readings, book: HourBook, roller: Roller, curve: Curve) -> Hours:
    """Ask for hours, and for the readings of those that do not stand for them, in one request.

    Hours that are void since an earlier process are known then, and cost one request more.
    """
    summed = roller.summed
    first_ms, last_ms = max(curve.start_ms, summed[0]), min(curve.end_ms, summed[1])
    covered = (first_ms, last_ms) if first_ms < last_ms else (curve.end_ms, curve.end_ms)
    stale = roller.stale(curve, covered)
    asked = [(curve.start_ms, covered[0]), (covered[1], curve.end_ms)]
    asked += [(hour_ms, hour_ms + MS_PER_HOUR) for hour_ms in stale]
    kept, void, still = _ask(readings, book, curve, asked)
    unknown = [hour_ms for hour_ms in void if covered[0] <= hour_ms < covered[1] and hour_ms not in stale]
    if unknown:
        roller.note(curve, unknown)
        return _with_hours(readings, book, roller, curve)
    is_void = np.isin(kept.start_ms, stale)
    return completed(still, kept.where(~is_void))


def _ask(
    readings: Readings, book: HourBook, curve: Curve, gaps: Sequence[Span]
) -> tuple[Hours, list[int], Hours]:
    """Return the hours that are kept, when those begin that are void, and what was told in *gaps*."""
    device, quantity, *span = curve[:4]
    fields = fields_of(quantity, (*COLUMNS, "void"))
    asked = [book.beside.columns(device, fields, within(*span))]
    asked += [readings.questions.points(device, quantity, within(*gap)) for gap in gaps if gap[0] < gap[1]]
    rows, *told = by_statement(readings.ask(asked), len(asked))
    rows = rows.reshape(-1, 2 + len(COLUMNS))
    void = rows[rows[:, -1] == 1.0, 0].astype(np.int64).tolist()
    kept = Hours.of_rows(rows[~np.isnan(rows[:, 1]), :-1])
    return kept, void, summed_up(quantity, *points_of(np.empty(0), *told))
