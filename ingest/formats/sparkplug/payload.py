"""What a Sparkplug message holds, whichever way it is written: as Protobuf, or as the JSON rendering.

The field numbers are those of the specification's schema (Sparkplug B 3.0, section 6.4.1).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import msgspec

from ingest.errors import DecodeError
from ingest.formats.json_text import document
from ingest.formats.protobuf_schema import Schema, shortest, text

_MESSAGES = Schema(
    "coldframe.sparkplug",
    {
        "Payload": {
            "timestamp": (1, "uint64"),
            "metrics": (2, "repeated Metric"),
            "seq": (3, "uint64"),
            "uuid": (4, "bytes"),
            "body": (5, "bytes"),
        },
        "Metric": {
            "name": (1, "bytes"),
            "alias": (2, "uint64"),
            "timestamp": (3, "uint64"),
            "datatype": (4, "uint32"),
            "is_historical": (5, "bool"),
            "is_transient": (6, "bool"),
            "is_null": (7, "bool"),
            "properties": (9, "PropertySet"),
            "int_value": (10, "uint32"),
            "long_value": (11, "uint64"),
            "float_value": (12, "float"),
            "double_value": (13, "double"),
            "boolean_value": (14, "bool"),
            "string_value": (15, "bytes"),
            "bytes_value": (16, "bytes"),
            "dataset_value": (17, "bytes"),
            "template_value": (18, "Template"),
        },
        "PropertySet": {"keys": (1, "repeated bytes"), "values": (2, "repeated PropertyValue")},
        "PropertyValue": {
            "is_null": (2, "bool"),
            "int_value": (3, "uint32"),
            "long_value": (4, "uint64"),
            "string_value": (8, "bytes"),
        },
        "Template": {"metrics": (2, "repeated Metric")},
    },
)
_TYPES = (
    *("unknown", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float", "double"),
    *("boolean", "string", "datetime", "text", "uuid", "dataset", "bytes", "file", "template"),
)
_NUMBER_OF_TYPE = MappingProxyType({name: number for number, name in enumerate(_TYPES)})
DATE_TIME = _NUMBER_OF_TYPE["datetime"]
_BOOLEAN = _NUMBER_OF_TYPE["boolean"]
_SIGNED_BITS = MappingProxyType({number: 4 << number for number in range(1, 5)})
_LARGEST_UNSIGNED = 8
_DEEPEST = 8
_MOST_METRICS = 10_000
_LONGEST_NAME = 1_024
_LATEST_MS = 253_402_300_799_999
REBIRTH = "Node Control/Rebirth"


class Unread(NamedTuple):
    """A value that is no number and no text, such as a data set: what it is, in words."""

    what: str


class Metric(NamedTuple):
    """One metric; its name, alias and datatype are missing where the message leaves them to the birth.

    Attributes:
        name: with its folders; empty where only the alias is told.
        alias: the number that stands for the name.
        timestamp: when the value was captured [ms].
        datatype: as the specification numbers them; 0: not told.
        value: a number, a truth value, a text or Unread; None where there is none.
        is_raw: whether a negative integer is written as its two's complement.
        is_transient: whether the publisher wants it to be kept by nobody.
        properties: texts and whole numbers by name.
    """

    name: str
    alias: int | None
    timestamp: int | None
    datatype: int
    value: object
    is_raw: bool = False
    is_transient: bool = False
    properties: Mapping[str, object] = MappingProxyType({})


class Payload(NamedTuple):
    """One message: when it was published [ms], its number, its metrics, and whether it was JSON."""

    timestamp: int | None
    seq: int | None
    metrics: tuple[Metric, ...]
    is_json: bool


def read(payload: bytes) -> Payload:
    """Return what *payload* holds; raises DecodeError where it is not Sparkplug's."""
    if payload[:1] == b"{":
        return _from_json(document(payload))
    found = _MESSAGES.read("Payload", payload, "a Sparkplug B payload in Protobuf")
    if found.HasField("body"):
        raise DecodeError("uuid", found.uuid[:40], "a payload with metrics, not with a body of its own kind")
    metrics = tuple(_metrics(found.metrics, "", None, 0))
    return Payload(_instant(found.timestamp), found.seq if found.HasField("seq") else None, metrics, False)


def rebirth_command(now_ms: int, *, is_json: bool) -> bytes:
    """Return what asks an edge node for its births."""
    if is_json:
        metric = {"name": REBIRTH, "timestamp": now_ms, "dataType": "Boolean", "value": True}
        return msgspec.json.encode({"timestamp": now_ms, "metrics": [metric]})
    asked = _MESSAGES.new("Payload", timestamp=now_ms)
    asked.metrics.add(name=REBIRTH.encode(), timestamp=now_ms, datatype=_BOOLEAN, boolean_value=True)
    content: bytes = asked.SerializeToString()
    return content


def whole_number(value: int, datatype: int) -> int | None:
    """Return an integer as its datatype means it; None where the datatype cannot hold it.

    Edge nodes write -5 as an Int8 in 8, in 32 or in 64 bits.

    >>> whole_number(251, 1), whole_number(4_294_967_291, 1), whole_number(300, 1), whole_number(251, 5)
    (-5, -5, None, 251)
    """
    bits = _SIGNED_BITS.get(datatype)
    if bits is None:
        return value
    half = 1 << bits - 1
    if -half <= value < half:
        return value
    for width in (bits, 32, 64):
        if (1 << width) - half <= value < 1 << width:
            return value - (1 << width)
    return None


