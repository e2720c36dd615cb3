"""The Things Stack v3: ``v3/{application}@{tenant}/devices/{device}/up`` and what stands beside it.

What a device measured stands in ``decoded_payload``; ``normalized_payload`` loses zeros and is only asked
about what the other leaves open. Fields that are 0, false or empty are left out, so a frame without ``f_cnt``
is number 0. An uplink that somebody simulated in the console never counts.

The best time is that of satellites, which also holds for what a gateway had kept during an outage; then
that of the gateway's own clock, where it agrees with the network server's; what is left is when the network
server received the frame.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from ingest.clock import MS_PER_DAY, MS_PER_SECOND
from ingest.errors import DecodeError
from ingest.formats import lorawan, tts_normalized
from ingest.formats.json_text import identity, inside, instant_ms
from ingest.formats.lorawan import Hearing, Uplink, frame, number, objects, text
from ingest.formats.wire_format import Format
from ingest.interpret import Interpretation
from ingest.known import NOTHING_KNOWN, Known
from ingest.report import About, Origin, Report

_OTHERS = MappingProxyType(
    {
        "uplink_normalized": "the same uplink's /up carries it",
        "join_accept": "a device has joined the network",
        "downlink_queued": "a downlink waits",
        "downlink_sent": "a downlink was sent",
        "downlink_ack": "a device has confirmed a downlink",
        "downlink_nack": "a device has not confirmed a downlink",
        "downlink_failed": "a downlink has failed",
        "downlink_queue_invalidated": "downlinks have to be encrypted anew",
        "service_data": "a message of a service",
    }
)
"""What carries no values by its nature, by the field that it stands in."""

_KINDS = frozenset({"uplink_message", "location_solved", *_OTHERS})
_NORMALIZED = "/up/normalized"
_DEVICE_LEVEL = 3
_GATEWAY_DRIFT_MS = 30 * MS_PER_SECOND
"""How far a gateway's clock may be off before the network server's is the better one, as in ChirpStack."""

_LONGEST_KEPT_MS = 30 * MS_PER_DAY
"""How long a gateway may have kept a frame; a receiver whose count of weeks began anew is years off."""

_NO_FORMATTER = (
    "the network server decoded nothing: in The Things Stack, set an uplink payload formatter for the device "
    "or its application (Payload formatters → Uplink); if one is set, it made nothing of this frame, and the "
    "device's live data there say why"
)


def decode(topic: str, payload: bytes, received_at_ms: int, known: Known = NOTHING_KNOWN) -> Report:
    """Return what *payload* says; raises DecodeError where it is no message of The Things Stack."""
    event = lorawan.an_object(payload, "a message of The Things Stack")
    device = _device(inside(event, "end_device_ids"))
    if event.get("simulated") is True:
        return Report(control="simulated in the console, which never counts")
    kind = next((name for name in event if name in _KINDS), "")
    if topic.endswith(_NORMALIZED):
        kind = "uplink_normalized"
    if kind == "uplink_message":
        return lorawan.report_of(_uplink(device, event, received_at_ms, known))
    about = lorawan.told(_about(device, event))
    if kind in _OTHERS:
        return Report(about=about, control=_OTHERS[kind])
    if kind == "location_solved":
        location = inside(inside(event, kind), "location", "location_solved.location")
        samples = lorawan.position(device, location, instant_ms("received_at", event.get("received_at")))
        origin = Origin(device, (f"location {text(event.get('received_at'))}",))
        return Report(samples=samples, origin=origin, about=about)
    raise DecodeError("payload", sorted(event), "uplink_message, or another message of The Things Stack")


def _device(ids: dict[str, Any]) -> str:
    """Return the DevEUI; a device without one has a name that is unique in its application."""
    if ids.get("dev_eui") is not None:
        return lorawan.eui("end_device_ids.dev_eui", ids["dev_eui"])
    application = inside(ids, "application_ids", "end_device_ids.application_ids").get("application_id")
    name = identity("end_device_ids.device_id", ids.get("device_id"))
    return f"{application}.{name}" if text(application) else name


def _uplink(device: str, event: dict[str, Any], received_at_ms: int, known: Known) -> Uplink:
    message = inside(event, "uplink_message")
    heard = objects(message.get("rx_metadata"))
    best = lorawan.best_of(map(_hearing, filter(_is_heard, heard)))
    about = _about(device, event, "" if best is None else best.gateway)
    counter = lorawan.counter_of("uplink_message.f_cnt", message.get("f_cnt"))
    fields = inside(message, "decoded_payload", "uplink_message.decoded_payload")
    data = frame(message.get("frm_payload"))
    session = text(message.get("session_key_id"))
    received = text(message.get("received_at"))
    identities = (f"{session} {counter} {received}",) if received else ()
    return Uplink(
        about=about,
        origin=lorawan.origin_of(device, counter, data or repr(fields), session, identities),
        observed_at_ms=_time(event, message, heard),
        said=_said(message, fields, about, received_at_ms, known),
        best=best,
        is_empty=not data and not fields,
        advice=_NO_FORMATTER,
    )


def _said(
    message: dict[str, Any], fields: dict[str, Any], about: About, received_at_ms: int, known: Known
) -> Interpretation | None:
    """Return what the payload says, in the codec's own words first."""
    if not fields:
        return None
    said = lorawan.read(fields, about, known, received_at_ms)
    normalized = objects(message.get("normalized_payload"))
    if not normalized:
        return said
    units = tts_normalized.units_told(said, normalized)
    if units:
        said = lorawan.read(fields, about, known, received_at_ms, units)
    return tts_normalized.filled(said, normalized)


