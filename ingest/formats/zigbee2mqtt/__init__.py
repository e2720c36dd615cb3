"""Zigbee2MQTT: ``zigbee2mqtt/{friendly name}``, one JSON object with everything that is known of a device.

The name is what people called the device and may change; who it is stands in the bridge's own list of
devices (``bridge/devices``). Every message repeats all attributes that were ever reported, so the report is
marked as a state, and what of it is new is worked out later (``freshness``). ``last_seen``, where it is
switched on, is when the device was heard.

``linkquality`` (0 to 255) is no signal strength in dBm and is left out, as are settings and switches.
"""

from __future__ import annotations

from typing import Any

from ingest.errors import DecodeError
from ingest.formats.hardware_address import ieee_of
from ingest.formats.json_text import document, identity, instant_ms
from ingest.formats.restarts import restarted
from ingest.formats.wire_format import Format, OnChange
from ingest.formats.zigbee2mqtt.attributes import Subject, read
from ingest.formats.zigbee2mqtt.devices import ADDRESS, MODEL, OF, UNITS, announcement
from ingest.formats.zigbee2mqtt.topics import (
    USUAL_BASE,
    Place,
    base_of,
    is_telling,
    matches,
    place_of,
    scope_of,
)
from ingest.known import NOTHING_KNOWN, Known
from ingest.report import About, Announcement, Report

_LONGEST_ATTRIBUTE = 128


def decode(topic: str, payload: bytes, received_at_ms: int, known: Known = NOTHING_KNOWN) -> Report:
    """Return what *payload* says; raises DecodeError where it is not of this format."""
    place = place_of(topic, known)
    if place.is_bridge:
        return _bridge(place, payload, received_at_ms)
    if place.is_besides:
        return Report(control="a command, or whether a device can be reached")
    if not payload:
        return Report(control="a state that was taken back")
    return _state(place, _fields(place, payload), known)


def _bridge(place: Place, payload: bytes, received_at_ms: int) -> Report:
    if place.name == "devices":
        told = announcement(place.base, document(payload))
        return Report(announcements=(told,), control="the bridge's list of devices")
    if place.name == "info":
        told = Announcement(scope_of(place.base), {"bridge/info": {"is_bridge": True}})
        return Report(announcements=(told,), control="the bridge's settings")
    if place.name == "state" and _bare(payload) in ("online", {"state": "online"}):
        return Report(announcements=(restarted(received_at_ms),), control="the bridge's start")
    return Report(control="a message of the bridge itself")


def _fields(place: Place, payload: bytes) -> dict[str, Any]:
    if place.attribute:
        return {place.attribute: _bare(payload)}
    content = document(payload)
    if type(content) is dict:
        return content
    raise DecodeError("payload", content, "an object with the attributes of a device")


def _bare(payload: bytes) -> object:
    """Return the value of one attribute, published by itself: JSON, or a text without quotes."""
    try:
        return document(payload)
    except DecodeError:
        return payload[:_LONGEST_ATTRIBUTE].decode("utf-8", "replace")


def _state(place: Place, fields: dict[str, Any], known: Known) -> Report:
    facts = known.facts(scope_of(place.base), place.name) or {}
    device = facts.get(ADDRESS) or _address_in(fields) or ieee_of(place.name) or identity("topic", place.name)
    model = facts.get(MODEL) or ""
    subject = Subject(
        device, model, facts.get(UNITS) or {}, facts.get(OF) or {}, place.base, _last_seen_ms(fields)
    )
    samples, unplaced = read(fields, subject, known)
    return Report(
        samples=samples,
        unplaced=unplaced,
        about=(About(device, place.name, model, place.base),),
        control="" if samples or unplaced else "a state without a measured value",
        is_state=True,
    )


def _address_in(fields: dict[str, Any]) -> str:
    """Return the address in the ``device`` object, which Zigbee2MQTT adds where it is told to."""
    told = fields.get("device")
    if type(told) is not dict:
        return ""
    return ieee_of(told.get("ieeeAddr")) or ieee_of(told.get("ieee_address"))


def _last_seen_ms(fields: dict[str, Any]) -> int | None:
    """Return when the device was heard; a time that cannot be read is none, and costs no value."""
    try:
        return instant_ms("last_seen", fields.get("last_seen"))
    except DecodeError:
        return None


def _claims(topic: str, known: Known) -> bool:
    return bool(base_of(topic, known))


def _has_shape(content: object) -> bool:
    return type(content) is dict and len(content) > 1 and type(content.get("linkquality")) is int


FORMAT = Format(
    name="zigbee2mqtt",
    title="Zigbee2MQTT",
    decode=decode,
    subscriptions=(f"{USUAL_BASE}/#",),
    matches=matches,
    announces=is_telling,
    claims=_claims,
    has_shape=_has_shape,
    on_change=OnChange(
        1.0, 1.0, "Zigbee Cluster Library: a reportable change, or time; Zigbee2MQTT sets 1 °C, and an hour"
    ),
)
