"""Rows of earlier measurements in one text: ``[a,b,c,2026-06-01 10:20:00],[…],``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from ingest.interpret.family import Datalog
from ingest.interpret.leaves import Leaf
from ingest.interpret.verdict import Outcome, Verdict

_ROW = re.compile(r"\[([^\[\]]{1,200})\]")
_LONGEST = 20_000
_UNKNOWN = Verdict(Outcome.UNKNOWN)


def rows_of(path: str, text: str, layout: Datalog, instant: Callable[[object], int | None]) -> Iterator[Leaf]:
    """Yield the values in *text* with their times; a row of another shape as one value that nobody knows."""
    for index, found in enumerate(_ROW.finditer(text[:_LONGEST])):
        cells = [cell.strip() for cell in found[1].split(",")]
        where = f"{path}.{index}"
        time_ms = instant(cells[layout.columns.index("time")]) if len(cells) == len(layout.columns) else None
        if time_ms is None:
            yield Leaf(where, _UNKNOWN, found[1])
            continue
        for column, cell in enumerate(cells):
            quantity = layout.columns[column]
            if quantity != "time":
                said = Verdict(Outcome.PLACED, quantity, confidence=1.0) if quantity else _UNKNOWN
                yield Leaf(f"{where}.{column}", said, cell, "", time_ms)
