"""A network that breaks in the middle of a packet: whatever was acknowledged arrives, once."""

from __future__ import annotations

import socket
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.settings import MqttSettings
from ingest.subscriber import Subscriber
from tests.cutting import CuttingNetwork
from tests.ingest.edge import Edge, open_edge
from tests.mosquitto import Mosquitto
from tests.waiting import wait_until

pytestmark = pytest.mark.mosquitto

TOPIC = "coldframe/v1/gateway/probe"
MESSAGES = 200
_HELLO = b"\x10\x10\x00\x04MQTT\x04\x02\x00\x3c\x00\x04half"
_PUBLISH_AT_QOS_1 = 0x32


@pytest.fixture
def edge(tmp_path: Path) -> Iterator[Edge]:
    """Return what lies behind the subscriber."""
    opened = open_edge(tmp_path)
    yield opened
    opened.close()


def _tension(number: int) -> str:
    """Return a message without a time: only its delivery tells whether it was taken already."""
    return f'{{"soil_tension_kpa": {number / 10}}}'


def _values(edge: Edge) -> Counter[int]:
    return Counter(round(10 * reading.value) for reading in edge.readings())


@pytest.mark.parametrize(("protocol", "after_bytes"), [("5", 1_003), ("3.1.1", 4_099)])
def test_cut_in_the_middle_of_a_delivery_each_message_is_taken_once(
    mosquitto: Mosquitto, edge: Edge, protocol: str, after_bytes: int
) -> None:
    """Cut while the broker delivers, the subscriber comes back and has every message exactly once."""
    settings = MqttSettings.model_validate({"url": mosquitto.url, "protocol": protocol})
    first = Subscriber(settings, edge.pipeline, edge.counters)
    first.start()
    wait_until(lambda: first.connected, what="the subscription")
    first.stop()
    mosquitto.publish_lines(TOPIC, [_tension(number) for number in range(MESSAGES)])
    with CuttingNetwork(mosquitto.port, (after_bytes,)) as network:
        settings = settings.model_copy(update={"url": f"mqtt://127.0.0.1:{network.port}"})
        subscriber = Subscriber(settings, edge.pipeline, edge.counters)
        subscriber.start()
        wait_until(lambda: len(_values(edge)) == MESSAGES, 20, "every message")
        subscriber.stop()
        assert network.cuts == 1
    assert _values(edge) == Counter(range(MESSAGES))


def test_a_message_that_was_cut_off_half_way_is_taken_once_when_it_comes_whole(
    mosquitto: Mosquitto, edge: Edge
) -> None:
    """A gateway whose network breaks within a message, and that sends it again, is heard once."""
    settings = MqttSettings.model_validate({"url": mosquitto.url})
    subscriber = Subscriber(settings, edge.pipeline, edge.counters)
    subscriber.start()
    wait_until(lambda: subscriber.connected, what="the subscription")
    body = len(TOPIC).to_bytes(2) + TOPIC.encode() + b"\x00\x01" + _tension(7).encode()
    packet = bytes((_PUBLISH_AT_QOS_1, len(body))) + body
    for sent in (packet[: len(packet) // 2], packet):
        with socket.create_connection(("127.0.0.1", mosquitto.port), timeout=10) as gateway:
            gateway.sendall(_HELLO)
            assert gateway.recv(4) == b"\x20\x02\x00\x00"
            gateway.sendall(sent)
            if sent is packet:
                assert gateway.recv(4) == b"\x40\x02\x00\x01"
    mosquitto.publish(TOPIC, _tension(8))
    wait_until(lambda: 8 in _values(edge), what="the message after it")
    subscriber.stop()
    assert _values(edge) == Counter((7, 8))
