"""What each measure is by the words that stand with it: of what it is measured, with which element."""

from __future__ import annotations

from collections.abc import Callable

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
    CURRENT_HUMIDITY,
    CURRENT_TEMPERATURE,
    ELEMENT_TEMPERATURE,
    EXTERNAL_HUMIDITY,
    EXTERNAL_TEMPERATURE,
    INTERNAL_TEMPERATURE,
    LETTER,
    LIGHT_LEVEL,
    OUTDOOR_TEMPERATURE,
    SENSOR_TEMPERATURE,
    SIDE_TEMPERATURE,
    VOLTAGE,
    Outcome,
    Tells,
    Verdict,
)

ELECTRONICS = "the temperature of the device itself"


def placed(quantity: str, tells: Tells = Tells.NOTHING, confidence: float = BY_NAME) -> Verdict:
    """Return the verdict that a name is *quantity*."""
    return Verdict(Outcome.PLACED, quantity, confidence=confidence, tells=int(tells))


_UNKNOWN = Verdict(Outcome.UNKNOWN)


def battery(parts: Parts) -> Verdict:
    """Return what a name with a battery in it is; its charging, its current and its heat are no level."""
    if parts.measures - {"battery", "battery voltage", "voltage"} or parts.media or "current" in parts.tokens:
        return _UNKNOWN
    if parts.unit in {"V", "mV"}:
        return placed("battery_v")._replace(unit=parts.unit)
    if parts.unit == "%":
        return placed("battery_pct")._replace(unit=parts.unit)
    if parts.unit:
        return _UNKNOWN
    volts = bool(parts.measures & {"battery voltage", "voltage"})
    return placed(BATTERY_VOLTAGE if volts else BATTERY, confidence=BARE_NAME if volts else BY_RANGE)


_OF_ITSELF = Verdict(Outcome.LEFT_OUT, why=ELECTRONICS)
_TEMPERATURES = (
    ("water", _UNKNOWN),
    ("thing", Verdict(Outcome.UNKNOWN, tells=int(Tells.MACHINE))),
    ("soil", placed("soil_temperature_c", Tells.SOIL_TEMPERATURE)),
    ("product", placed("product_temperature_c")),
    ("leaf", placed("surface_temperature_c")),
    ("surface", placed("surface_temperature_c")),
    ("core", _UNKNOWN),
    ("air", placed("air_temperature_c", Tells.AIR_TEMPERATURE)),
    ("external", placed(EXTERNAL_TEMPERATURE, Tells.EXTERNAL, BARE_NAME)),
    ("board", _OF_ITSELF),
    ("internal", placed(INTERNAL_TEMPERATURE, confidence=BY_COMPANY)),
    ("side", placed(SIDE_TEMPERATURE, confidence=BY_COMPANY)),
)
"""What a temperature is by the medium that its name tells; the first one that it tells decides."""


def temperature(parts: Parts) -> Verdict:
    """Return of what a temperature is, by the words with it."""
    if {"surface", "internal"} <= parts.media or _told_to_it(parts):
        return _UNKNOWN  # of an infrared sensor itself; told to the device from elsewhere
    if parts.own & {"relative", "rel"}:
        return _UNKNOWN  # to what, is not told
    if (
        "electronics" in parts.media
        or parts.own & {"gps", "gnss"}
        or ("board" in parts.media and "inside" in parts.tokens)
    ):
        return _OF_ITSELF
    return _by_medium(parts) if parts.media else _by_element(parts)


def _told_to_it(parts: Parts) -> bool:
    """Tell whether a temperature is an input that is no channel: written into a device, or at its inlet."""
    if "input" not in parts.tokens:
        return False
    return "external" in parts.media or (
        "input" in parts.own and not parts.channel and "analog" not in parts.own
    )


