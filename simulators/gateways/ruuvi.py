"""Ruuvi Gateway: ``ruuvi/{gateway MAC}/{tag MAC}``, one message per Bluetooth advertisement.

A RuuviTag advertises data format 5: temperature in steps of 0.005 °C, humidity of 0.0025 %, pressure,
acceleration, battery and a 16-bit number of the measurement. A gateway forwards the advertisement as it
is (``data``) or decoded, whichever it is set to. ``ts`` is when it heard the advertisement, ``gwts`` when it
wrote the message, both in whole seconds. What it cannot publish is lost.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
import numpy as np

from simulators.gateways import Encoder, Publication
from simulators.gateways.instants import whole_seconds
from simulators.sensors import Sampled

_FORMAT = 5
_STEP_C, _STEP_PCT = 0.005, 0.0025
_LOWEST_PA = 50_000
_LOWEST_MV, _STEP_DBM, _LOWEST_DBM = 1_600, 2, -40
_NO_TEMPERATURE, _NO_HUMIDITY, _NO_VOLTAGE = -0x8000, 0xFFFF, 0x7FF
_HEAD = bytes.fromhex("0201061BFF9904")
"""Bluetooth flags, and the manufacturer data of company 0x0499 that follows them."""


@dataclass(frozen=True, slots=True)
class _Measured:
    """A measurement in the steps of data format 5; a value that there is not is None."""

    temperature: int | None
    humidity: int | None
    pressure_pa: int
    acceleration_mg: tuple[int, int, int]
    battery_mv: int | None
    tx_power_dbm: int
    movements: int
    number: int


class RuuviGateway(Encoder):
    """A Ruuvi Gateway and the tags that it hears.

    Args:
        mac: the gateway's own address, in twelve digits as that of a tag is.
        start_ms: when the story starts [ms since the epoch].
        rng: makes the weather, the radio and where the counters stand.
        variant: ``decoded`` or ``raw``.
    """

    group = 0

    def __init__(self, mac: str, start_ms: int, rng: np.random.Generator, variant: str = "decoded") -> None:
        self._mac = _spelt(mac)
        self._start_ms = start_ms
        self._rng = rng
        self._is_raw = variant == "raw"
        self._pressure_pa = 100_900.0
        self._numbers: dict[str, int] = {}

    def greet(self, at_s: float) -> tuple[Publication, ...]:
        """Return the retained status that replaces the one that the broker published in its stead."""
        return (Publication(at_s, f"ruuvi/{self._mac}/gw_status", b'{"state": "online"}', retain=True),)

    def encode(self, batch: Sequence[Sampled], at_s: float) -> tuple[Publication, ...]:
        """Return a message per advertisement."""
        publications = []
        for sampled in batch:
            measured, tag = self._measured(sampled), _spelt(sampled.device)
            content: dict[str, object] = {
                "gw_mac": self._mac,
                "rssi": round(float(self._rng.normal(-68.0, 4.0))),
                "aoa": [],
                "gwts": whole_seconds(self._start_ms, at_s),
                "ts": whole_seconds(self._start_ms, sampled.observed_s),
            }
            if self._is_raw:
                content["data"] = advertisement(sampled.device, measured).hex().upper()
            else:
                content |= _decoded(tag, measured)
            content["coords"] = ""
            payload = msgspec.json.encode(content)
            publications.append(Publication(at_s, f"ruuvi/{self._mac}/{tag}", payload))
        return tuple(publications)

    def _measured(self, sampled: Sampled) -> _Measured:
        values = dict(sampled.values)
        number = self._numbers.get(sampled.device, int(self._rng.integers(0, 0xFFFF)))
        self._numbers[sampled.device] = (number + 1) % 0xFFFF
        self._pressure_pa += float(self._rng.normal(0.0, 4.0)) - 0.002 * (self._pressure_pa - 100_900.0)
        return _Measured(
            temperature=_steps(values.get("air_temperature_c"), _STEP_C),
            humidity=_steps(values.get("relative_humidity_pct"), _STEP_PCT),
            pressure_pa=round(self._pressure_pa),
            acceleration_mg=(12, -4, 1_016),
            battery_mv=_steps(values.get("battery_v"), 0.001),
            tx_power_dbm=4,
            movements=183,
            number=number,
        )


def _spelt(digits: str) -> str:
    """Return an address as the gateway writes it: in upper case, with colons."""
    return ":".join(digits[at : at + 2] for at in range(0, len(digits), 2)).upper()


def _steps(value: float | None, step: float) -> int | None:
    return None if value is None else round(value / step)


def _decoded(mac: str, measured: _Measured) -> dict[str, object]:
    """Return what a gateway that decodes writes in the place of ``data``."""
    return {
        "dataFormat": _FORMAT,
        "temperature": _scaled(measured.temperature, _STEP_C, 3),
        "humidity": _scaled(measured.humidity, _STEP_PCT, 4),
        "pressure": measured.pressure_pa,
        "accelX": measured.acceleration_mg[0] / 1_000,
        "accelY": measured.acceleration_mg[1] / 1_000,
        "accelZ": measured.acceleration_mg[2] / 1_000,
        "movementCounter": measured.movements,
        "voltage": _scaled(measured.battery_mv, 0.001, 3),
        "txPower": measured.tx_power_dbm,
        "measurementSequenceNumber": measured.number,
        "id": mac,
    }


def _scaled(steps: int | None, step: float, decimals: int) -> float | None:
    return None if steps is None else round(steps * step, decimals)


def advertisement(mac: str, measured: _Measured) -> bytes:
    """Return a whole Bluetooth advertisement with a measurement in data format 5, big-endian."""
    battery = _NO_VOLTAGE if measured.battery_mv is None else measured.battery_mv - _LOWEST_MV
    power = battery << 5 | (measured.tx_power_dbm - _LOWEST_DBM) // _STEP_DBM
    return (
        _HEAD
        + struct.pack(
            ">BhHHhhhHBH",
            _FORMAT,
            _NO_TEMPERATURE if measured.temperature is None else measured.temperature,
            _NO_HUMIDITY if measured.humidity is None else measured.humidity,
            measured.pressure_pa - _LOWEST_PA,
            *measured.acceleration_mg,
            power,
            measured.movements,
            measured.number,
        )
        + bytes.fromhex(mac)
    )
