"""Messages read out of what a broker sends: all of them, whole, and nothing that is no message."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import pytest

from ingest.message import Message
from ingest.mqtt_packets import bounds, messages_at
from tests.ingest.mqtt import length, publish

BROKER = "mqtt://farm"


def _some(draw: Random) -> Message:
    qos = draw.randrange(2)
    topic = "coldframe/v1/höhle/" + "x" * draw.choice((1, 9, 140))
    payload = draw.randbytes(draw.choice((0, 1, 90, 127, 128, 20_000)))
    mid = draw.randint(1, 65_535) if qos else 0
    return Message(topic, payload, qos, mid, draw.random() < 0.5, draw.random() < 0.5, broker=BROKER)


@pytest.mark.parametrize("properties", [(None,), (b"", b"\x01\x01", b"\x26" + b"\x00\x50" * 2 + b"v" * 160)])
def test_messages_are_read_as_they_were_sent(properties: Sequence[bytes | None]) -> None:
    """Whatever is in messages, of any size and with any properties, comes out as it went in."""
    draw = Random(5)  # noqa: S311 - test data
    sent = [_some(draw) for _ in range(200)]
    held = bytearray().join(publish(one, draw.choice(properties)) for one in sent)
    assert messages_at(held, 0, BROKER, is_v5=properties[0] is not None) == (sent, len(held))


def test_a_message_that_has_not_all_arrived_is_not_read() -> None:
    """Wherever the stream is cut, the whole messages before the cut are read, and nothing of the next."""
    draw = Random(8)  # noqa: S311 - test data
    sent = [_some(draw) for _ in range(3)]
    packets = [publish(one, b"") for one in sent]
    held = bytearray().join(packets)
    for cut in range(0, len(held), 7):
        found, end = messages_at(held[:cut], 0, BROKER, is_v5=True)
        assert found == sent[: len(found)]
        assert end == sum(map(len, packets[: len(found)]))
        assert cut - end < len(packets[len(found)])


@pytest.mark.parametrize(
    ("packet", "why"),
    [
        (b"\xd0\x00", "a PINGRESP"),
        (b"\x36\x07\x00\x01a\x00\x01\x00x", "a QoS that MQTT does not have"),
        (b"\x30\x04\x00\x09ab", "a topic that is longer than its packet"),
        (b"\x30\x01\x00", "half of a topic's length"),
        (b"\x30\x04\x00\x01a\x05", "properties that are longer than their packet"),
        (b"\x32\xff\xff\xff\xff\x01", "a length that does not end"),
    ],
)
def test_what_is_no_good_message_is_left_to_paho(packet: bytes, why: str) -> None:
    """A packet of another kind, or one that breaks the rules of MQTT, stays where it is, as a whole."""
    good = publish(Message("a", b"1", 1, 7, dup=False, retain=False), b"")
    held = bytearray(good + packet + good)
    found, end = messages_at(held, 0, BROKER, is_v5=True)
    assert (len(found), end) == (1, len(good)), why
    assert bounds(held, end) is not None, why


def test_a_topic_that_is_no_text_is_told_as_one_that_nobody_knows() -> None:
    """A topic that is not UTF-8 costs its own message a place, and no other anything."""
    held = bytearray(b"\x30" + length(5) + b"\x00\x01\xff\x00x")
    ((message,), end) = messages_at(held, 0, BROKER, is_v5=True)
    assert (message.topic, message.payload, end) == ("(a topic that is not UTF-8)", b"x", len(held))
