"""From metrics to samples: names are interpreted, datatypes and qualities minded, channels kept apart."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from ingest.formats.folders import add_nested, dotted, nested
from ingest.formats.sparkplug.births import Explained, unit_of
from ingest.formats.sparkplug.payload import DATE_TIME, Metric, Payload, Unread, is_integer_type, whole_number
from ingest.formats.sparkplug.topic import Address
from ingest.interpret import Hint, Interpretation, Placed, interpret
from ingest.known import Known, Meaning
from ingest.quantity import QUANTITIES
from ingest.reading import Reason, Sample, channel_of
from ingest.report import Unplaced

_ADMINISTRATIVE = ("Node Control/", "Device Control/", "Node Info/", "Device Info/", "Properties/")
_NUMBERS = frozenset({"bdSeq"})
_GOOD_FROM, _GOOD_TO, _BAD, _STALE = 192, 255, 0, 500
_NO_VALUE = "the edge node sent null instead of a number"


class Role(NamedTuple):
    """What a metric is among the others of its device.

    Attributes:
        channel: which probe of the device; empty: the device itself, or what the name says.
        quantity: what it measures.
    """

    channel: str
    quantity: str


class Source(NamedTuple):
    """Whose metrics are read, and what is known besides."""

    address: Address
    model: str
    meanings: Mapping[str, Meaning]
    received_at_ms: int
    known: Known


def source_of(address: Address, model: str, received_at_ms: int, known: Known) -> Source:
    """Return the source of a message of *model*."""
    return Source(address, model, known.meanings(model), received_at_ms, known)


def is_measured(metric: Metric, name: str, datatype: int) -> bool:
    """Tell whether a metric may hold a measurement; commands, properties and dates are none."""
    return not (
        metric.is_transient or datatype == DATE_TIME or name in _NUMBERS or name.startswith(_ADMINISTRATIVE)
    )


def read_metric(
    source: Source, payload: Payload, metric: Metric, told: Explained
) -> tuple[tuple[Sample, ...], tuple[Unplaced, ...]]:
    """Return what one metric measured, and what nobody could place."""
    device = source.address.identity
    if type(metric.value) is Unread:
        field = dotted(told.name)
        return (), (Unplaced(device, source.model, field, f"({metric.value.what}, which is not read)"),)
    value, fault, reason = _judged(metric, told.datatype)
    found = _interpreted(source, told.name, told.unit, value)
    at_ms = metric.timestamp or payload.timestamp
    samples = tuple(_sample(source, one, told, at_ms, (fault, reason)) for one in found.placed)
    return samples, found.leftovers(device, source.model)


def roles(source: Source, payload: Payload) -> dict[str, Role]:
    """Return what the metrics of a birth are among each other, by name.

    A metric's name says less than its company: a temperature beside soil moisture is the soil's. And where
    several metrics measure the same, the folder that tells them apart is their channel, in every message.
    """
    candidates = [(one.name, unit_of(one), value) for one, value in _measured(payload)]
    together = _together(source, candidates)
    by_place: dict[tuple[str, str], list[str]] = {}
    quantities: dict[str, str] = {}
    for name, unit, value in candidates:
        for one in _interpreted(source, name, unit, value).placed:
            quantities[name] = together.get(dotted(name), one.quantity)
            by_place.setdefault((quantities[name], one.channel), []).append(name)
    told_apart = dict(_told_apart(by_place.values()))
    return {name: Role(told_apart.get(name, ""), quantity) for name, quantity in quantities.items()}


def _measured(payload: Payload) -> Iterator[tuple[Metric, object]]:
    """Yield the metrics of a birth that may be measured, with what they are worth."""
    for metric in payload.metrics:
        if metric.name and is_measured(metric, metric.name, metric.datatype):
            value = None if type(metric.value) is Unread else _judged(metric, metric.datatype)[0]
            yield metric, value


def _together(source: Source, candidates: Sequence[tuple[str, str, object]]) -> dict[str, str]:
    """Return the quantities of all metrics of a device as one object, by path."""
    device: dict[str, Any] = {}
    for name, _, value in candidates:
        add_nested(device, name, value)
    units = {dotted(name): unit for name, unit, _ in candidates if unit}
    placed = interpret(device, _hint(source, units)).placed
    return {one.field: one.quantity for one in placed}


def _told_apart(groups: Iterable[list[str]]) -> Iterator[tuple[str, str]]:
    for names in groups:
        if len(set(names)) < 2:  # noqa: PLR2004 - one metric needs nothing to tell it apart
            continue
        folders = {name: _channel(name.rpartition("/")[0]) for name in names}
        is_enough = len(set(folders.values())) == len(folders) and all(folders.values())
        yield from ((name, folders[name] if is_enough else _channel(name)) for name in folders)


def _channel(text: str) -> str:
    """Return a name that can stand in an address.

    >>> _channel("Sensors/Room 1")
    'sensors-room_1'
    """
    levels = ("".join(sign if sign.isalnum() else "_" for sign in level.lower()) for level in text.split("/"))
    return "-".join(levels)


def _judged(metric: Metric, datatype: int) -> tuple[object, str, Reason]:
    """Return a metric's value, or None and why there is none."""
    quality = metric.properties.get("Quality")
    if type(quality) is int and not _GOOD_FROM <= quality <= _GOOD_TO:
        word = {_BAD: "BAD", _STALE: "STALE"}.get(quality, "not GOOD")
        return None, f"the edge node says that its quality is {quality}, {word}", Reason.SENSOR_FAULT
    value = metric.value
    if value is None:
        return None, _NO_VALUE, Reason.SENSOR_FAULT
    if metric.is_raw and type(value) is int:
        if not is_integer_type(datatype):
            return None, f"a whole number, and its birth tells datatype {datatype}", Reason.NOT_DECODABLE
        meant = whole_number(value, datatype)
        if meant is None:
            return None, f"{value} does not fit into its datatype {datatype}", Reason.NOT_DECODABLE
        return meant, "", Reason.SENSOR_FAULT
    return value, "", Reason.SENSOR_FAULT


def _interpreted(source: Source, name: str, unit: str, value: object) -> Interpretation:
    return interpret(nested(name, value), _hint(source, {dotted(name): unit} if unit else {}))


def _hint(source: Source, units: Mapping[str, str]) -> Hint:
    zone = source.known.zone(source.address.gateway)
    return Hint(source.model, source.meanings, units, zone, source.received_at_ms)


def _is_alike(quantity: str, other: str) -> bool:
    """Tell whether two quantities are given in the same unit."""
    return other in QUANTITIES and QUANTITIES[quantity].unit == QUANTITIES[other].unit


def _sample(
    source: Source, placed: Placed, told: Explained, at_ms: int | None, why_none: tuple[str, Reason]
) -> Sample:
    channel, quantity = placed.channel, placed.quantity
    if dotted(told.name) not in source.meanings:  # the operator's word comes before the birth's
        channel = told.channel or channel
        quantity = told.quantity if _is_alike(quantity, told.quantity) else quantity
    device = channel_of(source.address.identity, channel)
    value, fault, reason = placed.value, placed.fault, placed.reason
    if why_none[0]:
        value, (fault, reason) = math.nan, why_none
    return Sample(device, quantity, value, at_ms, source.address.gateway, fault, reason)
