"""What Disruptive Technologies' data connectors post: one event of one sensor, over HTTP.

    {"event": {"eventId": …, "targetName": "projects/…/devices/emu…", "eventType": "temperature",
               "data": {"temperature": {"value": 4.2, "updateTime": …, "samples": […]}}},
     "labels": {"name": "Cold room"}, "metadata": {"deviceType": "temperature", …}}

Some send the event's fields without the object around them, the stream puts it into ``result``. ``samples``
are what was measured within a heartbeat; ``value`` is the newest of them and not counted again. Whether an
object is present says something about a door only where the operator says so: the field is
``objectPresent.state``, and a door without its object is open.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from types import MappingProxyType
from typing import Any, NamedTuple

from ingest.errors import DecodeError
from ingest.formats.in_unit import in_unit
from ingest.formats.json_text import document, identity, inside, instant_ms
from ingest.formats.leftover import Source, explained, value_like
from ingest.formats.wire_format import Format
from ingest.known import NOTHING_KNOWN, Known
from ingest.reading import Reason, Sample
from ingest.report import About, Origin, Report, Unplaced

_QUANTITIES = MappingProxyType(
    {
        "temperature": (("value", "air_temperature_c", "°C"),),
        "humidity": (
            ("temperature", "air_temperature_c", "°C"),
            ("relativeHumidity", "relative_humidity_pct", "%"),
        ),
        "co2": (("ppm", "co2_ppm", "ppm"),),
        "pressure": (("pascal", "pressure_hpa", "Pa"),),
        "batteryStatus": (("percentage", "battery_pct", "%"),),
        "networkStatus": (("rssi", "rssi_dbm", "dBm"),),
    }
)
"""By type of event: field, quantity, unit."""

_DOORS = MappingProxyType(
    {
        "contact": MappingProxyType({"OPEN": 1.0, "CLOSED": 0.0}),
        "objectPresent": MappingProxyType({"NOT_PRESENT": 1.0, "PRESENT": 0.0}),
    }
)
_NOT_MEASURED = frozenset(
    {"touch", "labelsChanged", "connectionStatus", "ethernetStatus", "cellularStatus", "ping"}
)
_MOST_SAMPLES = 1_000


class _Event(NamedTuple):
    """One event, taken out of whatever lies around it."""

    kind: str
    content: dict[str, Any]
    source: Source


def decode(topic: str, payload: bytes, received_at_ms: int, known: Known = NOTHING_KNOWN) -> Report:  # noqa: ARG001 - every format's signature
    """Return what *payload* says; raises DecodeError where it is not of this format."""
    body = document(payload)
    if type(body) is not dict:
        raise DecodeError("payload", body, "an object with an event")
    body = inside(body, "result") or body
    told = inside(body, "event") or body
    kind = identity("event.eventType", told.get("eventType"))
    if kind in _NOT_MEASURED:
        return Report(control=f"an event of the type {kind}, which measures nothing")
    device = _device(told.get("targetName"))
    event = _event(kind, device, told, _model(body), received_at_ms)
    samples, unplaced = _values(event, known)
    labels = inside(body, "labels")
    name = labels.get("name", "")
    return Report(
        samples=samples,
        origin=_origin(device, told.get("eventId")),
        about=(About(device, name if type(name) is str else "", event.source.model),),
        unplaced=unplaced,
    )


def _event(kind: str, device: str, told: dict[str, Any], model: str, received_at_ms: int) -> _Event:
    content = inside(inside(told, "data", "event.data"), kind, f"event.data.{kind}")
    at = content.get("updateTime", told.get("timestamp"))
    gateway = content.get("cloudConnectors")
    heard = gateway[0].get("id") if type(gateway) is list and gateway and type(gateway[0]) is dict else ""
    source = Source(
        device,
        model,
        instant_ms("updateTime", at),
        heard if type(heard) is str and heard.isprintable() else "",
        received_at_ms,
    )
    return _Event(kind, content, source)


def _values(event: _Event, known: Known) -> tuple[tuple[Sample, ...], tuple[Unplaced, ...]]:
    if event.kind in _QUANTITIES:
        return tuple(_measured(event)), ()
    field = f"{event.kind}.state"
    meaning = known.meanings(event.source.model).get(field)
    is_door = event.kind == "contact" if meaning is None else meaning.quantity == "door_open"
    if event.kind in _DOORS and is_door:
        return (_door(event),), ()
    state = event.content.get("state")
    fields = value_like({event.kind: event.content})
    if type(state) is str:
        fields[field] = state
    return explained(fields, event.source, known)


def _door(event: _Event) -> Sample:
    state = event.content.get("state")
    states = _DOORS[event.kind]
    source = event.source
    if type(state) is str and state in states:
        return Sample(source.device, "door_open", states[state], source.observed_at_ms)
    fault = f"{event.kind}.state: expected {' or '.join(states)}, saw {repr(state)[:32]}"
    return Sample(source.device, "door_open", math.nan, source.observed_at_ms, "", fault)


def _measured(event: _Event) -> Iterator[Sample]:
    """Yield the samples of the heartbeat; without any, the value."""
    listed = event.content.get("samples")
    if type(listed) is not list or not listed:
        yield from _at(event.kind, event.content, event.source)
        return
    for one in listed[:_MOST_SAMPLES]:
        if type(one) is not dict:
            raise DecodeError(f"event.data.{event.kind}.samples", one, "objects with value and sampleTime")
        try:
            at_ms = instant_ms("sampleTime", one.get("sampleTime"))
        except DecodeError as error:  # costs this sample, not the whole heartbeat
            for _, quantity, _ in _QUANTITIES[event.kind]:
                yield Sample(
                    event.source.device, quantity, math.nan, None, "", str(error), Reason.NOT_DECODABLE
                )
        else:
            yield from _at(event.kind, one, event.source._replace(observed_at_ms=at_ms))


def _at(kind: str, content: dict[str, Any], source: Source) -> Iterator[Sample]:
    for field, quantity, unit in _QUANTITIES[kind]:
        found = in_unit(content.get(field), unit, quantity)
        fault = f"{kind}.{field}: {found.fault}" if found.fault else ""
        yield Sample(
            source.device,
            quantity,
            found.value,
            source.observed_at_ms,
            source.gateway,
            fault,
            found.reason,
        )


def _device(target: object) -> str:
    """Return the sensor's id, which ends what the event is about."""
    project, _, device = target.strip().rpartition("/devices/") if type(target) is str else ("", "", "")
    if not project or "/" in device:
        raise DecodeError("event.targetName", target, "projects/{project}/devices/{device}")
    return identity("event.targetName", device)


def _model(body: dict[str, Any]) -> str:
    kind = inside(body, "metadata").get("deviceType")
    return f"disruptive:{kind}" if type(kind) is str and kind.isprintable() else "disruptive"


def _origin(device: str, number: object) -> Origin | None:
    return None if number is None else Origin(device, (identity("event.eventId", number),))


def _has_shape(content: object) -> bool:
    """Tell whether it is an event, with or without something around it."""
    if type(content) is dict and type(content.get("result")) is dict:
        content = content["result"]
    if type(content) is dict and type(content.get("event")) is dict:
        content = content["event"]
    return type(content) is dict and content.keys() >= _FIELDS


_FIELDS = frozenset({"eventId", "targetName", "eventType", "data"})

FORMAT = Format(
    name="disruptive",
    title="Disruptive Technologies",
    decode=decode,
    has_shape=_has_shape,
)