def _by_medium(parts: Parts) -> Verdict:
    """Return what a temperature is whose name tells of what, or where."""
    if "local" in parts.own and parts.own <= _OF_A_THERMOSTAT:
        return placed("air_temperature_c", Tells.AIR_TEMPERATURE | Tells.LOCAL)
    if parts.own & _AROUND and parts.media == {"air"}:
        return placed("air_temperature_c", Tells.AIR_TEMPERATURE | Tells.AMBIENT)
    if "air" in parts.media and parts.own & _OUTDOORS and not parts.own & _OF_AIR:
        return placed(OUTDOOR_TEMPERATURE, Tells.AIR_TEMPERATURE)
    for medium, found in _TEMPERATURES:
        if medium in parts.media:
            return found
    return _by_element(parts)


def _by_element(parts: Parts) -> Verdict:
    """Return what a temperature of no medium is, by the element that measures it."""
    if parts.tokens & _EXTERNAL_ELEMENTS:
        return placed(EXTERNAL_TEMPERATURE, Tells.EXTERNAL, BARE_NAME)
    if any(token.startswith(_AIR_ELEMENTS) for token in parts.tokens):
        return placed("air_temperature_c", Tells.BARE_TEMPERATURE, BARE_NAME)
    if "l" in parts.own and parts.channel:
        return Verdict(Outcome.UNKNOWN, tells=int(Tells.BARE_TEMPERATURE))  # a level, a line, an endpoint
    if parts.tokens & _BARE_ELEMENTS and not parts.channel:
        return placed(ELEMENT_TEMPERATURE, confidence=BARE_NAME)
    of_the_sensor = "sensor" in parts.tokens and not parts.channel
    if "current" in parts.own and not parts.channel:
        return placed(CURRENT_TEMPERATURE, Tells.BARE_TEMPERATURE | Tells.NOW, BARE_NAME)
    name = SENSOR_TEMPERATURE if of_the_sensor else BARE_TEMPERATURE
    return placed(name, Tells.BARE_TEMPERATURE, BARE_NAME)


def _letter(parts: Parts) -> Verdict:
    """``tProbe2``, ``t_air`` and ``t_c`` are temperatures; ``t`` is one in company, ``t_on`` is a time."""
    if parts.at_a_probe or parts.unit:
        return temperature(parts)
    if any(text != "t" and not text.isdigit() for text in parts.tokens):
        return _UNKNOWN
    return placed(LETTER, confidence=BY_COMPANY)


_AROUND = frozenset(("ambient", "amb", "room", "indoor", "inside"))
_OF_A_THERMOSTAT = frozenset("12345678lcf")
_OF_A_THERMOSTAT |= {"local", "temperature", "temp", "heat", "heating", "cool", "cooling", "celsius"}
_OUTDOORS, _OF_AIR = frozenset(("outdoor", "outdoors", "outside")), frozenset(("air", "ambient"))
_EXTERNAL_ELEMENTS = frozenset(
    ("ds", "ds18b20", "tmp117", "onewire", "1wire", "w1", "dallas", "pt100", "pt1000", "rtd")
)
"""Sensor elements that hang on a cable wherever they are used."""
_AIR_ELEMENTS = ("bme", "bmp", "dht", "scd", "am23")
"""Sensor elements with a membrane or a barometer that measure nothing but air: none is dug in."""
_BARE_ELEMENTS = frozenset(("ntc", "thermistor", "thermocouple", "tc"))
"""Sensor elements that are put into, onto or against anything, and also guard a heater."""


def _humidity(parts: Parts) -> Verdict:
    media = parts.media
    if "soil" in media:
        return placed("soil_moisture_pct", Tells.MOISTURE)
    if "leaf" in media:
        return placed("leaf_wetness_pct")
    if media & {"water", "thing", "electronics", "board", "internal", "product", "core", "surface"}:
        return _UNKNOWN
    if media == {"external"} and not parts.tokens & _RELATIVE and parts.unit != "%RH":
        return placed(EXTERNAL_HUMIDITY, confidence=BARE_NAME)
    if media & {"air", "side"} or parts.tokens & _RELATIVE or parts.unit == "%RH":
        return placed("relative_humidity_pct", Tells.AIR_HUMIDITY)
    now = "current" in parts.own and not parts.channel
    name, tells = (CURRENT_HUMIDITY, Tells.NOW_HUMID) if now else (BARE_HUMIDITY, Tells.NOTHING)
    return placed(name, Tells.BARE_HUMIDITY | tells, BARE_NAME)


