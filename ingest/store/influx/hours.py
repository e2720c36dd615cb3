"""What hours come to, in a bucket beside the readings' own that keeps them for ever.

Summed up are, once a day, the hours of the week before the server forgets their readings. So what came late
counts, a few days' absence of ours costs nothing, and nothing has to be remembered. Where a point has one
version they are summed up much sooner, see ``rolling``. InfluxDB's own means do
not serve: a continuous query never looks back, 2.x has tasks in a language that is gone in 3, and 3 Core has
neither.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from threading import Lock
from typing import NamedTuple

import numpy as np

from ingest.clock import MS_PER_DAY, MS_PER_HOUR
from ingest.store.hourly import Hours, hour_of, summed_up
from ingest.store.influx.access import Access
from ingest.store.influx.answers import Ask, Cell, Rows, Table, points, tables, whole
from ingest.store.influx.connection import Connection
from ingest.store.influx.influxql import FIRST_MS, Questions, within
from ingest.store.influx.keeping import prepare
from ingest.store.influx.line_protocol import DEVICE, device_of_tag, hour_line, span_line, void_line
from ingest.store.influx.meaning import Refusal
from ingest.store.influx.schema import quantities_of
from ingest.store.influx.sending import Sender
from ingest.store.influx.server import Server

AHEAD_MS = 7 * MS_PER_DAY
"""How long before its readings are forgotten an hour is summed up at the latest."""

_BATCH = 5_000
"""So many lines are handed in at a time, about a megabyte; 3 Core takes ten of them by default."""

COLUMNS = ("low", "low_at_ms", "high", "high_at_ms", "mean", "readings", "life_rate")
"""All that an hour comes to, in the order of ``HourRow``."""

PEAKS = ("low", "low_at_ms", "high", "high_at_ms", "readings", "void")
"""What a chart needs of an hour."""


class Readings(NamedTuple):
    """Where readings are, and how they are asked for.

    Attributes:
        ask, questions, server: as charts ask.
        writing: held by whoever writes readings, and by whoever sums them up.
    """

    ask: Ask
    questions: Questions
    server: Server
    writing: Lock

    def quantities(self) -> list[str]:
        """Return the quantities of which there are readings."""
        return quantities_of(self.ask, self.questions)


class HourBook:
    """The hours of a bucket's readings, in ``<bucket>_hourly``.

    Args:
        access: the way to the readings.
    """

    def __init__(self, access: Access) -> None:
        self._access = dataclasses.replace(
            access,
            bucket=f"{access.bucket}_hourly",
            measurement=f"{access.measurement}_hourly",
            keep_days=None,
        )
        self._connection = Connection(self._access)
        self._questions = Questions(self._access.measurement, append_only=False)
        self.beside = dataclasses.replace(self._questions, database=self._access.bucket)
        """Asks for hours together with what is asked of the readings' own bucket."""
        self._summed_day = 0
        self.is_there = True
        """Whether there are any, as far as is known."""

    def close(self) -> None:
        """Close the connections."""
        self._connection.close()

    def sum_up_ahead(self, readings: Readings, before_ms: int) -> int:
        """Sum up the week from *before_ms*, when readings begin to be forgotten; return how many hours."""
        first_ms = hour_of(before_ms + MS_PER_HOUR - 1)
        if first_ms // MS_PER_DAY == self._summed_day:
            return 0
        self.prepare(readings.server)
        summed = self.sum_up(readings, (first_ms, first_ms + AHEAD_MS))
        self._summed_day = first_ms // MS_PER_DAY
        return summed

    def sum_up(self, readings: Readings, span_ms: tuple[int, int]) -> int:
        """Sum up all hours of *span_ms*, a day at a time; return how many there were."""
        return sum(
            self._sum_up_held(readings, quantity, (from_ms, min(from_ms + MS_PER_DAY, span_ms[1])))
            for quantity in readings.quantities()
            for from_ms in range(*span_ms, MS_PER_DAY)
        )

    def _sum_up_held(self, readings: Readings, quantity: str, span_ms: tuple[int, int]) -> int:
        with readings.writing:
            return self.sum_up_one(readings, quantity, span_ms)

    def sum_up_one(
        self, readings: Readings, quantity: str, span_ms: tuple[int, int], devices: Sequence[str] = ()
    ) -> int:
        """Sum up hours of one quantity, only of *devices* where any are named; nobody may write meanwhile."""
        question = readings.questions.everybody(quantity, within(*span_ms), devices)
        return self._hand_in(readings.server, self._lines(readings.ask([question]), quantity))

    def void(self, server: Server, hours: Iterable[tuple[str, str, int]], *, is_void: bool = True) -> None:
        """Note of *hours* (device, quantity, start) that they are not to be counted, or that they are."""
        measurement = self._access.measurement
        try:
            self._hand_in(server, (void_line(measurement, *one, is_void=is_void) for one in hours))
        except Refusal as refusal:
            if not refusal.is_nowhere:
                raise
            self.is_there = False  # who removed the bucket has removed those hours too

    def span(self) -> tuple[int, int] | None:
        """Return from when to when everything was summed up, as ``remember`` was told; None: never."""
        asked = Questions(self._span_measurement, append_only=False).span()
        try:
            found = list(tables(self._connection.query(asked, self._access.bucket)))
        except Refusal as refusal:
            if not (refusal.is_nowhere or refusal.is_forbidden):
                raise
            self.is_there = False  # charts do without it
            return None
        return next(((whole(row[1], 0), whole(row[2], 0)) for table in found for row in table.values), None)

    def remember(self, server: Server, span_ms: tuple[int, int]) -> None:
        """Note that everything is summed up in *span_ms*."""
        self._hand_in(server, [span_line(self._span_measurement, *span_ms)])

    @property
    def _span_measurement(self) -> str:
        return f"{self._access.measurement}_span"

    def keep(self, server: Server, device: str, quantity: str, hours: Hours) -> None:
        """Write *hours* of a series, in place of those of the same hours that are there."""
        self.prepare(server)
        measurement = self._access.measurement
        self._hand_in(server, (hour_line(measurement, device, quantity, row) for row in hours.rows()))

    def of(
        self, server: Server, devices: Sequence[str], quantity: str, span_ms: tuple[int, int]
    ) -> Mapping[str, Hours]:
        """Return the hours of each of *devices* that begin in *span_ms*, as far as they were summed up."""
        rows: defaultdict[str, list[list[Cell]]] = defaultdict(list)
        ever = dataclasses.replace(server, begun_ms=FIRST_MS)  # hours are there longer than their readings
        for period in ever.periods(*span_ms) if self.is_there else ():
            question = self._questions.columns_of_all(devices, fields_of(quantity, COLUMNS), period)
            try:
                for table in tables(self._connection.query(question, self._access.bucket)):
                    found = (row for row in table.values if row[1] is not None)
                    rows[device_of_tag(table.tag(DEVICE))].extend(found)
            except Refusal as refusal:
                if not refusal.is_nowhere:
                    raise
                self.is_there = False  # nobody ever made the bucket, or somebody removed it
                return {}
        return {device: Hours.of_rows(found) for device, found in rows.items()}

    def prepare(self, server: Server) -> None:
        """See to it that there is a bucket for them."""
        prepare(self._connection, server)
        self.is_there = True

    def _hand_in(self, server: Server, lines: Iterable[str]) -> int:
        """Write *lines*, never too many at a time; return how many there were."""
        sender = Sender(self._connection, server)
        rest, count = iter(lines), 0
        while batch := list(islice(rest, _BATCH)):
            sender.hand_in(batch)
            count += len(batch)
        return count

    def _lines(self, told: Iterator[Table], quantity: str) -> Iterator[str]:
        """Yield a line for every device and hour of what was *told*."""
        for device, found in _by_device(told):
            for row in summed_up(quantity, *points(found)).rows():
                yield hour_line(self._access.measurement, device, quantity, row)


