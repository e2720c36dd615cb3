"""What the benches publish: a thousand sensors in a hundred cold rooms, one message a minute each."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

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


def started_ms(now_ms: int, messages: int) -> int:
    """Return when the first of *messages* was measured if the last is measured now."""
    return now_ms - (messages // DEVICES + 1) * MS_PER_MINUTE


class Source(NamedTuple):
    """What is published.

    Attributes:
        title: what people call it.
        topic: the filter that covers it.
        messages: yields as many messages as are asked for, from an instant on.
        readings_each: how many readings are in a message.
    """

    title: str
    topic: str
    messages: Callable[[int, int], Iterator[tuple[str, bytes]]]
    readings_each: int


def _own_format(form: bytes, count: int, start_ms: int) -> Iterator[tuple[str, bytes]]:
    """Yield *count* messages of *form* (topic, payload), sensors in turn, all within limits."""
    for number in range(count):
        minute, sensor = divmod(number, DEVICES)
        swing = math.sin(minute / 9 + sensor)
        told = {
            b"at_ms": start_ms + minute * MS_PER_MINUTE,
            b"air_c": 1.0 + 0.4 * swing,
            b"humidity_pct": 91.5 - 1.5 * swing,
            b"moisture_pct": 31.5 + swing,
        }
        yield f"coldframe/v1/bench/{device_id(sensor)}", form % told


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


_OWN_TOPIC = "coldframe/v1/bench/+"
_ONE_READING = b'{"observed_at": %(at_ms)d, "air_temperature_c": %(air_c).2f}'
_FOUR_READINGS = (
    b'{"observed_at": %(at_ms)d, "air_temperature_c": %(air_c).2f, "battery_v": 3.1, '
    b'"relative_humidity_pct": %(humidity_pct).1f, "soil_moisture_pct": %(moisture_pct).1f}'
)

ONE_READING = Source("our own JSON, one value", _OWN_TOPIC, partial(_own_format, _ONE_READING), 1)
"""The hardest case: all that a message costs is borne by a single reading."""

FOUR_READINGS = Source("our own JSON, four values", _OWN_TOPIC, partial(_own_format, _FOUR_READINGS), 4)
"""What sensors of climate and soil send: everything that they measured at a time."""

UPLINK = Source("ChirpStack, an object", "application/bench/device/+/event/+", uplinks, 5)
"""Each tells air, humidity, battery, and twice how it was heard."""
