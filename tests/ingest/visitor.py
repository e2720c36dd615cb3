"""A client of a broker, for tests of who is let in and what reaches whom."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Any

from paho.mqtt.client import Client, ConnectFlags, DisconnectFlags, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from tests.waiting import wait_until


@dataclass(frozen=True, slots=True)
class Will:
    """What is published when the connection is lost."""

    topic: str
    payload: str


@dataclass
class Visitor:
    """Connects once, and never again by itself; ``heard`` grows with what it is given."""

    port: int
    user: str | None = None
    password: str | None = None
    client_id: str = "visitor"
    clean: bool = True
    will: Will | None = None
    heard: list[tuple[str, bytes]] = field(default_factory=list)
    answer: str = ""
    ended: threading.Event = field(default_factory=threading.Event)
    refused: list[bool] = field(default_factory=list)

    def come(self) -> Visitor:
        """Connect, and return when the broker has answered."""
        self._client = Client(
            CallbackAPIVersion.VERSION2,
            self.client_id,
            clean_session=self.clean,
            protocol=MQTTProtocolVersion.MQTTv311,
            reconnect_on_failure=False,
        )
        self._client.on_connect = self._on_connect
        self._client.on_disconnect = self._on_disconnect
        self._client.on_message = self._on_message
        self._client.on_subscribe = self._on_subscribe
        if self.user is not None:
            self._client.username_pw_set(self.user, self.password)
        if self.will is not None:
            self._client.will_set(self.will.topic, self.will.payload, qos=1)
        self._client.connect("127.0.0.1", self.port, 60)
        self._client.loop_start()
        wait_until(lambda: bool(self.answer) or self.ended.is_set(), 20, "the broker's answer")
        return self

    @property
    def is_in(self) -> bool:
        """Tell whether the broker let us in."""
        return self.answer == "Success"

    def publish(self, topic: str, payload: str = "{}", *, retain: bool = False) -> None:
        """Publish at QoS 1; on return the broker has acknowledged it, or ended the connection."""
        sent = self._client.publish(topic, payload, qos=1, retain=retain)
        wait_until(lambda: sent.is_published() or self.ended.is_set(), 20, "the acknowledgement")

    def listen(self, topic_filter: str) -> bool:
        """Subscribe; return whether the broker agreed."""
        self.refused.clear()
        self._client.subscribe(topic_filter, 1)
        wait_until(lambda: bool(self.refused), 20, "the answer to the subscription")
        return not self.refused[0]

    def topics(self) -> list[str]:
        """Return the topics of what was heard, in order."""
        return [topic for topic, _ in self.heard]

    def vanish(self) -> None:
        """Break the connection off, as a power cut would."""
        socket: Any = self._client.socket()
        if socket is not None:
            socket.shutdown(2)
        wait_until(self.ended.is_set, 20, "the end of the connection")
        self._client.loop_stop()

    def leave(self) -> None:
        """End the connection in order."""
        self._client.disconnect()
        self._client.loop_stop()

    def _on_connect(
        self,
        _client: Client,
        _data: object,
        _flags: ConnectFlags,
        reason: ReasonCode,
        _: Properties | None,
    ) -> None:
        self.answer = str(reason)

    def _on_disconnect(
        self,
        _client: Client,
        _data: object,
        _flags: DisconnectFlags,
        _reason: ReasonCode,
        _: Properties | None,
    ) -> None:
        self.ended.set()

    def _on_message(self, _client: Client, _data: object, message: MQTTMessage) -> None:
        self.heard.append((message.topic, bytes(message.payload)))

    def _on_subscribe(
        self,
        _client: Client,
        _data: object,
        _mid: int,
        reasons: list[ReasonCode],
        _: Properties | None,
    ) -> None:
        self.refused.append(reasons[0].is_failure)
