"""The file that the embedded journal keeps: its tables, and how it is opened.

One row of ``block`` holds what one call of ``append`` brought, as MessagePack with a checksum. One row
of ``receipts`` holds the receipts of one call. ``cursor`` says how far each consumer is, ``supplied``
which is the newest time that a reading without one was given.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from ingest.errors import JournalUnusable

_VERSION = 1

_NEXT = (
    "SELECT first_seq, readings, appended_at_ms, crc32, body FROM block WHERE first_seq > ? "
    "ORDER BY first_seq LIMIT 1"
)
_FROM = (
    "SELECT first_seq, readings, crc32, body FROM block WHERE first_seq >= coalesce("
    "(SELECT max(first_seq) FROM block WHERE first_seq <= ?), 0) ORDER BY first_seq"
)
_LARGEST = (1 << 63) - 1

_BUSY_TIMEOUT_S = 5.0
"""A service that is just stopping lets go within this time; shorter makes quick restarts fail."""

LOST = b""
"""The body of a block whose readings are lost for ever; consumers go on after it."""


class Block(NamedTuple):
    """One row of ``block``: what one call of ``append`` brought."""

    first_seq: int
    readings: int
    appended_at_ms: int
    crc32: int
    body: bytes


_CREATE = """
BEGIN IMMEDIATE;
CREATE TABLE block (
    first_seq INTEGER PRIMARY KEY,
    readings INTEGER NOT NULL,
    appended_at_ms INTEGER NOT NULL,
    crc32 INTEGER NOT NULL,
    body BLOB NOT NULL
);
CREATE TABLE receipts (
    first_number INTEGER PRIMARY KEY,
    receipts INTEGER NOT NULL,
    body BLOB NOT NULL
);
CREATE TABLE supplied (newest_ms INTEGER NOT NULL);
INSERT INTO supplied VALUES (0);
CREATE TABLE cursor (name TEXT PRIMARY KEY, seq INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO cursor VALUES ('store', 0), ('alerts', 0);
PRAGMA user_version = 1;
COMMIT;
"""
"""Both cursors are there from the start, so that nothing is deleted before both have read it."""


def open_file(path: Path) -> sqlite3.Connection:
    """Open the journal at *path*, for this process alone; make it where there is none."""
    try:
        connection = sqlite3.connect(
            path, timeout=_BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False
        )
        try:
            _prepare(connection, path)
        except BaseException:
            connection.close()
            raise
    except sqlite3.Error as error:
        raise JournalUnusable(f"the journal {path} cannot be opened: {_explain(error)}") from error
    return connection


def blocks(connection: sqlite3.Connection) -> Iterator[Block]:
    """Yield every block that can be read, in order; one that cannot be is left out."""
    try:
        first, last = connection.execute("SELECT min(first_seq), max(first_seq) FROM block").fetchone()
    except sqlite3.DatabaseError:
        first, last = 0, _LARGEST
    after = -1 if first is None else first - 1
    while last is not None and after < last:
        try:
            row = connection.execute(_NEXT, (after,)).fetchone()
        except sqlite3.DatabaseError:
            row = _beyond_damage(connection, after, last)
        if row is None:
            return
        block = Block(*row)
        yield block
        after = block.first_seq


def insert_block(connection: sqlite3.Connection, block: Block) -> None:
    """Write one block."""
    connection.execute("INSERT INTO block VALUES (?, ?, ?, ?, ?)", block)


def unread_rows(
    connection: sqlite3.Connection, after_seq: int, limit: int
) -> list[tuple[int, int, int, bytes]]:
    """Return blocks with at most *limit* readings after *after_seq*; the first one may have more.

    Of each: the number of its first reading, how many it has, its checksum and its body.
    """
    rows: list[tuple[int, int, int, bytes]] = []
    room = limit
    for row in connection.execute(_FROM, (after_seq + 1,)):
        unread = row[0] + row[1] - 1 - max(after_seq, row[0] - 1)
        if unread <= 0:
            continue
        if rows and unread > room:
            break
        rows.append(row)
        room -= unread
    return rows


def _beyond_damage(connection: sqlite3.Connection, after: int, last: int) -> tuple[int, ...] | None:
    """Return the first block after *after* that can be read, found by halving steps over damaged pages."""
    step = 1
    while after + step <= last:
        try:
            row: tuple[int, ...] | None = connection.execute(_NEXT, (after + step,)).fetchone()
        except sqlite3.DatabaseError:
            step *= 2
        else:
            return row
    return None


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA secure_delete = OFF")  # what was read need not be wiped, only forgotten
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    if version == 0:
        connection.executescript(_CREATE)
    elif version != _VERSION:
        raise JournalUnusable(
            f"the journal {path} has layout {version}, and this version of Coldframe reads layout "
            f"{_VERSION}: run the version that wrote it until it has caught up, or move the file away"
        )
    connection.execute("BEGIN IMMEDIATE")  # takes the exclusive lock now rather than at the first reading
    connection.execute("COMMIT")


def _explain(error: sqlite3.Error) -> str:
    if error.sqlite_errorname == "SQLITE_BUSY":
        return "another process is using it; stop that one first, or give this one its own data folder"
    if error.sqlite_errorname == "SQLITE_CANTOPEN":
        return "its folder does not exist or may not be written"
    if error.sqlite_errorname == "SQLITE_NOTADB":
        return "it is not a journal (nor any SQLite file); move it away"
    return f"{error} ({error.sqlite_errorname})"
