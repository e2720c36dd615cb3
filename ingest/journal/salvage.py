"""What can still be read of a damaged journal, taken into a new one; every reading keeps its number."""

from __future__ import annotations

import io
import sqlite3
import zlib
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from ingest.journal.block import held, is_sound
from ingest.journal.inspection import cursors_of, pages_of
from ingest.journal.receipts import put_receipts, receipts_of
from ingest.journal.schema import LOST, Block, blocks, insert_block, open_file
from ingest.journal.write_ahead import log_of, pages_in

_PAGE_COUNT = slice(28, 32)


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


def salvage(path: Path, into: Path) -> Salvage:
    """Write what can be read of the damaged journal at *path* into a new one; its numbers stay.

    What lies between two readable blocks, or is damaged, is marked as lost, so that consumers go on after it.
    A consumer whose place cannot be right is sent back to the beginning: each knows what it has had before.
    """
    open_file(into).close()
    _make_readable(path, into)
    with closing(open_file(path)) as old, closing(open_file(into)) as new:
        found = _copy_blocks(old, new)
        for name, seq in cursors_of(old).items():
            at = seq if found.last_seq is None or 0 <= seq <= found.last_seq else 0
            new.execute("UPDATE cursor SET seq = ? WHERE name = ?", (at, name))
        put_receipts(new, (receipts for receipts in receipts_of(old) if receipts is not None))
        new.execute("UPDATE supplied SET newest_ms = ?", (_newest_supplied_ms(old),))
    return Salvage(found.kept, tuple(found.lost))


def _make_readable(path: Path, like: Path) -> None:
    """Give *path* the pages that its log holds, and the first page of a new journal: all are alike."""
    page_bytes, _ = pages_of(like)
    log = log_of(path)
    with path.open("r+b") as file:
        for number, body in pages_in(log.read_bytes() if log.exists() else b""):
            file.seek((number - 1) * page_bytes)
            file.write(body)
        count = file.seek(0, io.SEEK_END) // page_bytes
        file.truncate(count * page_bytes)
        head = bytearray(like.read_bytes()[:page_bytes])
        head[_PAGE_COUNT] = count.to_bytes(4, "big")
        file.seek(0)
        file.write(head)
    log.unlink(missing_ok=True)


@dataclass(slots=True)
class _Copied:
    kept: int = 0
    lost: list[tuple[int, int]] = field(default_factory=list)
    last_seq: int | None = None


def _copy_blocks(old: sqlite3.Connection, new: sqlite3.Connection) -> _Copied:
    done = _Copied()
    for block in blocks(old):
        next_seq = block.first_seq if done.last_seq is None else done.last_seq + 1
        if block.first_seq > next_seq:
            done.lost.append((next_seq, block.first_seq - 1))
            insert_block(new, _lost(next_seq, block.first_seq - next_seq, block.appended_at_ms))
        readable = is_sound(block.body, block.crc32)
        readings = held(block.body) if readable and block.body != LOST else block.readings
        last_seq = block.first_seq + readings - 1
        if readable and block.first_seq >= next_seq:
            done.kept += 0 if block.body == LOST else readings
            insert_block(new, block._replace(readings=readings))
        else:
            done.lost.append((block.first_seq, last_seq))
            if block.first_seq >= next_seq:
                insert_block(new, _lost(block.first_seq, readings, block.appended_at_ms))
        done.last_seq = max(next_seq - 1, last_seq)
    return done


def _lost(first_seq: int, readings: int, appended_at_ms: int) -> Block:
    return Block(first_seq, readings, appended_at_ms, zlib.crc32(LOST), LOST)


def _newest_supplied_ms(connection: sqlite3.Connection) -> int:
    try:
        row = connection.execute("SELECT max(newest_ms) FROM supplied").fetchone()
    except sqlite3.DatabaseError:
        return 0
    return row[0] if isinstance(row[0], int) else 0
