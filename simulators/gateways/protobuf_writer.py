"""Write fields of Protocol Buffers: as much of the encoding as the messages of gateways need."""

from __future__ import annotations

import struct

_VARINT, _LENGTH, _FOUR_BYTES = 0, 2, 5
_SEVEN_BITS, _MORE = 0x7F, 0x80


def varint(value: int) -> bytes:
    """Return a whole number from 0 on, seven bits to a byte, the lowest first.

    >>> varint(300).hex()
    'ac02'
    """
    written = bytearray()
    while value > _SEVEN_BITS:
        written.append(value & _SEVEN_BITS | _MORE)
        value >>= 7
    written.append(value)
    return bytes(written)


def whole(field: int, value: int) -> bytes:
    """Return a field with a whole number from 0 on, or with true or false.

    >>> whole(1, 150).hex()
    '089601'
    """
    return varint(field << 3 | _VARINT) + varint(value)


def single(field: int, value: float) -> bytes:
    """Return a field with a number of single precision."""
    return varint(field << 3 | _FOUR_BYTES) + struct.pack("<f", value)


def block(field: int, content: bytes) -> bytes:
    """Return a field with bytes, or with a message that has been written.

    >>> block(2, b"testing").hex()
    '120774657374696e67'
    """
    return varint(field << 3 | _LENGTH) + varint(len(content)) + content


def text(field: int, content: str) -> bytes:
    """Return a field with a text."""
    return block(field, content.encode())
