"""The subscriber against a real Mosquitto, with ``mosquitto_pub`` as the gateway."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from ingest.counters import Counters
from ingest.errors import JournalFull
from ingest.formats import victron
from ingest.group import Outcome
from ingest.message import Message
from ingest.reading import Reason
from ingest.settings import MqttSettings
from ingest.subscriber import Subscriber
from tests.ingest.edge import Edge, balance, open_edge
from tests.mosquitto import Mosquitto, find_mosquitto
from tests.waiting import wait_until

TOPIC = "coldframe/v1/gateway/probe"
NO_TIME = '{"air_temperature_c": 4.5}'

pytestmark = pytest.mark.mosquitto


@pytest.fixture
def edge(tmp_path: Path) -> Iterator[Edge]:
    """Return the way in for readings, empty."""
    edge = open_edge(tmp_path)
    yield edge
    edge.close()


def _lines(count: int, first_ms: int = 1_781_410_200_000) -> list[str]:
    return [
        json.dumps({"observed_at": first_ms + 1_000 * number, "air_temperature_c": 4.5})
        for number in range(count)
    ]


def _connect(broker: Mosquitto, edge: Edge, protocol: str = "auto") -> Subscriber:
    settings = MqttSettings.model_validate({"url": broker.url, "protocol": protocol})
    subscriber = Subscriber(settings, edge.pipeline, edge.counters)
    subscriber.start()
    wait_until(lambda: subscriber.connected, what="the subscription")
    return subscriber


def _wait_for(edge: Edge, messages: int) -> None:
    wait_until(lambda: edge.counters.value("received_messages") >= messages, 30, f"{messages} messages")


@pytest.mark.parametrize("topic", ["coldframe/v1/gateway", "coldframe/v1/gateway/ice/box", "coldframe/probe"])
def test_a_mistyped_topic_is_found_in_the_quarantine(topic: str, mosquitto: Mosquitto, edge: Edge) -> None:
    """What is published beside the topics of our own format is kept with that reason, not overheard."""
    subscriber = _connect(mosquitto, edge)
    mosquitto.publish(topic, NO_TIME)
    _wait_for(edge, 1)
    subscriber.stop()
    assert [(entry.topic, entry.reason) for entry in edge.rejections()] == [(topic, Reason.UNKNOWN_TOPIC)]


@pytest.mark.parametrize("protocol", ["5", "3.1.1"])
def test_what_a_gateway_publishes_is_in_the_journal(protocol: str, mosquitto: Mosquitto, edge: Edge) -> None:
    """With MQTT 5 and 3.1.1, at QoS 0 and 1, good messages become readings and bad ones quarantine."""
    subscriber = _connect(mosquitto, edge, protocol)
    assert subscriber.detail.endswith(f"MQTT {protocol}")
    mosquitto.publish_lines(TOPIC, _lines(3_000))
    mosquitto.publish(TOPIC, NO_TIME, qos=0)
    mosquitto.publish(TOPIC, b"\xff\x00rubbish")
    mosquitto.publish(TOPIC, b"")
    mosquitto.publish(TOPIC, b"x" * 1_500_000)
    _wait_for(edge, 3_004)
    subscriber.stop()
    assert len(edge.readings()) == 3_001
    assert sorted(rejection.reason for rejection in edge.rejections()) == [
        "not_decodable",
        "not_decodable",
        "too_large",
    ]
    assert balance(edge.counters) == (3_004, 3_004)


@pytest.mark.parametrize("protocol", ["5", "3.1.1"])
def test_what_is_published_while_the_service_is_down_comes_later(
    protocol: str, mosquitto: Mosquitto, edge: Edge
) -> None:
    """The session stays at the broker: messages that arrive between two runs are taken by the second."""
    _connect(mosquitto, edge, protocol).stop()
    mosquitto.publish_lines(TOPIC, _lines(500))
    subscriber = _connect(mosquitto, edge, protocol)
    _wait_for(edge, 500)
    subscriber.stop()
    assert len(edge.readings()) == 500
    assert edge.counters.value("repeated_messages") == 0


def test_a_gateway_that_needs_it_is_kept_publishing(mosquitto: Mosquitto, edge: Edge) -> None:
    """What a gateway has to be sent is published after every subscription, and then at its pace."""
    settings = MqttSettings.model_validate({"url": mosquitto.url})
    heard = ("R/c0619ab4a585/keepalive",)
    wanted = victron.keepalives("c0619ab4a585")
    subscriber = Subscriber(settings, edge.pipeline, edge.counters, heard, wanted)
    subscriber.start()
    _wait_for(edge, 2)
    subscriber.stop()
    everything, nothing_again = (refused.payload for refused in edge.rejections())
    assert everything == b""
    assert json.loads(nothing_again) == {"keepalive-options": ["suppress-republish"]}


def test_retained_messages_are_not_taken_for_new_ones(mosquitto: Mosquitto, edge: Edge) -> None:
    """A value that the broker retained from earlier is counted and not stored."""
    mosquitto.publish(TOPIC, NO_TIME, "-r")
    subscriber = _connect(mosquitto, edge)
    _wait_for(edge, 1)
    subscriber.stop()
    assert (edge.readings(), edge.counters.value("retained_messages")) == ((), 1)


def test_subscriber_finds_a_broker_that_was_killed_and_came_back(
    lasting_mosquitto: Mosquitto, edge: Edge
) -> None:
    """After the broker died and started again on the same port, messages arrive again, on their own."""
    subscriber = _connect(lasting_mosquitto, edge)
    lasting_mosquitto.publish_lines(TOPIC, _lines(100))
    _wait_for(edge, 100)
    lasting_mosquitto.kill()
    wait_until(lambda: not subscriber.connected, what="noticing that the broker is gone")
    assert "127.0.0.1" in subscriber.detail
    lasting_mosquitto.start()
    wait_until(lambda: subscriber.connected, 30, "the next subscription")
    lasting_mosquitto.publish_lines(TOPIC, _lines(100, 1_781_420_000_000))
    wait_until(
        lambda: len({reading.observed_at_ms for reading in edge.readings()}) == 200, what="200 readings"
    )
    subscriber.stop()
    assert edge.counters.value("broker_disconnections") == 1


def test_broker_that_is_not_there_yet_is_waited_for(free_port: int, edge: Edge) -> None:
    """A service that starts before its broker says so, and can be stopped all the same."""
    settings = MqttSettings.model_validate({"url": f"mqtt://127.0.0.1:{free_port}"})
    subscriber = Subscriber(settings, edge.pipeline, edge.counters)
    subscriber.start()
    wait_until(lambda: "cannot reach 127.0.0.1" in subscriber.detail, what="the complaint")
    assert not subscriber.connected
    subscriber.stop()


class _Stubborn:
    """A pipeline that refuses until it is told otherwise."""

    def __init__(self, error: Exception) -> None:
        self.error: Exception | None = error
        self.refused = threading.Event()
        self.accepted: list[tuple[Message, bool]] = []

    def accept(self, messages: Sequence[Message], *, again: bool = False) -> Outcome:
        """Refuse, or take everything."""
        if self.error is not None:
            self.refused.set()
            raise self.error
        self.accepted += [(message, again) for message in messages]
        return Outcome((), 0, ())


@pytest.mark.parametrize("error", [JournalFull("the journal is full"), OSError("no space left on device")])
def test_nothing_is_acknowledged_while_nothing_can_be_kept(error: Exception, mosquitto: Mosquitto) -> None:
    """While the journal refuses, messages stay with the broker, and a later run gets them all."""
    pipeline = _Stubborn(error)
    settings = MqttSettings.model_validate({"url": mosquitto.url})
    first = Subscriber(settings, pipeline, Counters())
    first.start()
    wait_until(lambda: first.connected, what="the subscription")
    mosquitto.publish_lines(TOPIC, _lines(50))
    assert pipeline.refused.wait(10)
    wait_until(lambda: "nothing is taken in" in first.detail, what="the complaint")
    first.stop()
    pipeline.error = None
    second = Subscriber(settings, pipeline, Counters())
    second.start()
    wait_until(lambda: len(pipeline.accepted) >= 50, what="50 messages")
    second.stop()
    assert len({message.payload for message, _ in pipeline.accepted}) == 50


class _Slow:
    """A pipeline whose first group takes until somebody lets it go."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.go_on = threading.Event()
        self.groups: list[int] = []

    def accept(self, messages: Sequence[Message], *, again: bool = False) -> Outcome:  # noqa: ARG002 - a stand-in
        """Take everything, the first time slowly."""
        self.begun.set()
        assert self.go_on.wait(30)
        self.groups.append(len(messages))
        return Outcome((), 0, ())


