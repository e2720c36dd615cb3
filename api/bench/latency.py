"""How long it takes from a gateway's message to the alert on somebody's screen, while others publish too."""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx
import msgspec
import numpy as np
from paho.mqtt.client import Client, MQTTMessage

from api.bench.figure import Span
from api.bench.ingest import wait_for
from api.bench.messages import DEVICES, PLACES, device_id
from api.bench.part import PATIENCE_S
from api.bench.queue_broker import mosquitto, talking
from api.bench.running import Running, running_service
from ingest.clock import MS_PER_MINUTE, SystemClock

LOAD_PER_S = 1_000
"""What all others publish meanwhile [messages/s]."""
MOST_MS = 250.0
_ALARMS_PER_S = 10.0
_DWELL_PASSED_MIN = 50
"""So long ago a room was first too warm: its alert is due with the next reading [min]."""
_HOT_C = 9.0
_TOPIC = "coldframe/v1/bench"


def run(count: int, store: str = "embedded") -> Sequence[Span]:
    """Let one room after another become too warm under load; return how late the stream tells of it.

    *count* readings give one alert per two hundred, at least three.
    """
    alarms = max(3, count // 200)
    with (
        tempfile.TemporaryDirectory(prefix="coldframe-bench-") as folder,
        mosquitto(Path(folder)) as port,
        running_service(Path(folder), port, _farm(alarms), store) as service,
        talking(port) as client,
    ):
        before_s = service.cpu_s()
        load = _Load(client)
        with _screen(service) as seen_s, _echo(port) as heard_s, load:
            _settle(client, alarms)
            published_s = _alarm(client, alarms)
            wait_for(lambda: published_s.keys() <= seen_s.keys())
        cpu_us = (service.cpu_s() - before_s) / (load.published + 3 * alarms) * 1e6
    shown_ms = [(seen_s[room] - at_s) * 1e3 for room, at_s in published_s.items()]
    echoed_ms = [(heard_s[room] - at_s) * 1e3 for room, at_s in published_s.items() if room in heard_s]
    what = f"publish to alert on the live stream, {alarms} alerts at {LOAD_PER_S:,} messages/s ({store})"
    limit = "paho-mqtt alone hears the same messages"
    return [
        Span(
            bench="latency",
            what=f"{what}, {name}",
            value=float(np.percentile(shown_ms, percent)),
            unit="ms",
            limit=limit,
            limit_value=float(np.percentile(echoed_ms, percent)),
            most=most,
            cpu_us=cpu_us,
        )
        for name, percent, most in (("p99", 99.0, MOST_MS), ("median", 50.0, None))
    ]


def _farm(rooms: int) -> Mapping[str, Sequence[Mapping[str, str]]]:
    """Return rooms that will become too warm, and places for everybody else's sensors."""
    names = [*(f"other-{n}" for n in range(PLACES)), *(f"hot-{n}" for n in range(rooms))]
    return {
        "sites": [{"id": "bench", "name": "Bench", "time_zone": "UTC"}],
        "places": [
            {"id": name, "site": "bench", "name": name, "kind": "cold_room", "recipe": "cold_room"}
            for name in names
        ],
        "devices": [
            *({"id": device_id(n), "place": f"other-{n % PLACES}"} for n in range(DEVICES)),
            *({"id": f"hot-{n}-air", "place": f"hot-{n}"} for n in range(rooms)),
        ],
    }


class _Load:
    """Everybody else: a thousand sensors that publish in turn, all within limits."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="load")
        self.published = 0

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        clock, started_s = SystemClock(), time.monotonic()
        while not self._stop.wait(0.01):
            due = int((time.monotonic() - started_s) * LOAD_PER_S)
            for number in range(self.published, due):
                _publish(self._client, device_id(number % DEVICES), clock.now_ms(), 1.0 + number % 7 / 10)
            self.published = due


def _settle(client: Client, alarms: int) -> None:
    """Let every sensor speak once, as they all had for months when something happens."""
    at_ms = SystemClock().now_ms() - (_DWELL_PASSED_MIN + 1) * MS_PER_MINUTE
    for number in range(alarms):
        _publish(client, f"hot-{number}-air", at_ms, 1.0)
    threading.Event().wait(min(3.0, 0.1 * alarms))


def _alarm(client: Client, alarms: int) -> Mapping[str, float]:
    """Let one room after another be too warm; return when each message left that makes an alert due."""
    clock, pause, published_s = SystemClock(), threading.Event(), {}
    for number in range(alarms):
        device = f"hot-{number}-air"
        _publish(client, device, clock.now_ms() - _DWELL_PASSED_MIN * MS_PER_MINUTE, _HOT_C)
        pause.wait(1.0 / _ALARMS_PER_S)
        published_s[f"hot-{number}"] = time.monotonic()
        _publish(client, device, clock.now_ms(), _HOT_C)
    return published_s


def _publish(client: Client, device: str, at_ms: int, value_c: float) -> None:
    payload = b'{"observed_at": %d, "air_temperature_c": %.2f}' % (at_ms, value_c)
    client.publish(f"{_TOPIC}/{device}", payload, qos=1)


@contextmanager
def _screen(service: Running) -> Iterator[Mapping[str, float]]:
    """Follow the live stream as a page does; yields when each place's alert was first seen."""
    seen_s: dict[str, float] = {}
    ready = threading.Event()
    with httpx.Client(timeout=httpx.Timeout(5.0, read=30.0)) as client:

        def follow() -> None:
            try:
                with client.stream("GET", f"{service.url}/api/v1/stream") as answer:
                    ready.set()
                    for line in answer.iter_lines():
                        if line.startswith("data:") and '"place_id"' in line:
                            _note(seen_s, line.removeprefix("data:"))
            except httpx.TransportError:
                return  # the bench is over

        reader = threading.Thread(target=follow, name="screen", daemon=True)
        reader.start()
        ready.wait(PATIENCE_S)
        yield seen_s


def _note(seen_s: dict[str, float], data: str) -> None:
    told = msgspec.json.decode(data)
    if isinstance(told, dict) and "raised_at" in told:
        seen_s.setdefault(told["place_id"], time.monotonic())


@contextmanager
def _echo(port: int) -> Iterator[Mapping[str, float]]:
    """Hear the same messages with paho-mqtt alone; yields when each room's newest was heard."""
    heard_s: dict[str, float] = {}

    def on_message(_client: Client, _userdata: object, message: MQTTMessage) -> None:
        device = message.topic.rpartition("/")[2]
        if device.startswith("hot-"):
            heard_s[device.removesuffix("-air")] = time.monotonic()

    with talking(port, f"{_TOPIC}/+", on_message):
        yield heard_s