def is_integer_type(datatype: int) -> bool:
    """Tell whether a datatype is Int8 … UInt64."""
    return 1 <= datatype <= _LARGEST_UNSIGNED


def _instant(value: int) -> int | None:
    return value if 0 < value <= _LATEST_MS else None


def _metrics(found: Any, folder: str, timestamp: int | None, depth: int) -> Iterator[Metric]:  # noqa: ANN401 - a message without types
    """Yield the metrics of a message; those of a template under its name, as if it were a folder."""
    if len(found) > _MOST_METRICS:
        raise DecodeError("metrics", len(found), f"at most {_MOST_METRICS:,} metrics")
    for number, metric in enumerate(found):
        name = _short(f"metrics[{number}].name", folder + text(f"metrics[{number}].name", metric.name))
        at_ms = _instant(metric.timestamp) or timestamp
        if metric.HasField("template_value") and depth < _DEEPEST and name:
            yield from _metrics(metric.template_value.metrics, f"{name}/", at_ms, depth + 1)
            continue
        yield Metric(
            name,
            metric.alias if metric.HasField("alias") else None,
            at_ms,
            metric.datatype,
            None if metric.is_null else _value(metric),
            is_raw=True,
            is_transient=metric.is_transient,
            properties=_properties(metric.properties)
            if metric.HasField("properties")
            else MappingProxyType({}),
        )


def _short(field: str, name: str) -> str:
    if len(name) > _LONGEST_NAME:
        raise DecodeError(field, name[:40], f"a name of at most {_LONGEST_NAME:,} characters")
    return name


def _value(metric: Any) -> object:  # noqa: ANN401 - a message without types
    if metric.HasField("float_value"):
        return shortest(metric.float_value)
    for field in ("double_value", "int_value", "long_value", "boolean_value"):
        if metric.HasField(field):
            value: object = getattr(metric, field)
            return value
    if metric.HasField("string_value"):
        return metric.string_value.decode("utf-8", "replace")
    unread = {"bytes_value": "bytes", "dataset_value": "a data set", "template_value": "a template"}
    return next((Unread(what) for field, what in unread.items() if metric.HasField(field)), None)


def _properties(found: Any) -> dict[str, object]:  # noqa: ANN401 - a message without types
    told: dict[str, object] = {}
    for key, value in zip(found.keys, found.values, strict=False):
        if value.is_null:
            continue
        name = key.decode("utf-8", "replace")
        if value.HasField("string_value"):
            told[name] = value.string_value.decode("utf-8", "replace")
        elif value.HasField("int_value") or value.HasField("long_value"):
            told[name] = value.int_value if value.HasField("int_value") else value.long_value
    return told


def _from_json(content: Any) -> Payload:  # noqa: ANN401 - JSON may be anything until it was looked at
    metrics = content.get("metrics", [])
    if type(metrics) is not list or len(metrics) > _MOST_METRICS:
        raise DecodeError("metrics", metrics, f"a list of at most {_MOST_METRICS:,} metrics")
    found = tuple(_json_metric(number, metric) for number, metric in enumerate(metrics))
    return Payload(
        _whole("timestamp", content.get("timestamp"), _LATEST_MS),
        _whole("seq", content.get("seq"), 1 << 64),
        found,
        is_json=True,
    )


def _json_metric(number: int, metric: object) -> Metric:
    where = f"metrics[{number}]"
    if type(metric) is not dict:
        raise DecodeError(where, metric, "an object with name or alias, and value")
    name = metric.get("name", "")
    if type(name) is not str:
        raise DecodeError(f"{where}.name", name, "a text")
    _short(f"{where}.name", name)
    value = metric.get("value")
    if type(value) in {dict, list}:
        value = Unread("an object" if type(value) is dict else "a list")
    is_null = any(metric.get(key) is True for key in ("is_null", "isNull"))
    properties = metric.get("properties")
    return Metric(
        name,
        _whole(f"{where}.alias", metric.get("alias"), 1 << 64),
        _whole(f"{where}.timestamp", metric.get("timestamp"), _LATEST_MS) or None,
        _json_type(metric.get("dataType", metric.get("datatype"))),
        None if is_null else value,
        is_transient=any(metric.get(key) is True for key in ("is_transient", "isTransient")),
        properties=_json_properties(properties) if type(properties) is dict else MappingProxyType({}),
    )


def _json_type(told: object) -> int:
    if type(told) is int:
        return told
    return _NUMBER_OF_TYPE.get(told.lower(), 0) if type(told) is str else 0


def _json_properties(found: dict[str, object]) -> dict[str, object]:
    """Return properties that are told plainly, or as objects with type and value."""
    told = {key: value.get("value") if type(value) is dict else value for key, value in found.items()}
    return {key: value for key, value in told.items() if type(value) in {str, int}}


def _whole(field: str, value: object, limit: int) -> int | None:
    if value is None:
        return None
    if type(value) is int and 0 <= value <= limit:
        return value
    raise DecodeError(field, value, f"a whole number from 0 to {limit}")
