"""Shelly, second generation and later: ``{prefix}/events/rpc`` and ``{prefix}/status/{component}``.

    {"src": "shellyhtg3-b8d61a8b17cc", "method": "NotifyStatus",
     "params": {"ts": 1781410200.12, "temperature:0": {"id": 0, "tC": 4.1, "tF": 39.4}}}

A notification tells its time; a status does not, and says again what a notification has said where both are
switched on. The device is its MAC address, which ends its usual prefix; with another prefix only a
notification tells it, and it is remembered. Component 0 is the device itself, any other (an add-on's
probes are 100 to 104) a probe of it.

A device on external power shows an empty battery; it has none. ``errors`` beside a value say that there is
none. What a switch or a meter measures (its own temperature, power) is left out.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from hashlib import blake2b
from types import MappingProxyType
from typing import Any, NamedTuple

from ingest.clock import MS_PER_SECOND
from ingest.errors import DecodeError
from ingest.formats import bthome
from ingest.formats.field_sample import field_sample
from ingest.formats.hardware_address import mac_of
from ingest.formats.in_unit import in_unit
from ingest.formats.json_text import Measured, document, identity
from ingest.formats.leftover import Source, explained
from ingest.formats.wire_format import Format, OnChange
from ingest.known import NOTHING_KNOWN, Known
from ingest.reading import Sample, channel_of
from ingest.report import About, Announcement, Origin, Report, Unplaced

_EVENTS = "/events/rpc"
_STATUS = "/status/"
_ONLINE = "/online"
_COMPONENT = re.compile(r"[a-z_0-9]{2,24}:\d{1,3}|sys|wifi|mqtt|cloud|ble|eth|ws|ht_ui|plugs_ui|ui", re.ASCII)
_SCOPE = "shelly"
_MAC = "mac"
_LATEST_S = 1 << 37
_LONGEST_NUMBER = 3

_QUANTITIES = MappingProxyType(
    {
        "temperature": (("tC", "air_temperature_c", "°C"),),
        "humidity": (("rh", "relative_humidity_pct", "%"),),
        "illuminance": (("lux", "illuminance_lux", "lx"),),
        "bthomedevice": (("battery", "battery_pct", "%"), ("rssi", "rssi_dbm", "dBm")),
    }
)
_UNKNOWN = MappingProxyType({"voltmeter": "voltage", "bthomesensor": "value"})
"""Components that measure something that only the operator knows, and the field with the number."""

_SUBSCRIBED = (
    *(f"{kind}:{number}" for kind in ("temperature", "humidity") for number in (0, 100, 101, 102, 103, 104)),
    "devicepower:0",
    "illuminance:0",
)


class _Component(NamedTuple):
    kind: str
    number: str
    status: Mapping[str, Any]

    @property
    def name(self) -> str:
        return f"{self.kind}:{self.number}"


def decode(topic: str, payload: bytes, received_at_ms: int, known: Known = NOTHING_KNOWN) -> Report:
    """Return what *payload* says; raises DecodeError where it is not of this format."""
    if topic.endswith(_ONLINE):
        return Report(control="whether a device is there")
    told = document(payload)
    if type(told) is not dict:
        raise DecodeError("payload", told, "an object")
    if _STATUS in topic:
        prefix, _, name = topic.rpartition(_STATUS)
        return _status(prefix, name, told, received_at_ms, known)
    return _notification(topic.removesuffix(_EVENTS), told, payload, received_at_ms, known)


def _status(prefix: str, name: str, told: dict[str, Any], received_at_ms: int, known: Known) -> Report:
    device = _device(prefix, "", told if name == "sys" else {}, known)
    read = _read({name: told}, Source(device, "", None, device, received_at_ms), known)
    return Report(
        samples=read.samples,
        unplaced=read.unplaced,
        control=read.control,
        is_state=True,
        is_overheard=True,
    )


def _notification(
    prefix: str, told: dict[str, Any], payload: bytes, received_at_ms: int, known: Known
) -> Report:
    params = told.get("params")
    if type(params) is not dict:
        raise DecodeError("params", params, "an object with the components that changed")
    system = params.get("sys")
    device = _device(prefix, told.get("src"), system if type(system) is dict else {}, known)
    announced = _announced(prefix, device, known)
    if told.get("method") == "NotifyEvent":
        return _event(params, device, received_at_ms, announced)
    at_ms = _instant_ms(params.get("ts"))
    read = _read(params, Source(device, "", at_ms, device, received_at_ms), known)
    if read.control:
        return Report(announcements=announced, control=read.control)
    digest = blake2b(payload, digest_size=16).hexdigest()
    return Report(
        samples=read.samples,
        unplaced=read.unplaced,
        about=(About(device, prefix, _model(told.get("src")), device),),
        announcements=announced,
        origin=None if at_ms is None else Origin(device, (f"{at_ms}/{digest}",)),
        sent_at_ms=at_ms,
        is_overheard=True,
    )


def _announced(prefix: str, device: str, known: Known) -> tuple[Announcement, ...]:
    """Return whose prefix it is, unless that is known."""
    fact = {_MAC: device}
    if not mac_of(device) or known.facts(_SCOPE, prefix) == fact:
        return ()
    return (Announcement(_SCOPE, {prefix: fact}),)


def _event(
    params: dict[str, Any], device: str, received_at_ms: int, announced: tuple[Announcement, ...]
) -> Report:
    """Return what events say: only those of the script that passes Bluetooth sensors on say something."""
    events = params.get("events")
    for event in events if type(events) is list else ():
        data = event.get("data") if type(event) is dict else None
        if type(data) is dict and "BTHome_version" in data:
            return bthome.from_json(data, received_at_ms, device)
    return Report(announcements=announced, control="an event, such as a button that was pressed")


def _device(prefix: str, source: object, system: Mapping[str, Any], known: Known) -> str:
    """Return the device's MAC address; its prefix where nothing tells the address."""
    for text in (
        system.get(_MAC),
        *(name.rpartition("-")[2] for name in (source, prefix) if isinstance(name, str)),
    ):
        mac = mac_of(text)
        if mac:
            return mac
    told = known.facts(_SCOPE, prefix)
    return told[_MAC] if told is not None else identity("topic", prefix)


