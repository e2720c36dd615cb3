"""What hours come to, in a bucket beside the readings' own that keeps them for ever.

Summed up are, once a day, the hours of the week before the server forgets their readings. So what came late
counts, a few days' absence of ours costs nothing, and nothing has to be remembered. InfluxDB's own means do
not serve: a continuous query never looks back, 2.x has tasks in a language that is gone in 3, and 3 Core has
neither.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from itertools import islice

from ingest.clock import MS_PER_DAY, MS_PER_HOUR
from ingest.store.forgotten import NO_HOURS
from ingest.store.hourly import Hours, hour_of, summed_up
from ingest.store.influx.access import Access
from ingest.store.influx.answers import Table, points, tables
from ingest.store.influx.connection import Connection
from ingest.store.influx.influxql import Questions, within
from ingest.store.influx.line_protocol import DEVICE, device_of_tag, hour_line
from ingest.store.influx.meaning import Refusal
from ingest.store.influx.newest import Ask, quantities_of
from ingest.store.influx.sending import Sender
from ingest.store.influx.server import Server, prepare

_AHEAD_MS = 7 * MS_PER_DAY
_BATCH = 5_000
"""So many lines are handed in at a time, about a megabyte; 3 Core takes ten of them by default."""

_COLUMNS = ("low", "low_at_ms", "high", "high_at_ms", "mean", "readings", "life_rate")


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
        self._summed_day = 0
        self._is_there = True
        """Whether there are any, as far as is known."""

    def close(self) -> None:
        """Close the connections."""
        self._connection.close()

    def sum_up(self, ask: Ask, questions: Questions, server: Server, before_ms: int) -> int:
        """Sum up the week from *before_ms*, when readings begin to be forgotten; return how many hours."""
        first_ms = hour_of(before_ms + MS_PER_HOUR - 1)
        if first_ms // MS_PER_DAY == self._summed_day:
            return 0
        self._prepare(server)
        summed = 0
        for quantity in quantities_of(ask, questions):
            for from_ms in range(first_ms, first_ms + _AHEAD_MS, MS_PER_DAY):
                period = within(from_ms, from_ms + MS_PER_DAY)
                summed += self._hand_in(server, self._lines(ask, questions, quantity, period))
        self._summed_day = first_ms // MS_PER_DAY
        return summed

    def keep(self, server: Server, device: str, quantity: str, hours: Hours) -> None:
        """Write *hours* of a series, in place of those of the same hours that are there."""
        self._prepare(server)
        measurement = self._access.measurement
        self._hand_in(server, (hour_line(measurement, device, quantity, row) for row in hours.rows()))

    def of(self, server: Server, device: str, quantity: str, span_ms: tuple[int, int]) -> Hours:
        """Return the hours that begin in *span_ms*, as far as they were summed up."""
        if not self._is_there:
            return NO_HOURS
        fields = [f"{quantity}_{column}" for column in _COLUMNS]
        hours = NO_HOURS
        for period in server.periods(*span_ms):
            question = self._questions.columns(device, fields, period)
            try:
                found = list(tables(self._connection.query(question, self._access.bucket)))
            except Refusal as refusal:
                if not refusal.is_nowhere:
                    raise
                self._is_there = False
                return NO_HOURS
            for table in found:
                hours = hours.followed_by(Hours.of_rows(table.values))
        return hours

    def _prepare(self, server: Server) -> None:
        prepare(self._connection, server)
        self._is_there = True

    def _hand_in(self, server: Server, lines: Iterable[str]) -> int:
        """Write *lines*, never too many at a time; return how many there were."""
        sender = Sender(self._connection, server)
        rest, count = iter(lines), 0
        while batch := list(islice(rest, _BATCH)):
            sender.hand_in(batch)
            count += len(batch)
        return count

    def _lines(self, ask: Ask, questions: Questions, quantity: str, period: str) -> Iterator[str]:
        """Yield a line for every device and hour of *period*: a day's values of one quantity at a time."""
        for device, found in _by_device(ask([questions.everybody(quantity, period)])):
            hours = summed_up(quantity, *points(found))
            for row in hours.rows():
                yield hour_line(self._access.measurement, device, quantity, row)


def _by_device(found: Iterator[Table]) -> Iterator[tuple[str, list[Table]]]:
    """Yield the tables of each device together; they come one device after the other."""
    device, group = "", list[Table]()
    for table in found:
        if table.tags[DEVICE] != device and group:
            yield device_of_tag(device), group
            group = []
        device = table.tags[DEVICE]
        group.append(table)
    if group:
        yield device_of_tag(device), group
