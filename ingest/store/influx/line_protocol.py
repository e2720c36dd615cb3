"""Readings as InfluxDB's line protocol; pure.

What one device measured at one instant is one point, so that a message of three quantities is one line.
The type of a field follows from its name and from nothing else: a quantity is always a float.

3 Core may show either version of a point that is written twice. There every reading is a point of its own,
told apart by a tag ``quantity``, and a correction is one more, with a tag ``correction`` that counts up.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from msgspec.structs import replace

from ingest.reading import Reading
from ingest.store.hourly import HourRow

DEVICE = "device"
QUANTITY = "quantity"
CORRECTION = "correction"

RECEIVED, FLAGS, RAW = "_received_ms", "_flags", "_raw"
"""Beside the field of a quantity: when it was received, its flags and its raw value, where it has them."""

_VOID = 1 << 30
"""Among the flags: the raw value beside it does not count any more. A field cannot be taken away again."""

_WHOLE = 1 << 29
"""Among the flags: says nothing, and makes that the field is written at all."""

_KEY_ESCAPES = str.maketrans({",": "\\,", "=": "\\=", " ": "\\ "})
_UNWRITABLE = re.compile(r"[\x00-\x1f\x7f%\\]")
_CODED = re.compile(r"%([0-9A-F]{2})")
_NAMELESS = "%"

_DEVICES = 16_384
"""Of so many devices it is remembered how they are written."""


def tag_of(device: str) -> str:
    r"""Return *device* as the value of a tag: never empty, and without what a line cannot hold.

    >>> tag_of("温室 1, south"), tag_of("a\nb"), tag_of("50%"), tag_of("")
    ('温室 1, south', 'a%0Ab', '50%25', '%')
    """
    return _UNWRITABLE.sub(lambda found: f"%{ord(found.group()):02X}", device) or _NAMELESS


def device_of_tag(tag: str) -> str:
    r"""Return the device whose tag *tag* is.

    >>> [device_of_tag(tag_of(name)) for name in ("", "a\nb", "50%", "%25")]
    ['', 'a\nb', '50%', '%25']
    """
    return "" if tag == _NAMELESS else _CODED.sub(lambda found: chr(int(found.group(1), 16)), tag)


def to_lines(readings: Iterable[Reading], measurement: str) -> list[str]:
    r"""Return one line per device and instant.

    >>> to_lines([Reading("bay 1", "air_temperature_c", 5, 20.0, 9), Reading("bay 1", "co2_ppm", 5, 0.0, 9, 1)], "reading")
    ['reading,device=bay\\ 1 air_temperature_c=20.0,air_temperature_c_received_ms=9i,co2_ppm=0.0,co2_ppm_received_ms=9i,co2_ppm_flags=1i 5']
    """  # noqa: E501 - a line of the protocol is as long as it is
    points: dict[tuple[str, int], str] = {}
    for reading in readings:
        point = reading.device, reading.observed_at_ms
        before, fields = points.get(point), _fields(reading)
        points[point] = fields if before is None else f"{before},{fields}"
    head = _key(measurement)
    return [f"{head},{_tag(device)} {fields} {at_ms}" for (device, at_ms), fields in points.items()]


def to_own_lines(readings: Iterable[Reading], measurement: str, correction: str = "") -> list[str]:
    """Return one line per reading; *correction* tells it from earlier versions of itself.

    >>> to_own_lines([Reading("bay-1", "co2_ppm", 5, 0.0, 9)], "reading", "1")
    ['reading,correction=1,device=bay-1,quantity=co2_ppm co2_ppm=0.0,co2_ppm_received_ms=9i 5']
    """
    head = _key(measurement) + (f",{CORRECTION}={correction}" if correction else "")
    return [
        f"{head},{_tag(reading.device)},{QUANTITY}={_key(reading.quantity)} "
        f"{_fields(reading)} {reading.observed_at_ms}"
        for reading in readings
    ]


def to_overwriting(readings: Iterable[Reading]) -> list[Reading]:
    """Return *readings* so that, written over what is there, nothing of it shows through."""
    return [
        replace(reading, raw_value=reading.value, flags=reading.flags | _VOID)
        if reading.raw_value is None
        else replace(reading, flags=reading.flags | _WHOLE)
        for reading in readings
    ]


def from_fields(flags: int, raw: float | None) -> tuple[int, float | None]:
    """Return the flags and the raw value of a reading from the two fields beside its quantity."""
    return flags & ~(_VOID | _WHOLE), None if flags & _VOID else raw


def hour_line(measurement: str, device: str, quantity: str, hour: HourRow) -> str:
    """Return what an hour of a series comes to; a rate of life that is not known is left out.

    >>> hour_line("reading_hourly", "bay-1", "co2_ppm", (0, 1.0, 5, 2.0, 6, 1.5, 2, None))
    'reading_hourly,device=bay-1 co2_ppm_low=1.0,co2_ppm_low_at_ms=5i,co2_ppm_high=2.0,co2_ppm_high_at_ms=6i,co2_ppm_mean=1.5,co2_ppm_readings=2i,co2_ppm_void=0i 0'
    """  # noqa: E501 - a line of the protocol is as long as it is
    start_ms, low, low_at_ms, high, high_at_ms, mean, readings, rate = hour
    name = _key(quantity)
    fields = (
        f"{name}_low={low!r},{name}_low_at_ms={low_at_ms}i,{name}_high={high!r},"
        f"{name}_high_at_ms={high_at_ms}i,{name}_mean={mean!r},{name}_readings={readings}i,{name}_void=0i"
    )
    if rate is not None:
        fields += f",{name}_life_rate={rate!r}"
    return f"{_key(measurement)},{_tag(device)} {fields} {start_ms}"


def void_line(measurement: str, device: str, quantity: str, hour_ms: int, *, is_void: bool) -> str:
    """Return that an hour of a series does not count any more, or that it does.

    >>> void_line("reading_hourly", "bay-1", "co2_ppm", 0, is_void=True)
    'reading_hourly,device=bay-1 co2_ppm_void=1i 0'
    """
    name = _key(quantity)
    return f"{_key(measurement)},{_tag(device)} {name}_void={int(is_void)}i {hour_ms}"


def span_line(measurement: str, start_ms: int, end_ms: int) -> str:
    """Return from when to when everything is summed up; there is one such point.

    >>> span_line("reading_hourly_span", 0, 7)
    'reading_hourly_span start_ms=0i,end_ms=7i 0'
    """
    return f"{_key(measurement)} start_ms={start_ms}i,end_ms={end_ms}i 0"


def trial_line(measurement: str, at_ms: int) -> str:
    """Return a line that says nothing; it is written to find out whether it would be taken.

    >>> trial_line("reading", 7)
    'reading_check ok=1i 7'
    """
    return f"{_key(measurement)}_check ok=1i {at_ms}"


def is_quantity(field: str) -> bool:
    """Tell whether *field* holds a quantity, not what is known besides about one."""
    return not field.endswith((RECEIVED, FLAGS, RAW))


@cache
def _key(name: str) -> str:
    """Return a name of which there are few as a line has it."""
    return name.translate(_KEY_ESCAPES)


@lru_cache(_DEVICES)
def _tag(device: str) -> str:
    return f"{DEVICE}={tag_of(device).translate(_KEY_ESCAPES)}"


def _fields(reading: Reading) -> str:
    name = _key(reading.quantity)
    text = f"{name}={float(reading.value)!r},{name}{RECEIVED}={reading.received_at_ms}i"
    if reading.flags != 0:
        text += f",{name}{FLAGS}={int(reading.flags)}i"
    if reading.raw_value is not None:
        text += f",{name}{RAW}={float(reading.raw_value)!r}"
    return text
