"""What was judged by values that are now said to have been wrong is judged by the right ones.

Evidence keeps what the sensors said, so a correction can be made again and again and ends in the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from alerts.fold import Fold
from alerts.ledger.book import Book
from alerts.ledger.evidence import Row
from alerts.series import Series
from ingest.assess import NO_CALIBRATIONS, InForce, recorrected
from ingest.due_corrections import DueCorrection
from ingest.reading import Reading

_SLICE = 5_000


class Corrections(NamedTuple):
    """Which readings must be corrected, and the calibrations of all sensors, at least as new."""

    due: tuple[DueCorrection, ...] = ()
    in_force: InForce = NO_CALIBRATIONS


def reassess(book: Book, fold: Fold, corrections: Corrections, now_ms: int) -> None:
    """Correct the evidence that is kept, and let the watches that saw it go back to before it."""
    for due in corrections.due:
        series = fold.series.find(due.device_id, due.quantity)
        first_ms = None if series is None else _put_right(book, series, due, corrections.in_force)
        if series is not None and first_ms is not None:
            fold.judge_again(series, first_ms, due.end_ms, now_ms)


def _put_right(book: Book, series: Series, due: DueCorrection, in_force: InForce) -> int | None:
    """Correct one series and return the first instant whose value is another now; None: there is none."""
    first_ms: int | None = None
    from_ms = due.start_ms
    while found := book.evidence.rows(series.id, from_ms, due.end_ms, _SLICE):
        changed = [row for row, was in zip(_right(series, found, in_force), found, strict=True) if row != was]
        book.evidence.put_right(changed)
        if changed and first_ms is None:
            first_ms = changed[0][1]
        from_ms = found[-1][1] + 1
    return first_ms


def _right(series: Series, rows: Sequence[Row], in_force: InForce) -> list[Row]:
    kept = [
        Reading(series.device, series.quantity, at_ms, value, at_ms, raw_value=raw)
        for _, at_ms, value, raw in rows
    ]
    return [(series.id, one.observed_at_ms, one.value, one.raw_value) for one in recorrected(kept, in_force)]
