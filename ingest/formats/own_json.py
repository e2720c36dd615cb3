"""Coldframe's own format: one JSON object, or a list of them, on ``coldframe/v1/{gateway}/{device}``.

    {"observed_at": "2026-06-14T04:10:00Z", "air_temperature_c": 24.6, "relative_humidity_pct": 71}

Every other key is the canonical name of a quantity. ``observed_at`` is RFC 3339 or epoch milliseconds;
it may be missing. A list is how a gateway back-fills.
"""

from __future__ import annotations

import math

from ingest.errors import DecodeError
from ingest.formats.json_text import Measured, document, identity, instant_ms, measured
from ingest.reading import Reason, Sample

PREFIX = "coldframe/v1/"
SUBSCRIPTIONS = ("coldframe/#",)
"""More than the topics that match, so that a mistyped one is found in the quarantine instead of nowhere."""

_LEVELS = 4
_TIME = "observed_at"
_SWITCHES = frozenset({"door_open"})


def matches(topic: str) -> bool:
    """Tell whether *topic*, which begins with the prefix, names a gateway and a device."""
    return topic.count("/") == _LEVELS - 1


def decode(topic: str, payload: bytes, received_at_ms: int) -> tuple[Sample, ...]:  # noqa: ARG001 - every format's signature
    """Return the samples in *payload*; raises DecodeError where it is not of this format."""
    _, _, gateway, device = topic.split("/")
    identity("topic", gateway)
    identity("topic", device)
    found = document(payload)
    samples: list[Sample] = []
    if type(found) is dict:
        observed_at_ms = instant_ms(_TIME, found.get(_TIME))
        _add(samples, found, device, gateway, observed_at_ms)
    elif type(found) is list:
        for item in found:
            _add_listed(samples, item, device, gateway)
    else:
        raise DecodeError("payload", found, "an object, or a list of objects, with quantities")
    return tuple(samples)


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
            if name != _TIME
        )
    else:
        _add(samples, item, device, gateway, observed_at_ms)


def _add(
    samples: list[Sample], fields: dict[str, object], device: str, gateway: str, observed_at_ms: int | None
) -> None:
    for name, content in fields.items():
        if name == _TIME:
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
