"""What has arrived over MQTT and is neither handed over nor acknowledged yet: a group, and its limits."""

from __future__ import annotations

from paho.mqtt.client import MQTTMessage

from ingest.message import Message

_GROUP_MESSAGES = 2_000
"""Larger groups make acknowledgements late, smaller ones cost more commits than they are worth."""

_GROUP_BYTES = 8 << 20

_NOT_UTF8 = "(a topic that is not UTF-8)"


class Arrivals:
    """The messages that are handed over together, and which of them the broker wants acknowledged.

    Args:
        receive_maximum: as many may always be in a group, since the broker sends no more without an answer.
        broker: what tells the broker from others.
    """

    def __init__(self, receive_maximum: int, broker: str = "") -> None:
        self._broker = broker
        self.messages: list[Message] = []
        self.unacknowledged: list[int] = []
        self._limit = max(_GROUP_MESSAGES, receive_maximum)
        self._bytes = 0

    def has_room(self) -> bool:
        """Tell whether more may be read from the connection."""
        return len(self.messages) < self._limit and self._bytes < _GROUP_BYTES

    def add(self, topic: str, message: MQTTMessage) -> None:
        """Take what paho-mqtt has read on *topic*."""
        payload = bytes(message.payload)
        self.messages.append(
            Message(
                topic,
                payload,
                message.qos,
                message.mid,
                message.dup,
                message.retain,
                broker=self._broker,
            )
        )
        self._bytes += len(payload)
        if message.qos:
            self.unacknowledged.append(message.mid)

    def disconnected(self) -> None:
        """Acknowledge nothing of it any more: that belonged to the connection, and the broker repeats it."""
        self.unacknowledged.clear()

    def handed_over(self) -> None:
        """Begin the next group."""
        self.messages.clear()
        self.unacknowledged.clear()
        self._bytes = 0


def topic_of(message: MQTTMessage) -> str:
    """Return where a message was published; one that is not UTF-8 is told as a topic that nobody knows."""
    try:
        return message.topic
    except UnicodeDecodeError:
        return _NOT_UTF8
