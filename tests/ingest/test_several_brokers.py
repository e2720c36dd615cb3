"""Several brokers at once: each for itself, all into the same journal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from ingest.settings import MqttSettings
from ingest.subscriber import Subscriber
from tests.ingest.edge import Edge, open_edge
from tests.mosquitto import Mosquitto
from tests.waiting import wait_until

pytestmark = pytest.mark.mosquitto

TOPIC = "coldframe/v1/gateway/probe"
NO_TIME = '{"co2_ppm": 400}'


@pytest.fixture
def edge(tmp_path: Path) -> Iterator[Edge]:
    """Return what lies behind all subscribers."""
    opened = open_edge(tmp_path)
    yield opened
    opened.close()


def _listen(edge: Edge, broker: Mosquitto, **more: object) -> Subscriber:
    settings = MqttSettings.model_validate({"url": broker.url, **more})
    subscriber = Subscriber(settings, edge.pipeline, edge.counters)
    subscriber.start()
    wait_until(lambda: subscriber.connected, what="the subscription")
    return subscriber


def _has_taken_one(subscriber: Subscriber) -> bool:
    return subscriber.taken_messages == 1


def test_a_broker_that_is_away_does_not_stop_the_others(
    mosquitto: Mosquitto, lasting_mosquitto: Mosquitto, edge: Edge
) -> None:
    """One broker is killed: the other's messages still arrive, and each has counts and words of its own."""
    barn = _listen(edge, mosquitto, name="barn")
    field = _listen(edge, lasting_mosquitto, name="field")
    lasting_mosquitto.publish(TOPIC, NO_TIME)
    wait_until(lambda: field.taken_messages == 1, what="the message of the field")
    lasting_mosquitto.kill()
    wait_until(lambda: not field.connected, what="noticing that the broker is gone")
    mosquitto.publish(TOPIC, NO_TIME)
    wait_until(lambda: barn.taken_messages == 1, what="the message of the barn")
    assert (barn.connected, barn.lost_connections, field.lost_connections) == (True, 0, 1)
    assert edge.counters.value("accepted_messages") == 2
    assert edge.registry.device("probe").broker == barn.title, (
        "whoever asks which broker is away asks by title"
    )
    for subscriber in (barn, field):
        subscriber.stop()


def test_a_repeat_of_one_broker_is_none_of_another(
    mosquitto: Mosquitto, lasting_mosquitto: Mosquitto, edge: Edge
) -> None:
    """Brokers number their deliveries alike; the same words and number at another one are a new message."""
    for broker in (mosquitto, lasting_mosquitto):
        _listen(edge, broker).stop()
        broker.publish(TOPIC, NO_TIME)
    # Offered again and again as what may be known already, as after a failure half way.
    for broker in (mosquitto, lasting_mosquitto):
        settings = MqttSettings.model_validate({"url": broker.url})
        subscriber = Subscriber(settings, edge.pipeline, edge.counters)
        subscriber._again = True
        subscriber.start()
        wait_until(partial(_has_taken_one, subscriber), what="the message")
        subscriber.stop()
    assert Counter(reading.quantity for reading in edge.readings()) == {"co2_ppm": 2}


def test_each_broker_is_asked_for_its_own_topics(
    mosquitto: Mosquitto, lasting_mosquitto: Mosquitto, edge: Edge
) -> None:
    """Topics that one broker is asked for are not asked for at another."""
    barn = _listen(edge, mosquitto, topics=["coldframe/v1/barn/#"])
    field = _listen(edge, lasting_mosquitto, topics=["coldframe/v1/field/#"])
    for broker in (mosquitto, lasting_mosquitto):
        for gateway in ("barn", "field"):
            broker.publish(f"coldframe/v1/{gateway}/{gateway}-probe", NO_TIME)
    wait_until(lambda: (barn.taken_messages, field.taken_messages) == (1, 1), what="one message of each")
    for subscriber in (barn, field):
        subscriber.stop()
    assert (barn.taken_messages, field.taken_messages) == (1, 1)
    assert {reading.device for reading in edge.readings()} == {"barn-probe", "field-probe"}
