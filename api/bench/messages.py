"""What the benches publish: a thousand sensors in a hundred cold rooms, one reading a minute each."""

from __future__ import annotations

import math
from collections.abc import Iterator

from ingest.clock import MS_PER_MINUTE

DEVICES = 1_000
PLACES = 100


def device_id(number: int) -> str:
    """Return the name of sensor *number*."""
    return f"sensor-{number:04d}"


def place_id(number: int) -> str:
    """Return the name of cold room *number*."""
    return f"room-{number:03d}"


def started_ms(now_ms: int, count: int) -> int:
    """Return when the first of *count* readings was measured if the last is measured now."""
    return now_ms - (count // DEVICES + 1) * MS_PER_MINUTE


def readings(count: int, start_ms: int) -> Iterator[tuple[str, bytes]]:
    """Yield *count* messages of one reading each (topic, payload), sensors in turn, all within limits."""
    for number in range(count):
        minute, sensor = divmod(number, DEVICES)
        at_ms = start_ms + minute * MS_PER_MINUTE
        value_c = 1.0 + 0.4 * math.sin(minute / 9 + sensor)
        payload = b'{"observed_at": %d, "air_temperature_c": %.2f}' % (at_ms, value_c)
        yield f"coldframe/v1/bench/{device_id(sensor)}", payload
