"""SenML's records (RFC 8428), resolved: base fields carried over, names joined, times made absolute.

A pack is read as JSON or as CBOR, whose numbers for labels become the labels of JSON here.
"""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Any, NamedTuple

import cbor2

from ingest.clock import MS_PER_SECOND
from ingest.errors import DecodeError
from ingest.formats.json_text import document

_LABELS = MappingProxyType(
    {
        -1: "bver",
        -2: "bn",
        -3: "bt",
        -4: "bu",
        -5: "bv",
        -6: "bs",
        0: "n",
        1: "u",
        2: "v",
        3: "vs",
        4: "vb",
        5: "s",
        6: "t",
        7: "ut",
        8: "vd",
    }
)
LABELS = frozenset(_LABELS.values())
VALUES = ("v", "vs", "vb", "vd")
_VERSION = 10
_VERSION_WITH_SECONDARY_UNITS = 26
"""RFC 9100: as version 10, with the units of RFC 8798, which we read anyway."""

_ABSOLUTE_S = 1 << 28
_LATEST_S = 253_402_300_799
_MOST_RECORDS = 10_000
_DEEPEST = 16
_SHOWN_BYTES = 40
_BLANK = b" \t\r\n"
_TEXTS = frozenset({"n", "u", "bn", "bu"})


class Record(NamedTuple):
    """One resolved record.

    Attributes:
        name: base name and name, joined.
        base: how much of *name* is the base name.
        unit: as written; empty: none is told.
        value: a number, a truth value, a text, bytes, or None; its label tells which.
        label: ``v``, ``vs``, ``vb``, ``vd``, ``s`` where there is a sum alone, or empty.
        at_ms: when it was measured [ms]; None: the record tells no time.
        is_relative: whether the time counts from when it arrived.
    """

    name: str
    base: int
    unit: str
    value: object
    label: str
    at_ms: int | None
    is_relative: bool


class _Base(NamedTuple):
    """The base fields that hold for a record."""

    bn: str = ""
    bt: float | None = None
    bu: str = ""
    bv: float = 0.0


def is_cbor(payload: bytes) -> bool:
    """Tell whether a payload is no JSON: CBOR's arrays begin with a byte that no JSON text does."""
    return payload.lstrip(_BLANK)[:1] not in {b"[", b"{"}


def pack_of(payload: bytes) -> list[dict[Any, Any]]:
    """Return the records as they are written, with JSON's labels."""
    content = _from_cbor(payload) if is_cbor(payload) else document(payload)
    if not isinstance(content, list) or len(content) > _MOST_RECORDS:
        raise DecodeError("payload", type(content).__name__, f"an array of at most {_MOST_RECORDS:,} records")
    records: list[dict[Any, Any]] = []
    for number, record in enumerate(content):
        if not isinstance(record, dict):
            raise DecodeError(f"[{number}]", record, "a record with name and value")
        records.append({_LABELS.get(key, key) if type(key) is int else key: record[key] for key in record})
    return records


def resolved(pack: list[dict[Any, Any]], received_at_ms: int) -> list[Record]:
    """Return the records of a pack with everything that they inherit."""
    base = _Base()
    records = []
    for number, record in enumerate(pack):
        where = f"[{number}]"
        _refuse_what_must_be_understood(where, record)
        base = _Base(
            _told(where, record, "bn", base.bn),
            _told(where, record, "bt", base.bt),
            _told(where, record, "bu", base.bu),
            _told(where, record, "bv", base.bv),
        )
        records.append(_record(where, record, base, received_at_ms))
    return records


def _from_cbor(payload: bytes) -> object:
    try:
        return cbor2.loads(payload, max_depth=_DEEPEST)
    except (cbor2.CBORError, ValueError, TypeError, ArithmeticError, RecursionError, MemoryError) as error:
        raise DecodeError("payload", payload[:_SHOWN_BYTES], f"SenML in JSON or CBOR ({error})") from error


def _refuse_what_must_be_understood(where: str, record: dict[Any, Any]) -> None:
    version = record.get("bver", _VERSION)
    if type(version) is not int or not (0 < version <= _VERSION or version == _VERSION_WITH_SECONDARY_UNITS):
        raise DecodeError(f"{where}.bver", version, "a version up to 10, or 26")
    for label in record:
        if type(label) is str and label.endswith("_"):
            raise DecodeError(f"{where}.{label[:20]}", label[:40], "no label that has to be understood")


def _told(where: str, record: dict[Any, Any], label: str, inherited: Any) -> Any:  # noqa: ANN401 - a text or a number
    """Return a field of a record, or what it inherits."""
    if label not in record:
        return inherited
    value = record[label]
    if label in _TEXTS:
        if isinstance(value, str):
            return value
    else:
        number = number_of(value)
        if math.isfinite(number):
            return number
    raise DecodeError(f"{where}.{label}", value, "a text" if label in _TEXTS else "a number")


def number_of(value: object) -> float:
    """Return a number in whichever way JSON or CBOR writes it; NaN where it is none."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | Fraction):
        return math.nan
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def _record(where: str, record: dict[Any, Any], base: _Base, received_at_ms: int) -> Record:
    labels = [label for label in VALUES if label in record]
    if len(labels) > 1:
        raise DecodeError(where, labels, "one value")
    label = labels[0] if labels else "s" if "s" in record else ""
    value = record.get(label)
    if label == "v" and not isinstance(value, str) and value is not None:
        number = number_of(value)
        value = base.bv + number if base.bv else number
    time_s = _told(where, record, "t", None)
    at_ms, is_relative = _at_ms(where, base.bt, time_s, received_at_ms)
    return Record(
        base.bn + _told(where, record, "n", ""),
        len(base.bn),
        _told(where, record, "u", base.bu),
        value,
        label,
        at_ms,
        is_relative,
    )


def _at_ms(
    where: str, base_s: float | None, time_s: float | None, received_at_ms: int
) -> tuple[int | None, bool]:
    """Return when a record was measured, and whether that counts from its arrival."""
    if base_s is None and time_s is None:
        return None, False
    total_s = (base_s or 0.0) + (time_s or 0.0)
    if abs(total_s) > _LATEST_S:
        raise DecodeError(f"{where}.t", total_s, "seconds since 1970, or from now")
    if total_s >= _ABSOLUTE_S:
        return round(total_s * MS_PER_SECOND), False
    return received_at_ms + round(total_s * MS_PER_SECOND), True
