"""What an edge node's births tell, and what of it holds for a later message.

In the node's scope stand ``birth`` (of the node) and one table per device, ``metrics:{device}``. Every
NBIRTH starts a session, in which the tables of its devices come anew; what they said in an earlier one no
longer holds. A *life* is one connection of the node: births may be repeated in it, with the same aliases.
Nor does anything hold after an absence of ours, in which a birth may have been missed.

An alias that meant something else before, or came with a new life, is not read into messages that were
published before its birth: nobody knows what it meant then. The *floor* of a life is from when on that is
so for metrics that no earlier birth has told of; it is 0 as long as nothing was ever heard of the node.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from ingest.formats.sparkplug.payload import Metric, Payload
from ingest.formats.sparkplug.topic import Address
from ingest.known import Known
from ingest.report import Announcement, Facts

_BIRTH = "birth"
_BD_SEQ = "bdSeq"
_UNIT_PROPERTIES = frozenset(
    {"engunit", "engunits", "engineeringunit", "engineeringunits", "unit", "units", "uom"}
)
_MAKE = "Properties/Hardware Make"
_MODEL = "Properties/Hardware Model"
_LONGEST = 80


class Explained(NamedTuple):
    """A metric with what its birth told of it.

    Attributes:
        name: with its folders.
        datatype: as the specification numbers them.
        unit: as the publisher writes it; empty: not told.
        channel: which probe of the device; empty: the device itself, or what the name says.
        quantity: what it measures in the company of the others; empty: what the name says.
        since_ms: messages that were published earlier may have meant something else [ms].
    """

    name: str
    datatype: int
    unit: str
    channel: str
    quantity: str
    since_ms: int


def node_birth(address: Address, payload: Payload, known: Known) -> Facts:
    """Return the facts of an NBIRTH about the node itself."""
    before = known.facts(address.scope, _BIRTH)
    number = death_number(payload.metrics)
    session = f"{number}/{payload.timestamp}"
    goes_on = (
        before is not None
        and not before["ended"]
        and (before["number"], before["absences"]) == (number, known.absences())
    )
    life = before["life"] if before is not None and goes_on else session
    return {
        "session": session,
        "life": life,
        "number": number,
        "at_ms": payload.timestamp or 0,
        "floor_ms": before["floor_ms"] if before is not None and goes_on else _floor(address, payload, known),
        "ended": False,
        "absences": known.absences(),
    }


def death(address: Address, payload: Payload, known: Known) -> tuple[Announcement, ...]:
    """Return what an NDEATH changes: nothing where it belongs to an earlier life, else all tables end."""
    birth = known.facts(address.scope, _BIRTH)
    number = death_number(payload.metrics)
    if birth is None or birth["number"] != number:
        return ()
    ended = {**birth, "ended": True, "session": "", "life": ""}
    return (Announcement(address.scope, {_BIRTH: ended}, lasting=False),)


def announcement(address: Address, birth: Facts | None, table: Facts, *, is_of_node: bool) -> Announcement:
    """Return what a birth announces; it is not true any more after Coldframe was away."""
    facts: dict[str, Facts | None] = {_table_key(address): table}
    if is_of_node and birth is not None:
        facts[_BIRTH] = birth
    return Announcement(address.scope, facts, lasting=False)


def table_of(
    address: Address,
    payload: Payload,
    birth: Facts | None,
    roles: Mapping[str, tuple[str, str]],
    known: Known,
) -> Facts:
    """Return what a birth tells about the metrics of its device."""
    before = known.facts(address.scope, _table_key(address))
    session, life = ("", "") if birth is None else (birth["session"], birth["life"])
    floor_ms = _floor(address, payload, known) if birth is None else birth["floor_ms"]
    if before is not None and before["life"] != life:
        floor_ms = payload.timestamp or 0
    old = {} if before is None else before["aliases"]
    aliases = {
        str(metric.alias): [metric.name, _since(metric, old, payload.timestamp or 0, floor_ms)]
        for metric in payload.metrics
        if metric.alias is not None and metric.name
    }
    names = {
        metric.name: [metric.datatype, unit_of(metric), *roles.get(metric.name, ("", ""))]
        for metric in payload.metrics
        if metric.name
    }
    model = model_of(payload.metrics) or address.identity
    return {
        "session": session,
        "life": life,
        "absences": known.absences(),
        "model": model,
        "aliases": aliases,
        "names": names,
    }


def birth_of(address: Address, known: Known) -> Facts | None:
    """Return the facts of the node's last NBIRTH; None: there was none, or the node has died since."""
    birth = known.facts(address.scope, _BIRTH)
    return None if birth is None or birth["ended"] or birth["absences"] != known.absences() else birth


def table_for(address: Address, known: Known) -> Facts | None:
    """Return the table of a message's device as far as it holds in the node's session."""
    table = known.facts(address.scope, _table_key(address))
    birth = known.facts(address.scope, _BIRTH)
    session = "" if birth is None else birth["session"]
    is_ended = birth is not None and birth["ended"]
    if table is None or is_ended:
        return None
    return table if (table["session"], table["absences"]) == (session, known.absences()) else None


def explained(metric: Metric, table: Facts) -> Explained | None:
    """Return *metric* with what its birth told; None: it told nothing of it."""
    name, since_ms = metric.name, 0
    if metric.alias is not None and str(metric.alias) in table["aliases"]:
        name, since_ms = table["aliases"][str(metric.alias)]
    if name not in table["names"]:
        return None
    datatype, unit, channel, quantity = table["names"][name]
    unit = unit_of(metric) or unit
    return Explained(name, datatype or metric.datatype, unit, channel, quantity, since_ms)


def death_number(metrics: Iterable[Metric]) -> int | None:
    """Return the number that a birth and the death that ends its life have in common."""
    for metric in metrics:
        if metric.name == _BD_SEQ and type(metric.value) is int:
            return metric.value
    return None


def unit_of(metric: Metric) -> str:
    """Return the unit in a metric's properties, whatever the publisher calls the property."""
    for name, value in metric.properties.items():
        if type(value) is str and name.translate(_WITHOUT_GAPS).lower() in _UNIT_PROPERTIES:
            return value
    return ""


_WITHOUT_GAPS = str.maketrans("", "", " _-")


def model_of(metrics: Iterable[Metric]) -> str:
    """Return make and model as a birth tells them; empty where it does not."""
    told = {metric.name: metric.value for metric in metrics if metric.name in {_MAKE, _MODEL}}
    return " ".join(_texts(told.get(_MAKE), told.get(_MODEL)))[:_LONGEST]


def _texts(*values: Any) -> Iterator[str]:  # noqa: ANN401 - whatever a metric may hold
    for value in values:
        if type(value) is str and value.isprintable() and value.strip():
            yield value.strip()


def _since(metric: Metric, old: Mapping[str, Any], at_ms: int, floor_ms: int) -> int:
    """Return from when on an alias is known to mean this metric."""
    known = old.get(str(metric.alias))
    if known is None:
        return floor_ms
    name, since_ms = known
    return int(since_ms) if name == metric.name else at_ms


def _floor(address: Address, payload: Payload, known: Known) -> int:
    """Return from when on metrics mean what this birth says, where no other is known any more."""
    return (payload.timestamp or 0) if known.has_scope(address.scope) else 0


def _table_key(address: Address) -> str:
    return f"metrics:{address.device}"
