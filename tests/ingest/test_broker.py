"""The embedded broker: what a farm on one machine needs of it, seen from the subscriber and from gateways."""

from __future__ import annotations

import json
import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from ingest.broker import EmbeddedBroker
from ingest.errors import AddressInUse
from ingest.settings import MqttSettings
from ingest.subscriber import Subscriber
from tests.ingest.edge import Edge, open_edge
from tests.mosquitto import find_mosquitto, publish, publish_lines
from tests.waiting import wait_until

TOPIC = "coldframe/v1/gateway/probe"
HISTORY = [
    {"observed_at": 1_781_410_200_000 + 60_000 * minute, "air_temperature_c": 4.5} for minute in range(4_320)
]


@pytest.fixture
def edge(tmp_path: Path) -> Iterator[Edge]:
    """Return the way in for readings, empty."""
    edge = open_edge(tmp_path)
    yield edge
    edge.close()


@pytest.fixture
def broker(free_port: int) -> Iterator[EmbeddedBroker]:
    """Return a running broker."""
    broker = EmbeddedBroker("127.0.0.1", free_port)
    broker.start()
    yield broker
    broker.stop()


def _connect(broker: EmbeddedBroker, edge: Edge, protocol: str = "3.1.1") -> Subscriber:
    settings = MqttSettings.model_validate(
        {"url": f"mqtt://{broker.host}:{broker.port}", "protocol": protocol}
    )
    subscriber = Subscriber(settings, edge.pipeline, edge.counters)
    subscriber.start()
    wait_until(lambda: subscriber.connected, 20, what="the subscription")
    return subscriber


def test_port_that_is_taken_is_named(broker: EmbeddedBroker) -> None:
    """Where another program listens, the error says on which address."""
    with pytest.raises(AddressInUse, match=f"127.0.0.1:{broker.port}"):
        EmbeddedBroker("127.0.0.1", broker.port).start()


def test_broker_that_was_never_started_can_be_stopped(free_port: int) -> None:
    """A service that fails half way through its start can stop everything."""
    EmbeddedBroker("127.0.0.1", free_port).stop()


def test_port_is_free_again_after_stop(broker: EmbeddedBroker, edge: Edge) -> None:
    """A broker that was stopped with clients connected leaves its address to the next one."""
    subscriber = _connect(broker, edge)
    broker.stop()
    subscriber.stop()
    successor = EmbeddedBroker("127.0.0.1", broker.port)
    successor.start()
    successor.stop()


@pytest.mark.mosquitto
def test_messages_wait_for_the_service_from_the_first_moment(broker: EmbeddedBroker, edge: Edge) -> None:
    """What gateways publish before the service subscribes, or while it is away, is delivered, as new."""
    find_mosquitto()
    publish(broker.port, TOPIC, '{"battery_v": 3.1}')
    subscriber = _connect(broker, edge)
    wait_until(lambda: len(edge.readings()) == 1, what="the early message")
    subscriber.stop()
    for _ in range(3):
        publish(broker.port, TOPIC, '{"battery_v": 3.2}')
    subscriber = _connect(broker, edge)
    wait_until(lambda: len(edge.readings()) == 4, what="the later messages")
    subscriber.stop()
    assert edge.counters.value("retained_messages") == 0


@pytest.mark.mosquitto
def test_three_days_of_history_arrive_in_large_messages(broker: EmbeddedBroker, edge: Edge) -> None:
    """Gateways that back-fill three days, minute by minute, in one message each are taken at once."""
    find_mosquitto()
    subscriber = _connect(broker, edge)
    for number in range(6):
        publish(broker.port, f"coldframe/v1/gateway/probe-{number}", json.dumps(HISTORY))
    wait_until(lambda: edge.counters.value("accepted_readings") == 6 * len(HISTORY), 30, "all the history")
    subscriber.stop()
    assert edge.rejections() == []


@pytest.mark.mosquitto
def test_what_gateways_were_told_is_taken_is_in_the_journal_after_stop(
    broker: EmbeddedBroker, edge: Edge
) -> None:
    """A stop in order loses nothing that the broker had acknowledged to a gateway."""
    find_mosquitto()
    subscriber = _connect(broker, edge)
    publish_lines(broker.port, TOPIC, [json.dumps(HISTORY)] * 10)
    broker.hand_on()
    subscriber.stop()
    assert edge.counters.value("accepted_messages") == 10


@pytest.mark.mosquitto
def test_client_that_speaks_mqtt_5_is_told_that_it_is_not_spoken(broker: EmbeddedBroker) -> None:
    """A gateway set to MQTT 5 gets an answer that names the reason, instead of waiting for ever."""
    where = ["-h", broker.host, "-p", str(broker.port)]
    client = ["mosquitto_pub", "-V", "mqttv5", *where, "-t", "a/b", "-m", "1"]
    done = subprocess.run(client, capture_output=True, text=True, timeout=20, check=False)
    assert done.returncode != 0
    assert "Unsupported Protocol Version" in done.stderr


@pytest.mark.parametrize(
    "said", [b"GET / HTTP/1.1\r\n\r\n", b"\x10\x0c\x00\x06MQIsdp\x03\x02\x00\x3c", b"\x10"]
)
def test_who_does_not_speak_mqtt_hurts_nobody(said: bytes, broker: EmbeddedBroker, edge: Edge) -> None:
    """Whatever else connects to the port, the broker goes on serving those that speak MQTT 3.1.1."""
    with socket.create_connection((broker.host, broker.port)) as stranger:
        stranger.sendall(said)
    subscriber = _connect(broker, edge)
    subscriber.stop()


def test_broker_that_never_answers_mqtt_5_is_tried_with_3_1_1(free_port: int, edge: Edge) -> None:
    """With protocol auto, a broker that leaves MQTT 5 without an answer is next greeted in MQTT 3.1.1."""
    settings = MqttSettings.model_validate({"url": f"mqtt://127.0.0.1:{free_port}", "protocol": "auto"})
    with socket.create_server(("127.0.0.1", free_port)) as mute, ExitStack() as accepted:
        mute.settimeout(20)
        subscriber = Subscriber(settings, edge.pipeline, edge.counters)
        subscriber.start()
        levels = []
        for _ in range(2):
            connection = accepted.enter_context(mute.accept()[0])
            connection.settimeout(20)
            levels.append(connection.recv(64)[8])
        subscriber.stop()
    assert levels == [5, 4]


def test_broker_without_mqtt_5_is_found_out(broker: EmbeddedBroker, edge: Edge) -> None:
    """With protocol auto, a broker that refuses MQTT 5 is spoken to in MQTT 3.1.1."""
    subscriber = _connect(broker, edge, "auto")
    assert subscriber.detail.endswith("MQTT 3.1.1")
    subscriber.stop()
