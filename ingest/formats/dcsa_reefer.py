"""Reefer events as the DCSA defines them (beta): what a carrier tells of a refrigerated container.

    {"metadata": {"eventID": …, "eventType": "REEFER", …},
     "payload": {"eventClassifierCode": "ACT", "eventDateTime": …, "reeferEventTypeCode": "MEAS",
                 "equipmentReference": "MSKU9070323", "measurements": {"temperature": -17.9, …}, …}}

One event, or a list of them as it is polled; there is no MQTT topic. The container's number is the device.
``temperature`` is that of the air in it, ``ambientTemperature`` hangs outside, as the probe ``ambient``.
Set points are not measured, nor is the air exchange. An event that takes an earlier one back ends in
quarantine: a reading that was stored, and may have raised an alert, is not unsaid.
"""

from __future__ import annotations

import math
from types import MappingProxyType
from typing import Any

from ingest.errors import DecodeError
from ingest.formats.container_number import container_number
from ingest.formats.in_unit import in_unit
from ingest.formats.json_text import Measured, document, identity, inside, instant_ms
from ingest.formats.leftover import Source, explained, value_like
from ingest.formats.wire_format import Format
from ingest.known import NOTHING_KNOWN, Known
from ingest.reading import Reason, Sample, channel_of
from ingest.report import About, Origin, Report, Unplaced

_MODEL = "dcsa_reefer"
_AMBIENT = "ambient"
_UNITS = MappingProxyType({"CEL": "°C", "FAH": "°F"})
_TEMPERATURES = MappingProxyType({"temperature": "", "ambientTemperature": _AMBIENT})
_OTHERS = MappingProxyType(
    {
        "humidity": ("relative_humidity_pct", "%", 1.0),
        "o2": ("oxygen_pct", "%", 1.0),
        "co2": ("co2_ppm", "ppm", 10_000.0),  # told in per cent
    }
)
_PLACE = MappingProxyType({"latitude": "latitude_deg", "longitude": "longitude_deg"})
_NOT_MEASURED = frozenset({"temperatureUnit", "airExchange", "airExchangeUnit"})
_NOT_ACTUAL = MappingProxyType({"PLN": "planned", "EST": "estimated"})
_LONGEST_SHOWN = 32


def decode(topic: str, payload: bytes, received_at_ms: int, known: Known = NOTHING_KNOWN) -> Report:  # noqa: ARG001 - every format's signature
    """Return what *payload* says; raises DecodeError where it is not of this format."""
    found = document(payload)
    if type(found) is not list:
        return _event(found, received_at_ms, known)
    reports = [_listed(one, received_at_ms, known) for one in found]
    if not reports:
        raise DecodeError("payload", found, "at least one reefer event")
    unplaced: dict[Unplaced, None] = {one: None for report in reports for one in report.unplaced}
    return Report(
        samples=tuple(sample for report in reports for sample in report.samples),
        about=tuple(dict.fromkeys(one for report in reports for one in report.about)),
        unplaced=tuple(unplaced),
        control="; ".join(dict.fromkeys(report.control for report in reports if report.control)),
    )


def _listed(event: object, received_at_ms: int, known: Known) -> Report:
    """Read one event of a list; one that cannot be read costs itself, not the whole list."""
    try:
        return _event(event, received_at_ms, known)
    except DecodeError as error:
        content = event.get("payload") if type(event) is dict else None
        number = content.get("equipmentReference") if type(content) is dict else None
        if type(number) is not str or not number.isprintable() or not number:
            raise
        refused = Sample(
            number[:_LONGEST_SHOWN], "air_temperature_c", math.nan, None, "", str(error), Reason.NOT_DECODABLE
        )
        return Report(samples=(refused,))


