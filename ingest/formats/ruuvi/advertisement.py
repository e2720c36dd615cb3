"""Ruuvi's advertisements, data formats 3, 5 and 6, as fields named like those of a decoding gateway.

A value that a format calls invalid, or not available, becomes None. All numbers are big-endian. Format 3
knows no invalid values and no number of the measurement.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable, Mapping
from types import MappingProxyType

from ingest.errors import DecodeError

COMPANY = 0x0499

_LOWEST_PA = 50_000
_LOWEST_MV = 1_600
_NO_U16 = 0xFFFF
_NO_I16 = -0x8000
_NO_U9 = 0x1FF
_NO_U8 = 0xFF
_NO_VOLTAGE = 0x7FF

Fields = dict[str, float | None]


def measured_in(content: bytes) -> Fields:
    """Return what the manufacturer data *content*, without the company's number, says."""
    number = content[0] if content else None
    if number not in _FORMATS:
        raise DecodeError("data", content[:1].hex(), "Ruuvi's data format 3, 5 or 6")
    length, read = _FORMATS[number]
    if len(content) < length:
        raise DecodeError("data", content.hex(), f"{length} bytes of data format {number}")
    return {"dataFormat": number, **read(content[:length])}


def _scaled(raw: int, invalid: int, factor: float, decimals: int, lowest: int = 0) -> float | None:
    return None if raw == invalid else round(lowest + raw * factor, decimals)


def _format_3(content: bytes) -> Fields:
    humidity, whole, hundredths, pressure, millivolts = struct.unpack(">xBBBH6xH", content)
    degrees = (whole & 0x7F) + hundredths / 100
    return {
        "humidity": humidity * 0.5,
        "temperature": -degrees if whole & 0x80 else degrees,
        "pressure": pressure + _LOWEST_PA,
        "voltage": millivolts / 1_000,
    }


def _format_5(content: bytes) -> Fields:
    temperature, humidity, pressure, power, number = struct.unpack(">xhHH6xHxH6x", content)
    return {
        "temperature": _scaled(temperature, _NO_I16, 0.005, 3),
        "humidity": _scaled(humidity, _NO_U16, 0.0025, 4),
        "pressure": _scaled(pressure, _NO_U16, 1, 0, _LOWEST_PA),
        "voltage": None if power >> 5 == _NO_VOLTAGE else ((power >> 5) + _LOWEST_MV) / 1_000,
        "measurementSequenceNumber": None if number == _NO_U16 else number,
    }


def _format_6(content: bytes) -> Fields:
    temperature, humidity, pressure, co2, light, number = struct.unpack(">xhHH2xH2xBxB4x", content)
    return {
        "temperature": _scaled(temperature, _NO_I16, 0.005, 3),
        "humidity": _scaled(humidity, _NO_U16, 0.0025, 4),
        "pressure": _scaled(pressure, _NO_U16, 1, 0, _LOWEST_PA),
        "CO2": None if co2 == _NO_U16 else co2,
        "luminosity": None if light == _NO_U8 else round(math.expm1(light * math.log(65_536) / 254), 2),
        "measurementSequenceNumber": number,
    }


_FORMATS: Mapping[int | None, tuple[int, Callable[[bytes], Fields]]] = MappingProxyType(
    {3: (14, _format_3), 5: (24, _format_5), 6: (20, _format_6)}
)
