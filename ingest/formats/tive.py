"""What a Tive tracker's cloud posts to a webhook: one entry of one tracker, over HTTP.

    {"EntityName": "VD0001", "EntryTimeEpoch": 1781410200000, "Temperature": {"Celsius": 4.2}, …}

A customer may change the template, so only who and when are asked for; a number under a name that the
default template does not have is shown to the operator. ``Temperature`` is measured inside of the tracker,
``ProbeTemperature`` where its cable ends: in the product. ``Weather`` comes from a weather service and
``Accelerometer`` mostly from the earth. A shock at the start of 1970 did not happen. ``EntryTimeUtc`` is
UTC although nothing in it says so.
"""

from __future__ import annotations

import math
from hashlib import blake2b
from types import MappingProxyType
from typing import Any

from ingest.errors import DecodeError
from ingest.formats.in_unit import in_unit
from ingest.formats.json_text import document, identity, inside, instant_ms
from ingest.formats.leftover import Source, explained, value_like
from ingest.formats.wire_format import Format
from ingest.known import NOTHING_KNOWN, Known
from ingest.reading import Sample, channel_of
from ingest.report import About, Origin, Report

_MODEL = "tive"
_PROBE = "probe"
_CELSIUS = (("Celsius", "°C"), ("Fahrenheit", "°F"))
_PLACES = MappingProxyType(
    {
        "Temperature": ("", "air_temperature_c", _CELSIUS),
        "ProbeTemperature": (_PROBE, "product_temperature_c", _CELSIUS),
        "Humidity": ("", "relative_humidity_pct", (("Percentage", "%"),)),
        "Pressure": ("", "pressure_hpa", (("Psi", "psi"), ("Atmospheric", "atm"))),
        "Light": ("", "illuminance_lux", (("Lux", "lx"),)),
        "Battery": ("", "battery_pct", (("Percentage", "%"),)),
        "Cellular": ("", "rssi_dbm", (("Dbm", "dBm"),)),
    }
)
"""By section: which probe, which quantity, and in which field and unit it stands; the first one counts."""

_COORDINATES = MappingProxyType({"Latitude": "latitude_deg", "Longitude": "longitude_deg"})
_NOT_MEASURED = frozenset(
    {
        "EntityName",
        "EntryTimeEpoch",
        "EntryTimeUtc",
        "DeviceId",
        "DeviceName",
        "AccountId",
        "ShipmentId",
        "PublicShipmentId",
        "Shipment",
        "Location",
        "Weather",
        "Accelerometer",
        "MinLight",
        "MaxLight",
        "Shock",
        "ShockTime",
    }
)
_LONGEST_AGO_MS = 86_400_000
"""A time in the first day of 1970 says that nothing has happened."""


def decode(topic: str, payload: bytes, received_at_ms: int, known: Known = NOTHING_KNOWN) -> Report:  # noqa: ARG001 - every format's signature
    """Return what *payload* says; raises DecodeError where it is not of this format."""
    entry = document(payload)
    if type(entry) is not dict:
        raise DecodeError("payload", entry, "an entry: an object with EntityName or DeviceId")
    device, name = _who(entry)
    source = Source(device, _MODEL, _when(entry), "", received_at_ms)
    samples = [
        *_measured(entry, source),
        *_shock(entry, source),
        *_position(inside(entry, "Location"), source),
    ]
    rest = {key: content for key, content in entry.items() if key not in _NOT_MEASURED and key not in _PLACES}
    said, unplaced = explained(value_like(rest), source, known)
    digest = blake2b(
        payload, digest_size=16
    ).hexdigest()  # two webhooks may tell of one entry in two templates
    return Report(
        samples=(*samples, *said),
        origin=Origin(device, (f"{source.observed_at_ms}:{digest}",)),
        about=(About(device, name, _MODEL),),
        unplaced=unplaced,
    )


def _who(entry: dict[str, Any]) -> tuple[str, str]:
    """Return the tracker's IMEI, or else the number printed on it, and what it is called."""
    told = entry.get("DeviceId") or entry.get("EntityName")
    if told is None:
        raise DecodeError("EntityName", told, "EntityName or DeviceId, which the template has to contain")
    device = identity("DeviceId", str(told) if type(told) is int else told)
    name = entry.get("DeviceName") or entry.get("EntityName") or ""
    return device, identity("DeviceName", name) if name else ""


def _when(entry: dict[str, Any]) -> int | None:
    if entry.get("EntryTimeEpoch") is not None:
        return instant_ms("EntryTimeEpoch", entry["EntryTimeEpoch"])
    return _utc("EntryTimeUtc", entry.get("EntryTimeUtc"))


def _utc(field: str, told: object) -> int | None:
    """Return a time that is UTC whether it says so or not."""
    if type(told) is str and "T" in told and not told.endswith(("Z", "z")):
        clock = told.partition("T")[2]
        told = told if "+" in clock or "-" in clock else f"{told}Z"
    return instant_ms(field, told)


def _measured(entry: dict[str, Any], source: Source) -> list[Sample]:
    samples = []
    for section, (channel, quantity, fields) in _PLACES.items():
        content = entry.get(section)
        if section not in entry or (content is None and channel):
            continue  # a tracker without a probe
        if type(content) is not dict:
            fault = f"{section}: expected an object, saw {repr(content)[:32]}"
            samples.append(_sample(channel_of(source.device, channel), quantity, math.nan, fault, source))
            continue
        field, unit = next((one for one in fields if content.get(one[0]) is not None), fields[0])
        found = in_unit(content.get(field), unit, quantity)
        fault = f"{section}.{field}: {found.fault}" if found.fault else ""
        device = channel_of(source.device, channel)
        samples.append(_sample(device, quantity, found.value, fault, source))
    return samples


def _shock(entry: dict[str, Any], source: Source) -> list[Sample]:
    shock = inside(entry, "Shock")
    if shock.get("G") is None:
        return []
    at_ms = source.observed_at_ms
    if entry.get("ShockTime") is not None:
        at_ms = _utc("ShockTime", entry["ShockTime"])
        if at_ms is not None and at_ms < _LONGEST_AGO_MS:
            return []
    found = in_unit(shock["G"], "g", "shock_g")
    fault = f"Shock.G: {found.fault}" if found.fault else ""
    return [_sample(source.device, "shock_g", found.value, fault, source._replace(observed_at_ms=at_ms))]


def _position(place: dict[str, Any], source: Source) -> list[Sample]:
    samples = []
    for field, quantity in _COORDINATES.items():
        if place.get(field) is not None:  # null: the tracker does not know where it is
            found = in_unit(place[field], "°", quantity)
            fault = f"Location.{field}: {found.fault}" if found.fault else ""
            samples.append(_sample(source.device, quantity, found.value, fault, source))
    return samples


def _sample(device: str, quantity: str, value: float, fault: str, source: Source) -> Sample:
    return Sample(device, quantity, value, source.observed_at_ms, source.gateway, fault)


def _has_shape(content: object) -> bool:
    return type(content) is dict and "EntityName" in content and not _TIMES.isdisjoint(content)


_TIMES = frozenset({"EntryTimeEpoch", "EntryTimeUtc"})

FORMAT = Format(
    name="tive",
    title="Tive trackers",
    decode=decode,
    has_shape=_has_shape,
)
