"""The objects of BTHome v2: how long each is, how it is scaled and what it measures.

Object identifiers of https://bthome.io/format. One that measures nothing that Coldframe keeps is listed
too, because its length has to be known to find the next one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ingest.counted import counted
from ingest.errors import DecodeError

PACKET = 0x00
_TEXTS = frozenset({0x53, 0x54})


class Found(NamedTuple):
    """One object of an advertisement: its identifier, its quantity or an empty text, and its value."""

    identifier: int
    quantity: str
    value: float


class _Kind(NamedTuple):
    length: int
    quantity: str = ""
    factor: float = 1.0
    is_signed: bool = False


_KINDS = {
    PACKET: _Kind(1),
    0x01: _Kind(1, "battery_pct"),
    0x02: _Kind(2, "air_temperature_c", 0.01, is_signed=True),
    0x03: _Kind(2, "relative_humidity_pct", 0.01),
    0x04: _Kind(3, "pressure_hpa", 0.01),
    0x05: _Kind(3, "illuminance_lux", 0.01),
    0x0C: _Kind(2, "battery_v", 0.001),
    0x11: _Kind(1, "door_open"),
    0x12: _Kind(2, "co2_ppm"),
    0x14: _Kind(2, "soil_moisture_pct", 0.01),
    0x1A: _Kind(1, "door_open"),
    0x1B: _Kind(1, "door_open"),
    0x2D: _Kind(1, "door_open"),
    0x2E: _Kind(1, "relative_humidity_pct"),
    0x2F: _Kind(1, "soil_moisture_pct"),
    0x45: _Kind(2, "air_temperature_c", 0.1, is_signed=True),
    0x56: _Kind(2, "soil_ec_us_cm"),
    0x57: _Kind(1, "air_temperature_c", is_signed=True),
    0x58: _Kind(1, "air_temperature_c", 0.35, is_signed=True),
}
_LENGTHS = (
    (1, "09 0f 10 15-19 1c-2c 3a 46 59 60 64"),
    (2, "06 07 08 0d 0e 13 3c 3d 3f-41 43 44 47-49 4a 51 52 5a 5d-5f 61"),
    (3, "0a 0b 42 4b"),
    (4, "3e 4c-50 55 5b 5c 62 63"),
)
"""The lengths of the others."""


def _identifiers(listed: str) -> Iterator[int]:
    for one in listed.split():
        first, _, last = one.partition("-")
        yield from range(int(first, 16), int(last or first, 16) + 1)


for _length, _listed in _LENGTHS:
    _KINDS.update({identifier: _Kind(_length) for identifier in _identifiers(_listed)})


def objects(content: bytes) -> Iterator[Found]:
    """Return the objects in *content*; ends at one that is not known, as nobody can tell how long it is."""
    at = 0
    while at < len(content):
        identifier = content[at]
        at += 1
        if identifier in _TEXTS:
            at += 1 + (content[at] if at < len(content) else 0)
            continue
        kind = _KINDS.get(identifier)
        if kind is None:
            yield Found(identifier, "", float("nan"))
            return
        raw = content[at : at + kind.length]
        if len(raw) < kind.length:
            raise DecodeError(f"object 0x{identifier:02x}", raw.hex(), counted(kind.length, "byte"))
        number = int.from_bytes(raw, "little", signed=kind.is_signed)
        yield Found(identifier, kind.quantity, round(number * kind.factor, 3))
        at += kind.length


def is_known(identifier: int) -> bool:
    """Tell whether an object is one of BTHome v2 as it is written today."""
    return identifier in _KINDS
