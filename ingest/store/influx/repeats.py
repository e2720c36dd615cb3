"""Which readings of a batch the server has already, so that the first value of an instant stays.

What 1.x and 2.x show may be in their memory alone: where a disk is full or read-only, they answer with an
error, and show the points all the same until they stop. So of a batch that may have failed like that, what is
shown is handed in again, where it is that very reading; the same point twice is one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ingest.reading import Reading
from ingest.store.columns import Columns
from ingest.store.influx.answers import Ask, Cell, Table, number
from ingest.store.influx.influxql import Questions
from ingest.store.influx.line_protocol import DEVICE, device_of_tag
from ingest.store.influx.sending import Key
from ingest.store.influx.server import Server


def held(
    ask: Ask, questions: Questions, server: Server, readings: Sequence[Reading], asked: Columns
) -> Mapping[int, bool]:
    """Return the rows of *asked* that the server shows, each with whether it shows that very reading."""
    found: dict[int, bool] = {}
    for run in asked.runs():
        wanted: dict[Key, int] = {}
        for row in run.row.tolist():
            reading = readings[row]
            wanted[reading.device, reading.quantity, reading.observed_at_ms] = row
        devices = sorted({device for device, _, _ in wanted})
        quantities = sorted({quantity for _, quantity, _ in wanted})
        span = (int(run.observed_at_ms.min()), int(run.observed_at_ms.max()) + 1)
        for period in server.periods(*span):
            for table in ask([questions.stored(quantities, devices, period)]):
                for key, cells in _shown(table, quantities):
                    row = wanted.get(key)
                    if row is not None:
                        found[row] = _is(readings[row], cells)
    return found


def _shown(table: Table, quantities: Sequence[str]) -> Iterator[tuple[Key, list[Cell]]]:
    """Yield what an answer to ``Questions.stored`` has: value, when received [ms], and raw value."""
    device, count = device_of_tag(table.tag(DEVICE)), len(quantities)
    for at_ms, *cells in table.values:
        for index, quantity in enumerate(quantities):
            if cells[index] is not None:
                yield (device, quantity, int(at_ms or 0)), cells[index::count]


def _is(reading: Reading, cells: Sequence[Cell]) -> bool:
    value, received_at_ms, raw = (number(cell) for cell in cells)
    sensed = reading.value if reading.raw_value is None else reading.raw_value
    return received_at_ms == reading.received_at_ms and sensed == (value if raw is None else raw)
