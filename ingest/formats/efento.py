"""Efento's own Protobuf, ``ProtoMeasurements``: loggers of the cold chain that send what they have kept.

No topic is prescribed; by default ``efento/…`` is subscribed to. A channel holds equally spaced samples: a
start point, offsets from it, and the time of the oldest. An offset from 8,355,840 on is an error code and
no measurement. What a contact or a voltage means (a door, a battery) the operator can say. The field
numbers and types are those of github.com/efento/Proto-files.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from ingest.clock import MS_PER_SECOND
from ingest.errors import DecodeError
from ingest.formats.protobuf_schema import Schema
from ingest.formats.wire_format import Format
from ingest.known import NOTHING_KNOWN, Known, Meaning
from ingest.reading import Sample, channel_of
from ingest.report import About, Report, Unplaced
from ingest.units import convert

_MESSAGES = Schema(
    "coldframe.efento",
    {
        "ProtoMeasurements": {
            "serial_number": (1, "bytes"),
            "measurement_period_base": (3, "uint32"),
            "channels": (4, "repeated ProtoChannel"),
            "signal": (7, "uint32"),
            "measurement_period_factor": (8, "uint32"),
            "battery_level": (18, "uint32"),
        },
        "ProtoChannel": {
            "type": (1, "int32"),
            "timestamp": (2, "int32"),
            "start_point": (4, "sint32"),
            "sample_offsets": (5, "repeated sint32"),
        },
    },
)
_SERIAL_BYTES = 6
_FIRST_ERROR, _LAST_ERROR = 8_355_840, 8_388_607
_LAST_BATTERY_LEVEL = 65_525
_BATTERY_STATES = 6
_MIXED_FACTOR = 14
_NO_SENSOR = 0
_STRONGEST = 63
_SIGNAL_FROM_DBM = -111
_LONGEST = 80


class _Kind(NamedTuple):
    """A type of channel that is understood: its quantity, and how to come to it from the raw number."""

    quantity: str
    per_unit: int
    states: int = 1
    """The raw number is the value times this, plus a state."""


_KINDS = MappingProxyType(
    {
        1: _Kind("air_temperature_c", 10),
        2: _Kind("relative_humidity_pct", 1),
        3: _Kind("pressure_hpa", 10),
        11: _Kind("soil_tension_kpa", -1),  # told as a water potential, which is below zero
        15: _Kind("illuminance_lux", 10),
        26: _Kind("co2_ppm", 1, 3),
        27: _Kind("relative_humidity_pct", 10),
    }
)
_OTHERS = MappingProxyType(
    {
        4: "differential pressure",
        6: "air quality index",
        8: "pulses",
        9: "electricity",
        10: "water",
        12: "carbon monoxide",
        13: "nitrogen dioxide",
        14: "hydrogen sulfide",
        16: "particles up to 1 µm",
        17: "particles up to 2.5 µm",
        18: "particles up to 10 µm",
        19: "noise",
        20: "ammonia",
        21: "methane",
        22: "high pressure",
        23: "distance",
        29: "CO2 equivalent",
        34: "current",
        43: "resistance",
    }
)
_MAPPABLE = MappingProxyType({32: ("percentage", 100, "%"), 33: ("voltage", 10, "mV")})
"""Types whose quantity the operator can say: what they are called, steps per unit, unit."""

_CONTACTS = MappingProxyType({5: "ok or alarm", 7: "flooding", 42: "output"})
"""Binary types: a positive offset says on (alarm, water); its size, less one, the seconds after the first."""


def decode(topic: str, payload: bytes, received_at_ms: int, known: Known = NOTHING_KNOWN) -> Report:  # noqa: ARG001 - every format's signature
    """Return what *payload* says; raises DecodeError where it is not one of Efento's measurements."""
    found = _MESSAGES.read("ProtoMeasurements", payload, "Efento's ProtoMeasurements in Protobuf")
    if len(found.serial_number) != _SERIAL_BYTES:
        raise DecodeError("serial_number", found.serial_number, f"{_SERIAL_BYTES} bytes")
    device = found.serial_number.hex()
    model = _model(found.channels)
    meanings = known.meanings(model)
    return Report(
        samples=(
            *_measured(found, device),
            *_mapped(found, device, meanings),
            *_of_the_device(found, device),
        ),
        about=(About(device, model=model),),
        unplaced=tuple(_unplaced(found, device, model, meanings)),
        control="" if found.channels else "a device's message without channels",
    )


def _measured(found: Any, device: str) -> Iterator[Sample]:  # noqa: ANN401 - a message without types
    """Yield the samples of every channel that is understood; channels of one kind are numbered."""
    period_s = _period_s(found)
    how_many = Counter(_KINDS[channel.type].quantity for channel in found.channels if channel.type in _KINDS)
    seen: Counter[str] = Counter()
    for channel in found.channels:
        kind = _KINDS.get(channel.type)
        if kind is None:
            continue
        seen[kind.quantity] += 1
        number = str(seen[kind.quantity]) if how_many[kind.quantity] > 1 else ""
        for offset, at_ms in _spaced(channel, period_s):
            yield _sample(channel_of(device, number), kind, channel.start_point, offset, at_ms)