def _event(event: object, received_at_ms: int, known: Known) -> Report:
    if type(event) is not dict:
        raise DecodeError("payload", event, "a reefer event: an object with metadata and payload")
    metadata, content = inside(event, "metadata"), inside(event, "payload")
    _refuse_retraction(metadata)
    kind = metadata.get("eventType", "REEFER")
    if kind != "REEFER":
        return Report(control=f"an event of the kind {str(kind)[:32]}, which measures nothing")
    classifier = content.get("eventClassifierCode")
    if type(classifier) is str and classifier in _NOT_ACTUAL:
        return Report(control=f"an event that is only {_NOT_ACTUAL[classifier]}")
    if classifier != "ACT":
        raise DecodeError("payload.eventClassifierCode", classifier, "ACT, PLN or EST")
    device = container_number("payload.equipmentReference", content.get("equipmentReference"))
    observed_at_ms = instant_ms("payload.eventDateTime", content.get("eventDateTime"))
    source = Source(device, _MODEL, observed_at_ms, _publisher(metadata), received_at_ms)
    measurements = inside(content, "measurements", "payload.measurements")
    unknown = value_like(
        {
            name: one
            for name, one in measurements.items()
            if name not in _NOT_MEASURED and name not in _TEMPERATURES and name not in _OTHERS
        }
    )
    said, unplaced = explained(unknown, source, known)
    samples = (*_measured(measurements, source), *said)
    if not samples and content.get("reeferEventTypeCode") == "ADJU":
        return Report(control="a reefer's set points were changed")
    number = metadata.get("eventID")
    return Report(
        samples=(*samples, *_where(content, source)),
        origin=Origin(device, (identity("metadata.eventID", number),)) if number is not None else None,
        about=(About(device, device, _MODEL, source.gateway),),
        unplaced=unplaced,
    )


def _refuse_retraction(metadata: dict[str, Any]) -> None:
    retracted = metadata.get("retractedEventID")
    if retracted is not None:
        raise DecodeError(
            "metadata.retractedEventID",
            retracted,
            "an event that stands: what an earlier event measured stays stored, look at it and judge",
        )


def _publisher(metadata: dict[str, Any]) -> str:
    publisher = inside(metadata, "publisher", "metadata.publisher")
    told = publisher.get("carrierCode") or publisher.get("partyName") or ""
    return identity("metadata.publisher", told) if told else ""


def _measured(measurements: dict[str, Any], source: Source) -> list[Sample]:
    samples = []
    for name, channel in _TEMPERATURES.items():
        if name in measurements:
            found = _temperature(measurements[name], measurements.get("temperatureUnit"))
            device = channel_of(source.device, channel)
            samples.append(_sample(device, "air_temperature_c", name, found, source))
    for name, (quantity, unit, times) in _OTHERS.items():
        if name in measurements:
            found = in_unit(measurements[name], unit, quantity)
            found = found._replace(value=found.value * times)
            samples.append(_sample(source.device, quantity, name, found, source))
    return samples


def _temperature(content: object, unit: object) -> Measured:
    spelled = _UNITS.get(unit) if type(unit) is str else None
    if spelled is None:
        fault = f"temperatureUnit: expected CEL or FAH, saw {repr(unit)[:32]}"
        return Measured(math.nan, fault, Reason.NOT_DECODABLE)
    return in_unit(content, spelled, "air_temperature_c")


def _where(content: dict[str, Any], source: Source) -> list[Sample]:
    place = inside(content, "geoLocation", "payload.geoLocation")
    return [
        _sample(source.device, quantity, name, in_unit(place[name], "°", quantity), source)
        for name, quantity in _PLACE.items()
        if place.get(name) is not None
    ]


def _sample(device: str, quantity: str, name: str, found: Measured, source: Source) -> Sample:
    fault = f"{name}: {found.fault}" if found.fault else ""
    return Sample(device, quantity, found.value, source.observed_at_ms, source.gateway, fault, found.reason)


def _has_shape(content: object) -> bool:
    """Tell whether it is an event, or a list that begins with one, about equipment or one taken back."""
    event = content[0] if type(content) is list and content else content
    if type(event) is not dict or type(event.get("metadata")) is not dict:
        return False
    metadata, told = event["metadata"], event.get("payload")
    if "eventType" not in metadata and "retractedEventID" not in metadata:
        return False
    return told is None or (type(told) is dict and "eventClassifierCode" in told)


FORMAT = Format(
    name="dcsa_reefer",
    title="DCSA reefer events",
    decode=decode,
    has_shape=_has_shape,
)
