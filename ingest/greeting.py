"""The first packet of an MQTT connection: who comes, before the broker does anything for them.

amqtt takes a connection over, and ends the former session of the same client, before it asks who that is;
and it waits for ever for the rest of what it takes for a malformed greeting when a client comes with
MQTT 5. So the first packet is read here, whole and strictly; only who may come in is handed on.
"""

from __future__ import annotations

import asyncio

import msgspec

MQTT_3_1_1 = 4
"""The protocol level that stands for MQTT 3.1.1 [MQTT-3.1.2-2]."""

REFUSAL_OF_MQTT_5 = bytes((0x20, 0x03, 0x00, 0x84, 0x00))
"""CONNACK of MQTT 5 with reason 0x84, «unsupported protocol version», and no properties."""

REFUSAL_OF_OLDER = bytes((0x20, 0x02, 0x00, 0x01))
"""CONNACK of MQTT 3 with return code 1, «unacceptable protocol version»."""

REFUSAL_OF_CLIENT_ID = bytes((0x20, 0x02, 0x00, 0x02))
"""CONNACK of MQTT 3.1.1 with return code 2, «identifier rejected»."""

REFUSAL_OF_USER = bytes((0x20, 0x02, 0x00, 0x05))
"""CONNACK of MQTT 3.1.1 with return code 5, «not authorized»."""

_CONNECT = 0x10
_NAMES = (b"\x00\x04MQTT", b"\x00\x06MQIsdp")
_MOST_BYTES = 32_768
"""More than any name, password and last will of a gateway; strangers must not fill the memory."""

_MOST_LENGTH_BYTES = 4
_MORE = 0x80
_RESERVED, _WILL, _PASSWORD, _USER = 0x01, 0x04, 0x40, 0x80


class Greeting(msgspec.Struct, frozen=True):
    """Who comes.

    Attributes:
        said: the packet as it was sent.
        client_id: which session is meant; empty: a new one.
        user: the name, or None where none was given.
        password: the password, or None.
        will_topic: where to publish when the connection is lost, or None.
    """

    said: bytes
    client_id: str
    user: str | None
    password: str | None
    will_topic: str | None


class NotWelcome(Exception):
    """A first packet that nobody is let in with; *answer* is what the client is told."""

    def __init__(self, detail: str, answer: bytes = b"") -> None:
        self.answer = answer
        super().__init__(detail)


async def read_greeting(reader: asyncio.StreamReader) -> Greeting:
    """Return the first packet of a connection; raises NotWelcome.

    Raises IncompleteReadError where the client leaves before it has said so much.
    """
    said = await reader.readexactly(1)
    if said[0] != _CONNECT:
        raise NotWelcome("it does not speak MQTT")
    length = 0
    for number in range(_MOST_LENGTH_BYTES):
        said += await reader.readexactly(1)
        length |= (said[-1] & ~_MORE) << 7 * number
        if not said[-1] & _MORE:
            break
    if said[-1] & _MORE or length > _MOST_BYTES:
        raise NotWelcome(f"its first packet is longer than {_MOST_BYTES} bytes")
    body = await reader.readexactly(length)
    return parse(said + body, body)


def parse(said: bytes, body: bytes) -> Greeting:
    """Return what *said*, a CONNECT packet with the content *body*, means; raises NotWelcome."""
    name = next((known for known in _NAMES if body.startswith(known)), None)
    level = body[len(name) : len(name) + 1] if name is not None else b""
    if name is None or not level:
        raise NotWelcome("it does not speak MQTT")
    if level[0] > MQTT_3_1_1:
        raise NotWelcome("it speaks MQTT 5 only", REFUSAL_OF_MQTT_5)
    if level[0] < MQTT_3_1_1 or name != _NAMES[0]:
        raise NotWelcome("it speaks a version of MQTT before 3.1.1", REFUSAL_OF_OLDER)
    try:
        return _greeting(said, body[len(name) + 1 :])
    except (IndexError, UnicodeDecodeError) as error:
        raise NotWelcome("its first packet is malformed") from error


def _greeting(said: bytes, rest: bytes) -> Greeting:
    flags = rest[0]
    if flags & _RESERVED:
        raise NotWelcome("its first packet is malformed")
    client_id, at = _text(rest, 3)
    will_topic = user = password = None
    if flags & _WILL:
        will_topic, at = _text(rest, at)
        _, at = _data(rest, at)
    if flags & _USER:
        user, at = _text(rest, at)
    if flags & _PASSWORD:
        password, at = _text(rest, at)
    if at != len(rest):
        raise NotWelcome("its first packet is malformed")
    return Greeting(said, client_id, user, password, will_topic)


def _data(rest: bytes, at: int) -> tuple[bytes, int]:
    length = rest[at] << 8 | rest[at + 1]
    end = at + 2 + length
    if end > len(rest):
        raise IndexError
    return rest[at + 2 : end], end


def _text(rest: bytes, at: int) -> tuple[str, int]:
    data, end = _data(rest, at)
    return data.decode("utf-8"), end
