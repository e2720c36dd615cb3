"""OGC SensorThings over MQTT, as FROST publishes it: ``v1.1/Datastreams(5)/Observations``.

    {"@iot.id": 812, "phenomenonTime": "2026-06-14T04:10:00Z", "result": 4.2}

What is measured, and in which unit, stands in the Datastream: expanded in the observation, or told before
by a message about the Datastream itself (``v1.1/Datastreams``) or its Thing. Nobody can be asked for it,
so the result of a Datastream of which nothing was told stays unplaced, as the field ``Datastreams(5)`` of
the model ``sensorthings``, until the operator says what it is. A Datastream is a device: one measuring point.

A phenomenon that lasted is taken for its end, when its result was known. FROST's own broker knows no
wildcards: there the topics are named one by one in ``[ingest] subscriptions``, at best
``v1.1/Observations?$expand=Datastream($expand=ObservedProperty)``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from ingest.errors import DecodeError
from ingest.formats.json_text import document, identity, inside, instant_ms
from ingest.formats.leftover import Source, explained
from ingest.formats.wire_format import Format
from ingest.interpret import Hint, interpret
from ingest.known import NOTHING_KNOWN, Known
from ingest.reading import Sample
from ingest.report import About, Announcement, Facts, Origin, Report, Unplaced

_MODEL = "sensorthings"
_VERSIONS = ("v1.0", "v1.1", "v2.0")
_STREAM = re.compile(r"(Multi)?Datastreams\(('?)([^()/?]{1,64})\2\)", re.ASCII)
_RESOURCES = frozenset(
    {
        "Observations",
        "Datastreams",
        "MultiDatastreams",
        "Datastream",
        "MultiDatastream",
        "Things",
        "Thing",
        "Sensors",
        "Sensor",
        "ObservedProperties",
        "ObservedProperty",
        "FeaturesOfInterest",
        "FeatureOfInterest",
        "Locations",
        "HistoricalLocations",
    }
)
_OBSERVATIONS = re.compile(r"Observations(\([^()/]{1,64}\))?")
_ID = "@iot.id"
_MOST_RESULTS = 64


class _Stream(NamedTuple):
    """A Datastream: its name in addresses, and what it was announced to measure, result by result."""

    field: str
    facts: Facts | None

    @property
    def device(self) -> str:
        """Return its lasting identity: one Datastream is one measuring point."""
        kind, _, number = self.field.removesuffix(")").partition("(")
        return f"{kind.removesuffix('s').lower()}-{number}"


def decode(topic: str, payload: bytes, received_at_ms: int, known: Known = NOTHING_KNOWN) -> Report:
    """Return what *payload* says; raises DecodeError where it is not of this format."""
    found = document(payload)
    if type(found) is not dict:
        raise DecodeError("payload", found, "one entity of SensorThings")
    if "result" in found or _is_about_observations(topic):
        return _observed(topic, found, received_at_ms, known)
    return _announced(topic, found)


def _observed(topic: str, found: dict[str, Any], received_at_ms: int, known: Known) -> Report:
    stream = _stream_of(topic, found, known)
    observed_at_ms = _instant(found.get("phenomenonTime"))
    if "result" not in found:
        raise DecodeError("result", None, "the result of the observation, for which $select has to ask")
    source = Source(stream.device, _MODEL, observed_at_ms, "", received_at_ms)
    result = found["result"]
    results = result if type(result) is list else [result]
    samples: list[Sample] = []
    unplaced: list[Unplaced] = []
    for number, value in enumerate(results[:_MOST_RESULTS]):
        field = f"{stream.field}.{number}" if type(result) is list else stream.field
        placed, left = _placed(field, _names(stream.facts, number), value, source, known)
        samples += placed
        unplaced += left
    return Report(
        samples=tuple(samples),
        origin=_origin(stream.device, found),
        about=_about(stream),
        unplaced=tuple(unplaced),
    )


def _placed(
    field: str, facts: tuple[tuple[str, ...], str], value: object, source: Source, known: Known
) -> tuple[tuple[Sample, ...], tuple[Unplaced, ...]]:
    """Return what one result says: first the operator's word, then what its Datastream is called."""
    names, unit = facts
    if field not in known.meanings(_MODEL):
        for name in names:
            hint = Hint(_MODEL, units={name: unit} if unit else {}, received_at_ms=source.received_at_ms)
            placed = interpret({name: value}, hint)
            if placed.placed:
                return placed.samples(source.device, source.observed_at_ms), ()
    return explained({field: value}, source, known)


