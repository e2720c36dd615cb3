"""How much memory the service takes when ten thousand devices have spoken, and somebody has listed them."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import httpx

from api.bench.figure import Span
from api.bench.ingest import wait_for
from api.bench.messages import PLACES, place_id
from api.bench.part import PATIENCE_S
from api.bench.queue_broker import mosquitto, talking
from api.bench.running import Running, resident_mb, service_on
from ingest.clock import SystemClock

DEVICES = 10_000
MOST_MB = 250.0
PER_GATEWAY = 500
VALUES = 3
"""What each device tells: air, humidity, battery."""
_ASSIGNED = 1_000
_LISTING = "/api/v1/devices"


def run(count: int, store: str = "embedded") -> Sequence[Span]:
    """Let a sixth of *count* devices, at most DEVICES, speak once; return what the service then takes.

    And what it takes when it is started again with what they told.
    """
    devices = min(DEVICES, max(count // 6, 10))
    with (
        tempfile.TemporaryDirectory(prefix="coldframe-bench-") as folder,
        mosquitto(Path(folder)) as port,
        service_on(Path(folder), port, _farm(min(devices, _ASSIGNED)), store) as running,
    ):
        with running() as service:
            _speak(port, devices)
            wait_for(lambda: _count(service, "stored_readings") >= VALUES * devices, pause_s=0.2)
            new = _listed_mb(service)
        with running() as again:
            _speak(port, 1)  # what is judged now tells that all that was known of the others is there
            wait_for(lambda: _count(again, "evaluated_readings") >= VALUES, pause_s=0.2)
            old = _listed_mb(again)
    idle_mb = _idle_mb()
    limit = "a Python that does nothing"
    return [
        Span(
            "memory",
            f"resident with {devices:,} devices ({store}), {what}",
            mb,
            "MB",
            limit,
            idle_mb,
            MOST_MB,
        )
        for what, mb in (
            ("after a listing of them all", new[0]),
            ("at its most", new[1]),
            ("started again, after a listing", old[0]),
            ("started again, at its most", old[1]),
        )
    ]


def _listed_mb(service: Running) -> tuple[float, float]:
    """Return what the service takes when all devices were listed, and the most that it ever took [MB]."""
    httpx.get(f"{service.url}{_LISTING}", timeout=60.0).raise_for_status()
    return service.resident_mb()


def _farm(devices: int) -> dict[str, Sequence[dict[str, str]]]:
    """Return a hundred rooms in which the first devices hang; the others wait in the inbox."""
    return {
        "sites": [{"id": "bench", "name": "Bench", "time_zone": "UTC"}],
        "places": [
            {"id": room, "site": "bench", "name": room, "kind": "cold_room", "recipe": "cold_room"}
            for room in map(place_id, range(PLACES))
        ],
        "devices": [{"id": f"sensor-{n}", "place": place_id(n % PLACES)} for n in range(devices)],
    }


def _speak(port: int, devices: int) -> None:
    at_ms = SystemClock().now_ms()
    values = b'"air_temperature_c": 1.5, "relative_humidity_pct": 91, "battery_v": 3.1'
    payload = b'{"observed_at": %d, %b}' % (at_ms, values)
    with talking(port) as client:
        topics = (f"coldframe/v1/gateway-{n // PER_GATEWAY}/sensor-{n}" for n in range(devices))
        sent = [client.publish(topic, payload, qos=1) for topic in topics]
        for one in sent:
            one.wait_for_publish(PATIENCE_S)


def _count(service: Running, name: str) -> float:
    """Return one of the counts of the service, which begin anew with every start."""
    told = httpx.get(f"{service.url}/metrics").text.splitlines()
    counts = dict(line.rsplit(" ", 1) for line in told if line and not line.startswith("#"))
    return float(counts.get(f"coldframe_{name}_total", "0"))


def _idle_mb() -> float:
    """Return the resident memory of a Python that waits for its input to end [MB]."""
    with subprocess.Popen([sys.executable, "-I", "-c", "input()"], stdin=subprocess.PIPE) as process:
        deadline_s = time.monotonic() + 1.0
        while time.monotonic() < deadline_s and resident_mb(process.pid)[0] < 1.0:
            os.sched_yield()
        threading.Event().wait(0.2)
        found_mb = resident_mb(process.pid)[0]
        process.communicate(b"\n")
    return found_mb
