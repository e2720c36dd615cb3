"""What a block of the journal holds: readings, never without having been held against their checksum."""

from __future__ import annotations

import zlib
from pathlib import Path

import msgspec

from ingest.errors import JournalUnusable
from ingest.reading import Reading

_decoder = msgspec.msgpack.Decoder(tuple[Reading, ...])


def read_block(path: Path, first_seq: int, count: int, crc32: int, body: bytes) -> tuple[Reading, ...]:
    """Return the readings of a block of the journal at *path*; raises JournalUnusable where it is damaged."""
    if zlib.crc32(body) != crc32:
        raise JournalUnusable(
            f"the journal {path} is damaged at reading {first_seq}: its {count} readings do not match their "
            "checksum"
        )
    try:
        readings = _decoder.decode(body)
    except msgspec.DecodeError as error:
        raise JournalUnusable(f"the journal {path} cannot be read at reading {first_seq}: {error}") from error
    if len(readings) != count:
        raise JournalUnusable(
            f"the journal {path} is damaged at reading {first_seq}: {count} readings announced, "
            f"{len(readings)} found"
        )
    return readings
