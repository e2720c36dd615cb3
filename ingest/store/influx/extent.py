"""How many readings there are in a period, and from when to when."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.store.influx.answers import Table, whole
from ingest.store.influx.influxql import EXTENT, FIRST_MS, LAST_MS


@dataclass(slots=True)
class Extent:
    """What was told so far; of nothing, the first is after the last."""

    rows: int = 0
    first_ms: int = LAST_MS
    last_ms: int = FIRST_MS

    def add(self, table: Table, before: int = 0) -> None:
        """Add an answer to ``Questions.extent``; *before* it, so many other statements were asked."""
        asked = EXTENT[(table.statement - before) % len(EXTENT)]
        at_ms, cell = whole(table.values[0][0], 0), table.values[0][1]
        if asked == "COUNT":
            self.rows += whole(cell, 0)
        elif asked == "FIRST":
            self.first_ms = min(self.first_ms, at_ms)
        else:
            self.last_ms = max(self.last_ms, at_ms)
