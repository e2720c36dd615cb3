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
from api.bench.running import Running, resident_mb, running_service
from ingest.clock import SystemClock

DEVICES = 10_000
MOST_MB = 250.0
PER_GATEWAY = 500
VALUES = 3
"""What each device tells: air, humidity, battery."""
_ASSIGNED = 1_000
_LISTING = "/api/v1/devices"


def run(count: int, store: str = "embedded") -> Sequence[Span]:
    """Let a sixth of *count* devices, at most DEVICES, speak once; return what the service then takes."""
    devices = min(DEVICES, max(count // 6, 10))
    with (
        tempfile.TemporaryDirectory(prefix="coldframe-bench-") as folder,
        mosquitto(Path(folder)) as port,
        running_service(Path(folder), port, _farm(min(devices, _ASSIGNED)), store) as service,
    ):
        _speak(port, devices)
        wait_for(lambda: _stored(service) >= VALUES * devices, pause_s=0.2)
        listed = httpx.get(f"{service.url}{_LISTING}", timeout=60.0)
        listed.raise_for_status()
        now_mb, most_mb = service.resident_mb()
    idle_mb = _idle_mb()
    limit = "a Python that does nothing"
    what = f"resident with {devices:,} devices ({store})"
    return [
        Span("memory", f"{what}, after a listing of them all", now_mb, "MB", limit, idle_mb, MOST_MB),
        Span("memory", f"{what}, at its most", most_mb, "MB", limit, idle_mb, MOST_MB),
    ]


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


def _stored(service: Running) -> float:
    """Return how many readings the service has stored."""
    told = httpx.get(f"{service.url}/metrics").text.splitlines()
    counts = dict(line.rsplit(" ", 1) for line in told if line and not line.startswith("#"))
    return float(counts.get("coldframe_stored_readings_total", "0"))


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
