"""A real Sparkplug edge node, a real Mosquitto, and our subscriber and pipeline between them."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from ingest.known import KnownFacts
from ingest.settings import MqttSettings
from ingest.subscriber import Subscriber
from tests.edge_node import EdgeNode
from tests.ingest.edge import Edge, balance, open_edge
from tests.mosquitto import Mosquitto
from tests.waiting import wait_until

pytestmark = [pytest.mark.mosquitto, pytest.mark.edge_node]

ROOT = Path(__file__).parents[2]
T_MS = 1_781_410_200_000
"""14 June 2026, 04:10 UTC."""

BAY = "farm:edge:bay-3"


def _metric(alias: int, value: float, at_ms: int, **more: object) -> dict[str, Any]:
    """Return a metric as it stands in data: by alias, without a name."""
    return {"alias": alias, "type": "Float", "value": value, "timestamp": at_ms, **more}


BIRTHS = {
    "bay-3": [
        {
            "name": "Sensors/Temperature",
            **_metric(1, 39.2, T_MS),
            "properties": {"engUnit": {"type": "String", "value": "°F"}},
        },
        {"name": "Sensors/Humidity", "alias": 2, "type": "Int16", "value": 71, "timestamp": T_MS},
    ]
}


@pytest.fixture
def known() -> KnownFacts:
    """Return what is known: nothing."""
    return KnownFacts()


@pytest.fixture
def edge(tmp_path: Path, known: KnownFacts) -> Iterator[Edge]:
    """Return the way in for readings, empty."""
    edge = open_edge(tmp_path, known=known)
    yield edge
    edge.close()


@pytest.fixture
def subscribe(mosquitto: Mosquitto, edge: Edge, known: KnownFacts) -> Iterator[Callable[[], Subscriber]]:
    """Return what connects our subscriber; it is stopped at the end."""
    started: list[Subscriber] = []

    def start() -> Subscriber:
        settings = MqttSettings.model_validate({"url": mosquitto.url})
        subscriber = Subscriber(settings, edge.pipeline, edge.counters, on_return=known.was_away)
        started.append(subscriber)
        subscriber.start()
        wait_until(lambda: subscriber.connected, what="the subscription")
        return subscriber

    yield start
    for subscriber in started:
        subscriber.stop()


@pytest.fixture
def connect(mosquitto: Mosquitto, tmp_path: Path) -> Iterator[Callable[..., EdgeNode]]:
    """Return what connects an edge node with the births that it is given; it is killed at the end."""
    nodes: list[EdgeNode] = []

    def start(births: Mapping[str, Any] = BIRTHS) -> EdgeNode:
        nodes.append(EdgeNode(mosquitto.url, births, tmp_path))
        return nodes[-1]

    yield start
    for node in nodes:
        node.kill()


def _values(edge: Edge) -> set[tuple[str, float, int]]:
    return {(one.quantity, round(one.value, 6), one.observed_at_ms - T_MS) for one in edge.readings()}


def _wait_for(edge: Edge, readings: int) -> None:
    wait_until(lambda: len(edge.readings()) >= readings, 20, f"{readings} readings")


BORN = {("air_temperature_c", 4.0, 0), ("relative_humidity_pct", 71.0, 0)}


def test_an_edge_node_is_read_from_its_birth_on(
    subscribe: Callable[[], Subscriber], connect: Callable[..., EdgeNode], edge: Edge
) -> None:
    """Values of births and of data by alias are read, with units, datatypes and times of their own."""
    subscribe()
    node = connect()
    node.publish("bay-3", _metric(1, 32.0, T_MS + 1_000), {**_metric(2, 72, T_MS + 1_000), "type": "Int16"})
    late = [_metric(1, 50.0, T_MS - minute * 60_000, isHistorical=True) for minute in (3, 2, 1)]
    node.publish("bay-3", *late)
    _wait_for(edge, 7)
    history = {("air_temperature_c", 10.0, -minute * 60_000) for minute in (3, 2, 1)}
    now = {("air_temperature_c", 0.0, 1_000), ("relative_humidity_pct", 72.0, 1_000)}
    assert _values(edge) == BORN | now | history
    assert {one.device for one in edge.readings()} == {BAY}
    assert edge.rejections() == []
    assert node.said("reborn") == 0


def test_who_comes_late_asks_for_the_births_and_loses_nothing(
    subscribe: Callable[[], Subscriber], connect: Callable[..., EdgeNode], edge: Edge
) -> None:
    """Data whose birth we missed waits until the node has answered our request; then it is read."""
    node = connect()
    subscribe()
    node.publish("bay-3", _metric(1, 32.0, T_MS + 1_000))
    node.wait_for("reborn")
    _wait_for(edge, 3)
    node.publish("bay-3", _metric(1, 33.8, T_MS + 2_000))
    _wait_for(edge, 4)
    assert _values(edge) == BORN | {("air_temperature_c", 0.0, 1_000), ("air_temperature_c", 1.0, 2_000)}
    assert edge.rejections() == []
    assert node.said("reborn") == 1


def test_aliases_of_a_new_life_are_not_read_as_those_of_the_old_one(
    subscribe: Callable[[], Subscriber], connect: Callable[..., EdgeNode], edge: Edge
) -> None:
    """A node that comes back with its aliases the other way round is read by its new birth."""
    subscribe()
    connect().kill()
    wait_until(lambda: edge.counters.value("control_messages") >= 2, 20, "the node's death")
    temperature, humidity = BIRTHS["bay-3"]
    node = connect({"bay-3": [{**temperature, "alias": 2}, {**humidity, "alias": 1}]})
    node.publish("bay-3", {**_metric(1, 72, T_MS + 1_000), "type": "Int16"}, _metric(2, 32.0, T_MS + 1_000))
    now = {("air_temperature_c", 0.0, 1_000), ("relative_humidity_pct", 72.0, 1_000)}
    wait_until(lambda: now <= _values(edge), 20, "the data of the second life")
    assert _values(edge) == BORN | now
    assert edge.rejections() == []
    wait_until(lambda: len(set(balance(edge.counters))) == 1, 20, "every message being accounted for")


def test_a_node_that_started_anew_while_we_were_away_is_asked_before_it_is_read(
    subscribe: Callable[[], Subscriber], connect: Callable[..., EdgeNode], edge: Edge
) -> None:
    """Its death was missed, because Tahu leaves it at QoS 0; still nothing is read by the old aliases."""
    ours = subscribe()
    first = connect()
    _wait_for(edge, 2)
    ours.stop()
    first.kill()
    temperature, humidity = BIRTHS["bay-3"]
    node = connect({"bay-3": [{**temperature, "alias": 2}, {**humidity, "alias": 1}]})
    subscribe()
    node.publish("bay-3", {**_metric(1, 72, T_MS + 1_000), "type": "Int16"})
    node.wait_for("reborn")
    node.publish("bay-3", {**_metric(1, 73, T_MS + 2_000), "type": "Int16"})
    wait_until(lambda: ("relative_humidity_pct", 73.0, 2_000) in _values(edge), 20, "the new life's data")
    assert _values(edge) == BORN | {("relative_humidity_pct", 73.0, 2_000)}
    wait_until(lambda: len(edge.rejections()) == 1, 20, "what was sent before the birth in quarantine")


def test_killed_when_it_knew_the_births_it_asks_for_them_again(
    mosquitto: Mosquitto, connect: Callable[..., EdgeNode], tmp_path: Path
) -> None:
    """After kill -9 the aliases are forgotten: the node is asked once, and what it said meanwhile is read."""
    folder = tmp_path / "killed"
    folder.mkdir()
    program = [sys.executable, "-m", "tests.ingest.crashing", str(folder), mosquitto.url, "2"]
    with subprocess.Popen(program, cwd=ROOT, stdout=subprocess.PIPE, text=True) as doomed:
        try:
            assert doomed.stdout is not None
            assert "subscribed" in doomed.stdout.readline()
            node = connect()
            assert doomed.wait(30) == -signal.SIGKILL
        finally:
            doomed.kill()  # where it was not killed as it should be, nobody waits for it
    known = KnownFacts()
    edge = open_edge(folder, known=known)
    settings = MqttSettings.model_validate({"url": mosquitto.url})
    again = Subscriber(settings, edge.pipeline, edge.counters, on_return=known.was_away)
    again.start()
    wait_until(lambda: again.connected, what="the subscription")
    node.publish("bay-3", _metric(1, 32.0, T_MS + 1_000))
    node.wait_for("reborn")
    node.publish("bay-3", _metric(1, 33.8, T_MS + 2_000))
    now = {("air_temperature_c", 0.0, 1_000), ("air_temperature_c", 1.0, 2_000)}
    wait_until(lambda: now <= _values(edge), 20, "what was said after the crash")
    again.stop()
    assert _values(edge) == BORN | now
    assert (edge.rejections(), node.said("reborn")) == ([], 1)
    edge.close()
