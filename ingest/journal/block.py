"""What a block of the journal holds: readings, never without having been held against their checksum."""

from __future__ import annotations

import zlib
from pathlib import Path

import msgspec

from ingest.errors import JournalUnusable
from ingest.reading import Reading

_ARRAY_16, _ARRAY_32, _SHORT = 0xDC, 0xDD, 0x0F
"""How MessagePack begins an array: with a length in two bytes, in four, or in the first byte itself."""

_decoder = msgspec.msgpack.Decoder(tuple[Reading, ...])


def is_sound(body: bytes, crc32: int) -> bool:
    """Tell whether the body of a block is what was once written."""
    return zlib.crc32(body) == crc32


def held(body: bytes) -> int:
    """Return how many readings a sound body holds, without decoding them."""
    kind, rest = body[0], body[1:5]
    if kind == _ARRAY_16:
        return int.from_bytes(rest[:2], "big")
    return int.from_bytes(rest, "big") if kind == _ARRAY_32 else kind & _SHORT


def read_block(path: Path, first_seq: int, count: int, crc32: int, body: bytes) -> tuple[Reading, ...]:
    """Return the readings of a block of the journal at *path*; raises JournalUnusable where it is damaged."""
    if not is_sound(body, crc32):
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
