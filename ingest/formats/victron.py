"""Temperature sensors of Victron's Venus OS: ``N/{portal}/temperature/{instance}/{path}``.

Every path of the D-Bus service is a message of its own, ``{"value": 4.25}``, and tells no time. A null is a
value that there is not; an empty payload says that the sensor has left the bus. The sensor is known by the
portal and its instance there, which Venus OS keeps. What kind of sensor it is comes on ``TemperatureType``.

Venus OS publishes when a value changes, and everything at a keep-alive without options, whoever sends it.
What it repeats then still holds: a dead sensor's value becomes null, or its service leaves the bus. So we
ask for everything every few minutes, and a sensor whose temperature does not change is not taken for silent.
"""

from __future__ import annotations

import json
import math
from types import MappingProxyType

from ingest.errors import DecodeError
from ingest.formats.in_unit import in_unit
from ingest.formats.json_text import document, identity
from ingest.formats.wire_format import Format, OnChange
from ingest.keepalive import KeepAlive
from ingest.known import NOTHING_KNOWN, Known
from ingest.message import Request
from ingest.reading import Sample
from ingest.report import About, Announcement, Facts, Report

_SERVICE = "temperature"
_LEVELS = 5
_TYPE = "TemperatureType"
_QUANTITIES = MappingProxyType(
    {
        "Temperature": ("air_temperature_c", "°C"),
        "Humidity": ("relative_humidity_pct", "%"),
        "Pressure": ("pressure_hpa", "hPa"),
        "BatteryVoltage": ("battery_v", "V"),
    }
)
_NOT_AIR = frozenset({0, 5})
"""Of the types battery, fridge, generic, room, outdoor, water heater and freezer: what is stuck to a body."""

_FAULTS = MappingProxyType({1: "disconnected", 2: "short circuit", 3: "reverse polarity", 4: "unknown"})
_LONGEST_NAME = 120

FULL_PERIOD_S = 330.0
"""A little more than the five minutes after which a value that did not change counts as measured again."""

KEEPALIVE_PERIOD_S = 30.0
"""Venus OS falls silent 60 s after the last one."""


def keepalives(portal: str) -> tuple[KeepAlive, KeepAlive]:
    """Return what makes the Venus OS of *portal* publish, all values first and every few minutes."""
    options = json.dumps({"keepalive-options": ["suppress-republish"]}).encode()
    topic = f"R/{portal}/keepalive"
    return (
        KeepAlive(Request(topic, b""), FULL_PERIOD_S),
        KeepAlive(Request(topic, options), KEEPALIVE_PERIOD_S),
    )


def decode(topic: str, payload: bytes, received_at_ms: int, known: Known = NOTHING_KNOWN) -> Report:  # noqa: ARG001 - every format's signature
    """Return what *payload* says; raises DecodeError where it is not of this format."""
    if not _matches(topic):
        raise DecodeError("topic", topic, f"N/{{portal}}/{_SERVICE}/{{instance}}/{{path}}")
    _, portal, _, instance, path = topic.split("/")
    device = f"{identity('topic', portal)}-{_SERVICE}-{identity('topic', instance)}"
    if not payload:
        return Report(control=f"the sensor has left the bus ({path[:_LONGEST_NAME]})")
    found = document(payload)
    if type(found) is not dict or "value" not in found:
        raise DecodeError("payload", found, "an object with value, or nothing")
    value = found["value"]
    if path in _QUANTITIES:
        return _measured(path, value, device, portal, known.facts(_scope(portal), device))
    if path == "Status" and type(value) is int and value in _FAULTS:
        fault = f"Status is {value}: {_FAULTS[value]}"
        return _told(Sample(device, "air_temperature_c", math.nan, None, portal, fault))
    if path in ("CustomName", "ProductName"):
        return _named(path, value, device, portal)
    if path == _TYPE and type(value) is int:
        fact = {device: {"type": value}}
        return Report(announcements=(Announcement(_scope(portal), fact),), control="the kind of the sensor")
    return Report(control=f"{path[:_LONGEST_NAME]} of a Victron sensor")


def _measured(path: str, value: object, device: str, portal: str, facts: Facts | None) -> Report:
    quantity, unit = _QUANTITIES[path]
    if path == "Temperature" and facts is not None and facts.get("type") in _NOT_AIR:
        quantity = "surface_temperature_c"
    found = in_unit(value, unit, quantity)
    fault = f"{path}: {found.fault}" if found.fault else ""
    return _told(Sample(device, quantity, found.value, None, portal, fault, found.reason))


def _told(sample: Sample) -> Report:
    """Return a report that may repeat what was known: any listener makes Venus OS repeat everything."""
    return Report(samples=(sample,), is_state=True)


def _named(path: str, value: object, device: str, portal: str) -> Report:
    """Return what the sensor is called; what its owner calls it goes before what it is sold as."""
    control = f"{path} of a Victron sensor"
    if type(value) is not str or not value:
        return Report(control=control)
    text = value[:_LONGEST_NAME]
    about = About(device, text, gateway=portal) if path == "CustomName" else About(device, "", text, portal)
    return Report(about=(about,), control=control)


def _scope(portal: str) -> str:
    return f"victron:{portal}"


def _matches(topic: str) -> bool:
    levels = topic.split("/")
    return len(levels) == _LEVELS and levels[0] == "N" and levels[2] == _SERVICE


FORMAT = Format(
    name="victron",
    title="Victron Venus OS",
    decode=decode,
    subscriptions=(f"N/+/{_SERVICE}/+/+",),
    heads=("N",),
    matches=_matches,
    on_change=OnChange(
        0.0, 1.0, "dbus-flashmq: a changed value is published, and all of them whenever somebody asks"
    ),
)
