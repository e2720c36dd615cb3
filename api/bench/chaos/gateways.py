"""Gateways that number their readings and remember which of them the broker acknowledged."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from types import TracebackType
from typing import Self

from paho.mqtt.client import Client, MQTTMessageInfo, MQTTv5
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode

from api.bench.chaos.plan import Excursion
from api.bench.queue_broker import HOST
from ingest.clock import MS_PER_SECOND, SystemClock

QUANTITY = "co2_ppm"
AIR = "air_temperature_c"
SENSORS = 20
_TURN_S = 0.05
_WARM_C, _COLD_C = 9.0, 1.0
_NUMBERS = 5_000
"""What a reading is numbered up to; its time tells the rest."""

Key = tuple[str, int]
"""Device, and when it observed [ms]."""


def sensor(number: int) -> str:
    """Return the name of a sensor whose readings are numbered."""
    return f"numbered-{number:02d}"


def room_id(number: int) -> str:
    """Return the name of a room that becomes too warm now and then."""
    return f"room-{number:02d}"


class Gateways:
    """All gateways, as one client that never gives up.

    Args:
        port: of the broker.
        rate_per_s: how many numbered readings are published.
        planned: when rooms are too warm, from the moment of the start on.
        rooms: how many rooms there are.
    """

    def __init__(self, port: int, rate_per_s: float, planned: Iterable[Excursion], rooms: int) -> None:
        self._rate_per_s = rate_per_s
        self._planned = tuple(planned)
        self._rooms = rooms
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="gateways")
        self._sent: list[tuple[MQTTMessageInfo, Key, float]] = []
        self._client = Client(CallbackAPIVersion.VERSION2, client_id="chaos-gateways", protocol=MQTTv5)
        self._client.max_inflight_messages_set(1_000)
        self._client.max_queued_messages_set(0)
        self._client.reconnect_delay_set(1, 1)
        self._client.connect_async(HOST, port, clean_start=False)
        self.started_ms = 0

    def __enter__(self) -> Self:
        self.started_ms = SystemClock().now_ms()
        self._client.loop_start()
        self._thread.start()
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.finish()

    def finish(self, patience_s: float = 60.0) -> None:
        """Publish nothing more, and wait until the broker has acknowledged everything."""
        if self._stop.is_set():
            return
        self._stop.set()
        self._thread.join()
        deadline_s = time.monotonic() + patience_s
        pause = threading.Event()
        while not all(_is_settled(info) for info, _, _ in self._sent) and time.monotonic() < deadline_s:
            pause.wait(0.1)
        self._client.disconnect()
        self._client.loop_stop()

    @property
    def published(self) -> Mapping[Key, float]:
        """Return every numbered reading with its number, acknowledged or not."""
        return {key: value for _, key, value in self._sent}

    @property
    def acknowledged(self) -> frozenset[Key]:
        """Return the numbered readings that the broker acknowledged."""
        return frozenset(key for info, key, _ in self._sent if _is_acknowledged(info))

    def _run(self) -> None:
        clock, sent, next_air_s = SystemClock(), 0, 0.0
        while not self._stop.wait(_TURN_S):
            if not self._client.is_connected():
                continue  # a gateway that keeps what it cannot send
            now_ms = clock.now_ms()
            elapsed_s = (now_ms - self.started_ms) / MS_PER_SECOND
            due = int(elapsed_s * self._rate_per_s)
            for number in range(sent, due):
                self._publish_number(number)
            sent = due
            if elapsed_s >= next_air_s:
                next_air_s = elapsed_s + 1.0
                for room in range(self._rooms):
                    self._publish(f"{room_id(room)}-air", now_ms, AIR, self._air_c(room, elapsed_s))

    def _publish_number(self, number: int) -> None:
        """Publish a numbered reading at a time of its own: two of a device are never at one instant."""
        at_ms = self.started_ms + int(number * MS_PER_SECOND / self._rate_per_s)
        key, value = (sensor(number % SENSORS), at_ms), float(number % _NUMBERS)
        info = self._publish(*key, QUANTITY, value)
        if info.rc != MQTTErrorCode.MQTT_ERR_QUEUE_SIZE:  # the client takes no more: it was never sent
            self._sent.append((info, key, value))

    def _publish(self, device: str, at_ms: int, quantity: str, value: float) -> MQTTMessageInfo:
        payload = b'{"observed_at": %d, "%b": %.2f}' % (at_ms, quantity.encode(), value)
        return self._client.publish(f"coldframe/v1/chaos/{device}", payload, qos=1)

    def _air_c(self, room: int, elapsed_s: float) -> float:
        warm = any(one.start_s <= elapsed_s < one.end_s for one in self._planned if one.room == room)
        return _WARM_C if warm else _COLD_C


def _is_acknowledged(info: MQTTMessageInfo) -> bool:
    """Tell whether the broker said that it has a message; of one given to a broken line nobody can tell."""
    return info.rc != MQTTErrorCode.MQTT_ERR_NO_CONN and info.is_published()


def _is_settled(info: MQTTMessageInfo) -> bool:
    return info.rc == MQTTErrorCode.MQTT_ERR_NO_CONN or info.is_published()


def farm(rooms: int) -> Mapping[str, Sequence[Mapping[str, str]]]:
    """Return the farm's tables: rooms that are watched, and one for all numbered sensors."""
    ids = [*(room_id(number) for number in range(rooms)), "numbers"]
    hanging = [
        *((f"{room_id(number)}-air", room_id(number)) for number in range(rooms)),
        *((sensor(number), "numbers") for number in range(SENSORS)),
    ]
    return {
        "sites": [{"id": "chaos", "name": "Chaos", "time_zone": "UTC"}],
        "places": [
            {"id": place, "site": "chaos", "name": place, "kind": "cold_room", "recipe": "cold_room"}
            for place in ids
        ],
        "devices": [{"id": device, "place": place} for device, place in hanging],
    }