def test_while_the_disk_is_slow_more_messages_share_a_commit(mosquitto: Mosquitto) -> None:
    """What arrives meanwhile waits for the next groups: there are few, none too large, and none is lost."""
    pipeline = _Slow()
    settings = MqttSettings.model_validate({"url": mosquitto.url, "receive_maximum": 5_000})
    subscriber = Subscriber(settings, pipeline, Counters())
    subscriber.start()
    wait_until(lambda: subscriber.connected, what="the subscription")
    mosquitto.publish(TOPIC, NO_TIME)
    assert pipeline.begun.wait(10)
    mosquitto.publish_lines(TOPIC, _lines(4_000))
    pipeline.go_on.set()
    wait_until(lambda: sum(pipeline.groups) >= 4_001, what="every message")
    subscriber.stop()
    assert sum(pipeline.groups) == 4_001
    assert len(pipeline.groups) < 20
    assert max(pipeline.groups) < 3_000


def test_group_that_was_refused_is_offered_again_as_such(mosquitto: Mosquitto) -> None:
    """When there is room again the same messages are offered again, marked, and then acknowledged."""
    pipeline = _Stubborn(JournalFull("the journal is full"))
    settings = MqttSettings.model_validate({"url": mosquitto.url})
    subscriber = Subscriber(settings, pipeline, Counters())
    subscriber.start()
    wait_until(lambda: subscriber.connected, what="the subscription")
    mosquitto.publish(TOPIC, NO_TIME)
    assert pipeline.refused.wait(10)
    pipeline.error = None
    wait_until(lambda: pipeline.accepted != [], what="the second try")
    wait_until(lambda: subscriber.detail.startswith("connected"), what="the all-clear")
    subscriber.stop()
    assert [(message.payload, again) for message, again in pipeline.accepted] == [(NO_TIME.encode(), True)]
    next_one = _Stubborn(JournalFull("never asked"))
    after = Subscriber(settings, next_one, Counters())
    after.start()
    wait_until(lambda: after.connected, what="the subscription")
    after.stop()
    assert not next_one.refused.is_set()