def _model(source: object) -> str:
    return source.rpartition("-")[0][:128] if isinstance(source, str) else ""


def _instant_ms(seconds: object) -> int | None:
    if seconds is None:
        return None
    if isinstance(seconds, int | float) and 0 <= seconds < _LATEST_S:
        return int(seconds * MS_PER_SECOND)
    raise DecodeError("params.ts", seconds, "seconds since 1970")


def _read(components: Mapping[str, Any], source: Source, known: Known) -> Report:
    samples: list[Sample] = []
    unplaced: list[Unplaced] = []
    for name, status in components.items():
        kind, _, number = name.partition(":")
        if type(status) is dict and number.isdecimal() and len(number) <= _LONGEST_NUMBER:
            component = _Component(kind, number, status)
            samples += _samples(component, source)
            said, left = _explained(component, source, known)
            samples += said
            unplaced += left
    if samples and any(sample.quantity != "rssi_dbm" for sample in samples):
        samples += _signal(components, source)
    control = "" if samples or unplaced else "a status without a measured value"
    return Report(samples=tuple(samples), unplaced=tuple(unplaced), control=control)


def _samples(component: _Component, source: Source) -> Iterator[Sample]:
    if component.kind == "devicepower":
        yield from _battery(component, source)
    for field, quantity, unit in _QUANTITIES.get(component.kind, ()):
        name, content = f"{component.name}.{field}", component.status.get(field)
        if field == "tC" and field not in component.status and "tF" in component.status:
            name, content, unit = f"{component.name}.tF", component.status["tF"], "°F"  # noqa: PLW2901 - the same
        elif field not in component.status and "errors" not in component.status:
            continue  # only what changed is told
        channel = "" if component.number == "0" else _channel(component)
        found = _faulty(component.status.get("errors")) or in_unit(content, unit, quantity)
        yield field_sample(name, quantity, found, source._replace(device=channel_of(source.device, channel)))


def _channel(component: _Component) -> str:
    return component.name.replace(":", "") if component.kind == "bthomedevice" else component.number


def _faulty(errors: object) -> Measured | None:
    if type(errors) is not list or not errors:
        return None
    listed = ", ".join(str(one) for one in errors)[:80]
    return Measured(math.nan, f"the device reports an error of the sensor: {listed}")


def _battery(component: _Component, source: Source) -> Iterator[Sample]:
    external, battery = component.status.get("external"), component.status.get("battery")
    if (type(external) is dict and external.get("present") is True) or type(battery) is not dict:
        return
    for field, quantity, unit in (("V", "battery_v", "V"), ("percent", "battery_pct", "%")):
        if field in battery:
            name = f"{component.name}.battery.{field}"
            yield field_sample(name, quantity, in_unit(battery[field], unit, quantity), source)


def _explained(
    component: _Component, source: Source, known: Known
) -> tuple[tuple[Sample, ...], tuple[Unplaced, ...]]:
    field = _UNKNOWN.get(component.kind, "")
    content = component.status.get(field)
    if not field or type(content) not in {int, float}:
        return (), ()
    named = source._replace(
        model=f"Shelly {source.device}"
    )  # which sensor has which number is its owner's choice
    return explained({f"{component.name}.{field}": content}, named, known)


def _signal(components: Mapping[str, Any], source: Source) -> Iterator[Sample]:
    wifi = components.get("wifi")
    if type(wifi) is dict and type(wifi.get("rssi")) in {int, float}:
        yield field_sample("wifi.rssi", "rssi_dbm", in_unit(wifi["rssi"], "dBm", "rssi_dbm"), source)


def _matches(topic: str) -> bool:
    if topic.endswith(_EVENTS):
        return True
    prefix, _, name = topic.rpartition(_STATUS)
    return bool(prefix and _COMPONENT.fullmatch(name)) or (
        topic.startswith("shelly") and topic.endswith(_ONLINE)
    )


FORMAT = Format(
    name="shelly",
    title="Shelly, second generation and later",
    decode=decode,
    subscriptions=(f"+{_EVENTS}", *(f"+{_STATUS}{component}" for component in _SUBSCRIBED)),
    matches=_matches,
    on_change=OnChange(
        5.0, 4.0, "Shelly API: NotifyStatus tells of a change; report_thr_C, its threshold, is 0.5 to 5 °C"
    ),
)