def _time(event: dict[str, Any], message: dict[str, Any], heard: list[dict[str, Any]]) -> int | None:
    server_ms = instant_ms("uplink_message.received_at", message.get("received_at"))
    if server_ms is None:
        return instant_ms("received_at", event.get("received_at"))
    for clock, longest_ms in (("gps_time", _LONGEST_KEPT_MS), ("time", _GATEWAY_DRIFT_MS)):
        for item in heard:
            gateway_ms = lorawan.instant_or_none(item.get(clock))
            if gateway_ms is not None and -_GATEWAY_DRIFT_MS <= server_ms - gateway_ms <= longest_ms:
                return gateway_ms
    return server_ms


def _about(device: str, event: dict[str, Any], gateway: str = "") -> About:
    ids = inside(event, "end_device_ids")
    version = inside(inside(event, "uplink_message"), "version_ids", "uplink_message.version_ids")
    brand, model = text(version.get("brand_id")), text(version.get("model_id"))
    return About(
        device, text(ids.get("device_id")), f"{brand}/{model}" if brand and model else model, gateway
    )


def _is_heard(item: dict[str, Any]) -> bool:
    return "rssi" in item or "snr" in item


def _hearing(item: dict[str, Any]) -> Hearing:
    """Return how a gateway heard the frame; it has an EUI, or only a name."""
    field = "uplink_message.rx_metadata.gateway_ids"
    ids = inside(item, "gateway_ids", field)
    gateway = lorawan.gateway_of(field, ids.get("eui") or ids.get("gateway_id"))
    return Hearing(number(item.get("rssi", 0)), number(item.get("snr", 0)), gateway)


def _matches(topic: str) -> bool:
    levels = topic.split("/")
    return len(levels) > _DEVICE_LEVEL + 1 and levels[2] == "devices"


def _has_shape(content: object) -> bool:
    return type(content) is dict and "end_device_ids" in content and not _KINDS.isdisjoint(content)


FORMAT = Format(
    name="tts",
    title="The Things Stack v3",
    decode=decode,
    subscriptions=("v3/+/devices/+/up", "v3/+/devices/+/join", "v3/+/devices/+/location/solved"),
    heads=("v3",),
    matches=_matches,
    has_shape=_has_shape,
)
