"""From metrics to samples: names are interpreted, datatypes and qualities minded, channels kept apart."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from ingest.formats.folders import dotted, nested
from ingest.formats.sparkplug.births import Explained, unit_of
from ingest.formats.sparkplug.payload import DATE_TIME, Metric, Payload, Unread, is_integer_type, whole_number
from ingest.formats.sparkplug.topic import Address
from ingest.interpret import Hint, Interpretation, Placed, interpret
from ingest.known import Known, Meaning
from ingest.reading import Reason, Sample, channel_of
from ingest.report import Unplaced

_ADMINISTRATIVE = ("Node Control/", "Device Control/", "Node Info/", "Device Info/", "Properties/")
_NUMBERS = frozenset({"bdSeq"})
_GOOD_FROM, _GOOD_TO, _BAD, _STALE = 192, 255, 0, 500
_NO_VALUE = "the edge node sent null instead of a number"


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
    samples = tuple(_sample(source, one, told.channel, at_ms, fault, reason) for one in found.placed)
    return samples, found.leftovers(device, source.model)


def channels(source: Source, payload: Payload) -> dict[str, str]:
    """Return the channel of every metric of a birth whose quantity several of them measure, by name.

    A channel is the folder that tells the metrics apart, the same in every later message.
    """
    by_place: dict[tuple[str, str], list[str]] = {}
    for metric in payload.metrics:
        if not metric.name or not is_measured(metric, metric.name, metric.datatype):
            continue
        value = None if type(metric.value) is Unread else _judged(metric, metric.datatype)[0]
        for one in _interpreted(source, metric.name, unit_of(metric), value).placed:
            by_place.setdefault((one.quantity, one.channel), []).append(metric.name)
    return dict(_told_apart(by_place.values()))


def _told_apart(groups: Iterable[list[str]]) -> Iterator[tuple[str, str]]:
    for names in groups:
        if len(set(names)) < 2:  # noqa: PLR2004 - one metric needs nothing to tell it apart
            continue
        folders = {name: _channel(name.rpartition("/")[0]) for name in names}
        is_enough = len(set(folders.values())) == len(set(names)) and all(folders.values())
        yield from ((name, folders[name] if is_enough else _channel(name)) for name in set(names))


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
    path = dotted(name)
    hint = Hint(
        source.model,
        source.meanings,
        {path: unit} if unit else MappingProxyType({}),
        source.known.zone(source.address.gateway),
        source.received_at_ms,
    )
    return interpret(nested(name, value), hint)


def _sample(  # noqa: PLR0913, PLR0917 - a placed value, and what its metric says of it
    source: Source, placed: Placed, channel: str, at_ms: int | None, fault: str, reason: Reason
) -> Sample:
    device = channel_of(source.address.identity, channel or placed.channel)
    gateway = source.address.gateway
    if fault:
        return Sample(device, placed.quantity, math.nan, at_ms, gateway, fault, reason)
    return Sample(device, placed.quantity, placed.value, at_ms, gateway, placed.fault, placed.reason)