def fields_of(quantity: str, columns: Iterable[str]) -> list[str]:
    """Return the fields in which *columns* of *quantity* are kept."""
    return [f"{quantity}_{column}" for column in columns]


def peaks_of(rows: Rows) -> tuple[Hours, list[int]]:
    """Return the hours, means left out, of an answer to ``PEAKS``, and when those begin that are void."""
    at_ms, low, low_at_ms, high, high_at_ms, readings, void = rows.reshape(-1, 1 + len(PEAKS)).T
    unknown = np.full(len(at_ms), np.nan)
    start_ms, low_at, high_at, number = (
        np.nan_to_num(one).astype(np.int64) for one in (at_ms, low_at_ms, high_at_ms, readings)
    )
    hours = Hours(start_ms, low, low_at, high, high_at, unknown, number, unknown)
    return hours.where(~np.isnan(low)), start_ms[void == 1.0].tolist()


def _by_device(found: Iterator[Table]) -> Iterator[tuple[str, list[Table]]]:
    """Yield the tables of each device together; they come one device after the other."""
    device, group = "", list[Table]()
    for table in found:
        if table.tag(DEVICE) != device and group:
            yield device_of_tag(device), group
            group = []
        device = table.tag(DEVICE)
        group.append(table)
    if group:
        yield device_of_tag(device), group
