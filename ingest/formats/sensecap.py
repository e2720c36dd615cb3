"""SenseCAP OpenStream: ``/device_sensor_data/{org}/{EUI}/{channel}/{reserved}/{measurement id}``.

One message is one value, ``{"value": 4.25, "timestamp": 1781410200000}``; both are written as numbers or
as texts, depending on the device. What it is, and in which unit, the measurement id alone tells. Channel 1
is the device itself, any other one a probe. ``/device_status_event/{org}/{EUI}/{reserved}/{status id}``
tells the battery; other states are not measurements. Some bridges drop the first slash.
"""

from __future__ import annotations

from typing import Any

import msgspec

from ingest.errors import DecodeError
from ingest.formats.in_unit import in_unit
from ingest.formats.json_text import document, identity, instant_ms, measured
from ingest.formats.leftover import Source, explained
from ingest.formats.wire_format import Format
from ingest.interpret.sensecap_ids import MEASUREMENTS
from ingest.known import NOTHING_KNOWN, Known
from ingest.reading import CHANNEL_MARK, Sample, channel_of
from ingest.report import About, Report

_DATA = "device_sensor_data"
_STATUS = "device_status_event"
_DATA_LEVELS = 6
_STATUS_LEVELS = 5
_EUI = 2
_CHANNEL = 3
_LONGEST_ID = 8
_LONGEST_TIME = 16
_BATTERY = "3000"
_ITSELF = "1"
_MODEL = "sensecap"


def decode(topic: str, payload: bytes, received_at_ms: int, known: Known = NOTHING_KNOWN) -> Report:
    """Return what *payload* says; raises DecodeError where it is not of this format."""
    if not _matches(topic):
        raise DecodeError("topic", topic, f"/{_DATA}/… with six levels, or /{_STATUS}/… with five")
    levels = [identity("topic", level) for level in topic.removeprefix("/").split("/")]
    found = document(payload)
    if type(found) is not dict or "value" not in found:
        raise DecodeError("payload", found, "an object with value and timestamp")
    eui = levels[_EUI].lower()
    about = (About(eui, model=_MODEL),)
    observed_at_ms = _time(found)
    if levels[0] == _STATUS:
        if levels[-1] != _BATTERY:
            return Report(about=about, control=f"status {levels[-1][:16]} of a SenseCAP device")
        level = measured(found["value"])
        battery = Sample(eui, "battery_pct", level.value, observed_at_ms, "", level.fault, level.reason)
        return Report(samples=(battery,), about=about)
    channel = levels[_CHANNEL]
    device = eui if channel == _ITSELF else channel_of(eui, channel)
    source = Source(device, _MODEL, observed_at_ms, "", received_at_ms)
    said = _measurement(levels[-1], found["value"], source, known)
    return msgspec.structs.replace(said, about=about)


def _measurement(number: str, value: object, source: Source, known: Known) -> Report:
    """Return what *value* says under a measurement id; the operator's word goes before the table."""
    place = MEASUREMENTS.get(int(number)) if number.isdecimal() and len(number) <= _LONGEST_ID else None
    if place is None or number in known.meanings(_MODEL):
        samples, unplaced = explained({number: value}, source, known)
        return Report(samples=samples, unplaced=unplaced)
    if not place.quantity:
        return Report(control=f"{place.title}, for which there is no quantity")
    found = in_unit(value, place.unit, place.quantity)
    device = channel_of(source.device, place.channel) if CHANNEL_MARK not in source.device else source.device
    return Report(
        samples=(
            Sample(device, place.quantity, found.value, source.observed_at_ms, "", found.fault, found.reason),
        )
    )


def _time(found: dict[str, Any]) -> int | None:
    told = found.get("timestamp")
    if type(told) is str and told.isdecimal() and len(told) <= _LONGEST_TIME:
        told = int(told)
    return instant_ms("timestamp", told)


def _matches(topic: str) -> bool:
    levels = topic.removeprefix("/").split("/")
    return (levels[0], len(levels)) in ((_DATA, _DATA_LEVELS), (_STATUS, _STATUS_LEVELS))


FORMAT = Format(
    name="sensecap",
    title="SenseCAP OpenStream",
    decode=decode,
    subscriptions=(f"/{_DATA}/+/+/+/+/+", f"/{_STATUS}/+/+/+/+"),
    heads=("", _DATA, _STATUS),
    matches=_matches,
)
