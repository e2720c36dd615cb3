"""Actility ThingPark: an object under ``DevEUI_uplink``, on ``mqtt/things/{DevEUI}/uplink`` or elsewhere.

Old versions write every number as text. New ones add ``payload``, as the driver decoded it, and ``points``,
the same values with their units; a point may have ``records`` of earlier times. ``Time`` is when a base
station received the frame, also where it was handed on late (``Late`` is 1), so it is as good as any.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from types import MappingProxyType
from typing import Any

from ingest.formats import lorawan
from ingest.formats.json_text import inside, instant_ms
from ingest.formats.lorawan import Hearing, Uplink, frame, number, objects, text
from ingest.formats.wire_format import Format
from ingest.interpret import Interpretation, Placed
from ingest.known import NOTHING_KNOWN, Known
from ingest.reading import Sample
from ingest.report import About, Origin, Report

_UPLINK = "DevEUI_uplink"
_NOTIFICATION = "DevEUI_notification"
_LOCATION = "DevEUI_location"
_PREFIX = "DevEUI_"
_FLAT = frozenset({"DevEUI", "FCntUp", "payload_hex"})
_TOPIC = ("mqtt", "things", "uplink")
_FULL, _UNKNOWN = 254, 255
_GPS = "GPS"

_NO_DRIVER = (
    "ThingPark decoded nothing: choose a driver for the device's model (Device → Payload driver), and leave "
    "sendRawDecodedFormat of the connection switched off"
)
_CONTROLS = MappingProxyType({"join": "a device has joined the network", "reset": "a device was reset"})


def decode(topic: str, payload: bytes, received_at_ms: int, known: Known = NOTHING_KNOWN) -> Report:  # noqa: ARG001 - every format's signature
    """Return what *payload* says; raises DecodeError where it is no message of ThingPark."""
    event = lorawan.an_object(payload, f"an object with {_UPLINK}")
    kind = next((name for name in event if name.startswith(_PREFIX)), "")
    content = inside(event, kind) if kind else event
    device = lorawan.eui(f"{kind}.DevEUI" if kind else "DevEUI", content.get("DevEUI"))
    at_ms = instant_ms("Time", content.get("Time"))
    if kind in {"", _UPLINK}:
        return lorawan.report_of(_uplink(device, at_ms, content, received_at_ms, known))
    about = lorawan.told(_about(device, content))
    origin = Origin(device, (f"{kind} {text(content.get('Time'))}",))
    if kind == _NOTIFICATION and content.get("Type") == "devstatusans":
        samples = _battery(device, at_ms, content.get("Var1"))
        control = "" if samples else "a status of a device that runs on external power"
        return Report(samples=samples, origin=origin, about=about, control=control)
    if kind == _LOCATION and "DevLAT" in content and "DevLON" in content:
        location = {"latitude": content["DevLAT"], "longitude": content["DevLON"]}
        return Report(samples=lorawan.position(device, location, at_ms), origin=origin, about=about)
    return Report(about=about, control=_CONTROLS.get(text(content.get("Type")), kind))


def _uplink(
    device: str, at_ms: int | None, event: dict[str, Any], received_at_ms: int, known: Known
) -> Uplink:
    best = lorawan.best_of(_hearings(event))
    about = _about(device, event, "" if best is None else best.gateway)
    counter = lorawan.counter_of("FCntUp", event.get("FCntUp"))
    fields, points = inside(event, "payload"), inside(event, "points")
    data = frame(event.get("payload_hex"))
    time = text(event.get("Time"))
    return Uplink(
        about=about,
        origin=lorawan.origin_of(
            device,
            counter,
            data or repr((fields, points)),
            text(event.get("DevAddr")),
            (f"{counter} {time}",) if time else (),
        ),
        observed_at_ms=at_ms,
        said=_said(fields, points, about, received_at_ms, known) if fields or points else None,
        best=best,
        is_empty=not data and not fields and not points,
        advice=_NO_DRIVER,
    )


def _said(
    fields: dict[str, Any], points: dict[str, Any], about: About, received_at_ms: int, known: Known
) -> Interpretation:
    """Return what points and payload say: a point has its unit, so it counts where both say the same."""
    told: dict[str, Any] = {}
    units: dict[str, str] = {}
    unplaced: list[tuple[str, str]] = []
    for name, point in points.items():
        unit = text(point.get("unitId")) if type(point) is dict else ""
        if type(point) is not dict or unit == _GPS:  # which of a position's two numbers comes first differs
            unplaced.append((name, repr(point)[:80]))
            continue
        if unit:
            units[name] = unit
        if "record" in point:
            told[name] = point["record"]
    first = lorawan.read(told, about, known, received_at_ms, units)
    earlier = tuple(_records(points, units, about, received_at_ms, known))
    placed = first.placed + earlier
    others = {name: content for name, content in fields.items() if name not in points}
    second = lorawan.read(others, about, known, received_at_ms)
    seen = {(one.quantity, one.channel) for one in placed}
    added = tuple(one for one in second.placed if (one.quantity, one.channel) not in seen)
    return Interpretation(placed + added, (*first.unplaced, *unplaced, *second.unplaced))


def _records(
    points: dict[str, Any], units: dict[str, str], about: About, received_at_ms: int, known: Known
) -> Iterator[Placed]:
    """Yield what points were at earlier times."""
    for name, point in points.items():
        if type(point) is not dict:
            continue
        for record in objects(point.get("records")):
            at_ms = lorawan.instant_or_none(record.get("eventTime"))
            said = lorawan.read({name: record.get("value")}, about, known, received_at_ms, units)
            for one in said.placed:
                if at_ms is None:
                    fault = f"{name} has no eventTime that can be read"
                    yield one._replace(value=math.nan, fault=fault)
                else:
                    yield one._replace(observed_at_ms=at_ms)


def _about(device: str, event: dict[str, Any], gateway: str = "") -> About:
    """Return who a device is: its driver is its model, or else its profile."""
    customer = inside(event, "CustomerData")
    driver = inside(inside(event, "DriverCfg"), "mod", "DriverCfg.mod")
    maker, model = text(driver.get("pId")), text(driver.get("mId"))
    profile = text(inside(customer, "alr", "CustomerData.alr").get("pro"))
    return About(
        device, text(customer.get("name")), f"{maker}/{model}" if maker and model else profile, gateway
    )


def _hearings(event: dict[str, Any]) -> list[Hearing]:
    stations = objects(inside(event, "Lrrs").get("Lrr")) or [event]
    return [
        Hearing(
            number(item.get("LrrRSSI")),
            number(item.get("LrrSNR")),
            lorawan.gateway_of("Lrrid", item.get("Lrrid")),
        )
        for item in stations
        if "LrrRSSI" in item or "LrrSNR" in item
    ]


def _battery(device: str, at_ms: int | None, content: object) -> tuple[Sample, ...]:
    """Return the battery level of a LoRaWAN status: 1 to 254; 0 is external power, 255 is unknown."""
    level = lorawan.counter_of("Var1", content)
    if level == 0:
        return ()
    if level >= _UNKNOWN:
        fault = "the device says that it does not know its battery level"
        return (Sample(device, "battery_pct", math.nan, at_ms, "", fault),)
    return (Sample(device, "battery_pct", (level - 1) * 100 / (_FULL - 1), at_ms),)


def _matches(topic: str) -> bool:
    levels = topic.split("/")
    return (*levels[:2], *levels[3:]) == _TOPIC


def _has_shape(content: object) -> bool:
    if type(content) is not dict:
        return False
    return any(name.startswith(_PREFIX) for name in content) or content.keys() >= _FLAT


FORMAT = Format(
    name="thingpark",
    title="Actility ThingPark",
    decode=decode,
    subscriptions=("mqtt/things/+/uplink",),
    heads=("mqtt",),
    matches=_matches,
    has_shape=_has_shape,
)
