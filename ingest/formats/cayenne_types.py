"""The data types of CayenneLPP, and the names under which network servers hand on what they decoded of it.

One value is a channel, a type and a number of bytes that follows from the type: a byte string can only be
read as far as all of its types are known. The types are those of the first description, of the library of
ElectronicCats and, for soil, of RAKwireless; one name each, which is the one that The Things Stack uses
where it has one.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from ingest.errors import DecodeError


class LppType(NamedTuple):
    """How a type is read.

    Attributes:
        name: what it is called.
        width: bytes of each number.
        by: what each number is divided by.
        signed: whether a number may be below zero.
        parts: the numbers of a type that has several, each with what it is divided by.
        unit: in which it is sent, where a quantity of Coldframe has that unit.
    """

    name: str
    width: int
    by: int = 1
    signed: bool = False
    parts: tuple[tuple[str, int], ...] = ()
    unit: str = ""


def _axes(by: int) -> tuple[tuple[str, int], ...]:
    return (("x", by), ("y", by), ("z", by))


TYPES = MappingProxyType(
    {
        0: LppType("digital_in", 1),
        1: LppType("digital_out", 1),
        2: LppType("analog_in", 2, 100, signed=True),
        3: LppType("analog_out", 2, 100, signed=True),
        100: LppType("generic_sensor", 4),
        101: LppType("luminosity", 2, unit="lux"),
        102: LppType("presence", 1),
        103: LppType("temperature", 2, 10, signed=True, unit="°C"),
        104: LppType("relative_humidity", 1, 2, unit="%RH"),
        112: LppType("humidity", 2, 10, unit="%RH"),
        113: LppType("accelerometer", 2, signed=True, parts=_axes(1000)),
        115: LppType("barometric_pressure", 2, 10, unit="hPa"),
        116: LppType("voltage", 2, 100, unit="V"),
        117: LppType("current", 2, 1000),
        118: LppType("frequency", 4),
        120: LppType("percentage", 1, unit="%"),
        121: LppType("altitude", 2, signed=True),
        125: LppType("concentration", 2, unit="ppm"),
        128: LppType("power", 2),
        130: LppType("distance", 4, 1000),
        131: LppType("energy", 4, 1000),
        132: LppType("direction", 2),
        133: LppType("unixtime", 4),
        134: LppType("gyrometer", 2, signed=True, parts=_axes(100)),
        135: LppType("colour", 3),
        136: LppType(
            "gps", 3, signed=True, parts=(("latitude", 10_000), ("longitude", 10_000), ("altitude", 100))
        ),
        142: LppType("switch", 1),
        188: LppType("soil_moisture", 2, 10, unit="%"),
        192: LppType("type_192", 2),  # soil conductivity, in a unit that RAKwireless does not state
    }
)
"""Every type that can be read, by its number."""

_CHIRPSTACK = MappingProxyType(
    {
        "digitalInput": "digital_in",
        "digitalOutput": "digital_out",
        "analogInput": "analog_in",
        "analogOutput": "analog_out",
        "illuminanceSensor": "luminosity",
        "presenceSensor": "presence",
        "temperatureSensor": "temperature",
        "humiditySensor": "relative_humidity",
        "accelerometer": "accelerometer",
        "barometer": "barometric_pressure",
        "gyrometer": "gyrometer",
        "gpsLocation": "gps",
    }
)

_UNITS = MappingProxyType({found.name: found.unit for found in TYPES.values() if found.unit})


def fields_in(data: bytes) -> dict[str, Any]:
    """Return what a CayenneLPP byte string says; raises DecodeError where it is none.

    >>> fields_in(bytes.fromhex("036701100567ff9c"))
    {'temperature_3': 27.2, 'temperature_5': -10.0}
    """
    fields: dict[str, Any] = {}
    at = 0
    while at < len(data):
        name, content, end = _value_at(data, at)
        if name in fields:
            raise DecodeError(f"byte {at}", name, "each type of a channel once")
        fields[name] = content
        at = end
    return fields


def _value_at(data: bytes, at: int) -> tuple[str, Any, int]:
    """Return the value that begins at byte *at*, under its name, and where the next one begins."""
    if at + 2 > len(data):
        raise DecodeError(f"byte {at}", data[at:].hex(), "a channel and a type")
    channel, kind = data[at], data[at + 1]
    found = TYPES.get(kind)
    if found is None:
        raise DecodeError(f"byte {at + 1}", kind, "a type of CayenneLPP")
    at += 2
    parts = found.parts or (("", found.by),)
    end = at + found.width * len(parts)
    if end > len(data):
        raise DecodeError(f"byte {at}", data[at:].hex(), f"the {end - at} bytes of a {found.name}")
    numbers = {
        part: int.from_bytes(data[start : start + found.width], "big", signed=found.signed) / by
        for (part, by), start in zip(parts, range(at, end, found.width), strict=True)
    }
    return f"{found.name}_{channel}", numbers if found.parts else numbers[""], end


def units_of(fields: Mapping[str, Any]) -> dict[str, str]:
    """Return the units of *fields* that carry the name of a type and a channel.

    >>> units_of({"temperature_3": 27.2, "analog_in_1": 3.0, "temperature": 1.0})
    {'temperature_3': '°C'}
    """
    units = {}
    for name in fields:
        kind, _, channel = name.rpartition("_")
        if kind in _UNITS and channel.isdecimal():
            units[name] = _UNITS[kind]
    return units


def flattened(fields: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return ChirpStack's Cayenne objects, channels within types, under the names of The Things Stack.

    >>> flattened({"temperatureSensor": {"3": 27.2}, "barometer": 1})
    {'temperature_3': 27.2, 'barometer': 1}
    """
    if _CHIRPSTACK.keys().isdisjoint(fields):
        return fields
    flat: dict[str, Any] = {}
    for name, content in fields.items():
        by_channel = type(content) is dict and content and all(map(str.isdecimal, content))
        if name in _CHIRPSTACK and by_channel:
            flat.update({f"{_CHIRPSTACK[name]}_{channel}": value for channel, value in content.items()})
        else:
            flat[name] = content
    return flat
