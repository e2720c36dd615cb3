"""The first bytes of an MQTT connection: which version of the protocol a client speaks.

The embedded broker speaks MQTT 3.1.1 alone, and waits for ever for the rest of what it takes for a
malformed greeting when a client comes with MQTT 5. Here such a client is answered in its own language,
so that it can say what is wrong, or try again with 3.1.1.
"""

from __future__ import annotations

import asyncio

MQTT_3_1_1 = 4
"""The protocol level that stands for MQTT 3.1.1 [MQTT-3.1.2-2]."""

REFUSAL = bytes((0x20, 0x03, 0x00, 0x84, 0x00))
"""CONNACK of MQTT 5 with reason 0x84, «unsupported protocol version», and no properties."""

_CONNECT = 0x10
_NAME = b"\x00\x04MQTT"
_MOST_LENGTH_BYTES = 4
_MORE = 0x80


async def read_greeting(reader: asyncio.StreamReader) -> tuple[bytes, int | None]:
    """Return the bytes up to the protocol level, and the level; None where it is no greeting of MQTT.

    Raises IncompleteReadError where the client leaves before it has said so much.
    """
    said = await reader.readexactly(1)
    if said[0] != _CONNECT:
        return said, None
    for _ in range(_MOST_LENGTH_BYTES):
        said += await reader.readexactly(1)
        if not said[-1] & _MORE:
            break
    name = await reader.readexactly(len(_NAME))
    said += name
    if name != _NAME:
        return said, None
    said += await reader.readexactly(1)
    return said, said[-1]
