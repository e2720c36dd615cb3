"""What the benches publish: a thousand sensors in a hundred cold rooms, one reading a minute each."""

from __future__ import annotations

import math
from collections.abc import Iterator

import msgspec

from ingest.clock import MS_PER_MINUTE, to_datetime

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


UPLINK_VALUES = 5
"""What each uplink tells: air, humidity, battery, and twice how it was heard."""


def uplinks(count: int, start_ms: int) -> Iterator[tuple[str, bytes]]:
    """Yield *count* uplinks from ChirpStack (topic, payload), the sensors in turn, each with an object."""
    for number in range(count):
        minute, sensor = divmod(number, DEVICES)
        time = to_datetime(start_ms + minute * MS_PER_MINUTE).isoformat()
        eui = f"7e51a80000{sensor:06x}"
        told = {
            "deduplicationId": f"{number:032x}",
            "time": time,
            "deviceInfo": {"applicationName": "bench", "deviceProfileName": "LHT65N", "devEui": eui},
            "fCnt": minute,
            "fPort": 2,
            "object": {"TempC_SHT": 1.0 + minute % 9 / 10, "Hum_SHT": 91.5, "BatV": 3.05},
            "rxInfo": [{"gatewayId": "7e51a8fffe000001", "gwTime": time, "rssi": -85, "snr": 5.5}],
        }
        yield f"application/bench/device/{eui}/event/up", msgspec.json.encode(told)