_RELATIVE = frozenset(("relative", "rel", "rh", "relhum"))
"""Words that are never said of the soil."""


def _moisture(parts: Parts) -> Verdict:
    media = parts.media
    if "leaf" in media:
        return placed("leaf_wetness_pct")
    if media - {"soil", "external", "water"} or (media == {"water"} and parts.apart != "water"):
        return _UNKNOWN
    return placed("soil_moisture_pct", Tells.MOISTURE, BY_NAME if "soil" in media else BARE_NAME)


def _tension(parts: Parts) -> Verdict:
    if parts.media & {"soil"} or parts.tokens & {"watermark", "matric", "tensiometer"} or parts.unit == "kPa":
        return placed("soil_tension_kpa", Tells.MOISTURE)
    return _UNKNOWN


def _conductivity(parts: Parts) -> Verdict:
    if "soil" in parts.media or "ec5te" in parts.tokens:
        return placed("soil_ec_us_cm", Tells.CONDUCTIVITY)
    if parts.media:
        return Verdict(Outcome.UNKNOWN, tells=int(Tells.WATER))
    return placed(BARE_CONDUCTIVITY, Tells.CONDUCTIVITY, BY_COMPANY)


def _pressure(parts: Parts) -> Verdict:
    if parts.media - {"air"}:
        return Verdict(Outcome.UNKNOWN, tells=int(Tells.WATER if parts.media & _HOLDING else Tells.NOTHING))
    if "air" in parts.media or parts.tokens & {
        "barometric",
        "barometer",
        "baro",
        "atmosphere",
        "airpressure",
    }:
        return placed("pressure_hpa", Tells.ROOM)
    return placed(BARE_PRESSURE, Tells.PRESSURE, BY_COMPANY)


_HOLDING = frozenset(("water", "thing", "external", "surface"))
"""Media whose pressure is that of a pipe or a tank; one inside a housing is none."""


def _light(parts: Parts) -> Verdict:
    return _UNKNOWN if parts.media - {"air"} else placed("illuminance_lux", Tells.ROOM)


def _light_level(parts: Parts) -> Verdict:
    if parts.tokens & OF_A_LAMP - {"brightness"}:
        return _UNKNOWN
    outcome = Outcome.UNKNOWN if parts.media - {"air"} else Outcome.PLACED
    tells = Tells.NOTHING if "brightness" in parts.tokens else Tells.ROOM
    return Verdict(outcome, LIGHT_LEVEL, tells=int(tells))


OF_A_LAMP = frozenset(("brightness", "lcd", "led", "screen", "back", "backlight", "night", "lamp"))
"""Words of a light that a device makes itself; a brightness may be either."""


def _wetness(parts: Parts) -> Verdict:
    return placed("leaf_wetness_pct") if "leaf" in parts.media else _UNKNOWN


def _alone(quantity: str, tells: Tells = Tells.NOTHING) -> Callable[[Parts], Verdict]:
    def decide(parts: Parts) -> Verdict:
        return _UNKNOWN if parts.media - {"air"} else placed(quantity, tells)

    return decide


def _signal(quantity: str) -> Callable[[Parts], Verdict]:
    """The device's own; one of several is that of something it hears."""
    alone = _alone(quantity)
    return lambda parts: _UNKNOWN if parts.channel else alone(parts)


def _with_medium(decide: Callable[[Parts], Verdict]) -> Callable[[Parts], Verdict]:
    """``airH`` and ``soilM`` say enough; a letter alone may mean anything."""
    return lambda parts: decide(parts) if parts.media & {"air", "soil"} and not parts.unit else _UNKNOWN


DECISIONS: dict[str, Callable[[Parts], Verdict]] = {
    "temperature": temperature,
    "letter": _letter,
    "letter of humidity": _with_medium(_humidity),
    "letter of moisture": _with_medium(_moisture),
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
