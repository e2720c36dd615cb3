"""The Helium console that was: ``helium/{device UUID}/rx``, where levels may stand around ``helium``.

What a device measured stands in ``decoded.payload``: an object of the codec's own, or the list that the
console's CayenneLPP function makes. A hotspot that heard a frame late has a message of its own with the same
frame counter. ``reported_at`` is in milliseconds, in old versions in seconds; one that is neither is left to
be found wrong. (Consoles that are built on ChirpStack speak as ChirpStack does.)
"""

from __future__ import annotations

import re
from typing import Any

from ingest.clock import MS_PER_SECOND
from ingest.errors import DecodeError
from ingest.formats import lorawan
from ingest.formats.cayenne_types import TYPES, units_of
from ingest.formats.json_text import identity, inside, instant_ms
from ingest.formats.lorawan import Hearing, Uplink, frame, number, objects, text
from ingest.formats.wire_format import Format
from ingest.known import NOTHING_KNOWN, Known
from ingest.report import About, Report

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_FEWEST_MS = 100_000_000_000
"""A number below it is in seconds: as milliseconds it would be before March 1973, as seconds far ahead."""

_NO_FUNCTION = (
    "the console decoded nothing: connect a decoder function with the device in Helium's flows; if there is "
    "one, it made nothing of this frame"
)


def decode(topic: str, payload: bytes, received_at_ms: int, known: Known = NOTHING_KNOWN) -> Report:  # noqa: ARG001 - every format's signature
    """Return what *payload* says; raises DecodeError where it is no message of Helium's console."""
    event = lorawan.an_object(payload, "an uplink of Helium's console")
    device = lorawan.eui("dev_eui", event.get("dev_eui"))
    if event.get("type", "uplink") != "uplink":
        return Report(control=f"a message of the console: {text(event['type'])}")
    best = lorawan.best_of(map(_hearing, objects(event.get("hotspots"))))
    about = About(device, text(event.get("name")), _label(event), "" if best is None else best.gateway)
    counter = lorawan.counter_of("fcnt", event.get("fcnt"))
    reported = event.get("reported_at")
    fields = _fields(event)
    data = frame(event.get("payload"))
    uplink = Uplink(
        about=about,
        origin=lorawan.origin_of(
            device, counter, data or repr(fields), text(event.get("devaddr")), (f"{counter} {reported}",)
        ),
        observed_at_ms=_time(reported),
        said=lorawan.read(fields, about, known, received_at_ms, units_of(fields)) if fields else None,
        best=best,
        is_empty=not data and not fields,
        advice=_NO_FUNCTION,
    )
    return lorawan.report_of(uplink)


def _fields(event: dict[str, Any]) -> dict[str, Any]:
    """Return the decoded payload as an object; an empty one where there is none, or the decoder failed."""
    decoded = inside(event, "decoded")
    content = decoded.get("payload")
    if content is None or decoded.get("status", "success") != "success":
        return {}
    if type(content) is dict:
        return content
    if type(content) is not list:
        raise DecodeError("decoded.payload", content, "an object, or a list of CayenneLPP values")
    return {_lpp_name(item): item.get("value") for item in objects(content)}


def _lpp_name(item: dict[str, Any]) -> str:
    """Return the name of a CayenneLPP value by its type: the console calls air pressure humidity."""
    kind = item.get("type")
    found = TYPES.get(kind) if type(kind) is int else None
    return f"{text(item.get('name')) if found is None else found.name}_{text(str(item.get('channel')))}"


def _label(event: dict[str, Any]) -> str:
    """Return the only label of a device, by which the console gives devices of a kind their decoder."""
    labels = objects(inside(event, "metadata").get("labels"))
    return text(labels[0].get("name")) if len(labels) == 1 else ""


def _time(reported: object) -> int | None:
    if type(reported) is int and 0 <= reported < _FEWEST_MS:
        return reported * MS_PER_SECOND
    return instant_ms("reported_at", reported)


def _hearing(hotspot: dict[str, Any]) -> Hearing:
    """Return how a hotspot heard the frame; its identity tells capital letters from small ones."""
    name = hotspot.get("id") or hotspot.get("name")
    gateway = identity("hotspots.id", name) if name else ""
    return Hearing(number(hotspot.get("rssi")), number(hotspot.get("snr")), gateway)


def _matches(topic: str) -> bool:
    levels = topic.split("/")
    return levels[-1] == "rx" and "helium" in levels[:-2] and _UUID.fullmatch(levels[-2]) is not None


def _has_shape(content: object) -> bool:
    return type(content) is dict and {"dev_eui", "fcnt", "hotspots"} <= content.keys()


FORMAT = Format(
    name="helium",
    title="Helium console (legacy)",
    decode=decode,
    subscriptions=("helium/+/rx", "+/helium/+/rx"),
    matches=_matches,
    has_shape=_has_shape,
)
