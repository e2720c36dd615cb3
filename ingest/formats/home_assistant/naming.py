"""What an entity of Home Assistant measures: by its device class first, then by the words of its name.

A name settles which temperature it is (of the soil, of the product); nothing is told from a value.
"""

from __future__ import annotations

import re
from types import MappingProxyType

from ingest.units import fits

LEFT_OUT = "-"
"""In the place of a quantity: it is known what this is, and Coldframe does not keep it."""

_WORD = re.compile(r"[a-z0-9]+", re.ASCII)

_CLASSES = MappingProxyType(
    {
        "temperature": "air_temperature_c",
        "humidity": "relative_humidity_pct",
        "moisture": "soil_moisture_pct",
        "pressure": "pressure_hpa",
        "atmospheric_pressure": "pressure_hpa",
        "illuminance": "illuminance_lux",
        "carbon_dioxide": "co2_ppm",
        "conductivity": "soil_ec_us_cm",
        "battery": "battery_pct",
        "signal_strength": "rssi_dbm",
    }
)
_DOORS = frozenset({"door", "window", "opening", "garage_door"})
_NAMES = (
    ({"soil", "moisture"}, "soil_moisture_pct"),
    ({"moisture"}, "soil_moisture_pct"),
    ({"temperature"}, "air_temperature_c"),
    ({"temp"}, "air_temperature_c"),
    ({"humidity"}, "relative_humidity_pct"),
    ({"pressure"}, "pressure_hpa"),
    ({"illuminance"}, "illuminance_lux"),
    ({"lux"}, "illuminance_lux"),
    ({"co2"}, "co2_ppm"),
    ({"conductivity"}, "soil_ec_us_cm"),
    ({"battery", "voltage"}, "battery_v"),
    ({"battery"}, "battery_pct"),
    ({"rssi"}, "rssi_dbm"),
    ({"wifi", "signal"}, "rssi_dbm"),
)
_DERIVED = frozenset(
    {"dew", "heat", "feels", "chip", "cpu", "esp", "esp32", "internal", "processor", "target", "setpoint"}
)
_BESIDES = frozenset(
    {"uptime", "version", "ip", "ssid", "bssid", "heap", "restart", "reset", "loop", "count"}
)
_OF_SOIL = MappingProxyType(
    {"air_temperature_c": "soil_temperature_c", "relative_humidity_pct": "soil_moisture_pct"}
)
_OF_PRODUCT = frozenset({"product", "core", "pulp", "fruit", "food", "meat"})
_OF_SURFACE = frozenset({"surface", "leaf"})


def words_of(*names: object) -> frozenset[str]:
    """Return the words in *names*, in lower case.

    >>> sorted(words_of("Cold-room temperature", None))
    ['cold', 'room', 'temperature']
    """
    return frozenset(
        word for name in names if isinstance(name, str) for word in _WORD.findall(name[:256].lower())
    )


def quantity_of(words: frozenset[str], device_class: str, unit: str) -> str:
    """Return the quantity of a sensor; LEFT_OUT where it is none that is kept, empty where nobody knows.

    >>> quantity_of(frozenset({"bed", "soil"}), "temperature", "°C")
    'soil_temperature_c'
    >>> quantity_of(frozenset({"level"}), "", "%"), quantity_of(frozenset(), "energy", "kWh")
    ('', '-')
    """
    if device_class and device_class not in _CLASSES:
        return "battery_v" if device_class == "voltage" and "battery" in words else LEFT_OUT
    if not words.isdisjoint(_BESIDES):
        return LEFT_OUT
    quantity = _CLASSES.get(device_class) or next((found for named, found in _NAMES if named <= words), "")
    if unit and quantity and not fits(unit, quantity):
        return LEFT_OUT if quantity == "rssi_dbm" else ""
    return _narrowed(quantity, words)


def _narrowed(quantity: str, words: frozenset[str]) -> str:
    if quantity == "air_temperature_c" and not words.isdisjoint(_DERIVED):
        return LEFT_OUT
    if "soil" in words:
        return _OF_SOIL.get(quantity, quantity)
    if quantity == "air_temperature_c" and not words.isdisjoint(_OF_PRODUCT):
        return "product_temperature_c"
    if quantity == "air_temperature_c" and not words.isdisjoint(_OF_SURFACE):
        return "surface_temperature_c"
    return quantity


def switch_of(words: frozenset[str], device_class: str) -> str:
    """Return the quantity of a binary sensor, likewise."""
    is_door = device_class in _DOORS or (not device_class and "door" in words)
    return "door_open" if is_door else LEFT_OUT
