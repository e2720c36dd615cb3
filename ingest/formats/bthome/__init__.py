"""BTHome v2, as gateways hand it on: the service data as it is, or the JSON of Shelly's Bluetooth script.

Other gateways' formats pass the service data on to ``report``. As a format of its own it is recognised by
its shape, whatever the topic:

    {"address": "3c:2e:f5:71:d5:2a", "service_data": "40007b01640245 …", "rssi": -60}
    {"encryption": false, "BTHome_version": 2, "pid": 18, "temperature": 21.3, "address": "…", "rssi": -60}

Of several objects of one kind the first is the device itself, the second its probe 2. A packet carries a
number (``pid``) by which it counts once, however many gateways hear it.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from types import MappingProxyType
from typing import Any

from ingest.errors import DecodeError
from ingest.formats.bluetooth import from_hex, numbered
from ingest.formats.bthome.objects import PACKET, is_known, objects
from ingest.formats.field_sample import field_sample
from ingest.formats.hardware_address import mac_of
from ingest.formats.json_text import Measured, document, measured
from ingest.formats.leftover import Source
from ingest.formats.wire_format import Format
from ingest.known import NOTHING_KNOWN, Known
from ingest.reading import Reason, Sample, channel_of
from ingest.report import About, Report, Unplaced

SERVICE = 0xFCD2
"""The number by which Bluetooth knows BTHome's service data."""

_MODEL = "BTHome"
_SIGNAL = "rssi_dbm"
_ENCRYPTED = 0x01
_VERSION = 2
_BINDKEY = "an advertisement that is not encrypted; the gateway can decrypt it where it is given the key"

_QUANTITIES = MappingProxyType(
    {
        "temperature": "air_temperature_c",
        "humidity": "relative_humidity_pct",
        "pressure": "pressure_hpa",
        "illuminance": "illuminance_lux",
        "battery": "battery_pct",
        "co2": "co2_ppm",
        "moisture": "soil_moisture_pct",
        "conductivity": "soil_ec_us_cm",
        "window": "door_open",
        "door": "door_open",
        "opening": "door_open",
        "rssi": _SIGNAL,
    }
)
_SERVICE_DATA = ("service_data", "servicedata")
_ADDRESSES = ("address", "mac", "id")


def report(content: bytes, source: Source, *more: Sample) -> Report:
    """Return what the service data *content* of a device says, and *more* that is known of it."""
    if not content:
        raise DecodeError("service data", content, "BTHome's device information")
    if content[0] >> 5 != _VERSION:
        raise DecodeError("device information", content[:1].hex(), "version 2 of BTHome")
    if content[0] & _ENCRYPTED:
        raise DecodeError("device information", content[:1].hex(), _BINDKEY)
    return _numbered([*_read(content[1:], source), *more], source)


def _read(content: bytes, source: Source) -> Iterator[Sample | Unplaced | int]:
    seen: Counter[str] = Counter()
    for one in objects(content):
        if one.identifier == PACKET:
            yield int(one.value)
        elif one.quantity:
            seen[one.quantity] += 1
            yield _sample(
                source, one.quantity, Measured(one.value), seen[one.quantity], f"0x{one.identifier:02x}"
            )
        elif not is_known(one.identifier):
            yield Unplaced(source.device, _MODEL, f"object 0x{one.identifier:02x}", content.hex()[:80])


def _sample(source: Source, quantity: str, found: Measured, occurrence: int, field: str) -> Sample:
    device = channel_of(source.device, "" if occurrence == 1 else str(occurrence))
    return field_sample(field, quantity, found, source._replace(device=device))


def _numbered(read: list[Sample | Unplaced | int], source: Source) -> Report:
    samples = tuple(one for one in read if isinstance(one, Sample))
    unplaced = tuple(one for one in read if isinstance(one, Unplaced))
    number = next((one for one in read if isinstance(one, int)), None)
    measured_ones = [one for one in samples if one.quantity != _SIGNAL]
    told = " ".join(f"{one.device} {one.quantity}={one.value:g}" for one in measured_ones)
    origin = None if number is None else numbered(source.device, number, told, source.received_at_ms)
    if not measured_ones and not unplaced:
        return Report(origin=origin, control="an advertisement without measured values")
    return Report(
        samples=samples,
        unplaced=unplaced,
        origin=origin,
        about=(About(source.device, "", _MODEL, source.gateway),),
        is_overheard=origin is None,
    )


def decode(topic: str, payload: bytes, received_at_ms: int, known: Known = NOTHING_KNOWN) -> Report:  # noqa: ARG001 - every format's signature
    """Return what *payload* says; raises DecodeError where it is not of this format."""
    told = document(payload)
    if type(told) is not dict:
        raise DecodeError("payload", told, "an object with BTHome's service data, or with what it says")
    return from_json(told, received_at_ms)


def from_json(told: dict[str, Any], received_at_ms: int, gateway: str = "") -> Report:
    """Return what a JSON object says that holds service data, or is what Shelly's script makes of it."""
    address = next((told[name] for name in _ADDRESSES if name in told), None)
    device = mac_of(address)
    if not device:
        raise DecodeError("address", address, "the device's MAC address")
    source = Source(device, _MODEL, None, gateway, received_at_ms)
    raw = next((told[name] for name in _SERVICE_DATA if name in told), None)
    if raw is not None:
        signal = [field_sample("rssi", _SIGNAL, measured(told["rssi"]), source)] if "rssi" in told else []
        return report(from_hex("service_data", raw), source, *signal)
    if told.get("encryption"):
        raise DecodeError("encryption", told["encryption"], _BINDKEY)
    number = [told["pid"]] if type(told.get("pid")) is int else []
    return _numbered([*number, *_said(told, source)], source)


def _said(told: dict[str, Any], source: Source) -> Iterator[Sample]:
    for name, quantity in _QUANTITIES.items():
        listed = told.get(name) if type(told.get(name)) is list else [told[name]] if name in told else []
        for occurrence, content in enumerate(listed or (), 1):
            yield _sample(source, quantity, _value(quantity, content), occurrence, name)


def _value(quantity: str, content: object) -> Measured:
    if quantity != "door_open":
        return measured(content)
    if content in (0, 1):
        return Measured(float(bool(content)))
    return Measured(math.nan, f"expected 0 or 1, saw {content!r:.80}", Reason.NOT_A_NUMBER)


def _has_shape(content: object) -> bool:
    if type(content) is not dict or not any(mac_of(content.get(name)) for name in _ADDRESSES):
        return False
    uuid = str(content.get("servicedatauuid", content.get("uuid", ""))).lower()
    return content.get("BTHome_version") == _VERSION or (uuid.endswith("fcd2") and _data_in(content))


def _data_in(content: dict[str, Any]) -> bool:
    return any(name in content for name in _SERVICE_DATA)


FORMAT = Format(name="bthome", title="BTHome v2", decode=decode, has_shape=_has_shape)
