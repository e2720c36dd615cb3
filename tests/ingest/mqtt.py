"""MQTT packets as a broker sends them, written by the standard's rules."""

from __future__ import annotations

from ingest.message import Message


def publish(message: Message, properties: bytes | None) -> bytes:
    """Return the PUBLISH of *message*; *properties* are those of MQTT 5, None for 3.1.1."""
    header = 0x30 | message.dup << 3 | message.qos << 1 | message.retain
    topic = message.topic.encode()
    body = len(topic).to_bytes(2) + topic
    if message.qos:
        body += message.mid.to_bytes(2)
    if properties is not None:
        body += length(len(properties)) + properties
    body += message.payload
    return bytes((header,)) + length(len(body)) + body


def length(number: int) -> bytes:
    """Return a number of variable length: seven bits to a byte, the lowest first."""
    digits = bytearray()
    while number > 127:
        digits.append(number & 127 | 128)
        number >>= 7
    return bytes((*digits, number))
