"""Reading JSON as gateways really write it: numbers in texts, NaN, times in two notations.

What the decoders of JSON formats share. Nothing in here knows a topic or a quantity.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from ingest.clock import from_datetime
from ingest.errors import DecodeError
from ingest.number_in_text import number_in_text
from ingest.reading import Reason
from ingest.units import unit_of

_DECODER = msgspec.json.Decoder()
_FIXED_UNITS = frozenset(unit_of(unit) for unit in ("°C", "%", "V", "ppm", "lux", "kPa", "hPa"))
"""A field whose unit its format fixes may repeat it in its text; any other unit makes it no number."""

_LONGEST_NAME = 128
_LATEST_MS = 253_402_300_799_999
_NAN = float("nan")


class Measured(NamedTuple):
    """A field's number; NaN where there is none, and then why not, in words and of what kind."""

    value: float
    fault: str = ""
    reason: Reason = Reason.SENSOR_FAULT


def document(payload: bytes) -> Any:  # noqa: ANN401 - JSON may be anything until it was looked at
    """Return the JSON value in *payload*; NaN and Infinity, which some gateways write, are let through."""
    try:
        return _DECODER.decode(payload)
    except RecursionError as error:
        raise DecodeError("payload", payload, "JSON that is not nested this deep") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        if b"NaN" in payload or b"Infinity" in payload:
            return _lenient(payload)
        raise DecodeError("payload", payload[:120], f"JSON ({error})") from error


def _lenient(payload: bytes) -> Any:  # noqa: ANN401 - as above
    try:
        found = json.loads(payload)
        json.dumps(
            found, ensure_ascii=False
        ).encode()  # half a surrogate pair is no text: nothing could keep it
    except (ValueError, RecursionError) as error:
        raise DecodeError("payload", payload[:120], f"JSON ({error})") from error
    return found


def measured(value: object) -> Measured:
    """Return a field's number or, where the device sent none, why.

    Anything that is no number becomes NaN, never 0.

    >>> [measured(seen).value for seen in (24.6, "24.59", "18 °C")]
    [24.6, 24.59, 18.0]
    >>> measured("collection_err").fault
    "the device sent the text 'collection_err' instead of a number"
    """
    if type(value) is float:
        return Measured(value)
    if type(value) is int:
        return Measured(_whole(value))
    if value is None:
        return Measured(_NAN, "the device sent null instead of a number")
    if isinstance(value, str):
        found = number_in_text(value)
        if found is not None and (not found.unit or unit_of(found.unit) in _FIXED_UNITS):
            return Measured(found.value)
        return Measured(_NAN, f"the device sent the text {value[:_LONGEST_NAME]!r} instead of a number")
    return Measured(_NAN, f"expected a number, saw {_kind(value)}", Reason.NOT_A_NUMBER)


def _kind(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "an object" if isinstance(value, dict) else "a list"


def _whole(value: int) -> float:
    try:
        return float(value)
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")


def instant_ms(field: str, value: object) -> int | None:
    """Return a time given as RFC 3339 or as epoch milliseconds; None where *value* is None.

    >>> instant_ms("observed_at", "2026-06-14T12:10:00+08:00")
    1781410200000
    """
    if value is None:
        return None
    if type(value) is str:
        return _from_text(field, value)
    if type(value) is int and 0 <= value <= _LATEST_MS:
        return value
    if type(value) is float and 0 <= value <= _LATEST_MS:
        return int(value)
    raise DecodeError(field, value, "a time in RFC 3339 or in milliseconds since 1970")


def _from_text(field: str, text: str) -> int:
    try:
        moment = msgspec.convert(text, datetime)
        return from_datetime(moment)
    except (msgspec.ValidationError, ValueError, OverflowError) as error:
        raise DecodeError(
            field, text, "a time in RFC 3339 with its zone, such as 2026-06-14T04:10:00Z"
        ) from error


def inside(event: Mapping[str, Any], field: str, path: str = "") -> dict[str, Any]:
    """Return the object in *field*, an empty one where there is none; *path* names it in errors."""
    content = event.get(field)
    if content is None:
        return {}
    if type(content) is not dict:
        raise DecodeError(path or field, content, "an object")
    return content


def identity(field: str, text: object) -> str:
    """Return *text* where it can name a device or gateway: 1 to 128 printable characters."""
    if isinstance(text, str) and 0 < len(text) <= _LONGEST_NAME and text.isprintable():
        return text
    raise DecodeError(field, text, f"a name of 1 to {_LONGEST_NAME} printable characters")
