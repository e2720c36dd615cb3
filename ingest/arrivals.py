"""What has arrived over MQTT and is neither handed over nor acknowledged yet: a group, and its limits."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.message import Message

GROUP_MESSAGES = 2_000
"""Larger groups make acknowledgements late, smaller ones cost more commits than they are worth."""

_GROUP_BYTES = 8 << 20


class Arrivals:
    """The messages that are handed over together, and which of them the broker wants acknowledged.

    Args:
        receive_maximum: as many may always be in a group, since the broker sends no more without an answer.
    """

    def __init__(self, receive_maximum: int) -> None:
        self.messages: list[Message] = []
        self.unacknowledged: list[int] = []
        self._limit = max(GROUP_MESSAGES, receive_maximum)
        self._bytes = 0

    def has_room(self) -> bool:
        """Tell whether more may be read from the connection."""
        return len(self.messages) < self._limit and self._bytes < _GROUP_BYTES

    def add(self, messages: Sequence[Message]) -> None:
        """Take what was read."""
        self.messages += messages
        self.unacknowledged += [message.mid for message in messages if message.qos]
        self._bytes += sum(len(message.payload) for message in messages)

    def disconnected(self) -> None:
        """Acknowledge nothing of it any more: that belonged to the connection, and the broker repeats it."""
        self.unacknowledged.clear()

    def handed_over(self) -> None:
        """Begin the next group."""
        self.messages.clear()
        self.unacknowledged.clear()
        self._bytes = 0
