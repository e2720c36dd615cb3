"""What a journal file holds and whether all of it can be read; and what is left of one that is damaged."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import JournalUnusable
from ingest.journal.schema import LOST, Block, blocks, insert_block, open_file

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


@dataclass(frozen=True, slots=True)
class Salvage:
    """What became of a damaged journal: how many readings were kept, and which are lost for ever."""

    kept: int
    lost: tuple[tuple[int, int], ...]

    def sentence(self) -> str:
        """Return it as a sentence.

        >>> Salvage(900, ((101, 200),)).sentence()
        '900 readings were kept; those with the numbers 101 to 200 are lost'
        """
        ranges = ", ".join(f"{first} to {last}" for first, last in self.lost) or "none"
        return f"{self.kept:,} readings were kept; those with the numbers {ranges} are lost"


def inspect(path: Path) -> Inspection:
    """Read everything in the journal at *path*, which no process uses, and say what was found.

    Raises JournalUnusable where it is no journal at all.
    """
    lacking = missing_bytes(path)
    if lacking:
        return Inspection(0, 0, {}, (f"the file ends {lacking:,} bytes before its last page",))
    with closing(open_file(path)) as connection:
        damage = list(_structure(connection))
        cursors = _cursors(connection)
        readings, next_seq = 0, None
        for block in blocks(connection):
            reason = _reason(block, next_seq)
            if reason:
                damage.append(reason)
            elif block.body != LOST:
                readings += block.readings
            next_seq = block.first_seq + block.readings
    last_seq = max((next_seq or 1) - 1, *cursors.values(), 0)
    return Inspection(readings, last_seq, cursors, tuple(damage[:_NAMED]))


def missing_bytes(path: Path) -> int:
    """Return how many bytes the file is shorter than its own first page says; 0 where it is whole."""
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    if not head.startswith(_MAGIC) or len(head) < _HEAD_BYTES:
        return 0  # no SQLite file: whoever opens it says so
    page_bytes = int.from_bytes(head[16:18], "big")
    page_bytes = _LARGEST_PAGE if page_bytes == 1 else page_bytes
    return max(0, int.from_bytes(head[28:32], "big") * page_bytes - path.stat().st_size)


def salvage(path: Path, into: Path) -> Salvage:
    """Write what can be read of the damaged journal at *path* into a new one; its numbers stay.

    What lies between two readable blocks, or is damaged, is marked as lost, so that consumers go on after it.
    """
    kept = 0
    lost: list[tuple[int, int]] = []
    next_seq: int | None = None
    with closing(open_file(path)) as old, closing(open_file(into)) as new:
        for name, seq in _cursors(old).items():
            new.execute("INSERT OR REPLACE INTO cursor VALUES (?, ?)", (name, seq))
        for block in blocks(old):
            if next_seq is not None and block.first_seq > next_seq:
                lost.append((next_seq, block.first_seq - 1))
                insert_block(new, _lost(next_seq, block.first_seq - next_seq, block.appended_at_ms))
            if zlib.crc32(block.body) == block.crc32:
                kept += 0 if block.body == LOST else block.readings
                insert_block(new, block)
            else:
                lost.append((block.first_seq, block.first_seq + block.readings - 1))
                insert_block(new, _lost(block.first_seq, block.readings, block.appended_at_ms))
            next_seq = block.first_seq + block.readings
    return Salvage(kept, tuple(lost))


def _lost(first_seq: int, readings: int, appended_at_ms: int) -> Block:
    return Block(first_seq, readings, appended_at_ms, zlib.crc32(LOST), LOST)


def _structure(connection: sqlite3.Connection) -> Iterator[str]:
    try:
        for (line,) in connection.execute(f"PRAGMA quick_check({_NAMED})"):
            if line != "ok":
                yield f"the file: {line}"
    except sqlite3.DatabaseError as error:
        yield f"the file: {error}"


def _reason(block: Block, next_seq: int | None) -> str:
    last_seq = block.first_seq + block.readings - 1
    if zlib.crc32(block.body) != block.crc32:
        return f"readings {block.first_seq} to {last_seq} do not match their checksum"
    if next_seq is not None and block.first_seq != next_seq:
        return f"readings {next_seq} to {block.first_seq - 1} are missing"
    return ""


def _cursors(connection: sqlite3.Connection) -> dict[str, int]:
    """Return how far each consumer is; where that cannot be read there is nothing to begin with."""
    try:
        return dict(connection.execute("SELECT name, seq FROM cursor"))
    except sqlite3.DatabaseError as error:
        raise JournalUnusable(f"the journal's cursors cannot be read: {error}") from error
