"""Ruuvi Gateway: ``ruuvi/{gateway's MAC}/{tag's MAC}``, one message per advertisement that it heard.

The gateway forwards the advertisement as it is (``data``), decoded, or both; decoded fields are taken where
there are any. ``ts`` is when the tag was heard and ``gwts`` when the message was written; a gateway whose
clock is not set sends a count (``cnt``) instead. Other makers' BTHome sensors come the same way.

Acceleration is left out: at rest it is 1 g, which is no shock. So are movements, the air quality indices and
the transmitter's power, for which there is no quantity.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

import msgspec

from ingest.clock import MS_PER_SECOND
from ingest.errors import DecodeError
from ingest.formats import bthome
from ingest.formats.bluetooth import MANUFACTURER, SERVICE_16, from_hex, parts
from ingest.formats.field_sample import field_sample
from ingest.formats.hardware_address import mac_of
from ingest.formats.in_unit import in_unit
from ingest.formats.json_text import document, identity, measured
from ingest.formats.leftover import Source
from ingest.formats.ruuvi.advertisement import COMPANY, measured_in
from ingest.formats.wire_format import Format
from ingest.known import NOTHING_KNOWN, Known
from ingest.reading import Sample
from ingest.report import About, Origin, Report

_QUANTITIES = MappingProxyType(
    {
        "temperature": ("air_temperature_c", "°C"),
        "humidity": ("relative_humidity_pct", "%"),
        "pressure": ("pressure_hpa", "Pa"),
        "voltage": ("battery_v", "V"),
        "CO2": ("co2_ppm", "ppm"),
        "luminosity": ("illuminance_lux", "lx"),
    }
)
_NUMBER = "measurementSequenceNumber"
_LATEST_S = 1 << 37
_STATUS = "gw_status"
_SIGNAL = "rssi_dbm"


def decode(topic: str, payload: bytes, received_at_ms: int, known: Known = NOTHING_KNOWN) -> Report:  # noqa: ARG001 - every format's signature
    """Return what *payload* says; raises DecodeError where it is not of this format."""
    if topic.endswith(f"/{_STATUS}"):
        return Report(control="the gateway's status")
    told = document(payload)
    if type(told) is not dict:
        raise DecodeError("payload", told, "an object with an advertisement")
    above, _, tag = topic.rpartition("/")
    gateway = mac_of(told.get("gw_mac")) or mac_of(above.rpartition("/")[2])
    device = mac_of(tag) or mac_of(told.get("id")) or identity("topic", tag)
    source = Source(device, "", _instant_ms(told, "ts"), gateway, received_at_ms)
    signal = [field_sample("rssi", _SIGNAL, measured(told["rssi"]), source)] if "rssi" in told else []
    if "dataFormat" in told:
        found = _report(told, source, *signal)
    else:
        found = _from_raw(from_hex("data", told.get("data")), source, *signal)
    return msgspec.structs.replace(found, sent_at_ms=_instant_ms(told, "gwts"))


def _instant_ms(told: dict[str, Any], field: str) -> int | None:
    seconds = told.get(field)
    if seconds is None:
        return None
    if type(seconds) in {int, float} and 0 <= seconds < _LATEST_S:
        return int(seconds * MS_PER_SECOND)
    raise DecodeError(field, seconds, "seconds since 1970")


def _from_raw(advertisement: bytes, source: Source, *more: Sample) -> Report:
    for part in parts(advertisement):
        if part.kind == MANUFACTURER and part.number == COMPANY:
            return report(part.content, source, *more)
        if part.kind == SERVICE_16 and part.number == bthome.SERVICE:
            return bthome.report(part.content, source, *more)
    return Report(control="an advertisement of another maker, without measured values")


def report(content: bytes, source: Source, *more: Sample) -> Report:
    """Return what the manufacturer data *content* of a tag says, and *more* that is known of it."""
    return _report(measured_in(content), source, *more)


def _report(fields: dict[str, Any], source: Source, *more: Sample) -> Report:
    samples = tuple(
        field_sample(name, quantity, in_unit(fields[name], unit, quantity), source)
        for name, (quantity, unit) in _QUANTITIES.items()
        if name in fields
    )
    model = f"Ruuvi format {fields['dataFormat']}"[:32]
    origin = _origin(fields, samples, source)
    return Report(
        samples=(*samples, *more),
        origin=origin,
        about=(About(source.device, "", model, source.gateway),),
        is_overheard=origin is None,
    )


def _origin(fields: dict[str, Any], samples: tuple[Sample, ...], source: Source) -> Origin | None:
    """Return which measurement it is. Its number comes back, after four minutes in format 6."""
    number = fields.get(_NUMBER)
    if type(number) is not int:
        return None
    values = " ".join(f"{sample.quantity}={sample.value:.2f}" for sample in samples)
    return Origin(source.device, frame=f"{number} {values}")


def _matches(topic: str) -> bool:
    levels = topic.split("/")
    return levels[0] == "ruuvi" and len(levels) > 2  # noqa: PLR2004 - prefix, gateway, tag


def _has_shape(content: object) -> bool:
    return type(content) is dict and "gw_mac" in content and ("data" in content or "dataFormat" in content)


FORMAT = Format(
    name="ruuvi",
    title="Ruuvi Gateway",
    decode=decode,
    subscriptions=("ruuvi/#",),
    heads=("ruuvi",),
    matches=_matches,
    has_shape=_has_shape,
)
