"""Hours that are summed up as soon as they are over, so that a chart of months need not read the readings.

Summed up is one span, all of it: it grows with the newest reading, and piece by piece back to the oldest.
Within it, a series has an hour or told nothing in that hour; but where readings come late, or are corrected,
the hour is made void before they are written, until it is summed up again. So whatever fails in between, an
hour that counts is right, and where none counts the readings themselves are asked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from ingest.clock import MS_PER_HOUR
from ingest.reading import Reading
from ingest.store.hourly import Hours, hour_of, whole_hours
from ingest.store.influx.extent import Extent
from ingest.store.influx.hours import Edges, HourBook, Peaks, Readings
from ingest.store.influx.influxql import MOST_NAMED
from ingest.store.influx.newest import oldest_ms
from ingest.store.influx.server import Server
from ingest.store.thinning import Instants, Values

_SERIES_HOURS = 100_000
"""So many series, each for an hour, are summed up at a time: at a reading a minute, six million readings."""

Span = tuple[int, int]
"""[start, end) [ms, UTC]."""


class Covered(NamedTuple):
    """What is known of a series in a span without its readings.

    Attributes:
        hours: what its hours came to, those included whose readings are forgotten.
        counted: those of them that stand for all that was told in them.
        read: what was read at the near edges of the span, in order of time.
        told: how much there is at the far ones.
        far: these edges, too long to be read.
        void: hours that do not count; what was told in them has to be read.
    """

    hours: Hours
    counted: Hours
    read: tuple[Instants, Values]
    told: Extent
    far: Sequence[Span]
    void: Sequence[Span]


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

    def cover(
        self, readings: Readings, devices: Sequence[str], quantity: str, span_ms: Span, short_ms: int
    ) -> Mapping[str, Covered]:
        """Return, by one request, what is known of *devices*; nothing where nothing is summed up.

        Args:
            readings: where they are.
            devices: who is asked about, no more than ``MOST_NAMED``.
            quantity: of what.
            span_ms: from when to when.
            short_ms: an edge without hours that is no longer is read at once; of others, how much it is [ms].
        """
        hours_ms = whole_hours(span_ms[0], hour_of(span_ms[1]))
        summed = self._span or (0, 0)  # asked before the hours are, which may become more meanwhile
        first_ms, last_ms = max(hours_ms[0], summed[0]), min(hours_ms[1], summed[1])
        if first_ms >= last_ms or not self._book.is_there:
            return {}
        edges = [one for one in ((span_ms[0], first_ms), (last_ms, span_ms[1])) if one[0] < one[1]]
        near = [edge for edge in edges if edge[1] - edge[0] <= short_ms]
        far = [edge for edge in edges if edge not in near]
        found = self._book.peaks(readings, devices, quantity, hours_ms, Edges(near, far))
        return {device: _covered(peaks, (first_ms, last_ms), far) for device, peaks in found.items()}

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
        for device, quantity, hour_ms in new:
            devices = self._stale[hour_ms, quantity]
            if len(devices) <= MOST_NAMED:
                devices.add(device)

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

    def _guard(self, span: Span) -> None:
        start_ms, end_ms = self._guarded
        self._guarded = span if start_ms == end_ms else (min(start_ms, span[0]), max(end_ms, span[1]))


def _covered(peaks: Peaks, summed: Span, far: Sequence[Span]) -> Covered:
    """Return what is known where *summed* was summed up and the edges that are *far* were not read."""
    hours, void, read, told = peaks
    inside = (hours.start_ms >= summed[0]) & (hours.start_ms < summed[1])
    counted = hours.where(inside & ~np.isin(hours.start_ms, void))
    again = [(one, one + MS_PER_HOUR) for one in void.tolist() if summed[0] <= one < summed[1]]
    return Covered(hours, counted, read, told, far, again)
