"""Sparkplug B 3.0: ``spBv1.0/{group}/{type}/{node}[/{device}]``, in Protobuf or its JSON rendering.

An edge node explains its metrics once, in its births; data then names them by alias. Births come at QoS 0
and are not retained, so who comes late has missed them: data waits, and the node is asked to be born again.
Datatypes and units are told by births too, so no data is read before its birth.

A device is known as ``group:node:device``, because its own names may not hold a "/" in an address.
"""

from __future__ import annotations

from ingest.errors import DecodeError, NotYetDecodable
from ingest.formats.sparkplug import births, readings
from ingest.formats.sparkplug.births import Explained
from ingest.formats.sparkplug.payload import Metric, Payload, read, rebirth_command
from ingest.formats.sparkplug.topic import NAMESPACE, Address, address
from ingest.formats.wire_format import Format, OnChange
from ingest.known import NOTHING_KNOWN, Known
from ingest.message import Request
from ingest.reading import Sample
from ingest.report import About, Facts, Origin, Report, Unplaced

_MODULUS = 256
_CONTROL = {
    "STATE": "a host application's state",
    "NCMD": "a command to an edge node",
    "DCMD": "a command to a device",
    "NBIRTH": "an edge node's birth",
    "DBIRTH": "a device's birth",
    "NDEATH": "an edge node's death",
    "DDEATH": "a device's death",
    "NDATA": "an edge node's properties",
    "DDATA": "a device's properties",
}


def decode(topic: str, payload: bytes, received_at_ms: int, known: Known = NOTHING_KNOWN) -> Report:
    """Return what *payload* says; raises DecodeError, or NotYetDecodable before the birth of its metrics."""
    about = address(topic)
    if about.type in {"STATE", "NCMD", "DCMD"}:
        return Report(control=_CONTROL[about.type])
    found = read(payload)
    if about.type == "NDEATH":
        return Report(control=_CONTROL[about.type], announcements=births.death(about, found, known))
    if about.type == "DDEATH":
        origin = _origin(about, found, births.birth_of(about, known))
        return Report(control=_CONTROL[about.type], origin=origin, sent_at_ms=found.timestamp)
    if about.type in {"NBIRTH", "DBIRTH"}:
        return _birth(about, found, received_at_ms, known)
    return _data(about, found, received_at_ms, known)


def _birth(about: Address, found: Payload, received_at_ms: int, known: Known) -> Report:
    """Read a birth: what the metrics are, and their values at this moment."""
    is_of_node = about.type == "NBIRTH"
    birth = births.node_birth(about, found, known) if is_of_node else births.birth_of(about, known)
    model = births.model_of(found.metrics) or about.identity
    source = readings.source_of(about, model, received_at_ms, known)
    table = births.table_of(about, found, birth, readings.roles(source, found), known)
    samples, unplaced = _read_all(source, found, _timed(found, table))
    is_alone = birth is None
    is_device = not is_of_node or samples or unplaced  # a node that measures nothing itself is a gateway only
    told = About(about.identity, about.device or about.node, model, about.gateway)
    return Report(
        samples=samples,
        unplaced=unplaced,
        origin=_origin(about, found, birth),
        sent_at_ms=found.timestamp,
        about=(told,) if is_device else (),
        announcements=(births.announcement(about, birth, table, is_of_node=is_of_node),),
        requests=(_rebirth(about, found, received_at_ms),) if is_alone else (),
        control=_CONTROL[about.type],
    )


def _data(about: Address, found: Payload, received_at_ms: int, known: Known) -> Report:
    """Read data, whose metrics a birth has explained."""
    request = _rebirth(about, found, received_at_ms)
    table = births.table_for(about, known)
    if table is None:
        raise _not_yet(
            "metrics", [metric.name or metric.alias for metric in found.metrics[:5]], about, request
        )
    source = readings.source_of(about, table["model"], received_at_ms, known)
    explained = []
    for number, metric in enumerate(found.metrics):
        told = births.explained(metric, table)
        if told is None:
            raise _not_yet(f"metrics[{number}]", metric.name or metric.alias, about, request)
        if found.timestamp is not None and found.timestamp < told.since_ms:
            raise DecodeError(
                f"metrics[{number}].alias",
                metric.alias,
                f"an alias that meant {told.name!r} when it was sent; it was explained only later",
            )
        explained.append((metric, told))
    samples, unplaced = _read_all(source, found, explained)
    is_administrative = not samples and not unplaced
    return Report(
        samples=samples,
        unplaced=unplaced,
        origin=_origin(about, found, births.birth_of(about, known)),
        sent_at_ms=found.timestamp,
        on_gap=request,
        control=_CONTROL[about.type] if is_administrative else "",
    )


def _timed(found: Payload, table: Facts) -> list[tuple[Metric, Explained]]:
    """Return the metrics of a birth that tell when they were captured; the others are what was last known."""
    told = ((metric, births.explained(metric, table)) for metric in found.metrics if metric.timestamp)
    return [(metric, one) for metric, one in told if one is not None]


def _read_all(
    source: readings.Source, found: Payload, explained: list[tuple[Metric, Explained]]
) -> tuple[tuple[Sample, ...], tuple[Unplaced, ...]]:
    samples: list[Sample] = []
    unplaced: list[Unplaced] = []
    for metric, told in explained:
        if readings.is_measured(metric, told.name, told.datatype):
            measured, left = readings.read_metric(source, found, metric, told)
            samples += measured
            unplaced += left
    return tuple(samples), tuple(unplaced)


def _origin(about: Address, found: Payload, birth: Facts | None) -> Origin | None:
    """Return which message of the node this is: it counts for all its devices, under the name it is shown by.

    What was published before the birth belongs to a session whose numbers nobody has followed.
    """
    if found.seq is None:
        return None
    identities: tuple[str, ...] = ()
    if found.timestamp is not None:
        identities = (f"{about.type}/{about.device}/{found.timestamp}/{found.seq}",)
    at_ms, session = (0, "") if birth is None else (birth["at_ms"], birth["session"])
    is_older = found.timestamp is not None and found.timestamp < at_ms
    is_counted = found.seq < _MODULUS and not is_older
    return Origin(
        about.gateway,
        identities=identities,
        counter=found.seq if is_counted else None,
        modulus=_MODULUS,
        session=session,
    )


def _rebirth(about: Address, found: Payload, received_at_ms: int) -> Request:
    return Request(about.command_topic, rebirth_command(received_at_ms, is_json=found.is_json))


def _not_yet(field: str, seen: object, about: Address, request: Request) -> NotYetDecodable:
    expected = f"metrics that a birth of {about.identity} has explained"
    return NotYetDecodable(field, seen, expected, about.scope, request.topic, request.payload)


def _matches(topic: str) -> bool:
    return topic.startswith(f"{NAMESPACE}/")


FORMAT = Format(
    name="sparkplug",
    title="Sparkplug B",
    decode=decode,
    subscriptions=(f"{NAMESPACE}/#",),
    heads=(NAMESPACE,),
    matches=_matches,
    on_change=OnChange(0.0, 4.0, "Sparkplug 3.0: report by exception; nothing is said of a longest pause"),
)
