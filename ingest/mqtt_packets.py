"""The two MQTT packets that readings come by, many at a time: PUBLISH as it arrives, PUBACK as it is sent.

paho-mqtt reads and writes them one by one, with an object for properties that nobody here asks for; that
takes longer than everything that becomes of a reading. All other packets are its business, and so is a
message whose lengths do not fit together.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

from ingest.message import Message

NOT_UTF8 = "(a topic that is not UTF-8)"

_PUBLISH = 3
_PUBACK = 0x4002_0000
"""The packet in one number: its kind, that two bytes follow, and room for the message's number in them."""

_MOST_DIGITS = 4


def bounds(held: bytearray, start: int) -> tuple[int, int] | None:
    """Return where the body of the packet at *start* begins and ends; None where it has not all arrived."""
    try:
        length, body = _number(held, start + 1)
    except IndexError:
        return None
    except ValueError:
        return start + 1, start + 1  # paho-mqtt, which has to read it, finds the same
    end = body + length
    return (body, end) if end <= len(held) else None


def messages_at(held: bytearray, start: int, broker: str, *, is_v5: bool) -> tuple[list[Message], int]:
    """Return the messages that stand in *held* from *start* on, and where something else begins.

    Args:
        held: what *broker* has sent.
        start: where a packet begins.
        broker: who delivers the messages.
        is_v5: whether it speaks MQTT 5, in which messages have properties.
    """
    found: list[Message] = []
    while (packet := bounds(held, start)) is not None and held[start] >> 4 == _PUBLISH:
        message = _message(held, held[start], packet, broker, is_v5=is_v5)
        if message is None:
            break
        found.append(message)
        start = packet[1]
    return found, start


def acknowledgements(mids: Sequence[int]) -> bytes:
    """Return the packets that acknowledge the messages of QoS 1 with these numbers.

    >>> acknowledgements([7, 258]).hex(" ", 4)
    '40020007 40020102'
    """
    return struct.pack(f"!{len(mids)}I", *[_PUBACK | mid for mid in mids])


def _message(
    held: bytearray, header: int, packet: tuple[int, int], broker: str, *, is_v5: bool
) -> Message | None:
    """Return the message in a PUBLISH; None where its lengths do not fit together."""
    body, end = packet
    qos = header >> 1 & 3
    mid = 0
    try:
        topic_end = at = body + 2 + (held[body] << 8 | held[body + 1])
        if qos:
            mid = held[at] << 8 | held[at + 1]
            at += 2
        if is_v5:
            length, at = _number(held, at)
            at += length
    except (IndexError, ValueError):
        return None
    if at > end or qos == 3:  # noqa: PLR2004 - MQTT has three of them, from 0 on
        return None
    topic = _text(held[body + 2 : topic_end])
    return Message(topic, bytes(held[at:end]), qos, mid, header & 8 != 0, header & 1 != 0, broker=broker)


def _text(topic: bytearray) -> str:
    """Return a topic; one that is not UTF-8 is told as a topic that nobody knows."""
    try:
        return topic.decode()
    except UnicodeDecodeError:
        return NOT_UTF8


def _number(held: bytearray, at: int) -> tuple[int, int]:
    """Return the number of up to four bytes that stands at *at*, and where it ends.

    Raises IndexError where it has not all arrived, ValueError where it does not end.
    """
    number = 0
    for digit in range(_MOST_DIGITS):
        byte = held[at + digit]
        number |= (byte & 127) << 7 * digit
        if byte < 128:  # noqa: PLR2004 - the highest bit says that more follow
            return number, at + digit + 1
    raise ValueError("a length of more than four bytes")
