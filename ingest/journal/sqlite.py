"""The embedded journal: one SQLite file, every commit synced to the disk before ``append`` returns.

The file does not shrink: room that was freed is used again.
"""

from __future__ import annotations

import shutil
import sqlite3
import threading
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec

from ingest.clock import MS_PER_SECOND, Clock
from ingest.errors import JournalFull, JournalUnusable
from ingest.journal import JournalBatch, JournalState, JournalStatus
from ingest.journal.block import read_block
from ingest.journal.pace import Pace
from ingest.journal.receipts import Receipts
from ingest.journal.schema import LOST, Block, insert_block, open_file, unread_rows
from ingest.journal.tail import Tail
from ingest.reading import SUPPLIED_TIME, Reading

_ROW_OVERHEAD_BYTES = 64
"""What SQLite needs for a row besides its body, about."""

_TIDY_READINGS = 50_000
"""Unneeded readings are deleted in strokes of this many: fewer makes every advance slower, more keeps
the file larger."""

_TAIL_READINGS = 20_000
"""The writer and the evaluator are mostly this close behind: what they read is not decoded again."""

_encoder = msgspec.msgpack.Encoder()


class SqliteJournal:
    """A journal in one file, for one process.

    One connection and one lock: calls are served one after the other, decoding happens outside.

    Args:
        path: the file; it is made where there is none.
        clock: tells how old what waits is.
        max_bytes: no more than this may wait; JournalFull above it.
        max_age_s: the state is BEHIND when something waits for longer than this.
        tail_readings: so many of the newest are in memory as well.
    """

    def __init__(
        self,
        path: Path,
        clock: Clock,
        *,
        max_bytes: int = 2 * 1024**3,
        max_age_s: float = 7 * 86_400.0,
        tail_readings: int = _TAIL_READINGS,
    ) -> None:
        self._path = path
        self._clock = clock
        self._max_bytes = max_bytes
        self._max_age_s = max_age_s
        self._changed = threading.Condition()
        self._closed = False
        self._refused = self._unwritable = ""
        self._newest_supplied_ms = 0
        self._pace = Pace()
        self._tail = Tail(tail_readings)
        self._connection = open_file(path)
        try:
            with self._using():
                self._load()
        except BaseException:
            self._connection.close()
            raise

    def append(self, readings: Sequence[Reading], receipts: Sequence[bytes] = ()) -> int:
        """Make *readings* and *receipts* durable in one transaction; return the last sequence number."""
        body = _encoder.encode(readings)
        crc32 = zlib.crc32(body)
        supplied = (reading.observed_at_ms for reading in readings if reading.flags & SUPPLIED_TIME)
        supplied_ms = max(supplied, default=0)
        size_bytes, now_ms = len(body) + _ROW_OVERHEAD_BYTES, self._clock.now_ms()
        with self._using():
            if not readings and not receipts:
                return self._last_seq
            self._make_room(size_bytes)
            with self._transaction():
                if readings:
                    block = Block(self._last_seq + 1, len(readings), now_ms, crc32, body)
                    insert_block(self._connection, block)
                self._receipts.insert(receipts)
                if supplied_ms > self._newest_supplied_ms:
                    self._connection.execute("UPDATE supplied SET newest_ms = ?", (supplied_ms,))
            self._receipts.remember(receipts)
            self._newest_supplied_ms = max(supplied_ms, self._newest_supplied_ms)
            if readings:
                self._tail.add(self._last_seq + 1, tuple(readings))
                self._last_seq += len(readings)
                self._size_bytes += size_bytes
                self._pace.note(now_ms, size_bytes)
            self._refused = ""
            self._changed.notify_all()
            return self._last_seq

    def has_receipt(self, *receipts: bytes) -> bool:
        """Tell whether one of *receipts* is among the newest 196,608."""
        with self._using():
            return any(receipt in self._receipts for receipt in receipts)

    def newest_supplied_ms(self) -> int:
        """Return the newest time of a reading that told none of its own."""
        with self._using():
            return self._newest_supplied_ms

    def read(self, after_seq: int, limit: int) -> JournalBatch:
        """Return at most *limit* readings after *after_seq*; fewer where a whole block fits no more."""
        with self._using():
            if (near := self._tail.read(after_seq, limit)) is not None:
                return near
            rows = unread_rows(self._connection, after_seq, limit)
        readings: list[Reading] = []
        next_seq = after_seq + 1
        for first_seq, count, crc32, body in rows:
            if body == LOST:
                next_seq = first_seq + count
                continue
            block = read_block(self._path, first_seq, count, crc32, body)
            if not readings:
                next_seq = max(next_seq, first_seq)
                block = block[next_seq - first_seq :][:limit]
            elif first_seq != next_seq:
                raise JournalUnusable(
                    f"the journal {self._path} lacks readings {next_seq} to {first_seq - 1}"
                )
            readings.extend(block)
            next_seq += len(block)
        return JournalBatch(tuple(readings), max(next_seq - 1, after_seq))

    def wait(self, after_seq: int, timeout_s: float) -> bool:
        """Wait, in real time, until there is something after *after_seq*; tell whether there is."""
        with self._using():
            self._changed.wait_for(lambda: self._last_seq > after_seq or self._closed, timeout_s)
            return self._last_seq > after_seq

    def cursor(self, name: str) -> int:
        """Return how far the consumer *name* is; 0 for a new one."""
        with self._using():
            return self._cursors.get(name, 0)

    def advance(self, name: str, seq: int) -> None:
        """Say that *name* has everything up to *seq* behind it; an older *seq* changes nothing."""
        with self._using():
            if seq > self._last_seq:
                raise ValueError(f"cursor {name!r} cannot be at {seq}: the journal ends at {self._last_seq}")
            if name in self._cursors and seq <= self._cursors[name]:
                return
            with self._transaction():
                self._connection.execute("INSERT OR REPLACE INTO cursor VALUES (?, ?)", (name, seq))
            self._cursors[name] = seq
            self._tail.forget(min(self._cursors.values()))
            if self._refused or min(self._cursors.values()) - self._first_seq >= _TIDY_READINGS:
                self._delete_read()

    def status(self) -> JournalStatus:
        """Return the journal's state and sizes."""
        with self._using():
            age_s = self._oldest_unread_age_s()
            state, detail = self._state(age_s)
            return JournalStatus(
                state=state,
                detail=detail,
                last_seq=self._last_seq,
                size_bytes=self._size_bytes,
                max_bytes=self._max_bytes,
                backlog={name: self._last_seq - seq for name, seq in self._cursors.items()},
                oldest_unread_age_s=age_s,
                room_h=self._pace.hours_left(self._clock.now_ms(), self._room_bytes()),
            )

    def snapshot(self, path: Path) -> None:
        """Write everything as it is now into a new file; whoever appends waits as long."""
        with self._using():
            self._connection.execute("VACUUM INTO ?", (str(path),))

    def close(self) -> None:
        """Release the file; whoever waits wakes up, and further calls raise JournalUnusable."""
        with self._changed:
            if not self._closed:
                self._closed = True
                self._connection.close()
                self._changed.notify_all()

    @contextmanager
    def _using(self) -> Iterator[None]:
        with self._changed:
            if self._closed:
                raise JournalUnusable(f"the journal {self._path} is closed")
            try:
                yield
            except sqlite3.Error as error:
                raise JournalUnusable(f"the journal {self._path} failed: {error}") from error

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            yield
            self._connection.execute("COMMIT")
            self._unwritable = ""
        except BaseException as error:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            if not isinstance(error, sqlite3.OperationalError):
                raise
            if error.sqlite_errorname == "SQLITE_FULL":
                self._refused = f"the disk that holds the journal {self._path} is full"
                raise JournalFull(self._refused) from error
            self._unwritable = f"the disk that holds it takes nothing ({error.sqlite_errorname}: {error})"
            raise JournalUnusable(
                f"the journal {self._path} cannot be written: {self._unwritable}"
            ) from error

    def _load(self) -> None:
        query = self._connection.execute
        self._cursors: dict[str, int] = dict(query("SELECT name, seq FROM cursor"))
        self._receipts = Receipts(self._connection)
        self._newest_supplied_ms = int(query("SELECT newest_ms FROM supplied").fetchone()[0])
        first, last, rows, size = query(
            "SELECT min(first_seq), max(first_seq + readings - 1), count(*), total(length(body)) FROM block"
        ).fetchone()
        newest_read = max(self._cursors.values(), default=0)
        self._last_seq: int = max(last or 0, newest_read)
        self._first_seq: int = first or self._last_seq + 1
        self._size_bytes = int(size) + rows * _ROW_OVERHEAD_BYTES

    def _make_room(self, wanted_bytes: int) -> None:
        if self._size_bytes + wanted_bytes > self._max_bytes:
            self._delete_read()
        if self._size_bytes + wanted_bytes > self._max_bytes:
            behind = min(self._cursors, key=self._cursors.__getitem__)
            self._refused = (
                f"{self._size_bytes:,} of {self._max_bytes:,} bytes are waiting, most of them for "
                f"{behind!r}: nothing is accepted until it catches up"
            )
            raise JournalFull(f"the journal {self._path} is full: {self._refused}")

    def _delete_read(self) -> None:
        up_to = min(self._cursors.values())
        query = self._connection.execute
        where = "FROM block WHERE first_seq + readings - 1 <= ? AND first_seq <= ?"
        rows, size = query(f"SELECT count(*), total(length(body)) {where}", (up_to, up_to)).fetchone()
        with self._transaction():
            query(f"DELETE {where}", (up_to, up_to))
        self._size_bytes -= int(size) + rows * _ROW_OVERHEAD_BYTES
        first: int | None = query("SELECT min(first_seq) FROM block").fetchone()[0]
        self._first_seq = first or self._last_seq + 1
        if rows:
            self._refused = ""

    def _room_bytes(self) -> int:
        """Return how much more may wait: what the bound leaves, or the disk if that is less."""
        free_bytes: int = shutil.disk_usage(self._path.parent).free
        left_bytes: int = self._max_bytes - self._size_bytes
        return max(0, min(left_bytes, free_bytes))

    def _oldest_unread_age_s(self) -> float:
        unread = min(self._cursors.values()) + 1
        if unread > self._last_seq:
            return 0.0
        appended_at_ms: int = self._connection.execute(
            "SELECT appended_at_ms FROM block WHERE first_seq <= ? ORDER BY first_seq DESC LIMIT 1",
            (max(unread, self._first_seq),),
        ).fetchone()[0]
        return max(0.0, (self._clock.now_ms() - appended_at_ms) / MS_PER_SECOND)

    def _state(self, age_s: float) -> tuple[JournalState, str]:
        if self._unwritable:
            return JournalState.UNWRITABLE, self._unwritable
        if self._refused:
            return JournalState.FULL, self._refused
        if age_s > self._max_age_s:
            behind = min(self._cursors, key=self._cursors.__getitem__)
            return JournalState.BEHIND, f"{behind!r} has left readings unread for {age_s / 3600:.1f} h"
        return JournalState.OK, ""
