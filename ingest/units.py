"""Conversions to canonical units, tolerant of how gateways, codecs and people spell a unit.

``convert`` answers None rather than a guess: for a unit that it does not know, and for one in which the
quantity cannot be measured. A unit is looked up as it is written first, then without regard to case,
spaces and signs, so that ``mV``, ``µS/cm``, ``uS/cm``, ``Cel``, ``℃`` and ``m³⋅m⁻³`` are all found.

A plain ``%`` is per cent here; SenML's ``%``, which is a ratio, has to be passed on as ``/``.
A tenth, hundredth … of a unit, as in ``0.01 °C``, is that of raw whole numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple


class Unit(NamedTuple):
    """How to come from a unit to the base unit of its dimension: ``(value + shift) * times / by``.

    Attributes:
        dimension: what it measures; only units of one dimension convert into each other.
        times: factor.
        by: divisor, apart from the factor so that 3300 mV become 3.3 V and not 3.3000000000000003.
        shift: added first.
        family: which quantities alone are given in it; empty: any of its dimension.
    """

    dimension: str
    times: float = 1.0
    by: float = 1.0
    shift: float = 0.0
    family: str = ""


_SPELLINGS = (
    (
        "°C ℃ C C° \ufffdC oc Cel degC deg_C celsius °celsius celcius degreecelsius degreescelsius grad",
        Unit("temperature"),
    ),
    (
        "°F ℉ F F° \ufffdF degF deg_F FAH fahrenheit °fahrenheit degreesfahrenheit",
        Unit("temperature", 5, 9, -32),
    ),
    ("K °K kelvin", Unit("temperature", shift=-273.15)),
    ("% percent pct prozent", Unit("fraction")),
    ("%RH RH% %r.H. %rF %HR rh %humidity percentRH", Unit("fraction", family="humidity")),
    ("%EL %battery", Unit("fraction", family="battery")),
    ("%VWC %vol vol% vol.% %v/v", Unit("fraction", family="water content")),
    ("m3/m3 m3m-3 cm3/cm3 l/l vwc", Unit("fraction", 100, family="water content")),
    ("/ 1 ratio fraction", Unit("fraction", 100)),
    ("V volt volts vdc", Unit("voltage")),
    ("mV millivolt millivolts", Unit("voltage", by=1000)),
    ("Pa pascal", Unit("pressure")),
    ("hPa mbar millibar mb hectopascal", Unit("pressure", 100)),
    ("kPa cbar cb centibar kilopascal", Unit("pressure", 1000)),
    ("bar", Unit("pressure", 100_000)),
    ("MPa", Unit("pressure", 1_000_000)),
    ("atm", Unit("pressure", 101_325)),
    ("psi", Unit("pressure", 6_894.757293168)),
    ("mmHg torr", Unit("pressure", 133.322387415)),
    ("inHg", Unit("pressure", 3_386.388640341)),
    ("uS/cm uScm-1 microsiemens/cm", Unit("conductivity")),
    ("mS/cm mScm-1 dS/m dSm-1 dS/m2", Unit("conductivity", 1000)),
    ("mS/m mSm-1", Unit("conductivity", 10)),
    ("S/m Sm-1", Unit("conductivity", 10_000)),
    ("S/cm", Unit("conductivity", 1_000_000)),
    ("uS/m", Unit("conductivity", by=100)),
    ("lx lux lm/m2", Unit("illuminance")),
    ("klx klux kilolux", Unit("illuminance", 1000)),
    ("ppm", Unit("concentration")),
    ("ppb", Unit("concentration", by=1000)),
    ("umol/m2/s umol/m2s umol/m2*s umolm-2s-1 umols-1m-2 umol/s/m2", Unit("photon flux")),
    ("g", Unit("acceleration")),
    ("mg", Unit("acceleration", by=1000)),
    ("m/s2 ms-2", Unit("acceleration", by=9.80665)),
    ("dBm", Unit("level")),
    ("dB", Unit("gain")),
    ("° deg degree degrees lat lon", Unit("angle")),
)

_QUANTITY_SUFFIXES = (
    ("_umol_m2_s", Unit("photon flux")),
    ("_us_cm", Unit("conductivity")),
    ("_g_rms", Unit("acceleration")),
    ("_pct", Unit("fraction")),
    ("_hpa", Unit("pressure", 100)),
    ("_kpa", Unit("pressure", 1000)),
    ("_lux", Unit("illuminance")),
    ("_ppm", Unit("concentration")),
    ("_dbm", Unit("level")),
    ("_deg", Unit("angle")),
    ("_db", Unit("gain")),
    ("_c", Unit("temperature")),
    ("_g", Unit("acceleration")),
    ("_v", Unit("voltage")),
)

_SIGNS = str.maketrans(
    {
        "º": "°",
        "˚": "°",
        "Â": "",
        "℃": "°C",
        "℉": "°F",
        "µ": "u",
        "μ": "u",
        "㎡": "m2",
        "²": "2",
        "³": "3",
        "⁻": "-",
        "¹": "1",
        "−": "-",
        **dict.fromkeys(" \t\u00a0·⋅∙.*^()[]_", ""),
    }
)
_LONGEST = 32
_PART = re.compile(r"(0\.0{0,5}1)\s*([^\s\d].*)")


def _plain(unit: str) -> str:
    return unit.translate(_SIGNS)


def _spellings() -> Iterator[tuple[str, Unit]]:
    for spellings, unit in _SPELLINGS:
        for spelling in spellings.split():
            yield _plain(spelling), unit


_EXACT = MappingProxyType(dict(_spellings()))
_ANY_CASE = MappingProxyType(
    {spelling.casefold(): unit for spelling, unit in reversed(tuple(_EXACT.items())) if spelling != "MPa"}
)


@lru_cache(maxsize=1024)
def unit_of(spelling: str) -> Unit | None:
    """Return the unit that is meant; None: nobody knows.

    >>> unit_of("°c") == unit_of("degrees Celsius") == unit_of("Cel")
    True
    """
    if len(spelling) > _LONGEST:
        return None
    plain = _plain(spelling)
    known = _EXACT.get(plain) or _ANY_CASE.get(plain.casefold())
    return _part_of_a_unit(spelling) if known is None else known


def _part_of_a_unit(spelling: str) -> Unit | None:
    """Return the unit of raw numbers, such as ``0.01 °C``."""
    found = _PART.fullmatch(spelling)
    if found is None:
        return None
    whole = unit_of(found[2])
    if whole is None:
        return None
    shares = 10 ** (len(found[1]) - 2)
    return whole._replace(by=whole.by * shares, shift=whole.shift * shares)


@lru_cache(maxsize=256)
def _unit_of_quantity(quantity: str) -> Unit | None:
    return next((unit for suffix, unit in _QUANTITY_SUFFIXES if quantity.endswith(suffix)), None)


def convert(value: float, unit: str, quantity: str) -> float | None:
    """Return *value*, given in *unit*, in the canonical unit of *quantity*; None: that cannot be.

    A water potential below zero is given as the tension that it means, which is above.

    >>> convert(72.5, "°F", "air_temperature_c"), convert(3300, "mV", "battery_v")
    (22.5, 3.3)
    >>> convert(0.31, "m³⋅m⁻³", "soil_moisture_pct"), convert(1.2, "dS/m", "soil_ec_us_cm")
    (31.0, 1200.0)
    >>> convert(-30, "cbar", "soil_tension_kpa"), convert(21, "%", "air_temperature_c")
    (30.0, None)
    >>> convert(2571, "0.01 °C", "air_temperature_c")
    25.71
    """
    source = unit_of(unit)
    target = _unit_of_quantity(quantity)
    if source is None or target is None or source.dimension != target.dimension:
        return None
    converted = (value + source.shift) * source.times / (source.by * target.times)
    return abs(converted) if quantity == "soil_tension_kpa" and converted <= 0 else converted


def family(unit: str) -> str:
    """Return what a value in *unit* must be: its dimension, or narrower what alone is given so.

    ``fraction`` is any share in per cent: air humidity, soil moisture, a battery. Empty: not known.

    >>> [family(unit) for unit in ("°F", "%RH", "%", "m³/m³", "dS/m", "widgets")]
    ['temperature', 'humidity', 'fraction', 'water content', 'conductivity', '']
    """
    found = unit_of(unit)
    return "" if found is None else found.family or found.dimension


def fits(unit: str, quantity: str) -> bool:
    """Tell whether *quantity* can be given in *unit*.

    >>> fits("°C", "soil_temperature_c"), fits("°C", "relative_humidity_pct")
    (True, False)
    """
    source = unit_of(unit)
    target = _unit_of_quantity(quantity)
    return source is not None and target is not None and source.dimension == target.dimension
