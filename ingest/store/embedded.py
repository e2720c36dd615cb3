"""The embedded store: readings in one DuckDB file, for one process.

Readings arrive in ``fresh`` in the order in which they come. A million at a time they are sorted by
series and time into ``settled``, where one sensor's year lies in few places of the file. The view
``reading`` shows both, with names, to whoever opens the file with DuckDB.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb
import structlog

from ingest.clock import MS_PER_DAY, MS_PER_HOUR
from ingest.errors import StoreUnavailable, StoreUnusable
from ingest.reading import Reading
from ingest.store import NO_SERIES, Curve, Series, Store, WriteResult
from ingest.store.ageing import forget, forgotten_before_ms, keep, kept_hours
from ingest.store.catalogue import Catalogue
from ingest.store.chart import Chart, Wanted, charts
from ingest.store.columns import to_columns
from ingest.store.duckdb_file import NOT_NOW, give_back, new_connection, one_number, open_file, rows_of
from ingest.store.finite import part_finite
from ingest.store.forgotten import NO_HOURS, after_hours, part_old
from ingest.store.hourly import Hours, hour_of, merged, summed_up, whole_hours
from ingest.store.inserting import insert_missing, insert_newer, insert_series
from ingest.store.statements import CORRECT, NEWEST, SETTLE, WHOLE

_SETTLE_ROWS = 1_000_000
"""Sorting this many takes about half a second. Fewer leaves a sensor's year in more places and makes
charts slow; more makes the pause longer and needs more memory."""


class EmbeddedStore(Store):
    """A store in one file.

    Writes are served one at a time; reads run beside them, each on a connection of its own.

    Args:
        path: the file; it is made where there is none.
        memory_limit_mb: what DuckDB may use before it turns to the disk [MB].
        settle_rows: how many readings are sorted into their place at a time.
        keep_days: how long readings are kept before their hours are all that is left; None for ever.
    """

    def __init__(
        self,
        path: Path,
        *,
        memory_limit_mb: int = 96,
        settle_rows: int = _SETTLE_ROWS,
        keep_days: int | None = None,
    ) -> None:
        self._keep_days = keep_days
        self._path = path
        self._memory_limit_mb = memory_limit_mb
        self._settle_rows = settle_rows
        self._forgotten_before_ms = self._hours_until_ms = 0
        self._log = structlog.get_logger("store")
        self._writing = threading.Lock()
        self._lock = threading.Lock()
        self._closed = False
        self._open()

    def check(self) -> None:
        """Raise StoreError where readings would not be taken now."""
        with self._lock:
            self._check_open()

    def write(self, readings: Sequence[Reading]) -> WriteResult:
        """Keep *readings*; on return they are on the disk."""
        with self._changing():
            finite, refused = part_finite(readings)
            good, old = part_old(finite, self._forgotten_before_ms)
            written: int = self._write(good) if good else 0
            if self._fresh >= self._settle_at:
                self._settle()
        return WriteResult(written, len(good) - written, (*refused, *old))

    def latest(self, devices: Sequence[str] | None = None) -> tuple[Reading, ...]:
        """Return the newest reading of each device and quantity."""
        with self._lock:
            self._check_open()
            return self._catalogue.latest(devices)

    def series(  # noqa: PLR0913 - which series, when, how much of it, and as what
        self, device: str, quantity: str, start_ms: int, end_ms: int, max_points: int, *, raw: bool = False
    ) -> Series:
        """Return what was observed in [start_ms, end_ms), thinned to at most *max_points*."""
        return self.chart([Curve(device, quantity, start_ms, end_ms, raw)], max_points)[0]

    def chart(self, curves: Sequence[Curve], max_points: int) -> tuple[Series, ...]:
        """Return what ``series`` does of each of *curves*; the file is asked once for many of one period."""
        together: defaultdict[Wanted, list[int]] = defaultdict(list)
        for n, curve in enumerate(curves):
            together[Wanted(curve.start_ms, curve.end_ms, max_points, curve.raw)].append(n)
        found = [NO_SERIES] * len(curves)
        for wanted, same in together.items():
            for n, series in zip(same, self._charts([curves[n][:2] for n in same], wanted), strict=True):
                found[n] = series
        return tuple(found)

    def readings(
        self, device: str, quantity: str, start_ms: int, end_ms: int, limit: int
    ) -> tuple[Reading, ...]:
        """Return the first *limit* readings that were observed in [start_ms, end_ms)."""
        with self._lock:
            self._check_open()
            number = self._catalogue.number(device, quantity)
        if number is None:
            return ()
        asked = {"series": number, "start_ms": start_ms, "end_ms": end_ms, "limit": limit}
        with self.reading() as cursor:
            rows = cursor.execute(WHOLE, asked).fetchall()
        return tuple(Reading(device, quantity, *row) for row in rows)

    def correct(self, readings: Sequence[Reading]) -> None:
        """Put *readings* in place of those with their keys; on return they are on the disk."""
        if not readings:
            return
        with self._changing():
            pairs = [(reading.device, reading.quantity) for reading in readings]
            columns = to_columns(readings, self._catalogue.numbers(pairs, {}))
            span = {
                "first_ms": int(columns.observed_at_ms.min()),
                "last_ms": int(columns.observed_at_ms.max()),
            }
            with self._transaction():
                self._writer.register("batch", columns.arrays())
                self._writer.execute(f"UPDATE settled AS old {CORRECT}", span)
                self._writer.execute(f"UPDATE fresh AS old {CORRECT}", span)
            with self._lock:
                self._catalogue.correct(readings)

    def hours(self, device: str, quantity: str, start_ms: int, end_ms: int) -> Hours:
        """Return what every hour that begins in [start_ms, end_ms) comes to."""
        with self._lock:
            self._check_open()
            number = self._catalogue.number(device, quantity)
        if number is None:
            return NO_HOURS
        period = whole_hours(start_ms, end_ms)
        with self.reading() as cursor:
            forgotten = kept_hours(cursor, number, *period)
            still = Chart(cursor, number, raw=False).points(*period)
        return merged(forgotten.followed_by(summed_up(quantity, *still)))

    def keep_hours(self, device: str, quantity: str, hours: Hours) -> None:
        """Keep *hours*, whose readings are forgotten elsewhere; on return they are on the disk."""
        with self._changing():
            number = self._catalogue.number(device, quantity)
            if number is None:
                raise StoreUnusable(f"the store {self._path} has no readings of {quantity} of {device}")
            with self._transaction():
                keep(self._writer, number, hours)
            until_ms = hours.start_ms.max(initial=0) + MS_PER_HOUR
            self._hours_until_ms = max(self._hours_until_ms, int(until_ms))

    def age(self, now_ms: int) -> int:
        """Sum up by the hour what is older than readings are kept, and forget it."""
        with self._changing():
            if self._keep_days is None:
                return 0
            before_ms = hour_of(now_ms - self._keep_days * MS_PER_DAY)
            with self._transaction():
                removed = forget(self._writer, before_ms)
            self._forgotten_before_ms = max(self._forgotten_before_ms, before_ms)
            self._hours_until_ms = max(self._hours_until_ms, before_ms)
            with self._lock:
                self._count -= removed
        return removed

    def count(self) -> int:
        """Return how many readings there are."""
        with self._lock:
            self._check_open()
            return self._count

    def close(self) -> None:
        """Release the file; further calls raise StoreUnusable."""
        with self._writing, self._lock:
            if not self._closed:
                self._closed = True
                self._writer.close()
                self._connection.close()

    def _open(self) -> None:
        self._connection = open_file(self._path, self._memory_limit_mb)
        self._writer = new_connection(self._connection)
        with self._speaking():
            found = rows_of(self._writer.execute(NEWEST))
            catalogue = Catalogue((Reading(*row[:7]), row[7]) for row in found)
            self._fresh = one_number(self._writer.execute("SELECT count(*) FROM fresh"))
            self._forgotten_before_ms = self._hours_until_ms = forgotten_before_ms(self._writer)
            give_back(self._writer, self._memory_limit_mb)
        with self._lock:
            self._catalogue = catalogue
            self._count: int = catalogue.readings_at_most()
        self._settle_at = self._settle_rows
        self._failed: bool = False

    def _charts(self, names: Sequence[tuple[str, str]], wanted: Wanted) -> tuple[Series, ...]:
        with self._lock:
            self._check_open()
            numbers = [self._catalogue.number(*name) for name in names]
            rows = {one: self._catalogue.rows_at_most(one) for one in numbers if one is not None}
        with self.reading() as cursor:
            found = charts(cursor, rows, wanted)
            if not wanted.raw and wanted.start_ms < self._hours_until_ms:
                for number, still in found.items():
                    forgotten = kept_hours(cursor, number, wanted.start_ms, wanted.end_ms)
                    found[number] = after_hours(forgotten, still, wanted.max_points)
        return tuple(NO_SERIES if number is None else found[number] for number in numbers)

    def _write(self, readings: Sequence[Reading]) -> int:
        pairs = [(reading.device, reading.quantity) for reading in readings]
        unknown = self._catalogue.unknown(pairs)
        columns = to_columns(readings, self._catalogue.numbers(pairs, unknown))
        is_newer = self._catalogue.is_newer(columns)
        with self._transaction():
            insert_series(self._writer, unknown)
            written = insert_newer(self._writer, columns.where(is_newer))
            written += sum(insert_missing(self._writer, run) for run in columns.where(~is_newer).runs())
        with self._lock:
            self._catalogue.learn(readings, columns)
            self._count += written
        self._fresh += written
        return written

    def _settle(self) -> None:
        """Sort what is fresh into its place; a failure costs speed, not readings, so it only waits."""
        try:
            with self._transaction():
                self._writer.execute(SETTLE)
                self._writer.execute("DELETE FROM fresh")
            give_back(self._writer, self._memory_limit_mb)
        except duckdb.Error as error:
            self._settle_at += self._settle_rows
            self._log.warning("readings could not be sorted, charts are slower", detail=str(error))
        else:
            self._fresh = 0
            self._settle_at = self._settle_rows

    def _reopen(self) -> None:
        """Start anew from what is on the disk: after a failure nobody knows what was committed."""
        self._writer.close()
        self._connection.close()
        self._open()

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """Change what is there, one at a time, on a connection that is known to be in order."""
        with self._writing, self._speaking():
            self._check_open()
            if self._failed:
                self._reopen()
            yield

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        try:
            self._writer.execute("BEGIN TRANSACTION")
            yield
            self._writer.execute("COMMIT")
        except BaseException:
            self._failed = True
            raise

    @contextmanager
    def reading(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Yield a connection of its own to read with, beside whoever writes."""
        with self._speaking():
            cursor = new_connection(self._connection)
            try:
                yield cursor
            finally:
                cursor.close()

    @contextmanager
    def _speaking(self) -> Iterator[None]:
        try:
            yield
        except NOT_NOW as error:
            raise StoreUnavailable(f"the store {self._path} failed for now: {error}") from error
        except duckdb.Error as error:
            if self._closed:
                raise StoreUnusable(f"the store {self._path} is closed") from error
            raise StoreUnusable(f"the store {self._path} failed: {error}") from error

    def _check_open(self) -> None:
        if self._closed:
            raise StoreUnusable(f"the store {self._path} is closed")
