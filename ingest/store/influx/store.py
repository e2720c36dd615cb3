"""The store in InfluxDB.

InfluxDB keeps the last value of a point, and 3 Core not reliably even that; here the first one stays. So
whatever is not newer than the newest of its series is looked for before it is written. What is newer is
written at once; after a write whose end nobody saw, the server is asked first what its newest is now, and
what it shows of that batch is written again: it may be in its memory only.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice

import structlog

from ingest.errors import StoreError, StoreUnusable
from ingest.reading import Reading
from ingest.store import NO_SERIES, Curve, Refused, Series, WriteResult
from ingest.store.catalogue import Catalogue
from ingest.store.columns import Columns, to_columns
from ingest.store.finite import part_finite
from ingest.store.hourly import Hours, hour_of, whole_hours
from ingest.store.influx.access import Access
from ingest.store.influx.answers import Table, tables
from ingest.store.influx.by_the_hour import hours_of
from ingest.store.influx.connection import Connection
from ingest.store.influx.drawing import Drawing
from ingest.store.influx.fetching import Fetching
from ingest.store.influx.hours import AHEAD_MS, HourBook, Readings
from ingest.store.influx.influxql import FIRST_MS, LAST_MS, Questions
from ingest.store.influx.keeping import prepare
from ingest.store.influx.meaning import Refusal, explain
from ingest.store.influx.newest import load_catalogue
from ingest.store.influx.repeats import held
from ingest.store.influx.respite import Respite
from ingest.store.influx.rolling import Roller
from ingest.store.influx.schema import require_types
from ingest.store.influx.sending import Key, Sender
from ingest.store.influx.server import Server, find_out


class InfluxStore:
    """A store in one bucket of InfluxDB. Nothing is asked before it has to be.

    A server that cannot be reached is tried again by ``write`` and ``check``; until then the others say at
    once what was wrong, so that no page waits for it.

    Args:
        access: where it is.
    """

    def __init__(self, access: Access) -> None:
        self._access = access
        self._connection = Connection(access)
        self._log = structlog.get_logger("store")
        self._writing = threading.Lock()
        self._lock = threading.Lock()
        self._closed = False
        self._server: Server | None = None
        self._trouble: StoreError | None = None
        self._catalogue = Catalogue()
        self._hours = HourBook(access)
        self._roller = Roller(self._hours)
        self._respite = Respite(self._connection)
        self._dense: set[tuple[str, str]] = set()
        """Series that told more than a chart expected."""
        self._kept_ms = 0
        """How long the server keeps readings; 0 for ever."""
        self._is_sure = True
        """Whether every write so far has ended before our eyes."""
        self._is_proven = False
        """Whether the last batch was acknowledged; that of an earlier process was not, perhaps."""
        self._begun_ms = FIRST_MS
        """Before this there is no reading, as far as is known."""
        self._correcting: dict[Key, Reading] = {}
        """Corrections that were handed in and not acknowledged: the server may show them all the same."""

    def check(self) -> None:
        """Raise StoreError where readings would not be taken now, with what to change."""
        with self._writing, self._speaking():
            self._open()
            self._server = server = find_out(self._connection)
            self._kept_ms = prepare(self._connection, server)
            require_types(self._ask, self._questions(server), self._access)
            self._respite.keep()
            Sender(self._connection, server).try_out()
            self._respite.begin()
            if self._kept_ms:
                self._hours.prepare(server)  # else nothing would be left of what the server forgets

    def write(self, readings: Sequence[Reading]) -> WriteResult:
        """Keep *readings*; on return InfluxDB has acknowledged them."""
        with self._writing, self._speaking():
            self._check_open()
            good, refused = part_finite(readings)
            if not good:
                return WriteResult(0, 0, refused)
            server = self._open()
            self._respite.keep()
            if not self._is_sure:
                self._learn_anew(server)
            columns = self._columns(good)
            shown = self._held(server, good, columns)
            new = [good[row] for row in columns.row.tolist() if shown.get(row, True)]
            self._roller.void(server, new)
            self._is_sure = self._is_proven = False
            denied = Sender(self._connection, server).send(new)
            self._respite.begin()
            self._is_sure = self._is_proven = True
            self._learn(good, columns, denied)
        repeated = len(good) - len(columns) + len(shown)
        return WriteResult(len(good) - repeated - len(denied), repeated, (*refused, *denied))

    def latest(self, devices: Sequence[str] | None = None) -> tuple[Reading, ...]:
        """Return the newest reading of each device and quantity."""
        with self._speaking():
            self._ready()
            with self._lock:
                return self._catalogue.latest(devices)

    def series(  # noqa: PLR0913 - which series, when, how much of it, and as what
        self, device: str, quantity: str, start_ms: int, end_ms: int, max_points: int, *, raw: bool = False
    ) -> Series:
        """Return what was observed in [start_ms, end_ms), thinned to at most *max_points*."""
        return self.chart([Curve(device, quantity, start_ms, end_ms, raw)], max_points)[0]

    def chart(self, curves: Sequence[Curve], max_points: int) -> tuple[Series, ...]:
        """Return what ``series`` does of each of *curves*; by one request, where nothing is unexpected."""
        with self._speaking():
            readings = self._readings(self._ready())
            with self._lock:
                newest = [self._catalogue.newest(*curve[:2]) for curve in curves]
            told = {n: one.observed_at_ms for n, one in enumerate(newest) if one is not None}
            drawing = Drawing(readings, self._hours, self._roller, self._dense)
            drawn = drawing.of([curves[n] for n in told], list(told.values()), max_points)
            found = dict(zip(told, drawn, strict=True))
        return tuple(found.get(n, NO_SERIES) for n in range(len(curves)))

    def readings(
        self, device: str, quantity: str, start_ms: int, end_ms: int, limit: int
    ) -> tuple[Reading, ...]:
        """Return the first *limit* readings that were observed in [start_ms, end_ms)."""
        with self._speaking():
            fetching = self._fetching()
            with self._lock:
                newest = self._catalogue.newest(device, quantity)
            if newest is None:
                return ()
            span_ms = (start_ms, min(end_ms, newest.observed_at_ms + 1))
            found = fetching.readings(device, quantity, span_ms, limit)
            return tuple(reading for reading, _ in islice(found, limit))

    def correct(self, readings: Sequence[Reading]) -> None:
        """Put *readings* in place of those with their keys; on return InfluxDB has acknowledged them."""
        with self._writing, self._speaking():
            self._check_open()
            if not readings and not self._correcting:
                return
            server = self._open()
            self._respite.keep()
            fetching = Fetching(self._ask, self._questions(server), server)
            self._correcting |= {(one.device, one.quantity, one.observed_at_ms): one for one in readings}
            due = tuple(self._correcting.values())
            self._roller.void(server, due)
            Sender(self._connection, server).correct(due, fetching.versions)
            self._respite.begin()
            self._correcting.clear()
            with self._lock:
                self._catalogue.correct(due)

    def hours(self, device: str, quantity: str, start_ms: int, end_ms: int) -> Hours:
        """Return what every hour that begins in [start_ms, end_ms) comes to."""
        curve = Curve(device, quantity, *whole_hours(start_ms, end_ms))
        with self._speaking():
            return hours_of(self._readings(self._ready()), self._hours, self._roller, curve)

    def keep_hours(self, device: str, quantity: str, hours: Hours) -> None:
        """Keep *hours*, whose readings are forgotten elsewhere; on return InfluxDB has acknowledged them."""
        with self._speaking():
            self._hours.keep(self._ready(), device, quantity, hours)

    def age(self, now_ms: int) -> int:
        """Sum up by the hour what the server will forget within a week; it forgets by itself."""
        with self._speaking():
            server = self._ready()
            readings = self._readings(server)
            before_ms = now_ms - self._kept_ms if self._kept_ms else FIRST_MS
            summed = self._hours.sum_up_ahead(readings, before_ms) if self._kept_ms else 0
            with self._lock:
                series, newest_ms = len(self._catalogue), self._catalogue.newest_ms()
            if newest_ms is not None and server.is_exact:
                until_ms = hour_of(min(now_ms, newest_ms))
                self._roller.go_on(readings, series, until_ms, hour_of(before_ms) + AHEAD_MS)
            return summed

    def count(self) -> int:
        """Return how many readings there are; InfluxDB reads everything for it."""
        with self._speaking():
            return self._fetching().count()

    def close(self) -> None:
        """Close the connections; further calls raise StoreUnusable."""
        with self._writing, self._lock:
            if not self._closed:
                self._closed = True
                self._connection.close()
                self._hours.close()

    def _fetching(self) -> Fetching:
        server = self._ready()
        return Fetching(self._ask, self._questions(server), server)

    def _questions(self, server: Server) -> Questions:
        return Questions(self._access.measurement, server.append_only)

    def _readings(self, server: Server) -> Readings:
        return Readings(self._ask, self._questions(server), server, self._writing)

    def _ready(self) -> Server:
        """Return the server, where it was reached; raises what was wrong where it was not."""
        self._check_open()
        server, trouble = self._server, self._trouble
        if server is not None:
            return replace(server, begun_ms=self._begun_ms)
        if trouble is not None:
            raise type(trouble)(str(trouble)) from trouble
        with self._writing:
            return self._open()

    def _open(self) -> Server:
        """Return the server; find out who it is, what it has and whether we may, where nobody did."""
        self._check_open()
        if self._server is not None:
            return self._server
        server = find_out(self._connection)
        self._kept_ms = prepare(self._connection, server)
        self._learn_anew(server)
        self._roller.recall(server)
        self._server, self._trouble = server, None
        self._log.info("the store is open", url=self._access.url, version=server.version)
        return server

    def _held(self, server: Server, readings: Sequence[Reading], columns: Columns) -> Mapping[int, bool]:
        """Return the rows of *columns* that the server shows, each with whether it is written again."""
        old = columns.where(~self._catalogue.is_newer(columns))
        if not len(old):
            return {}
        shown = held(self._ask, self._questions(server), server, readings, old)
        is_doubtful = not (self._is_proven or server.append_only)
        return {row: is_doubtful and is_very for row, is_very in shown.items()}

    def _columns(self, readings: Sequence[Reading]) -> Columns:
        pairs = [(reading.device, reading.quantity) for reading in readings]
        return to_columns(readings, self._catalogue.numbers(pairs, self._catalogue.unknown(pairs)))

    def _learn(self, readings: Sequence[Reading], columns: Columns, denied: Sequence[Refused]) -> None:
        if denied:
            gone = {id(one.reading) for one in denied}
            readings = [reading for reading in readings if id(reading) not in gone]
            columns = self._columns(readings)
        with self._lock:
            self._catalogue.learn(readings, columns)
            self._begun_ms = min(self._begun_ms, int(columns.observed_at_ms.min(initial=LAST_MS)))

    def _learn_anew(self, server: Server) -> None:
        """Ask what the server has: after a write whose end nobody saw it may be more than we know."""
        catalogue, begun_ms = load_catalogue(self._ask, self._questions(server), server)
        with self._lock:
            self._catalogue, self._begun_ms = catalogue, begun_ms
        self._is_sure = True

    def _ask(self, statements: Iterable[str]) -> Iterator[Table]:
        return tables(self._connection.query("; ".join(statements), self._access.bucket))

    @contextmanager
    def _speaking(self) -> Iterator[None]:
        try:
            yield
        except Refusal as refusal:
            self._respite.note(refusal)
            if refusal.is_nowhere:
                self._server = None
            raise self._note(explain(refusal, self._access)) from refusal
        except StoreError as error:
            self._note(error)
            raise

    def _note(self, error: StoreError) -> StoreError:
        if self._server is None and not self._closed:
            self._trouble = error
        return error

    def _check_open(self) -> None:
        if self._closed:
            raise StoreUnusable(f"the store in {self._access} is closed")
