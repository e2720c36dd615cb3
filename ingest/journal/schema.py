"""The file that the embedded journal keeps: its tables, and how it is opened.

One row of ``block`` holds what one call of ``append`` brought, as MessagePack with a checksum. One row
of ``receipts`` holds the receipts of one call. ``cursor`` says how far each consumer is, ``supplied``
which is the newest time that a reading without one was given.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from ingest.errors import JournalDamaged, JournalUnusable

_VERSION, _ANY_VERSION = 1, 999
"""The layout of this version; no other was or will be above the second, which only damage can make."""

_NEXT = (
    "SELECT first_seq, readings, appended_at_ms, crc32, body FROM block WHERE first_seq > ? "
    "ORDER BY first_seq LIMIT 1"
)
_FROM = (
    "SELECT first_seq, readings, crc32, body FROM block WHERE first_seq >= coalesce("
    "(SELECT max(first_seq) FROM block WHERE first_seq <= ?), 0) ORDER BY first_seq"
)
_LARGEST, _MANY = (1 << 53), (1 << 31)
"""No journal will ever hold so many readings, and no block; a row that says so is damaged."""
_FIRST_PAGE_BYTES = 4_096
_FIRST_TABLE = 2
"""The page where the first table begins; the others have the next ones, as they were made."""

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


_TABLES = (
    """CREATE TABLE block (
    first_seq INTEGER PRIMARY KEY,
    readings INTEGER NOT NULL,
    appended_at_ms INTEGER NOT NULL,
    crc32 INTEGER NOT NULL,
    body BLOB NOT NULL
)""",
    """CREATE TABLE receipts (
    first_number INTEGER PRIMARY KEY,
    receipts INTEGER NOT NULL,
    body BLOB NOT NULL
)""",
    "CREATE TABLE supplied (newest_ms INTEGER NOT NULL)",
    "CREATE TABLE cursor (name TEXT PRIMARY KEY, seq INTEGER NOT NULL) WITHOUT ROWID",
)
_CREATE = (
    "BEGIN IMMEDIATE",
    *_TABLES,
    "INSERT INTO supplied VALUES (0)",
    "INSERT INTO cursor VALUES ('store', 0), ('alerts', 0)",
    "PRAGMA user_version = 1",
    "COMMIT",
)
"""Both cursors are there from the start, so that nothing is deleted before both have read it."""


def open_file(path: Path) -> sqlite3.Connection:
    """Open the journal at *path*, for this process alone; make it where there is none.

    Raises JournalDamaged where it is a journal, and so damaged that it cannot be opened; JournalUnusable
    where it is none, or another process has it.
    """
    try:
        connection = sqlite3.connect(
            path, timeout=_BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False
        )
        try:
            _prepare(connection, path)
        except BaseException:
            connection.close()
            raise
    except (sqlite3.Error, UnicodeDecodeError) as error:
        told = f"the journal {path} cannot be opened: {_explain(error)}"
        if _is_damage(error) and is_journal(path):
            raise JournalDamaged(told) from error
        raise JournalUnusable(told) from error
    return connection


def is_journal(path: Path) -> bool:
    """Tell, by what its first page still says, whether the file at *path* is a journal or was one."""
    with path.open("rb") as file:
        page = file.read(_FIRST_PAGE_BYTES)
    return any(table.encode() in page for table in _TABLES)


def blocks(connection: sqlite3.Connection) -> Iterator[Block]:
    """Yield every block that can be read, in order; one that cannot be is left out."""
    try:
        first, last = connection.execute("SELECT min(first_seq), max(first_seq) FROM block").fetchone()
    except sqlite3.DatabaseError:
        first, last = 0, _LARGEST
    after = -1 if first is None else max(first, 0) - 1
    while last is not None and after < min(last, _LARGEST):
        try:
            row = _next(connection, after)
        except sqlite3.DatabaseError:
            row = _beyond_damage(connection, after, last)
        if row is None:
            return
        yield _block(row)
        after = row[0]


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


def _block(row: tuple[Any, ...]) -> Block:
    """Return *row* as a block; one that no checksum fits where it is not even the row of a block."""
    first_seq, readings, *_, body = row
    numbers = all(isinstance(number, int) for number in row[:4])
    if numbers and isinstance(body, bytes) and 0 < readings < _MANY:
        return Block(*row)
    return Block(first_seq, 1, 0, -1, LOST)


def _next(connection: sqlite3.Connection, after: int) -> tuple[Any, ...] | None:
    """Return the first row after *after*; pages that are out of order may lead back, and count as damaged."""
    row: tuple[Any, ...] | None = connection.execute(_NEXT, (after,)).fetchone()
    if row is not None and row[0] <= after:
        raise sqlite3.DatabaseError(f"the rows after {after} are out of order")
    return row


def _beyond_damage(connection: sqlite3.Connection, after: int, last: int) -> tuple[Any, ...] | None:
    """Return the first block after *after* that can be read, found by halving steps over damaged pages."""
    step = 1
    while after + step <= last:
        try:
            row = _next(connection, after + step)
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
    tables = tuple(connection.execute("SELECT rootpage, sql FROM sqlite_schema ORDER BY rootpage"))
    if version == 0 and not tables:
        for statement in _CREATE:
            connection.execute(statement)
    elif _VERSION < version <= _ANY_VERSION:
        raise JournalUnusable(
            f"the journal {path} has layout {version}, and this version of Coldframe reads layout "
            f"{_VERSION}: run the version that wrote it until it has caught up, or move the file away"
        )
    elif version != _VERSION or tables != tuple(enumerate(_TABLES, _FIRST_TABLE)):
        told = f"the journal {path} cannot be opened: its first page does not say how it is laid out"
        raise JournalDamaged(told) if is_journal(path) else JournalUnusable(f"{told}; move it away")
    connection.execute("BEGIN IMMEDIATE")  # takes the exclusive lock now rather than at the first reading
    connection.execute("COMMIT")


def _is_damage(error: sqlite3.Error | UnicodeDecodeError) -> bool:
    name = getattr(error, "sqlite_errorname", "SQLITE_ERROR")  # it has none where text cannot be decoded
    return name in {"SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_ERROR"}


def _explain(error: sqlite3.Error | UnicodeDecodeError) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "its first page is damaged"
    if error.sqlite_errorname == "SQLITE_BUSY":
        return "another process is using it; stop that one first, or give this one its own data folder"
    if error.sqlite_errorname == "SQLITE_CANTOPEN":
        return "its folder does not exist or may not be written"
    if error.sqlite_errorname == "SQLITE_NOTADB":
        return "it is not a journal (nor any SQLite file); move it away"
    return f"{error} ({error.sqlite_errorname})"
