"""What the network servers of LoRaWAN have in common: EUIs, frame counters, the gateways that heard a frame.

Each of them wraps the same frame in another envelope. A format opens its envelope into an ``Uplink``;
what becomes of that is the same for all of them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from hashlib import blake2b
from typing import Any, NamedTuple

from ingest.errors import DecodeError
from ingest.formats.hardware_address import eui_of
from ingest.formats.json_text import document, identity, instant_ms, measured
from ingest.interpret import Hint, Interpretation, interpret
from ingest.known import Known
from ingest.reading import Sample
from ingest.report import About, Origin, Report

_COUNTERS = 1 << 32
_DIGITS = 10


class Hearing(NamedTuple):
    """How one gateway heard a frame; None where the network server does not tell."""

    rssi_dbm: float | None
    snr_db: float | None
    gateway: str


class Uplink(NamedTuple):
    """One frame of a device, out of its envelope.

    Attributes:
        about: the device, and whatever the network server calls it.
        origin: which of the device's frames it is.
        observed_at_ms: when it was received, by the best clock of the envelope [ms]; None: none told.
        said: what the decoded payload says; None where the network server decoded nothing.
        best: how the best gateway heard it; None where that is not told.
        is_empty: whether the device sent no payload at all.
        advice: what to do where *said* is None although there is a payload.
    """

    about: About
    origin: Origin
    observed_at_ms: int | None
    said: Interpretation | None
    best: Hearing | None = None
    is_empty: bool = False
    advice: str = ""


def report_of(uplink: Uplink) -> Report:
    """Return what a frame says: its values, how it was heard, and what nobody could place."""
    said = uplink.said
    about = told(uplink.about)
    if said is None and uplink.is_empty:
        return Report(origin=uplink.origin, about=about, control="a frame without a payload")
    if said is None:
        return Report(origin=uplink.origin, about=about, lacks=uplink.advice)
    samples = _samples(said, uplink)
    unplaced = said.leftovers(uplink.about.device, uplink.about.model)
    is_nothing = not samples and not unplaced and not said.cut and said.left_out != ()
    return Report(
        samples=samples,
        origin=uplink.origin,
        about=about,
        unplaced=unplaced,
        control="a frame in which nothing is measured, only set or counted" if is_nothing else "",
        lacks=said.cut,
    )


def _samples(said: Interpretation, uplink: Uplink) -> tuple[Sample, ...]:
    device, best = uplink.about.device, uplink.best
    samples = said.samples(device, uplink.observed_at_ms, "" if best is None else best.gateway)
    return samples + _signal(device, best, uplink.observed_at_ms) if samples and best is not None else samples


def told(about: About) -> tuple[About, ...]:
    """Return *about* for a report; nothing where it says nothing."""
    return (about,) if about.name or about.model else ()


def read(
    fields: Mapping[str, Any],
    about: About,
    known: Known,
    received_at_ms: int,
    units: Mapping[str, str] | None = None,
) -> Interpretation:
    """Return what a decoded payload says, with all that is known of the device's model and gateway."""
    hint = Hint(
        model=about.model,
        meanings=known.meanings(about.model),
        units=units or {},
        zone=known.zone(about.gateway),
        received_at_ms=received_at_ms,
    )
    return interpret(fields, hint)


def best_of(hearings: Iterable[Hearing]) -> Hearing | None:
    """Return how the gateway that heard the frame best did so; None where nobody says.

    >>> best_of([Hearing(-97.0, 4.5, "far"), Hearing(-36.0, 10.5, "near")]).gateway
    'near'
    """
    return max(hearings, key=_strength, default=None)


def _strength(hearing: Hearing) -> tuple[float, float]:
    rssi_dbm, snr_db, _ = hearing
    return (-math.inf if rssi_dbm is None else rssi_dbm, -math.inf if snr_db is None else snr_db)


