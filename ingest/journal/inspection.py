"""What a journal file holds, and whether all of it can be read."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import JournalDamaged
from ingest.journal.block import held, is_sound
from ingest.journal.receipts import receipts_of
from ingest.journal.schema import LOST, Block, blocks, open_file
from ingest.journal.write_ahead import Resealed, holds_commits, log_of, resealed

_MAGIC = b"SQLite format 3\0"
_HEAD_BYTES = 32
_LARGEST_PAGE = 65_536

_NAMED = 5
"""So many sentences on what is damaged are enough."""


@dataclass(frozen=True, slots=True)
class Inspection:
    """What was found in a journal.

    Attributes:
        readings: how many can be read.
        last_seq: the number of the last one that was ever appended.
        cursors: how far each consumer is.
        damage: a sentence for everything that cannot be read; empty: all is well.
    """

    readings: int
    last_seq: int
    cursors: dict[str, int]
    damage: tuple[str, ...]


def inspect(path: Path) -> Inspection:
    """Read everything in the journal at *path*, which no process uses, and say what was found.

    Raises JournalUnusable where it is no journal at all.
    """
    lacking = missing_bytes(path)
    if lacking:
        return Inspection(0, 0, {}, (f"the file ends {lacking:,} bytes before its last page",))
    log = damaged_log(path)
    if log is not None:
        return Inspection(0, 0, {}, (log.told,))
    try:
        with closing(open_file(path)) as connection:
            return _inspected(connection)
    except JournalDamaged as error:
        return Inspection(0, 0, {}, (str(error),))


def missing_bytes(path: Path) -> int:
    """Return how many bytes the file is shorter than its own first page says; 0 where it is whole.

    It may be shorter while SQLite carries over what the write-ahead log holds: then nothing is missing.
    """
    page_bytes, pages = pages_of(path)
    lacking = pages * page_bytes - path.stat().st_size
    return lacking if lacking > 0 and not holds_commits(_log(path), page_bytes) else 0


def damaged_log(path: Path) -> Resealed | None:
    """Return what the log of the journal at *path* has to be; None where it is sound, or not there."""
    page_bytes, _ = pages_of(path)
    return resealed(_log(path), page_bytes) if page_bytes else None


def pages_of(path: Path) -> tuple[int, int]:
    """Return size and number of the file's pages, as its head says; 0 and 0 for another kind of file."""
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    if not head.startswith(_MAGIC) or len(head) < _HEAD_BYTES:
        return 0, 0  # whoever opens it says so
    page_bytes = int.from_bytes(head[16:18], "big")
    return _LARGEST_PAGE if page_bytes == 1 else page_bytes, int.from_bytes(head[28:32], "big")


def cursors_of(connection: sqlite3.Connection) -> dict[str, int]:
    """Return how far each consumer is; nothing where that cannot be read."""
    try:
        found = dict(connection.execute("SELECT name, seq FROM cursor"))
    except sqlite3.DatabaseError:
        return {}
    return found if all(isinstance(seq, int) for seq in found.values()) else {}


def _inspected(connection: sqlite3.Connection) -> Inspection:
    damage = list(_structure(connection))
    cursors = cursors_of(connection)
    readings, next_seq = 0, None
    for block in blocks(connection):
        reason = _reason(block, next_seq)
        if reason:
            damage.append(reason)
        elif block.body != LOST:
            readings += block.readings
        next_seq = block.first_seq + block.readings
    damage += _marks(connection, cursors, next_seq)
    last_seq = max((next_seq or 1) - 1, *cursors.values(), 0)
    return Inspection(readings, last_seq, cursors, tuple(damage[:_NAMED]))


def _marks(connection: sqlite3.Connection, cursors: dict[str, int], next_seq: int | None) -> Iterator[str]:
    """Yield what is wrong with cursors and receipts."""
    if not cursors:
        yield "how far its consumers are cannot be read"
    elif next_seq is not None and max(cursors.values()) >= next_seq:
        yield f"its consumers are at {max(cursors.values())}, and it ends at {next_seq - 1}"
    if any(receipts is None for receipts in receipts_of(connection)):
        yield "some receipts of messages cannot be read"


def _log(path: Path) -> bytes:
    file = log_of(path)
    return file.read_bytes() if file.exists() else b""


def _structure(connection: sqlite3.Connection) -> Iterator[str]:
    try:
        for (line,) in connection.execute(f"PRAGMA quick_check({_NAMED})"):
            if line != "ok":
                yield f"the file: {line}"
    except sqlite3.DatabaseError as error:
        yield f"the file: {error}"


def _reason(block: Block, next_seq: int | None) -> str:
    last_seq = block.first_seq + block.readings - 1
    if not is_sound(block.body, block.crc32):
        return f"readings {block.first_seq} to {last_seq} do not match their checksum"
    if block.body != LOST and held(block.body) != block.readings:
        return f"from {block.first_seq} on there are not the {block.readings} readings that were announced"
    if next_seq is not None and block.first_seq != next_seq:
        return f"readings {next_seq} to {block.first_seq - 1} are missing"
    return ""
