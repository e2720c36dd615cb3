"""Hours that are summed up as soon as they are over, so that a chart of months need not read the readings.

Summed up is one span, all of it: it grows with the newest reading, and piece by piece back to the oldest.
Within it, a series has an hour or told nothing in that hour; but where readings come late, or are corrected,
the hour is made void before they are written, until it is summed up again. So whatever fails in between, an
hour that counts is right, and where none counts the readings themselves are asked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from ingest.clock import MS_PER_HOUR
from ingest.reading import Reading
from ingest.store import Curve
from ingest.store.hourly import hour_of
from ingest.store.influx.hours import HourBook, Readings
from ingest.store.influx.influxql import MOST_NAMED, Span
from ingest.store.influx.newest import oldest_ms
from ingest.store.influx.server import Server

_SERIES_HOURS = 100_000
"""So many series, each for an hour, are summed up at a time: at a reading a minute, six million readings."""


class Roller:
    """Keeps *book* true for all series of one bucket; what is written there goes through ``void`` first."""

    def __init__(self, book: HourBook) -> None:
        self._book = book
        self._span: Span | None = None
        self._guarded: Span = (0, 0)
        """The span, and what is being added to it."""
        self._stale: defaultdict[tuple[int, str], set[str]] = defaultdict(set)
        """The devices whose hour of a quantity is void; where they are too many to be named, it is all."""

    def recall(self, server: Server) -> None:
        """Ask what is summed up: by an earlier process, and still there."""
        self._span = self._book.span() if server.is_exact else None
        if self._span is not None:
            self._guard(self._span)

    @property
    def summed(self) -> Span:
        """Return from when to when everything is summed up; an empty span where nothing is."""
        return self._span or (0, 0)

    def stale(self, curve: Curve, span: Span) -> tuple[int, ...]:
        """Return which hours of *curve* in *span* are known to be void."""
        return tuple(
            hour_ms
            for (hour_ms, quantity), devices in list(self._stale.items())
            if quantity == curve.quantity
            and span[0] <= hour_ms < span[1]
            and (len(devices) > MOST_NAMED or curve.device in devices)
        )

    def note(self, curve: Curve, hours: Iterable[int]) -> None:
        """Take note of *hours* of *curve* that were found void, so that they are summed up again."""
        for hour_ms in hours:
            self._add_stale(curve.device, curve.quantity, hour_ms)

    def void(self, server: Server, readings: Sequence[Reading]) -> None:
        """Let the hours of *readings*, which are about to be written, count no more."""
        start_ms, end_ms = self._guarded
        late = {
            (one.device, one.quantity, hour_of(one.observed_at_ms))
            for one in readings
            if start_ms <= one.observed_at_ms < end_ms
        }
        new = sorted(one for one in late if one[0] not in self._stale.get((one[2], one[1]), ()))
        if not new:
            return
        self._book.void(server, new)
        for one in new:
            self._add_stale(*one)

    def go_on(self, readings: Readings, series: int, until_ms: int, from_ms: int) -> None:
        """Sum up what is due, never too much at a time.

        Args:
            readings: where they are.
            series: how many series there are.
            until_ms: the hour that goes on.
            from_ms: hours from before that are summed up before their readings are forgotten.
        """
        self.recall(readings.server)
        self._book.prepare(readings.server)
        self._again(readings)
        start_ms, end_ms = self._span or (until_ms, until_ms)
        budget_ms = max(1, _SERIES_HOURS // max(series, 1)) * MS_PER_HOUR
        self._add(readings, (start_ms, end_ms), (end_ms, min(until_ms, end_ms + budget_ms)))
        oldest = oldest_ms(readings.ask, readings.questions, readings.quantities())
        if oldest is not None and self._span is not None:
            start_ms = self._span[0]
            lowest_ms = max(hour_of(oldest), from_ms, start_ms - budget_ms)
            self._add(readings, self._span, (min(lowest_ms, start_ms), start_ms))

    def _add(self, readings: Readings, span: Span, more: Span) -> None:
        """Sum up *more*, which touches *span*."""
        whole = (min(span[0], more[0]), max(span[1], more[1]))
        self._guard(whole)
        self._book.sum_up(readings, more)
        if whole != self._span:
            self._book.remember(readings.server, whole)
            self._span = whole

    def _again(self, readings: Readings) -> None:
        """Sum up again what is void."""
        for (hour_ms, quantity), devices in list(self._stale.items()):
            named = sorted(devices) if len(devices) <= MOST_NAMED else ()
            with readings.writing:
                self._book.sum_up_one(readings, quantity, (hour_ms, hour_ms + MS_PER_HOUR), named)
                settled = ((device, quantity, hour_ms) for device in named)
                self._book.void(readings.server, settled, is_void=False)  # also where a reading was refused
                del self._stale[hour_ms, quantity]

    def _add_stale(self, device: str, quantity: str, hour_ms: int) -> None:
        devices = self._stale[hour_ms, quantity]
        if len(devices) <= MOST_NAMED:
            devices.add(device)

    def _guard(self, span: Span) -> None:
        start_ms, end_ms = self._guarded
        self._guarded = span if start_ms == end_ms else (min(start_ms, span[0]), max(end_ms, span[1]))
