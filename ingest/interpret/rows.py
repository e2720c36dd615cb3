"""The keys by which codecs say beside a value what it is: its unit, its time, its label, its probe."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ingest.interpret.naming import verdict_on
from ingest.interpret.series import numbered
from ingest.interpret.verdict import Outcome

VALUE_KEYS = frozenset(
    ("value", "values", "val", "v", "measurementValue", "currentValue", "current_value", "Value")
) | {"_value", "record"}
UNIT_KEYS = (
    *("unit", "units", "uom", "unitOfMeasurement", "unit_of_measurement", "u", "Unit", "_unit", "unitId"),
)
_TIME_KEYS = (
    *("timestamp", "time", "date", "datetime", "dateTime", "ts", "sampleTime", "updateTime"),
    *("Time", "Timestamp", "measured_at", "observed_at", "measuredAt"),
)
TIMES = frozenset(_TIME_KEYS)
FIRST_OF_SEVERAL = frozenset(f"{key}{joint}1" for key in _TIME_KEYS for joint in ("_", "", " "))
"""Of these one stands in every object whose dates are numbered."""
_TIME_ENDS = ("timestamp", "Timestamp", "TimeStamp", "TIMESTAMP", "_at", "_AT")
_LABEL_KEYS = (
    *("variable", "label", "measurement", "name", "type", "parameter", "quantity", "n", "field", "key"),
    *("description", "displayName", "channelName", "title", "sensorType", "SensorType", "sensor_type"),
    *("_name", "value_type", "valueType", "measurement_type", "measurementType", "metric", "property"),
)
_PROBE_KEYS = (
    "channel",
    "chn",
    "port",
    "probe",
    "index",
    "id",
    "sensor",
    "sensor_id",
    "sensorId",
    "position",
)
_LONGEST_LABEL = 80
_LONGEST_NUMBER = 3
FIRST_TIME_MS = 946_684_800_000
"""A number below, in an object of its own, is a duration or a clock that was never set."""

Clock = Callable[[object], int | None]
"""Returns the instant that a content tells; None: none."""


def unit_of(row: Mapping[str, Any]) -> str:
    """Return the unit that stands beside the value of *row*; empty: none.

    >>> unit_of({"value": 21, "unit": "°C"}), unit_of({"temperature": 21, "unit": "°C"})
    ('°C', '')
    """
    if VALUE_KEYS.isdisjoint(row):
        return ""
    return next((row[key] for key in UNIT_KEYS if isinstance(row.get(key), str)), "")


def time_of(row: Mapping[str, Any], clock: Clock) -> int | None:
    """Return when *row* was measured, as it says itself; None: it does not."""
    for key in _TIME_KEYS:
        if key in row:
            told = clock(row[key])
            if told is not None:
                return told
    for key in row:
        if isinstance(key, str) and key.endswith(_TIME_ENDS):
            told = clock(row[key])
            if told is not None and told >= FIRST_TIME_MS:
                return told
    return None


def times_by_number(row: Mapping[str, Any], clock: Clock) -> dict[str, int]:
    """Return the times in *row* that are numbered as the values beside them.

    >>> times_by_number({"date_1": "10:20", "temperature_1": 4.5}, lambda told: 1_780_300_800_000)
    {'1': 1780300800000}
    """
    times: dict[str, int] = {}
    for key, content in row.items():
        name, number = numbered(key)
        if number and name in TIMES:
            told = clock(content)
            if told is not None and told >= FIRST_TIME_MS:
                times[number] = max(told, times.get(number, told))
    return times


def times_of_labels(rows: Sequence[Mapping[str, Any]], clock: Clock) -> dict[str, int]:
    """Return the times that are rows of their own, by the number of the values that they are for.

    >>> rows = [{"n": "date_1", "v": "10:20"}, {"n": "temperature_1", "v": 4.5}]
    >>> times_of_labels(rows, lambda told: 1_780_300_800_000)
    {'1': 1780300800000}
    """
    times: dict[str, int] = {}
    for row in rows:
        label = next((row[key] for key in _LABEL_KEYS if key in row), None)
        name, number = numbered(label) if isinstance(label, str) else ("", "")
        if name in TIMES:
            told = next((clock(row[key]) for key in row if key in VALUE_KEYS), None)
            if told is not None and told >= FIRST_TIME_MS:
                times[number] = told
    return times


def label_of(row: Mapping[str, Any]) -> str:
    """Return the text by which a row says what its value is; empty: it is no such row.

    >>> label_of({"type": "float", "name": "Soil temperature", "value": 12.5})
    'Soil temperature'
    """
    if VALUE_KEYS.isdisjoint(row):
        return ""
    first = ""
    for key in _LABEL_KEYS:
        if key not in row:
            continue
        told = row[key]
        if isinstance(told, str) and told and len(told) <= _LONGEST_LABEL:
            label = told.replace(".", " ")
            if verdict_on(label).outcome is not Outcome.UNKNOWN:
                return label
            first = first or label
    return first


def nature_of(row: Mapping[str, Any]) -> str:
    """Return what a value says of itself besides its name; empty: nothing.

    >>> nature_of({"unitId": "Cel", "record": 20.0, "nature": "set point"})
    'set point'
    """
    if "nature" not in row:
        return ""
    told = row["nature"]
    return told[:_LONGEST_LABEL].replace(".", " ") if isinstance(told, str) else ""


def without_label(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the value and the unit of a row that has a label."""
    return {key: row[key] for key in row if key in VALUE_KEYS or key in UNIT_KEYS}


def measurement_of(fields: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """Return the label and the value of an object that is itself a single row; empty: it is none.

    >>> measurement_of({"label": "humidity", "value": 42.3, "date": "10:20"})
    ('humidity', {'value': 42.3})
    >>> measurement_of({"name": "Boiler", "value": 61})
    ('', {})
    """
    label = label_of(fields)
    if not label or verdict_on(label).outcome is Outcome.UNKNOWN:
        return "", {}
    row = without_label(fields)
    return ("", {}) if any(isinstance(content, dict | list) for content in row.values()) else (label, row)


def probe_of(row: Mapping[str, Any], index: int) -> str:
    """Return the number of the probe that a row belongs to: as it says, or its place in the list.

    >>> probe_of({"channel": 4, "temperature": 2.5}, 0), probe_of({"temperature": 2.5}, 0)
    ('4', '0')
    """
    for key in _PROBE_KEYS:
        number = row.get(key)
        if isinstance(number, int) and not isinstance(number, bool):
            return str(abs(number) % 1000)
        if isinstance(number, str) and _is_number(number):
            return number
    return str(index)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER
