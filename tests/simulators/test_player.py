"""The player, against a real broker."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from simulators.errors import BrokerUrlError
from simulators.gateways import Publication
from simulators.pacing import Pacer
from simulators.player import Broker, Courier, play
from simulators.scenario import load
from tests.mosquitto import Mosquitto
from tests.simulators import told
from tests.waiting import wait_until

Received = list[tuple[str, bytes]]


@contextmanager
def _listening(port: int) -> Iterator[Received]:
    """Subscribe to everything, and keep what comes."""
    received: Received = []
    subscribed = threading.Event()
    client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id="listener", clean_session=False)

    def on_connect(*_: object) -> None:
        client.subscribe("#", qos=1)

    def on_message(_client: object, _data: object, message: mqtt.MQTTMessage) -> None:
        received.append((message.topic, bytes(message.payload)))

    client.on_connect = on_connect
    client.on_subscribe = lambda *_: subscribed.set()
    client.on_message = on_message
    client.reconnect_delay_set(1, 1)
    client.connect("127.0.0.1", port)
    client.loop_start()
    try:
        wait_until(subscribed.is_set, what="the subscription")
        yield received
    finally:
        client.disconnect()
        client.loop_stop()


@contextmanager
def _playing(url: str, **changed: float | str) -> Iterator[threading.Thread]:
    """Play Qingtian in a thread of its own."""
    stop = threading.Event()
    usual = {"api_url": None, "token": None, "start_ms": told.START_MS, "speed": 60.0, "seed": 1}
    player = threading.Thread(
        target=play,
        args=(load("qingtian"),),
        kwargs=usual | {"broker_url": url, "stop": stop} | changed,
    )
    player.start()
    try:
        yield player
    finally:
        stop.set()
        player.join(20.0)
        assert not player.is_alive()


@pytest.mark.mosquitto
def test_the_whole_history_reaches_a_real_broker(mosquitto: Mosquitto) -> None:
    """Every message of the past is delivered, each format's in their order, and live ones follow."""
    expected = [(sent.topic, sent.payload) for sent in told.messages(1, 0.0)]
    with _listening(mosquitto.port) as received, _playing(mosquitto.url):
        wait_until(lambda: len(received) > len(expected), 30.0, "the history and a live message")
        wait_until(lambda: set(expected) <= set(received), 30.0, "the rest of the history")
    for head in {topic.split("/")[0] for topic, _ in expected}:
        wanted, came = ([one for one in all_ if one[0].startswith(head)] for all_ in (expected, received))
        assert came[: len(wanted)] == wanted, head


@pytest.mark.mosquitto
def test_without_history_only_the_present_is_published(mosquitto: Mosquitto) -> None:
    """Told without its past, the story begins with its first live message."""
    first = told.messages(1, 0.5, history=False)[0]
    with _listening(mosquitto.port) as received, _playing(mosquitto.url, history=False):
        wait_until(lambda: bool(received), what="a live message")
    assert received[0] == (first.topic, first.payload)


@pytest.mark.mosquitto
def test_a_broker_that_comes_late_is_waited_for(mosquitto: Mosquitto) -> None:
    """The player starts before its broker, and delivers once that is there."""
    mosquitto.kill()
    with _playing(mosquitto.url):
        mosquitto.start()
        with _listening(mosquitto.port) as received:
            wait_until(lambda: bool(received), 20.0, "a message after the broker came")


@pytest.mark.mosquitto
def test_nothing_is_lost_when_the_broker_restarts(lasting_mosquitto: Mosquitto) -> None:
    """Whatever the broker had not acknowledged before it went away is published again."""
    stop = threading.Event()
    expected = {f"m/{number}" for number in range(300)}

    def messages() -> Iterator[Publication]:
        for number in range(300):
            if number == 150:
                lasting_mosquitto.stop()
                lasting_mosquitto.start()
            yield Publication(0.0, f"m/{number}", b"x")

    broker = Broker.from_url(lasting_mosquitto.url)
    with _listening(lasting_mosquitto.port) as received, Courier(broker, "courier", stop) as courier:
        courier.deliver(messages(), Pacer(0, 1.0, stop))
        wait_until(lambda: {topic for topic, _ in received} == expected, 30.0, "every message")


class _Commanded:
    """Waits for commands to one gateway."""

    hears = ("spBv1.0/qingtian/NCMD/packhouse",)

    def __init__(self) -> None:
        self.heard: list[tuple[str, bytes]] = []

    def hear(self, topic: str, payload: bytes) -> None:
        self.heard.append((topic, payload))


@pytest.mark.mosquitto
def test_commands_to_gateways_come_back_with_the_courier(mosquitto: Mosquitto) -> None:
    """A message without acknowledgement is delivered too, and a command on a gateway's topic is heard."""
    stop, listener = threading.Event(), _Commanded()
    broker = Broker.from_url(mosquitto.url)
    command = Publication(0.0, listener.hears[0], b"rebirth", qos=0)
    with Courier(broker, "courier", stop, listener) as courier:

        def is_heard() -> bool:
            return courier.deliver([command], Pacer(0, 1.0, stop)) == 1 and bool(listener.heard)

        wait_until(is_heard, what="the command")
    assert listener.heard[0] == (command.topic, command.payload)


class _Entries(BaseHTTPRequestHandler):
    """An API that accepts whatever is entered, and remembers to where."""

    paths: ClassVar[list[str]] = []

    def do_POST(self) -> None:
        """Accept."""
        self.rfile.read(int(self.headers["Content-Length"]))
        self.paths.append(self.path)
        self.send_response(201)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.mark.mosquitto
def test_people_enter_their_lots_while_the_gateways_publish(mosquitto: Mosquitto) -> None:
    """With the API's address, the lots, moves and the shipment of the past are entered at once."""
    _Entries.paths.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Entries)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    api_url = f"http://127.0.0.1:{server.server_port}"
    try:
        with _playing(mosquitto.url, api_url=api_url, token="secret"):  # noqa: S106 - made up here
            wait_until(lambda: len(_Entries.paths) >= 4, what="the errands of the past")
    finally:
        server.shutdown()
        serving.join()
        server.server_close()
    assert [path.rsplit("/", 1)[1] for path in _Entries.paths[:4]] == ["lots", "stays", "stays", "shipments"]


def test_a_stop_ends_a_player_that_never_found_a_broker(free_port: int) -> None:
    """Without any broker the player can still be stopped."""
    with _playing(f"mqtt://127.0.0.1:{free_port}") as player:
        assert player.is_alive()


@pytest.mark.parametrize(
    ("url", "broker"),
    [
        ("mqtt://farm.example", Broker("farm.example", 1883)),
        ("mqtts://farm.example", Broker("farm.example", 8883, tls=True)),
        ("mqtt://ana:p%40ss@farm.example:1884", Broker("farm.example", 1884, False, "ana", "p@ss")),
    ],
)
def test_a_broker_is_named_by_a_url(url: str, broker: Broker) -> None:
    """Host, port, TLS and account come from one URL; ports have their usual values."""
    assert Broker.from_url(url) == broker


@pytest.mark.parametrize("url", ["farm.example:1883", "http://farm.example", "mqtt://"])
def test_anything_else_is_refused(url: str) -> None:
    """A URL that names no MQTT broker is refused with what was expected."""
    with pytest.raises(BrokerUrlError, match="expected mqtt://HOST"):
        Broker.from_url(url)
