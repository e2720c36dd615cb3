"""Milesight's gateways with their own network server (UG56, UG63, UG65, UG67), on a topic of one's choice.

Without a payload codec a gateway publishes the frame in an envelope like that of ChirpStack v3. With one it
publishes what the codec returned, and the codec is meant to be changed: it stands beside the envelope's
fields, in ``object``, or alone. So whatever is not of the envelope is taken for measured. A codec that leaves
out ``devEUI`` needs it in the topic (``$deveui`` in the gateway's settings).
"""

from __future__ import annotations

from typing import Any

from ingest.errors import DecodeError
from ingest.formats import lorawan
from ingest.formats.json_text import inside, instant_ms
from ingest.formats.lorawan import Hearing, Uplink, frame, number, objects, text
from ingest.formats.wire_format import Format
from ingest.known import NOTHING_KNOWN, Known
from ingest.report import About, Origin, Report

_ENVELOPE = frozenset(
    {
        *("applicationID", "applicationName", "adr", "confirmed", "data", "devAddr", "devEUI", "deviceName"),
        *("deviceProfileName", "fCnt", "fPort", "gw", "gwid", "gwip", "gwsn", "loRaSNR", "mac", "metadata"),
        *("object", "rssi", "rxInfo", "snr", "time", "txInfo"),
    }
)
_MARKS = frozenset({"fCnt", "fPort", "deviceName", "applicationID", "applicationName", "rxInfo"})

_NO_CODEC = (
    "the gateway decoded nothing: in its web page, choose a payload codec for the device (Network Server → "
    "Device → Payload Codec), and leave devEUI and fCnt in what the codec returns"
)


def decode(topic: str, payload: bytes, received_at_ms: int, known: Known = NOTHING_KNOWN) -> Report:
    """Return what *payload* says; raises DecodeError where it is no uplink with a known device."""
    event = lorawan.an_object(payload, "an uplink of a Milesight gateway")
    device = _device(topic, event)
    best = lorawan.best_of(_hearings(event))
    model = text(event.get("deviceProfileName"))
    about = About(device, text(event.get("deviceName")), model, "" if best is None else best.gateway)
    fields = {name: content for name, content in event.items() if name not in _ENVELOPE}
    time = event.get("time")
    if time is None and type(event.get("timestamp")) is str:
        time = fields.pop("timestamp")
    fields.update(inside(event, "object"))
    data = frame(event.get("data"))
    uplink = Uplink(
        about=about,
        origin=_origin(device, event, data or repr(fields), time),
        observed_at_ms=instant_ms("time", time),
        said=lorawan.read(fields, about, known, received_at_ms) if fields else None,
        best=best,
        is_empty=not data and not fields,
        advice=_NO_CODEC,
    )
    return lorawan.report_of(uplink)


def _device(topic: str, event: dict[str, Any]) -> str:
    if event.get("devEUI") is not None:
        return lorawan.eui("devEUI", event["devEUI"])
    device = lorawan.eui_in(topic)
    if not device:
        raise DecodeError("devEUI", None, "a devEUI in what the codec returns, or $deveui in the topic")
    return device


def _origin(device: str, event: dict[str, Any], content: str, time: object) -> Origin:
    counter = None if event.get("fCnt") is None else lorawan.counter_of("fCnt", event["fCnt"])
    told = text(time) if counter is None else f"{counter} {text(time)}"
    identities = (told,) if text(time) else ()
    return lorawan.origin_of(device, counter, content, text(event.get("devAddr")), identities)


def _hearings(event: dict[str, Any]) -> list[Hearing]:
    """Return who heard the frame; a codec that hands it on has put it beside the values."""
    return [
        Hearing(
            number(item.get("rssi")),
            number(item.get("loRaSNR", item.get("snr"))),
            lorawan.gateway_of("rxInfo.mac", item.get("mac")),
        )
        for item in objects(event.get("rxInfo")) or [event]
        if "rssi" in item or "loRaSNR" in item
    ]


def _has_shape(content: object) -> bool:
    return type(content) is dict and "devEUI" in content and not _MARKS.isdisjoint(content)


FORMAT = Format(
    name="milesight",
    title="Milesight gateway",
    decode=decode,
    has_shape=_has_shape,
)
