"""ChirpStack v4: ``application/{id}/device/{DevEUI}/event/{event}``, as JSON or as protobuf.

What a device measured stands in ``object``, as the codec of its device profile wrote it. ``time`` is when the
network received the frame, which is as near to the measurement as this format tells. Fields that are 0 are
left out: everywhere by v4.0 and in protobuf, in ``rxInfo`` by every version. The topic does not tell JSON
from protobuf; the payload does.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from ingest.formats import lorawan
from ingest.formats.cayenne_types import flattened
from ingest.formats.json_text import inside, instant_ms, measured
from ingest.formats.lorawan import Hearing, Uplink, frame, number, objects, text
from ingest.formats.wire_format import Format
from ingest.known import NOTHING_KNOWN, Known
from ingest.reading import Sample
from ingest.report import About, Origin, Report

_OTHERS = MappingProxyType(
    {
        "join": "a device has joined the network",
        "ack": "a device has confirmed a downlink",
        "txack": "a gateway has sent a downlink",
        "log": "an entry of the network server's log",
        "integration": "a message of another integration",
    }
)
"""Events that carry no values by their nature."""

_MARKS = (
    ("status", frozenset({"margin", "batteryLevel", "batteryLevelUnavailable", "externalPowerSource"})),
    ("location", frozenset({"location"})),
    ("integration", frozenset({"integrationName"})),
    ("log", frozenset({"code", "description"})),
    ("ack", frozenset({"acknowledged"})),
    ("txack", frozenset({"downlinkId", "fCntDown"})),
    ("up", frozenset({"fCnt", "fPort", "data", "object", "rxInfo"})),
)
"""What tells events apart where the topic does not, first come first served; a join has none of it."""

_EVENTS = frozenset({"up", "status", "location", *_OTHERS})
_LEVELS = 6

_NO_CODEC = (
    "the network server decoded nothing: in ChirpStack, set a codec in the device profile (Device profiles → "
    "Codec); if one is set, it made nothing of this frame, and the device's events in ChirpStack say why"
)


def decode(topic: str, payload: bytes, received_at_ms: int, known: Known = NOTHING_KNOWN) -> Report:
    """Return what *payload* says; raises DecodeError where it is not an event of ChirpStack."""
    kind = topic.rpartition("/event/")[2]
    if payload.lstrip()[:1] == b"{":
        event = lorawan.an_object(payload, "an event of ChirpStack")
    else:
        from ingest.formats.chirpstack_protobuf import event_in  # noqa: PLC0415 - 3 MB that JSON can spare

        event = event_in(kind, payload)
    kind = kind if kind in _EVENTS else _kind(event)
    device = lorawan.eui("deviceInfo.devEui", inside(event, "deviceInfo").get("devEui"))
    at_ms = instant_ms("time", event.get("time"))
    if kind == "up":
        return lorawan.report_of(_uplink(device, at_ms, event, received_at_ms, known))
    about = lorawan.told(_about(device, event))
    if kind in _OTHERS:
        return Report(about=about, control=_OTHERS[kind])
    origin = Origin(device, _identities(event))
    if kind == "location":
        samples = lorawan.position(device, inside(event, "location"), at_ms)
        control = "a location event without a position"
    else:
        samples, control = _battery(device, at_ms, event), "a status without a battery level"
    return Report(samples=samples, origin=origin, about=about, control="" if samples else control)


def _kind(event: Mapping[str, Any]) -> str:
    """Return which event it is where the topic does not tell."""
    return next((kind for kind, marks in _MARKS if not marks.isdisjoint(event)), "join")


def _uplink(
    device: str, at_ms: int | None, event: dict[str, Any], received_at_ms: int, known: Known
) -> Uplink:
    best = lorawan.best_of(map(_hearing, filter(_is_heard, objects(event.get("rxInfo")))))
    about = _about(device, event, "" if best is None else best.gateway)
    fields = inside(event, "object")
    data = frame(event.get("data"))
    counter = lorawan.counter_of("fCnt", event.get("fCnt"))
    session = text(event.get("devAddr"))
    return Uplink(
        about=about,
        origin=lorawan.origin_of(device, counter, data or repr(fields), session, _identities(event)),
        observed_at_ms=at_ms,
        said=lorawan.read(flattened(fields), about, known, received_at_ms) if fields else None,
        best=_through_relay(event, best),
        is_empty=not data and not fields,
        advice=_NO_CODEC,
    )


def _about(device: str, event: dict[str, Any], gateway: str = "") -> About:
    info = inside(event, "deviceInfo")
    return About(device, text(info.get("deviceName")), text(info.get("deviceProfileName")), gateway)


def _identities(event: dict[str, Any]) -> tuple[str, ...]:
    deduplication = text(event.get("deduplicationId"))
    return (deduplication,) if deduplication else ()


def _is_heard(item: dict[str, Any]) -> bool:
    return "rssi" in item or "snr" in item


def _hearing(item: dict[str, Any]) -> Hearing:
    gateway = lorawan.gateway_of("rxInfo.gatewayId", item.get("gatewayId"))
    return Hearing(number(item.get("rssi", 0)), number(item.get("snr", 0)), gateway)


def _through_relay(event: dict[str, Any], best: Hearing | None) -> Hearing | None:
    """Return how the device was heard: by its relay where it has one, whose own frame the gateways heard."""
    relay = event.get("relayRxInfo")
    if type(relay) is not dict or not _is_heard(relay):
        return best
    return _hearing({**relay, "gatewayId": "" if best is None else best.gateway})


def _battery(device: str, at_ms: int | None, event: dict[str, Any]) -> tuple[Sample, ...]:
    if event.get("externalPowerSource") is True:
        return ()
    if event.get("batteryLevelUnavailable") is True:
        fault = "the device says that it does not know its battery level"
        return (Sample(device, "battery_pct", float("nan"), at_ms, "", fault),)
    if "batteryLevel" not in event:
        return ()
    level = measured(event["batteryLevel"])
    return (Sample(device, "battery_pct", level.value, at_ms, "", level.fault, level.reason),)


def _matches(topic: str) -> bool:
    levels = topic.split("/")
    return (
        len(levels) >= _LEVELS and levels[-2] == "event" and levels[-4] == "device" and levels[-1] in _EVENTS
    )


def _has_shape(content: object) -> bool:
    if type(content) is not dict:
        return False
    info = content.get("deviceInfo")
    return type(info) is dict and "devEui" in info


FORMAT = Format(
    name="chirpstack",
    title="ChirpStack v4",
    decode=decode,
    subscriptions=("application/+/device/+/event/+",),
    heads=("application",),
    matches=_matches,
    has_shape=_has_shape,
)
