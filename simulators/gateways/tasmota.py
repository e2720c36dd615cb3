"""Tasmota: ``tele/{topic}/SENSOR`` at every telemetry period, and ``STATE`` and ``LWT`` beside it.

``Time`` is local time without an offset, in whole seconds; which zone it is in stands nowhere. A DS18B20
goes by the serial number that is burnt into it. Temperatures have one decimal, and no unit but the one
that ``TempUnit`` gives for all of them. Nothing is kept for a broker that is away.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo

import msgspec
import numpy as np

from simulators.gateways import Encoder, Publication
from simulators.gateways.instants import local_text, whole_seconds
from simulators.sensors import Sampled

_DECIMALS = 1


@dataclass(frozen=True, slots=True)
class TasmotaBoard:
    """A board that runs Tasmota, with the one sensor that hangs on it.

    Attributes:
        device: the lasting identity of what measures: the topic, with ``~`` and the serial number where
            the sensor has one.
        sensor: what Tasmota calls the sensor, for example ``DS18B20`` or ``SHT3X``.
        fields: canonical quantity → name in the sensor's object.
    """

    device: str
    sensor: str
    fields: Mapping[str, str]

    @property
    def topic(self) -> str:
        """Return the board's own level in its topics."""
        return self.device.partition("~")[0]

    @property
    def serial(self) -> str:
        """Return the sensor's serial number; empty: it has none."""
        return self.device.partition("~")[2]


class TasmotaGateway(Encoder):
    """The Wi-Fi network of a site, and the boards in it.

    Args:
        network: its name.
        boards: the boards.
        zone: what their clocks are set to.
        start_ms: when the story starts [ms since the epoch].
        rng: makes the weather of the radio.
    """

    group = 0

    def __init__(
        self,
        network: str,
        boards: Sequence[TasmotaBoard],
        zone: tzinfo,
        start_ms: int,
        rng: np.random.Generator,
    ) -> None:
        self._network = network
        self._boards = {board.device: board for board in boards}
        self._zone = zone
        self._start_ms = start_ms
        self._rng = rng
        self._booted_s = 0.0

    def greet(self, at_s: float) -> tuple[Publication, ...]:
        """Return the retained ``LWT`` by which every board says that it is there."""
        self._booted_s = at_s
        topics = dict.fromkeys(board.topic for board in self._boards.values())
        return tuple(Publication(at_s, f"tele/{topic}/LWT", b"Online", retain=True) for topic in topics)

    def encode(self, batch: Sequence[Sampled], at_s: float) -> tuple[Publication, ...]:
        """Return a ``STATE`` and a ``SENSOR`` per reading."""
        publications = []
        for sampled in batch:
            board = self._boards[sampled.device]
            for kind, content in (("STATE", self._state(at_s)), ("SENSOR", self._sensor(board, sampled))):
                payload = msgspec.json.encode({"Time": self._time(sampled.observed_s)} | content)
                publications.append(Publication(at_s, f"tele/{board.topic}/{kind}", payload))
        return tuple(publications)

    def _time(self, at_s: float) -> str:
        return local_text(self._start_ms, at_s, self._zone)

    def _sensor(self, board: TasmotaBoard, sampled: Sampled) -> dict[str, object]:
        values = {
            board.fields[quantity]: round(value, _DECIMALS)
            for quantity, value in sampled.values
            if quantity in board.fields
        }
        serial = {"Id": board.serial} if board.serial else {}
        return {board.sensor: serial | values, "TempUnit": "C"}

    def _state(self, at_s: float) -> dict[str, object]:
        up_s = whole_seconds(0, max(at_s - self._booted_s, 0.0))
        strength_pct = int(self._rng.integers(50, 90))
        return {
            "Uptime": f"{up_s // 86_400}T{up_s // 3_600 % 24:02d}:{up_s // 60 % 60:02d}:{up_s % 60:02d}",
            "UptimeSec": up_s,
            "Heap": 25,
            "SleepMode": "Dynamic",
            "Sleep": 50,
            "LoadAvg": 19,
            "MqttCount": 1,
            "Wifi": {
                "AP": 1,
                "SSId": self._network,
                "BSSId": "7E:51:A8:00:00:01",
                "Channel": 6,
                "Mode": "11n",
                "RSSI": strength_pct,
                "Signal": strength_pct // 2 - 100,
                "LinkCount": 1,
                "Downtime": "0T00:00:03",
            },
        }