def _signal(device: str, best: Hearing, at_ms: int | None) -> tuple[Sample, ...]:
    values = (("rssi_dbm", best.rssi_dbm), ("snr_db", best.snr_db))
    return tuple(
        Sample(device, quantity, value, at_ms, best.gateway)
        for quantity, value in values
        if value is not None
    )


def position(device: str, location: Mapping[str, Any], at_ms: int | None) -> tuple[Sample, ...]:
    """Return where a network server found a device; servers that leave out zeros are on the equator too."""
    if "latitude" not in location and "longitude" not in location:
        return ()
    found = [(name, measured(location.get(name, 0))) for name in ("latitude", "longitude")]
    return tuple(
        Sample(device, f"{name}_deg", value.value, at_ms, "", value.fault, value.reason)
        for name, value in found
    )


def origin_of(
    device: str, counter: int | None, content: str, session: str = "", identities: tuple[str, ...] = ()
) -> Origin:
    """Return which of a device's frames it is, by its counter and what it carries.

    A frame counter alone comes back: after 2³² frames, and whenever a device without a join starts anew.
    """
    if counter is None:
        return Origin(device, identities)
    digest = blake2b(content.encode("utf-8", "replace"), digest_size=8).hexdigest()
    return Origin(device, identities, f"{counter}:{digest}", counter, _COUNTERS, session)


def counter_of(field: str, content: object) -> int:
    """Return a frame counter; servers that leave out zeros leave out that of the first frame.

    >>> counter_of("fCnt", None), counter_of("FCntUp", "1174")
    (0, 1174)
    """
    if content is None:
        return 0
    number = content
    if isinstance(content, str) and content.isascii() and content.isdecimal() and len(content) <= _DIGITS:
        number = int(content)
    if type(number) is int and 0 <= number < _COUNTERS:
        return number
    raise DecodeError(field, content, f"a frame counter from 0 to {_COUNTERS - 1}")


def eui(field: str, content: object) -> str:
    """Return a DevEUI in the one way in which Coldframe writes it.

    >>> eui("dev_eui", "00-04-A3-0B-00-1C-05-30")
    '0004a30b001c0530'
    """
    found = eui_of(content)
    if not found:
        raise DecodeError(field, content, "an EUI of 16 hexadecimal digits")
    return found


def eui_in(topic: str) -> str:
    """Return the only EUI among the levels of *topic*; empty where there is none, or more than one.

    >>> eui_in("farm/A84041AB12345678/up"), eui_in("farm/probe-7")
    ('a84041ab12345678', '')
    """
    found = {address for level in topic.split("/") if (address := eui_of(level))}
    return found.pop() if len(found) == 1 else ""


def gateway_of(field: str, content: object) -> str:
    """Return a gateway's identity in lower case; empty where none is told."""
    return "" if content is None or content == "" else identity(field, content).lower()


def number(content: object) -> float | None:
    """Return a number that stands in the envelope; None where there is none."""
    value = measured(content).value
    return value if math.isfinite(value) else None


def text(content: object) -> str:
    """Return a name that stands in the envelope; empty where there is none that could be shown."""
    return content[:128] if isinstance(content, str) and content.isprintable() else ""


def frame(content: object) -> str:
    """Return what a device sent, as text of whatever kind; empty where it sent nothing."""
    return content if isinstance(content, str) else ""


def instant_or_none(content: object) -> int | None:
    """Return a time that a message does without where it cannot be read [ms]."""
    try:
        return instant_ms("time", content)
    except DecodeError:
        return None


def an_object(payload: bytes, expected: str) -> dict[str, Any]:
    """Return the JSON object in *payload*."""
    found = document(payload)
    if type(found) is not dict:
        raise DecodeError("payload", found, expected)
    return found


def objects(content: object) -> list[dict[str, Any]]:
    """Return the objects in a list, or the only one that stands in its place."""
    if type(content) is dict:
        return [content]
    return [item for item in content if type(item) is dict] if type(content) is list else []
