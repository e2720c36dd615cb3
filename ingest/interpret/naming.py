"""What a field's name says it is, word by word, and what its company adds.

A name is placed only where each of its words is understood. Three things can come of it: a quantity, a
value that is recognised and is not a measurement (a set point, a dew point, a counter, the temperature of
the electronics), or nothing, and then the operator is asked.

Some names say less than they seem to. A bare ``temperature`` beside soil moisture is the soil's; a bare
``humidity`` beside an electrical conductivity is the soil's too; a bare ``ec`` is the soil's only in
company. ``company.settle`` decides those, from what the other names of the same object say.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from ingest.interpret.parts import Parts
from ingest.interpret.verdict import (
    BARE_CONDUCTIVITY,
    BARE_HUMIDITY,
    BARE_NAME,
    BARE_PRESSURE,
    BARE_TEMPERATURE,
    BATTERY,
    BATTERY_VOLTAGE,
    BY_COMPANY,
    BY_NAME,
    BY_RANGE,
    EXTERNAL_TEMPERATURE,
    INTERNAL_TEMPERATURE,
    LETTER,
    LIGHT_LEVEL,
    VOLTAGE,
    Outcome,
    Tells,
    Verdict,
    measured_in,
)
from ingest.units import fits

_OF_THE_DEVICE = frozenset(
    (BATTERY, BATTERY_VOLTAGE, VOLTAGE, "battery_v", "battery_pct", "rssi_dbm", "snr_db", "latitude_deg")
) | {"longitude_deg"}
_ELECTRONICS = "the temperature of the device itself"


@lru_cache(maxsize=8192)
def verdict_on(path: str) -> Verdict:
    """Return what the name at the end of *path* says, in the light of the names above it."""
    parts = Parts(path)
    if parts.computed and not (parts.measures == {"door"} and parts.tokens <= _DOOR_WORDS):
        return Verdict(Outcome.LEFT_OUT, why=parts.computed)
    found = _by_measure(parts) if parts.understood else Verdict(Outcome.UNKNOWN, tells=int(_hints(parts)))
    if found.outcome is Outcome.PLACED:
        found = found._replace(channel=_channel(parts, found), apart=parts.apart)
        if parts.averaged:
            found = found._replace(confidence=found.confidence - 0.05)
    return found


_DOOR_WORDS = frozenset(("door", "status", "state", "open", "opened", "closed"))


def _channel(parts: Parts, found: Verdict) -> str:
    """Return which probe it is; a battery, a position and a signal are those of the device itself."""
    if found.quantity in _OF_THE_DEVICE:
        return ""
    if "external" in parts.media:
        return f"ext{parts.channel}"
    if found.tells & Tells.EXTERNAL and not parts.channel:
        return "ext"
    return parts.channel


def _hints(parts: Parts) -> Tells:
    """Return what even a name that is not understood tells: light or a pH is no secret."""
    if parts.measures & {"light", "light level", "co2", "ppfd"}:
        return Tells.ROOM
    if "water quality" in parts.measures or ("oxygen" in parts.measures and "saturation" in parts.tokens):
        return Tells.WATER
    if "water" in parts.media and parts.tokens & {"depth", "level", "height"}:
        return Tells.WATER
    if "acidity" in parts.measures:
        return Tells.ACIDITY
    return Tells.ELECTRIC if "electric" in parts.measures else Tells.NOTHING


def _by_measure(parts: Parts) -> Verdict:
    measures = parts.measures
    if measures >= {"temperature", "battery"}:
        return Verdict(Outcome.LEFT_OUT, why=_ELECTRONICS)
    if "battery" in measures or "battery voltage" in measures:
        return _battery(parts)
    if measures == {"moisture", "humidity"}:
        measures = {"moisture"}
    if not measures:
        return _unnamed(parts)
    if len(measures) > 1:
        return Verdict(Outcome.UNKNOWN, tells=int(_hints(parts)))
    (measure,) = measures
    decide = _DECISIONS.get(measure)
    found = Verdict(Outcome.UNKNOWN, tells=int(_hints(parts))) if decide is None else decide(parts)
    return found if decide is None or not parts.unit else _with_unit(found, parts.unit)


def _with_unit(found: Verdict, unit: str) -> Verdict:
    if found.outcome is not Outcome.PLACED:
        return found
    if not fits(unit, measured_in(found.quantity)):
        return Verdict(Outcome.UNKNOWN, tells=found.tells)
    if found.quantity == LIGHT_LEVEL:
        found = found._replace(quantity="illuminance_lux")
    return found._replace(unit=unit)


def _placed(quantity: str, tells: Tells = Tells.NOTHING, confidence: float = BY_NAME) -> Verdict:
    return Verdict(Outcome.PLACED, quantity, confidence=confidence, tells=int(tells))


_UNKNOWN = Verdict(Outcome.UNKNOWN)


_THERMOMETERS = frozenset(("ds18b20", "ds1820", "tmp117"))


def _battery(parts: Parts) -> Verdict:
    if parts.measures - {"battery", "battery voltage", "voltage"} or parts.media or "current" in parts.tokens:
        return _UNKNOWN
    if parts.unit in {"V", "mV"}:
        return _placed("battery_v")._replace(unit=parts.unit)
    if parts.unit == "%":
        return _placed("battery_pct")._replace(unit=parts.unit)
    if parts.unit:
        return _UNKNOWN
    volts = bool(parts.measures & {"battery voltage", "voltage"})
    return _placed(BATTERY_VOLTAGE if volts else BATTERY, confidence=BARE_NAME if volts else BY_RANGE)


def _unnamed(parts: Parts) -> Verdict:
    """Water in the soil is its moisture, without any word for it; a DS18B20 measures nothing else."""
    if parts.tokens & _THERMOMETERS and not parts.media:
        return _placed(EXTERNAL_TEMPERATURE, Tells.EXTERNAL, BARE_NAME)
    if "water" in parts.media and ("soil" in parts.media or {"volumetric", "content"} <= parts.tokens):
        return _placed("soil_moisture_pct", Tells.MOISTURE)
    return Verdict(Outcome.UNKNOWN, tells=int(_hints(parts)))


_TEMPERATURES = (
    ("water", _UNKNOWN),
    ("thing", _UNKNOWN),
    ("soil", _placed("soil_temperature_c", Tells.SOIL_TEMPERATURE)),
    ("product", _placed("product_temperature_c")),
    ("leaf", _placed("surface_temperature_c")),
    ("surface", _placed("surface_temperature_c")),
    ("core", _UNKNOWN),
    ("air", _placed("air_temperature_c", Tells.AIR_TEMPERATURE)),
    ("external", _placed(EXTERNAL_TEMPERATURE, Tells.EXTERNAL, BARE_NAME)),
    ("board", Verdict(Outcome.LEFT_OUT, why=_ELECTRONICS)),
    ("internal", _placed(INTERNAL_TEMPERATURE, confidence=BY_COMPANY)),
)
"""What a temperature is by the medium that its name tells; the first one that it tells decides."""


def _temperature(parts: Parts) -> Verdict:
    for medium, found in _TEMPERATURES:
        if medium in parts.media:
            return found
    if parts.tokens & _EXTERNAL_ELEMENTS:
        return _placed(EXTERNAL_TEMPERATURE, Tells.EXTERNAL, BARE_NAME)
    return _placed(BARE_TEMPERATURE, Tells.BARE_TEMPERATURE, BARE_NAME)


def _letter(parts: Parts) -> Verdict:
    """``tProbe2``, ``t_air`` and ``t_c`` are temperatures; ``t`` is one in company, ``t_on`` is a time."""
    if parts.at_a_probe or parts.unit:
        return _temperature(parts)
    if any(text != "t" and not text.isdigit() for text in parts.tokens):
        return _UNKNOWN
    return _placed(LETTER, confidence=BY_COMPANY)


_EXTERNAL_ELEMENTS = frozenset(("ds", "ds18b20", "ds1820", "ds18", "tmp117", "onewire", "1wire", "w1")) | {
    "dallas",
    "pt100",
    "pt1000",
    "rtd",
}
"""Sensor elements that hang on a cable wherever they are used."""


def _humidity(parts: Parts) -> Verdict:
    media = parts.media
    if "soil" in media:
        return _placed("soil_moisture_pct", Tells.MOISTURE)
    if "leaf" in media:
        return _placed("leaf_wetness_pct")
    if media & {"water", "thing", "board", "internal", "product", "core", "surface"}:
        return _UNKNOWN
    if "air" in media or parts.tokens & _RELATIVE or parts.unit == "%RH":
        return _placed("relative_humidity_pct", Tells.AIR_HUMIDITY)
    if "external" in media:
        return _placed("relative_humidity_pct", confidence=BARE_NAME)
    return _placed(BARE_HUMIDITY, Tells.BARE_HUMIDITY, BARE_NAME)


_RELATIVE = frozenset(("relative", "rh", "relhum"))
"""Words that are never said of the soil."""


def _moisture(parts: Parts) -> Verdict:
    media = parts.media
    if "leaf" in media:
        return _placed("leaf_wetness_pct")
    if media - {"soil", "external", "water"}:
        return _UNKNOWN
    return _placed("soil_moisture_pct", Tells.MOISTURE, BY_NAME if "soil" in media else BARE_NAME)


def _tension(parts: Parts) -> Verdict:
    if parts.media & {"soil"} or parts.tokens & {"watermark", "matric", "tensiometer"} or parts.unit == "kPa":
        return _placed("soil_tension_kpa", Tells.MOISTURE)
    return _UNKNOWN


def _conductivity(parts: Parts) -> Verdict:
    if "soil" in parts.media or "ec5te" in parts.tokens:
        return _placed("soil_ec_us_cm", Tells.CONDUCTIVITY)
    if parts.media:
        return Verdict(Outcome.UNKNOWN, tells=int(Tells.WATER))
    return _placed(BARE_CONDUCTIVITY, Tells.CONDUCTIVITY, BY_COMPANY)


def _pressure(parts: Parts) -> Verdict:
    if parts.media - {"air"}:
        return Verdict(Outcome.UNKNOWN, tells=int(Tells.WATER))
    if "air" in parts.media or parts.tokens & {
        "barometric",
        "barometer",
        "baro",
        "atmosphere",
        "airpressure",
    }:
        return _placed("pressure_hpa", Tells.ROOM)
    return _placed(BARE_PRESSURE, confidence=BY_COMPANY)


def _light(parts: Parts) -> Verdict:
    return _UNKNOWN if parts.media - {"air"} else _placed("illuminance_lux", Tells.ROOM)


def _light_level(parts: Parts) -> Verdict:
    return Verdict(
        Outcome.UNKNOWN if parts.media - {"air"} else Outcome.PLACED, LIGHT_LEVEL, tells=Tells.ROOM
    )


def _wetness(parts: Parts) -> Verdict:
    return _placed("leaf_wetness_pct") if "leaf" in parts.media else _UNKNOWN


def _alone(quantity: str, tells: Tells = Tells.NOTHING) -> Callable[[Parts], Verdict]:
    def decide(parts: Parts) -> Verdict:
        return _UNKNOWN if parts.media - {"air"} else _placed(quantity, tells)

    return decide


def _signal(quantity: str) -> Callable[[Parts], Verdict]:
    """The device's own; one of several is that of something it hears."""
    alone = _alone(quantity)
    return lambda parts: _UNKNOWN if parts.channel else alone(parts)


_DECISIONS = {
    "temperature": _temperature,
    "letter": _letter,
    "humidity": _humidity,
    "moisture": _moisture,
    "tension": _tension,
    "conductivity": _conductivity,
    "pressure": _pressure,
    "light": _light,
    "light level": _light_level,
    "wetness": _wetness,
    "co2": _alone("co2_ppm", Tells.ROOM),
    "oxygen": _alone("oxygen_pct"),
    "ppfd": _alone("ppfd_umol_m2_s", Tells.ROOM),
    "door": _alone("door_open"),
    "rssi": _signal("rssi_dbm"),
    "snr": _signal("snr_db"),
    "latitude": _alone("latitude_deg"),
    "longitude": _alone("longitude_deg"),
    "voltage": _alone(VOLTAGE),
}
