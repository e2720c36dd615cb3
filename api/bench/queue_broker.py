"""A Mosquitto of the bench's own, with a full queue for a subscriber that has yet to come.

The queue is filled before anything is measured, so that the publisher does not share the processor with
what is measured.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from paho.mqtt.client import Client, MQTTMessage, MQTTv5
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from api.bench import servers
from api.bench.figure import Stopwatch, measured
from api.bench.part import HOST, PATIENCE_S, PartMissing

TOPIC = "coldframe/v1/bench/+"
SESSION_S = 3_600
RECEIVE_MAXIMUM = 5_000


@contextmanager
def mosquitto(folder: Path) -> Iterator[int]:
    """Run a Mosquitto without queue limits inside *folder*; yields its port, stops it at the end."""
    server, port = servers.mosquitto(folder, "max_queued_messages 0", "max_inflight_messages 0")
    with server.running():
        yield port


def _client(client_id: str) -> Client:
    return Client(CallbackAPIVersion.VERSION2, client_id=client_id, protocol=MQTTv5, manual_ack=True)


def _connect(client: Client, port: int) -> None:
    properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]  # paho leaves it untyped
    properties.SessionExpiryInterval = SESSION_S
    properties.ReceiveMaximum = RECEIVE_MAXIMUM
    client.connect(HOST, port, clean_start=False, properties=properties)


@contextmanager
def talking(
    port: int,
    topic: str | None = None,
    on_message: Callable[[Client, object, MQTTMessage], None] | None = None,
) -> Iterator[Client]:
    """Connect a client of its own, subscribed to *topic* where one is given; yields it, then disconnects."""
    client = Client(CallbackAPIVersion.VERSION2, protocol=MQTTv5)
    client.max_inflight_messages_set(RECEIVE_MAXIMUM)
    ready = threading.Event()
    client.on_connect = lambda *_: ready.set()
    client.on_subscribe = lambda *_: ready.set()
    client.on_message = on_message
    client.connect(HOST, port)
    client.loop_start()
    if topic is not None and ready.wait(PATIENCE_S):
        ready.clear()
        client.subscribe(topic, qos=1)
    if not ready.wait(PATIENCE_S):
        raise PartMissing(f"the broker on port {port} did not answer")
    yield client
    client.disconnect()
    client.loop_stop()


def reserve_queue(port: int, client_id: str, topic: str = TOPIC) -> None:
    """Subscribe *client_id* to *topic* in a lasting session and leave, so that messages queue for it."""
    client = _client(client_id)
    subscribed = threading.Event()
    client.on_subscribe = lambda *_: subscribed.set()
    _connect(client, port)
    client.loop_start()
    client.subscribe(topic, qos=1)
    if not subscribed.wait(PATIENCE_S):
        raise PartMissing(f"the broker on port {port} did not answer a subscription")
    client.disconnect()
    client.loop_stop()


def fill_queue(port: int, messages: Iterator[tuple[str, bytes]]) -> None:
    """Publish *messages* (topic, payload) at QoS 1 and return when the broker has them all."""
    client = _client("bench-publisher")
    client.max_inflight_messages_set(1_000)
    client.connect(HOST, port)
    client.loop_start()
    sent = [client.publish(topic, payload, qos=1) for topic, payload in messages]
    for info in sent:
        info.wait_for_publish(PATIENCE_S)
    client.disconnect()
    client.loop_stop()


def drain_raw(port: int, client_id: str, expected: int) -> Stopwatch:
    """Receive and acknowledge *expected* queued messages with paho-mqtt and nothing else; measure it."""
    client = _client(client_id)
    done = threading.Event()
    received = 0

    def on_message(receiver: Client, _userdata: object, message: MQTTMessage) -> None:
        nonlocal received
        received += 1
        receiver.ack(message.mid, message.qos)
        if received == expected:
            done.set()

    client.on_message = on_message
    with measured() as watch:
        _connect(client, port)
        client.loop_start()
        if not done.wait(PATIENCE_S):
            raise PartMissing(f"only {received} of {expected} messages arrived within {PATIENCE_S:g} s")
    client.disconnect()
    client.loop_stop()
    return watch