def test_a_broker_that_forgot_what_waited_is_told_of(mosquitto: Mosquitto, edge: Edge) -> None:
    """A broker without persistence that was killed has lost our session: that is counted and said."""
    subscriber = _connect(mosquitto, edge)
    assert "forgotten" not in subscriber.detail
    mosquitto.kill()
    wait_until(lambda: not subscriber.connected, what="noticing that the broker is gone")
    mosquitto.start()
    wait_until(lambda: subscriber.connected, 30, "the next subscription")
    subscriber.stop()
    assert subscriber.losses.lost_sessions == 1


def test_what_the_broker_says_that_it_dropped_is_heard(tmp_path: Path, free_port: int, edge: Edge) -> None:
    """A broker with no room for what waits drops it after the acknowledgement, and says how much."""
    limits = "allow_anonymous true\nmax_queued_messages 10\nsys_interval 1\n"
    broker = Mosquitto(find_mosquitto(), tmp_path, free_port, access=limits)
    broker.start()
    first = _connect(broker, edge)
    first.stop()
    broker.publish_lines(TOPIC, _lines(100))
    second = _connect(broker, edge)
    wait_until(lambda: second.losses.dropped_messages == 90, what="the broker's word")
    second.stop()
    broker.stop()
    assert second.taken_messages == 10
    assert edge.counters.value("received_messages") == 10
