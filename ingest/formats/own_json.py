"""Coldframe's own format: one JSON object, or a list of them, on ``coldframe/v1/{gateway}/{device}``.

    {"observed_at": "2026-06-14T04:10:00Z", "air_temperature_c": 24.6, "relative_humidity_pct": 71}

Every other key is the canonical name of a quantity. ``observed_at`` is RFC 3339 or epoch milliseconds;
it may be missing. A list is how a gateway back-fills. ``sent_at``, in the same notations, is the gateway's
clock when it publishes; it shows how wrong that clock is. ``seq`` numbers the messages of a device, one by
one from 0 to 4,294,967,295; it shows how many went missing. In a list both stand in the first object.
"""

from __future__ import annotations

import math

from ingest.errors import DecodeError
from ingest.formats.json_text import Measured, document, identity, instant_ms, measured
from ingest.formats.wire_format import Format
from ingest.known import NOTHING_KNOWN, Known
from ingest.reading import Reason, Sample
from ingest.report import Origin, Report

_PREFIX = "coldframe/v1/"
_LEVELS = 4
_TIME = "observed_at"
_SENT = "sent_at"
_SEQUENCE = "seq"
_LAST_NUMBER = (1 << 32) - 1
_NOT_QUANTITIES = frozenset({_TIME, _SENT, _SEQUENCE})
_SWITCHES = frozenset({"door_open"})


def decode(topic: str, payload: bytes, received_at_ms: int, known: Known = NOTHING_KNOWN) -> Report:  # noqa: ARG001 - every format's signature
    """Return what *payload* says; raises DecodeError where it is not of this format."""
    levels = topic.split("/")
    if len(levels) != _LEVELS or not topic.startswith(_PREFIX):
        raise DecodeError("topic", topic, "coldframe/v1/{gateway}/{device}, which tells who measured")
    _, _, gateway, device = levels
    identity("topic", gateway)
    identity("topic", device)
    found = document(payload)
    samples: list[Sample] = []
    first: object = found
    if type(found) is dict:
        _add(samples, found, device, gateway, instant_ms(_TIME, found.get(_TIME)))
    elif type(found) is list:
        for item in found:
            _add_listed(samples, item, device, gateway)
        first = found[0] if found else None
    else:
        raise DecodeError("payload", found, "an object, or a list of objects, with quantities")
    told: dict[str, object] = first if type(first) is dict else {}
    return Report(
        samples=tuple(samples),
        origin=_origin(device, told.get(_SEQUENCE)),
        sent_at_ms=instant_ms(_SENT, told.get(_SENT)),
    )


def _origin(device: str, number: object) -> Origin | None:
    """Return which of the device's messages this is, where it numbers them."""
    if number is None:
        return None
    if type(number) is int and 0 <= number <= _LAST_NUMBER:
        return Origin(device, counter=number)
    raise DecodeError(_SEQUENCE, number, f"a whole number from 0 to {_LAST_NUMBER:,}")


def _add_listed(samples: list[Sample], item: object, device: str, gateway: str) -> None:
    """Add one object of a list; a time that cannot be read costs this object, not the whole list."""
    if type(item) is not dict:
        raise DecodeError("payload", item, "a list of objects with quantities")
    try:
        observed_at_ms = instant_ms(_TIME, item.get(_TIME))
    except DecodeError as error:
        samples.extend(
            Sample(device, name, math.nan, None, gateway, str(error), Reason.NOT_DECODABLE)
            for name in item
            if name not in _NOT_QUANTITIES
        )
    else:
        _add(samples, item, device, gateway, observed_at_ms)


def _add(
    samples: list[Sample], fields: dict[str, object], device: str, gateway: str, observed_at_ms: int | None
) -> None:
    for name, content in fields.items():
        if name in _NOT_QUANTITIES:
            continue
        if type(content) is float:
            samples.append(Sample(device, name, content, observed_at_ms, gateway))
        else:
            found = _value(name, content)
            samples.append(
                Sample(device, name, found.value, observed_at_ms, gateway, found.fault, found.reason)
            )


def _value(name: str, content: object) -> Measured:
    if type(content) is bool and name in _SWITCHES:
        return Measured(float(content))
    return measured(content)


def _matches(topic: str) -> bool:
    return topic.startswith(_PREFIX) and topic.count("/") == _LEVELS - 1


FORMAT = Format(
    name="own_json",
    title="Coldframe's own JSON",
    decode=decode,
    subscriptions=("coldframe/#",),  # more than what matches: a mistyped topic is found in the quarantine
    heads=("coldframe",),
    matches=_matches,
)
