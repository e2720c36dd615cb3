"""Gateways that number their readings and remember which of them the broker acknowledged."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from paho.mqtt.client import Client, MQTTMessageInfo, MQTTv5
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode

from api.bench.chaos.plan import Excursion
from api.bench.part import HOST
from ingest.clock import MS_PER_SECOND, SystemClock
from ingest.quantity import AIR

QUANTITY = "co2_ppm"
SENSORS = 20
_TURN_S = 0.05
_WARM_C, _COLD_C = 4.5, 2.9
"""Beyond the limit of a cold room and well below it, and so near each other that a sensor that changes from
one to the other within a second is believed, as far as the bench's rules let it."""
_WINDOW = 800
"""So many messages are under way at a time."""
_GREETING_S = 0.3
"""How long a broker may take to greet."""
_PATIENCE_S = 60.0
_PAUSE = threading.Event()
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


@dataclass(frozen=True, slots=True)
class _Told:
    """One reading on its way; *numbered*: it is among those that are held against the store."""

    device: str
    at_ms: int
    quantity: str
    value: float
    numbered: bool


class Gateways:
    """All gateways as one that never gives up: what is not acknowledged is kept, and published again.

    Args:
        port: of the broker.
        rate_per_s: how many numbered readings are published.
        planned: when rooms are too warm, from the moment of the start on.
        rooms: how many rooms there are.
    """

    def __init__(self, port: int, rate_per_s: float, planned: Iterable[Excursion], rooms: int) -> None:
        self._port = port
        self._rate_per_s = rate_per_s
        self._planned = tuple(planned)
        self._rooms = rooms
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="gateways")
        self._waiting: deque[_Told] = deque()
        self._underway: deque[tuple[MQTTMessageInfo, _Told]] = deque()
        self._numbers: dict[Key, float] = {}
        self._acknowledged: set[Key] = set()
        self._client: Client | None = None
        self.started_ms = 0

    def __enter__(self) -> Self:
        self.started_ms = SystemClock().now_ms()
        self._thread.start()
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.finish()

    def finish(self) -> None:
        """Publish nothing new, and wait until the broker has acknowledged everything."""
        self._stop.set()
        self._thread.join()

    @property
    def published(self) -> Mapping[Key, float]:
        """Return every numbered reading with its number, acknowledged or not."""
        return self._numbers

    @property
    def acknowledged(self) -> frozenset[Key]:
        """Return the numbered readings that the broker acknowledged."""
        return frozenset(self._acknowledged)

    def _run(self) -> None:
        """Measure and publish until it is over, then publish what is left for as long as patience lasts."""
        sent, next_air_s, deadline_s = 0, 0.0, None
        while deadline_s is None or (time.monotonic() < deadline_s and (self._waiting or self._underway)):
            if self._stop.wait(_TURN_S) and deadline_s is None:
                deadline_s = time.monotonic() + _PATIENCE_S
            if deadline_s is None:
                sent, next_air_s = self._measure(sent, next_air_s)
            else:
                _PAUSE.wait(_TURN_S)
            self._exchange()
        self._leave()

    def _measure(self, sent: int, next_air_s: float) -> tuple[int, float]:
        """Let what is due be measured; return how many were, and when the air is due again."""
        now_ms = SystemClock().now_ms()
        elapsed_s = (now_ms - self.started_ms) / MS_PER_SECOND
        due = int(elapsed_s * self._rate_per_s)
        for number in range(sent, due):
            at_ms = self.started_ms + int(number * MS_PER_SECOND / self._rate_per_s)
            told = _Told(sensor(number % SENSORS), at_ms, QUANTITY, float(number % _NUMBERS), numbered=True)
            self._numbers[told.device, told.at_ms] = told.value
            self._waiting.append(told)
        if elapsed_s < next_air_s:
            return due, next_air_s
        for room in range(self._rooms):
            air_c = self._air_c(room, elapsed_s)
            self._waiting.append(_Told(f"{room_id(room)}-air", now_ms, AIR, air_c, numbered=False))
        return due, elapsed_s + 1.0

    def _exchange(self) -> None:
        """Take note of what was acknowledged, and publish what waits, on a line that stands."""
        while self._underway and self._is_acknowledged(self._underway[0][0]):
            _, told = self._underway.popleft()
            if told.numbered:
                self._acknowledged.add((told.device, told.at_ms))
        if self._client is None or not self._client.is_connected():
            self._connect()
            return
        while self._waiting and len(self._underway) < _WINDOW:
            told = self._waiting.popleft()
            payload = b'{"observed_at": %d, "%b": %.2f}' % (told.at_ms, told.quantity.encode(), told.value)
            info = self._client.publish(f"coldframe/v1/chaos/{told.device}", payload, qos=1)
            self._underway.append((info, told))

    def _connect(self) -> None:
        """Begin anew: what was not acknowledged goes out again first, in its order."""
        self._leave()
        self._waiting.extendleft(told for _, told in reversed(self._underway))
        self._underway.clear()
        client = Client(CallbackAPIVersion.VERSION2, client_id="chaos-gateways", protocol=MQTTv5)
        client.max_inflight_messages_set(_WINDOW)
        try:
            client.connect(HOST, self._port)
        except OSError:
            return  # nobody there; the next turn tries again
        client.loop_start()
        self._client = client
        _PAUSE.wait(_GREETING_S)

    def _leave(self) -> None:
        if self._client is not None:
            self._client.disconnect()
            self._client.loop_stop()
            self._client = None

    def _air_c(self, room: int, elapsed_s: float) -> float:
        warm = any(one.start_s <= elapsed_s < one.end_s for one in self._planned if one.room == room)
        return _WARM_C if warm else _COLD_C

    @staticmethod
    def _is_acknowledged(info: MQTTMessageInfo) -> bool:
        """Tell whether the broker said that it has a message; what went to a broken line never is."""
        return info.rc == MQTTErrorCode.MQTT_ERR_SUCCESS and info.is_published()


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
