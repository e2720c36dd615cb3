"""What passes between the main process and a worker: a briefing at its start, then tasks and answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import msgspec

from ingest.crew.told import Changes
from ingest.decoding import Decoded
from ingest.message import Message


class Briefing(NamedTuple):
    """How to decode.

    Attributes:
        subscriptions: which format a topic has by what the operator says.
        max_payload_bytes: a larger payload is not looked into.
    """

    subscriptions: Mapping[str, str]
    max_payload_bytes: int


Sent = tuple[str, bytes, str, bool]
"""Topic, payload, format and whether it is retained: all of a message that decoding depends on."""


class Task(NamedTuple):
    """Messages to decode.

    Attributes:
        number: which task of its worker it is.
        received_at_ms: when the messages came [ms].
        messages: the messages.
        changes: what the worker has to know before; None: nothing new.
    """

    number: int
    received_at_ms: int
    messages: Sequence[Sent]
    changes: Changes | None


class Answer(msgspec.Struct, frozen=True, array_like=True):
    """What the messages of a task say; None for one that has to be decoded in the main process."""

    number: int
    decoded: list[Decoded | None]


def sent(message: Message) -> Sent:
    """Return what a worker needs of *message*."""
    return message.topic, message.payload, message.format, message.retain
