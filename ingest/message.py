"""What arrives (Message) and what is sent in answer to it (Request)."""

from __future__ import annotations

import msgspec


class Message(msgspec.Struct, frozen=True, gc=False):
    """What a broker delivered, or what was posted over HTTP.

    Attributes:
        topic: where it was published; for what was posted, the topic that it would have had, empty where
            that was not told.
        payload: what was published.
        qos: 0, 1 or 2.
        mid: the broker's number for the delivery; 0 at QoS 0.
        dup: whether the broker says that it delivered this before.
        retain: whether it is what the broker had kept, and not published just now.
        format: the wire format where the sender named it; empty: it shows in the topic or the payload.
        broker: who delivered it; its numbers mean nothing at another one.
    """

    topic: str
    payload: bytes
    qos: int
    mid: int
    dup: bool
    retain: bool
    format: str = ""
    broker: str = ""


class Request(msgspec.Struct, frozen=True, gc=False):
    """A message to a gateway that a format asks for, such as Sparkplug's request for a new birth."""

    topic: str
    payload: bytes
