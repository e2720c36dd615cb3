"""SenML (RFC 8428) in JSON or CBOR: an array of records, recognised on ``senml/…`` or, JSON, by its shape.

A name tells the device and what it measures: ``urn:dev:ow:10e2073a01080063:temperature``, or LwM2M's
numbers, ``…/3303/0/5700``. A device that is not named is the last level of the topic. SenML's unit ``%`` is
a ratio from 0 to 1, whatever it looks like; sums over time are no measurements.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType
from typing import NamedTuple

from ingest.formats.folders import dotted, nested
from ingest.formats.json_text import identity
from ingest.formats.senml.naming import UNIT_RESOURCE, Named, by_unit, named
from ingest.formats.senml.records import LABELS, VALUES, Record, pack_of, resolved
from ingest.formats.wire_format import Format
from ingest.interpret import Hint, interpret
from ingest.known import NOTHING_KNOWN, Known
from ingest.reading import Sample
from ingest.report import Report, Unplaced

_RATIO = "/"
_RATIOS = frozenset({"/", "%"})
_DATA = "(bytes)"
_LONGEST = 80


class _Field(NamedTuple):
    """A record whose name has been read."""

    record: Record
    named: Named
    device: str
    unit: str


def decode(topic: str, payload: bytes, received_at_ms: int, known: Known = NOTHING_KNOWN) -> Report:
    """Return what *payload* says; raises DecodeError where it is not SenML."""
    records = resolved(pack_of(payload), received_at_ms)
    samples: list[Sample] = []
    unplaced: list[Unplaced] = []
    for field in _fields(topic, records):
        measured, left = _read(field, received_at_ms, known)
        samples += measured
        unplaced += left
    is_nothing_measured = bool(records) and not samples and not unplaced
    return Report(
        samples=tuple(samples),
        unplaced=tuple(unplaced),
        control="records without a measurement" if is_nothing_measured else "",
        is_timed_by_arrival=any(record.is_relative for record in records),
    )


def _fields(topic: str, records: list[Record]) -> Iterator[_Field]:
    """Yield the records that hold values, with devices and units."""
    told = [(record, named(record.name, record.base)) for record in records if record.label]
    units = {
        (one.device, one.field.rpartition("/")[0]): record.value
        for record, one in told
        if one.field.endswith(f"/{UNIT_RESOURCE}") and isinstance(record.value, str)
    }
    for record, one in told:
        if record.label not in VALUES or not one.is_measured:
            continue
        unit = record.unit or str(units.get((one.device, one.field.rpartition("/")[0]), "")) or one.unit
        device = one.device or topic.rpartition("/")[2]
        yield _Field(record, one, identity("n", device), unit)


def _read(
    field: _Field, received_at_ms: int, known: Known
) -> tuple[tuple[Sample, ...], tuple[Unplaced, ...]]:
    """Return what one record measured, and what nobody could place."""
    record, device = field.record, field.device
    path = dotted(field.named.field)
    if record.label == "vd":
        return (), (Unplaced(device, device, path, _DATA),)
    name = field.named.leaf or field.named.field or by_unit(field.unit)
    if not name:
        return (), (Unplaced(device, device, field.unit, str(record.value)[:_LONGEST]),)
    meanings = known.meanings(device)
    unit = _RATIO if field.unit in _RATIOS else field.unit
    said = {dotted(name): meanings[path]} if path in meanings else MappingProxyType({})
    hint = Hint(
        device, said, {dotted(name): unit} if unit else MappingProxyType({}), known.zone(""), received_at_ms
    )
    found = interpret(nested(name, record.value), hint)
    if field.named.channel:
        placed = tuple(one._replace(channel=one.channel or field.named.channel) for one in found.placed)
        found = found._replace(placed=placed)
    samples = found.samples(device, record.at_ms)
    if samples or not found.unplaced:
        return samples, ()
    return (), (Unplaced(device, device, path or field.unit, str(record.value)[:_LONGEST]),)


def _has_shape(content: object) -> bool:
    """Tell whether a JSON value is a pack: records with SenML's labels alone, a name and a value."""
    if type(content) is not list or not content or not all(type(record) is dict for record in content):
        return False
    labels = set().union(*content)
    return labels <= LABELS and not labels.isdisjoint({"n", "bn"}) and not labels.isdisjoint({*VALUES, "s"})


def _matches(topic: str) -> bool:
    return topic.startswith("senml/")


FORMAT = Format(
    name="senml",
    title="SenML",
    decode=decode,
    subscriptions=("senml/#",),
    heads=("senml",),
    matches=_matches,
    has_shape=_has_shape,
)
