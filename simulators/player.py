"""Publish a scenario over real MQTT, with QoS 1, on the real clock or on one that runs faster."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Protocol, Self
from urllib.parse import unquote, urlsplit

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from simulators.errors import BrokerUrlError
from simulators.gateways import Publication
from simulators.pacing import Pacer
from simulators.packhouse import Packhouse, api_client
from simulators.specs import Scenario
from simulators.story import Story

IN_FLIGHT = 200
"""Messages sent and not yet acknowledged; a broker's own limit may be lower, the rest waits here."""

_log = logging.getLogger(__name__)
_PORTS = {"mqtt": 1883, "mqtts": 8883}


@dataclass(frozen=True, slots=True)
class Broker:
    """Where to publish."""

    host: str
    port: int
    tls: bool = False
    username: str = ""
    password: str = ""

    @classmethod
    def from_url(cls, url: str) -> Self:
        """Return the broker of a URL such as ``mqtt://user:password@host:1883``.

        >>> Broker.from_url("mqtt://127.0.0.1")
        Broker(host='127.0.0.1', port=1883, tls=False, username='', password='')
        """
        parts = urlsplit(url)
        if parts.scheme not in _PORTS or not parts.hostname:
            raise BrokerUrlError(f"broker: saw {url!r}, expected mqtt://HOST[:PORT] or mqtts://HOST[:PORT]")
        return cls(
            host=parts.hostname,
            port=parts.port or _PORTS[parts.scheme],
            tls=parts.scheme == "mqtts",
            username=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
        )


def play(  # noqa: PLR0913 - the command line names each of them
    scenario: Scenario,
    *,
    broker_url: str,
    api_url: str | None,
    token: str | None,
    start_ms: int,
    speed: float,
    seed: int,
    stop: threading.Event,
    now_ms: Callable[[], int] | None = None,
    history: bool = True,
) -> None:
    """Play *scenario* until *stop* is set: the past at once, then what happens as it happens.

    Args:
        scenario: what to play.
        broker_url: where its gateways publish; as long as nobody answers, they try again.
        api_url: where its people enter lots, moves and shipments; None: nobody does.
        token: what lets them do so.
        start_ms: when the story starts [ms since the epoch].
        speed: seconds of the story in a second.
        seed: the same seed tells the same story.
        stop: ends the story.
        now_ms: the clock to follow; None: one that starts at *start_ms* now.
        history: whether the past before the story's start is told first.
    """
    broker = Broker.from_url(broker_url)
    pacer = Pacer(start_ms, speed, stop, now_ms)
    people: threading.Thread | None = None
    if api_url is not None:
        people = threading.Thread(
            target=_enter, args=(Packhouse(scenario, seed, start_ms), api_url, token, pacer), name="packhouse"
        )
        people.start()
    try:
        story = Story(scenario, seed, start_ms)
        with Courier(broker, f"simulated-{scenario.name}-{start_ms}", stop, story) as courier:
            courier.deliver(story.publications(history=history), pacer)
    finally:
        stop.set()
        if people is not None:
            people.join()


def _enter(packhouse: Packhouse, api_url: str, token: str | None, pacer: Pacer) -> None:
    with api_client(api_url, token) as client:
        packhouse.work(client, pacer)


class Listener(Protocol):
    """Whoever takes the commands that are sent to gateways."""

    @property
    def hears(self) -> tuple[str, ...]:
        """The topics on which commands are awaited."""
        ...

    def hear(self, topic: str, payload: bytes) -> None:
        """Take a command; called on the thread of the MQTT session."""
        ...


class Courier:
    """Carries messages to a broker, and knows which of them have arrived; brings commands back.

    A message counts as delivered when its PUBACK is there, one without (QoS 0) when it has left. When the
    connection breaks, the client library connects again and repeats what was not acknowledged.
    """

    def __init__(
        self, broker: Broker, client_id: str, stop: threading.Event, listener: Listener | None = None
    ) -> None:
        self._broker = broker
        self._stop = stop
        self._listener = listener
        self._open = 0
        self._acknowledged = threading.Condition()
        self._client = mqtt.Client(
            CallbackAPIVersion.VERSION2, client_id=client_id, clean_session=True, protocol=mqtt.MQTTv311
        )
        self._client.max_inflight_messages_set(IN_FLIGHT)
        self._client.reconnect_delay_set(min_delay=1, max_delay=5)
        self._client.on_publish = self._on_publish
        self._client.on_connect = self._on_connect
        self._client.on_message = self._on_message
        self._client.on_disconnect = _on_disconnect
        if broker.username:
            self._client.username_pw_set(broker.username, broker.password)
        if broker.tls:
            self._client.tls_set()

    def __enter__(self) -> Self:
        self._client.connect_async(self._broker.host, self._broker.port, keepalive=30)
        self._client.loop_start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.disconnect()
        self._client.loop_stop()

    def deliver(self, publications: Iterable[Publication], pacer: Pacer) -> int:
        """Publish each message when its time has come; return how many were acknowledged."""
        sent = 0
        for publication in publications:
            if not (pacer.wait_until(publication.at_s) and self._wait_for_room()):
                break
            with self._acknowledged:
                self._open += 1
            info = self._client.publish(
                publication.topic, publication.payload, qos=publication.qos, retain=publication.retain
            )
            if publication.qos == 0:
                self._see_off(info)
            sent += 1
        return sent - self._settle()

    def _wait_for_room(self) -> bool:
        """Wait for a connection and for fewer messages under way than allowed; return False at the stop.

        What is handed to the client library before it is connected may overtake what came first.
        """
        with self._acknowledged:
            while not (self._stop.is_set() or (self._open < IN_FLIGHT and self._client.is_connected())):
                self._acknowledged.wait(0.1)
        return not self._stop.is_set()

    def _see_off(self, info: mqtt.MQTTMessageInfo) -> None:
        """Wait until a message that nobody acknowledges has left; with the connection it is lost."""
        with suppress(RuntimeError, ValueError):
            info.wait_for_publish(1.0)
        if info.rc != mqtt.MQTT_ERR_SUCCESS:
            with self._acknowledged:
                self._open -= 1

    def _settle(self, patience_s: float = 3.0) -> int:
        """Wait a little for the last PUBACKs; return how many are still missing."""
        with self._acknowledged:
            self._acknowledged.wait_for(
                lambda: self._open == 0 or not self._client.is_connected(), patience_s
            )
            return self._open

    def _on_publish(self, *_: Any) -> None:  # noqa: ANN401 - paho's callbacks differ from version to version
        with self._acknowledged:
            self._open -= 1
            self._acknowledged.notify_all()

    def _on_connect(
        self, client: mqtt.Client, _data: object, _flags: object, reason: object, _properties: object
    ) -> None:
        if getattr(reason, "is_failure", False):
            _log.warning("the broker refused the simulated gateways: %s", reason)
        elif self._listener is not None and self._listener.hears:
            client.subscribe([(topic, 1) for topic in self._listener.hears])

    def _on_message(self, _client: object, _data: object, message: mqtt.MQTTMessage) -> None:
        if self._listener is not None:
            self._listener.hear(message.topic, bytes(message.payload))


def _on_disconnect(
    _client: object, _data: object, _flags: object, reason: object, _properties: object
) -> None:
    if getattr(reason, "is_failure", False):
        _log.warning("the simulated gateways lost the broker (%s) and connect again", reason)
