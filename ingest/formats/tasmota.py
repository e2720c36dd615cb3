"""Tasmota: ``tele/{topic}/SENSOR``, and the same on request in ``stat/{topic}/STATUS8`` and ``STATUS10``.

One object per sensor stands in the message, under the sensor's name. A DS18B20's number is given anew when
one is added or taken away, so such a sensor goes by its ``Id``; a sensor whose name tells its address or
pin (``SHT3X-0x44``, ``LYWSD03-52680f``) goes by that name; any other is the board itself, unless the board
has two that measure the same.

``Time`` is local and has no offset unless ``SetOption52`` is on, ``Epoch`` is UTC and wins. ``TempUnit`` and
``PressureUnit`` hold for all sensors of the message. The board is its topic: no better name is in a reading.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from ingest.clock import MS_PER_SECOND
from ingest.errors import DecodeError
from ingest.formats.field_sample import field_sample
from ingest.formats.in_unit import in_unit
from ingest.formats.json_text import document, identity
from ingest.formats.leftover import Source, explained, value_like
from ingest.formats.wire_format import Format
from ingest.known import NOTHING_KNOWN, Known
from ingest.local_time import local_ms
from ingest.reading import Sample, channel_of
from ingest.report import About, Report, Unplaced

_READINGS = frozenset({"SENSOR", "STATUS8", "STATUS10", "STATUS0"})
_BESIDES = frozenset(
    {"STATE", "LWT", "UPTIME", "HEALTH", "MARGINS", "WAKEUP", "RESULT", "INFO1", "INFO2", "INFO3", "STATUS"}
    | {f"STATUS{number}" for number in (1, 2, 3, 4, 5, 6, 7, 9, 11, 12, 13)}
)
_PREFIXES = frozenset({"tele", "stat"})
_ANSWER = "StatusSNS"
_LATEST_S = 1 << 37

_QUANTITIES = MappingProxyType(
    {
        "Temperature": ("air_temperature_c", "TempUnit", "C"),
        "Humidity": ("relative_humidity_pct", "", "%"),
        "Pressure": ("pressure_hpa", "PressureUnit", "hPa"),
        "CarbonDioxide": ("co2_ppm", "", "ppm"),
        "Illuminance": ("illuminance_lux", "", "lx"),
        "Moisture": ("soil_moisture_pct", "", "%"),
        "Fertility": ("soil_ec_us_cm", "", "µS/cm"),
        "Battery": ("battery_pct", "", "%"),
        "RSSI": ("rssi_dbm", "", "dBm"),
    }
)
"""Field → quantity, the field of the message that tells its unit, and the unit where none does."""

_NOT_MEASURED = frozenset({"Id", "DewPoint", "SeaPressure", "HeatIndex", "Address", "mac", "AbsHumidity"})
_NO_SENSORS = frozenset({"ESP32", "ENERGY"})
"""The processor's own temperature, and what a plug uses."""


class _Sensor(NamedTuple):
    name: str
    fields: dict[str, Any]
    channel: str


def decode(topic: str, payload: bytes, received_at_ms: int, known: Known = NOTHING_KNOWN) -> Report:
    """Return what *payload* says; raises DecodeError where it is not of this format."""
    *levels, kind = topic.split("/")
    if kind not in _READINGS:
        return Report(control="the board's own state")
    board = identity("topic", "/".join(level for level in levels if level not in _PREFIXES))
    told = _told(payload)
    observed_at_ms = _time_ms(told, known, board, received_at_ms)
    samples: list[Sample] = []
    unplaced: list[Unplaced] = []
    for sensor in _sensors(told):
        source = Source(channel_of(board, sensor.channel), sensor.name, observed_at_ms, board, received_at_ms)
        placed, left = _read(sensor.fields, source, told, known)
        samples += placed
        unplaced += left
    return Report(
        samples=tuple(samples),
        sent_at_ms=observed_at_ms,
        about=(About(board, board, "", board),),
        unplaced=tuple(unplaced),
        control="" if samples or unplaced else "a report of a board without sensors",
    )


def _told(payload: bytes) -> dict[str, Any]:
    try:
        content = document(payload)
    except DecodeError as error:
        if payload[:1] == b"{" and not payload.rstrip().endswith(b"}"):
            expected = "the whole report; Tasmota cuts it off where there are too many sensors on one board"
            raise DecodeError("payload", payload[-60:], expected) from error
        raise
    if type(content) is dict and type(content.get(_ANSWER)) is dict:
        content = content[_ANSWER]
    if type(content) is not dict:
        raise DecodeError("payload", content, "an object with an object for each sensor")
    return content


def _time_ms(told: Mapping[str, Any], known: Known, board: str, received_at_ms: int) -> int | None:
    epoch = told.get("Epoch")
    if isinstance(epoch, int | float) and 0 < epoch < _LATEST_S:
        return int(epoch * MS_PER_SECOND)
    if told.get("Time") is None:
        return None
    return local_ms("Time", told["Time"], known.zone(board), received_at_ms)


def _sensors(told: Mapping[str, Any]) -> Iterator[_Sensor]:
    """Name the sensors of a report; the rule looks at nothing but the report, so that it stays the same."""
    taken: set[str] = set()
    for name, fields in told.items():
        if type(fields) is not dict or name in _NO_SENSORS:
            continue
        serial = fields.get("Id")
        if isinstance(serial, str | int) and type(serial) is not bool and str(serial).strip():
            yield _Sensor(name, fields, identity("Id", str(serial).strip()))
            continue
        measures = {field for field in fields if field in _QUANTITIES}
        is_own = "-" not in name and measures.isdisjoint(taken)
        if is_own:
            taken |= measures
        yield _Sensor(name, fields, "" if is_own else identity("payload", name))


def _read(
    fields: dict[str, Any], source: Source, told: Mapping[str, Any], known: Known
) -> tuple[tuple[Sample, ...], tuple[Unplaced, ...]]:
    is_soil = "Moisture" in fields and "Humidity" not in fields
    samples: list[Sample] = []
    others: dict[str, Any] = {}
    for name, content in fields.items():
        if name not in _QUANTITIES or name in known.meanings(source.model):
            if name not in _NOT_MEASURED:
                others[name] = content
            continue
        quantity, unit_field, unit = _QUANTITIES[name]
        if is_soil and name == "Temperature":
            quantity = "soil_temperature_c"
        found = in_unit(content, str(told.get(unit_field, unit)), quantity)
        samples.append(field_sample(name, quantity, found, source))
    said, unplaced = explained(value_like(others), source, known)
    return (*samples, *said), unplaced


def _matches(topic: str) -> bool:
    *levels, kind = topic.split("/")
    return (kind in _READINGS or kind in _BESIDES) and not _PREFIXES.isdisjoint(levels) and len(levels) > 1


FORMAT = Format(
    name="tasmota",
    title="Tasmota",
    decode=decode,
    subscriptions=tuple(
        f"{path}/{kind}"
        for kind, prefix in (("SENSOR", "tele"), ("STATUS8", "stat"), ("STATUS10", "stat"))
        for path in (f"{prefix}/+", f"+/{prefix}")
    ),
    matches=_matches,
)