def _spaced(channel: Any, period_s: int) -> Iterator[tuple[int, int]]:  # noqa: ANN401 - a message without types
    """Yield the offsets of a channel, each with its time [ms]."""
    if period_s == 0 and len(channel.sample_offsets) > 1:
        raise DecodeError("measurement_period_base", 0, "the seconds between two samples")
    for position, offset in enumerate(channel.sample_offsets):
        yield offset, (channel.timestamp + position * period_s) * MS_PER_SECOND


def _sample(device: str, kind: _Kind, start_point: int, offset: int, at_ms: int) -> Sample:
    if _is_error(offset):
        return Sample(device, kind.quantity, math.nan, at_ms, fault=f"the sensor's error code is {offset}")
    raw = start_point + offset
    if kind.states > 1:
        raw = int(raw / kind.states)
    return Sample(device, kind.quantity, raw / kind.per_unit + 0.0, at_ms)  # never a zero below zero


def _mapped(found: Any, device: str, meanings: Mapping[str, Meaning]) -> Iterator[Sample]:  # noqa: ANN401 - a message without types
    """Yield the samples of the channels that are what the operator says."""
    for number, channel in enumerate(found.channels, 1):
        meaning = meanings.get(f"channels.{number}")
        if meaning is None or not meaning.quantity:
            continue
        probe = channel_of(device, meaning.channel)
        if channel.type in _CONTACTS:
            for offset in channel.sample_offsets:
                at_ms = (channel.timestamp + max(abs(offset) - 1, 0)) * MS_PER_SECOND
                yield Sample(probe, meaning.quantity, float(offset > 0), at_ms)
        elif channel.type in _MAPPABLE:
            _, per_unit, unit = _MAPPABLE[channel.type]
            for offset, at_ms in _spaced(channel, _period_s(found)):
                value = convert(
                    (channel.start_point + offset) / per_unit, meaning.unit or unit, meaning.quantity
                )
                if _is_error(offset):
                    fault = f"the sensor's error code is {offset}"
                    yield Sample(probe, meaning.quantity, math.nan, at_ms, fault=fault)
                elif value is not None:
                    yield Sample(probe, meaning.quantity, value, at_ms)


def _unplaced(found: Any, device: str, model: str, meanings: Mapping[str, Meaning]) -> Iterator[Unplaced]:  # noqa: ANN401 - a message without types
    for number, channel in enumerate(found.channels, 1):
        field = f"channels.{number}"
        is_said = field in meanings and (channel.type in _CONTACTS or channel.type in _MAPPABLE)
        if channel.type not in _KINDS and channel.type != _NO_SENSOR and not is_said:
            content = f"{_name(channel.type)}, {len(channel.sample_offsets)} samples"
            yield Unplaced(device, model, field, content)


def _of_the_device(found: Any, device: str) -> Iterator[Sample]:  # noqa: ANN401 - a message without types
    """Yield battery and signal, which were measured when the newest samples were."""
    period_s = _period_s(found)
    newest_s = (
        one.timestamp + (len(one.sample_offsets) - 1) * period_s
        for one in found.channels
        if one.sample_offsets and one.type not in _CONTACTS
    )
    at_ms = max((newest * MS_PER_SECOND for newest in newest_s), default=None)
    if 0 < found.battery_level <= _LAST_BATTERY_LEVEL:
        yield Sample(device, "battery_v", found.battery_level // _BATTERY_STATES / 100, at_ms)
    if 0 < found.signal <= _STRONGEST:
        yield Sample(device, "rssi_dbm", float(_SIGNAL_FROM_DBM + found.signal), at_ms)


def _is_error(offset: int) -> bool:
    return _FIRST_ERROR <= offset <= _LAST_ERROR


def _period_s(found: Any) -> int:  # noqa: ANN401 - a message without types
    is_mixed = any(channel.type in _CONTACTS for channel in found.channels)
    factor = found.measurement_period_factor or (_MIXED_FACTOR if is_mixed else 1)
    period_s: int = found.measurement_period_base * factor
    return period_s


def _model(channels: Any) -> str:  # noqa: ANN401 - messages without types
    """Return a name for devices with such channels: the format tells no other."""
    names = ", ".join(_name(one.type) for one in channels if one.type != _NO_SENSOR)
    return f"Efento {names}"[:_LONGEST].strip(" ,")


def _name(kind: int) -> str:
    known = _KINDS.get(kind)
    if known is not None:
        return known.quantity.rpartition("_")[0].replace("_", " ")
    if kind in _MAPPABLE:
        return _MAPPABLE[kind][0]
    return _CONTACTS.get(kind) or _OTHERS.get(kind, f"type {kind}")


def _matches(topic: str) -> bool:
    return topic.startswith("efento/")


FORMAT = Format(
    name="efento",
    title="Efento",
    decode=decode,
    subscriptions=("efento/#",),
    heads=("efento",),
    matches=_matches,
)