def _announced(topic: str, found: dict[str, Any]) -> Report:
    """Take what a message about a Datastream, or about a Thing with its Datastreams, tells of them."""
    resource = topic.partition("?")[0].rpartition("/")[2].partition("(")[0]
    prefix = "Multi" if resource.startswith("Multi") else ""
    entities = [(prefix, found)] if resource in ("Datastreams", "MultiDatastreams", "Datastream") else []
    for name in ("Datastreams", "MultiDatastreams"):
        listed = found.get(name)
        if type(listed) is list:
            entities += [(name.removesuffix("Datastreams"), one) for one in listed if type(one) is dict]
    streams = [_Stream(_field(kind, one.get(_ID)), _facts(one)) for kind, one in entities]
    if not streams:
        return Report(control=f"an entity of SensorThings ({resource[:32]})")
    return Report(
        about=tuple(about for stream in streams for about in _about(stream)),
        announcements=(Announcement(_MODEL, {stream.field: stream.facts for stream in streams}),),
        control="what a Datastream measures",
    )


def _stream_of(topic: str, found: dict[str, Any], known: Known) -> _Stream:
    for name in ("Datastream", "MultiDatastream"):
        expanded = inside(found, name)
        if expanded.get(_ID) is not None:
            field = _field(name.removesuffix("Datastream"), expanded[_ID])
            told = _facts(expanded)
            return _Stream(field, told if told["names"] else known.facts(_MODEL, field))
    linked = str(found.get("Datastream@iot.navigationLink", ""))[:512]
    for place in (topic.partition("?")[0], linked):
        matched = _STREAM.search(place)
        if matched is not None:
            field = _field(matched[1] or "", matched[3])
            return _Stream(field, known.facts(_MODEL, field))
    raise DecodeError(
        "topic",
        topic,
        "the Datastream of the observation: subscribe to v1.1/Datastreams(…)/Observations, or to "
        "v1.1/Observations?$expand=Datastream($expand=ObservedProperty)",
    )


def _field(kind: str, number: object) -> str:
    if type(number) not in (int, str):
        raise DecodeError(f"Datastream.{_ID}", number, "the id of a Datastream, a number or a text")
    return f"{kind}Datastreams({identity(_ID, str(number))})"


def _facts(entity: dict[str, Any]) -> Facts:
    """Return what a Datastream measures: per result the names under which that is known, and the unit."""
    properties = entity.get("ObservedProperties")
    listed = properties if type(properties) is list else [entity.get("ObservedProperty")]
    units = entity.get("unitOfMeasurements", entity.get("unitsOfMeasurement"))
    symbols = [
        _symbol(unit) for unit in (units if type(units) is list else [entity.get("unitOfMeasurement")])
    ]
    names = [list(_property_names(one)) for one in listed[:_MOST_RESULTS]]
    label = entity.get("name")
    title = label[:128] if type(label) is str else ""
    if len(names) == 1 and title and len(symbols) == 1:
        names[0].append(title)
    return {"names": names if any(names) else [], "units": symbols[:_MOST_RESULTS], "title": title}


def _property_names(content: object) -> Iterator[str]:
    """Yield how an ObservedProperty is called: in the last word of its definition, and by its name."""
    if type(content) is dict:
        for text in (content.get("definition"), content.get("name")):
            if type(text) is str and text.strip():
                yield re.split(r"[/#]", text.strip().rstrip("/#"))[-1][:128]


def _symbol(unit: object) -> str:
    if type(unit) is not dict:
        return ""
    told = [unit.get("symbol"), unit.get("name")]
    return next((text[:32] for text in told if type(text) is str and text.strip()), "")


def _names(facts: Facts | None, number: int) -> tuple[tuple[str, ...], str]:
    if facts is None or number >= len(facts["names"]):
        return (), ""
    unit = facts["units"][number] if number < len(facts["units"]) else ""
    return tuple(facts["names"][number]), unit


def _about(stream: _Stream) -> tuple[About, ...]:
    title = "" if stream.facts is None else stream.facts["title"]
    return (About(stream.device, title, _MODEL),)


def _origin(device: str, found: dict[str, Any]) -> Origin | None:
    number = found.get(_ID)
    return Origin(device, (f"Observations({str(number)[:128]})",)) if type(number) in (int, str) else None


def _instant(told: object) -> int | None:
    """Return the end of an interval, or the instant."""
    return instant_ms("phenomenonTime", told.rpartition("/")[2] if type(told) is str else told)


def _is_about_observations(topic: str) -> bool:
    return _OBSERVATIONS.fullmatch(topic.partition("?")[0].rpartition("/")[2]) is not None


def _matches(topic: str) -> bool:
    version, _, resource = topic.partition("?")[0].partition("/")
    return version in _VERSIONS and resource.rpartition("/")[2].partition("(")[0] in _RESOURCES


def _announces(topic: str) -> bool:
    return _matches(topic) and not _is_about_observations(topic)


FORMAT = Format(
    name="sensorthings",
    title="OGC SensorThings",
    decode=decode,
    subscriptions=("v1.1/+/Observations", "v1.1/+", "v1.0/+/Observations", "v1.0/+"),
    heads=_VERSIONS,
    matches=_matches,
    announces=_announces,
)
