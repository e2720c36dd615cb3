"""Bluetooth Low Energy advertisements: the parts of one, and what tells two receptions of one apart.

An advertisement is heard by every gateway in reach, and sent again and again until there is something new.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ingest.clock import MS_PER_SECOND
from ingest.errors import DecodeError
from ingest.report import Origin

MANUFACTURER = 0xFF
SERVICE_16 = 0x16

_WINDOW_MS = 10 * MS_PER_SECOND
_LONGEST_HEX = 2 * 1_650  # what an extended advertisement can hold


class Part(NamedTuple):
    """One structure of an advertisement: its type, the number that its maker or service has, the rest."""

    kind: int
    number: int
    content: bytes


def from_hex(field: str, text: object) -> bytes:
    """Return the bytes of *text*; raises DecodeError where it is no even number of hexadecimal digits."""
    if isinstance(text, str) and len(text) <= _LONGEST_HEX:
        try:
            return bytes.fromhex(text)
        except ValueError:
            pass
    raise DecodeError(field, text, "an even number of hexadecimal digits")


def parts(advertisement: bytes) -> Iterator[Part]:
    """Return the maker's and services' data in *advertisement*; what is cut off in it is left out.

    >>> next(parts(bytes.fromhex("0201060416d2fc40")))
    Part(kind=22, number=64722, content=b'@')
    """
    at = 0
    while at < len(advertisement):
        length = advertisement[at]
        structure = advertisement[at + 1 : at + 1 + length]
        if len(structure) == length and length >= 3 and structure[0] in {MANUFACTURER, SERVICE_16}:  # noqa: PLR2004 - type and number
            yield Part(structure[0], int.from_bytes(structure[1:3], "little"), structure[3:])
        at += 1 + length


def numbered(device: str, number: int, content: str, received_at_ms: int) -> Origin:
    """Return who sent packet *number* with this *content*: the same within twenty seconds is the same packet.

    The number has eight bits and comes back soon, so it is worth nothing for longer, and as receivers miss
    packets without harm no gap is counted.
    """
    window = received_at_ms // _WINDOW_MS
    return Origin(device, tuple(f"{number}/{content}/{one}" for one in (window, window + 1)))
