"""Whole readings out of InfluxDB: the newest of every series, and those of a period."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product

from ingest.reading import Reading
from ingest.store.catalogue import Catalogue
from ingest.store.influx.answers import Ask, Cell, Table, number, whole
from ingest.store.influx.influxql import LAST_MS, Questions, within
from ingest.store.influx.line_protocol import CORRECTION, DEVICE, device_of_tag, from_fields
from ingest.store.influx.schema import quantities_of
from ingest.store.influx.server import Server

Versioned = tuple[Reading, int]
"""A reading, and how often it had been corrected when it was written."""


def load_catalogue(ask: Ask, questions: Questions, server: Server) -> tuple[Catalogue, int]:
    """Return every series of the server with its newest reading; and before when there is none [ms]."""
    quantities = quantities_of(ask, questions)
    newest: dict[tuple[str, str], Versioned] = {}
    begun_ms = LAST_MS
    for window, quantity in product(server.windows(), quantities):
        for table in ask([questions.newest(quantity, within(*window))]):
            if not table.tag(DEVICE):
                continue  # another program's: we name a device in every point
            begun_ms = window[0]
            device = device_of_tag(table.tag(DEVICE))
            version = int(table.tag(CORRECTION) or 0)
            reading = _reading(device, quantity, table.values[0])
            known = newest.get((device, quantity))
            if known is None or (known[0].observed_at_ms, known[1]) < (reading.observed_at_ms, version):
                newest[device, quantity] = reading, version
    return Catalogue((reading, 0) for reading, _ in newest.values()), begun_ms


def oldest_ms(ask: Ask, questions: Questions, quantities: Iterable[str]) -> int | None:
    """Return when the first of all readings was observed; None where there is none."""
    found = (ask([questions.oldest(quantity)]) for quantity in quantities)
    return min((whole(table.values[0][0], 0) for tables in found for table in tables), default=None)


def readings_of(found: Iterable[Table], device: str, quantity: str) -> Iterator[Versioned]:
    """Yield the readings of one series, of each instant the last version; *found* is in order of time."""
    last: Versioned | None = None
    for table in found:
        for row, version in zip(table.values, table.versions().tolist(), strict=True):
            if row[1] is None:
                continue
            reading = _reading(device, quantity, row)
            if last is not None and last[0].observed_at_ms != reading.observed_at_ms:
                yield last
                last = None
            if last is None or last[1] < version:
                last = reading, version
    if last is not None:
        yield last


def _reading(device: str, quantity: str, row: list[Cell]) -> Reading:
    at_ms, value, received_ms, flag_bits, raw_cell = row[:5]
    observed_at_ms = whole(at_ms, 0)
    flags, raw = from_fields(whole(flag_bits, 0), number(raw_cell))
    received_at_ms = whole(received_ms, observed_at_ms)
    return Reading(device, quantity, observed_at_ms, number(value) or 0.0, received_at_ms, flags, raw)
