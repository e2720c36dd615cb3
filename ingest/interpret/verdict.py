"""What can come of a field's name, and what one name tells about the device for the others."""

from __future__ import annotations

from enum import IntEnum, IntFlag
from typing import NamedTuple

SURE, BY_NAME, BARE_NAME, BY_COMPANY, BY_RANGE = 0.95, 0.9, 0.8, 0.7, 0.6


class Outcome(IntEnum):
    """What comes of a name."""

    UNKNOWN = 0
    PLACED = 1
    LEFT_OUT = 2


class Tells(IntFlag):
    """What one name tells about the device, for the names beside it."""

    NOTHING = 0
    MOISTURE = 1
    SOIL_TEMPERATURE = 2
    CONDUCTIVITY = 4
    BARE_TEMPERATURE = 8
    AIR_TEMPERATURE = 16
    EXTERNAL = 32
    BARE_HUMIDITY = 64
    AIR_HUMIDITY = 128
    ROOM = 256
    """Light, carbon dioxide, air pressure: the device stands in the open."""
    WATER = 512
    ELECTRIC = 1024
    ACIDITY = 2048
    """With salts and nutrients: of the soil beside its moisture, of water else."""
    MACHINE = 4096
    """A number of energy, volume, vibration or a drive's position: the device may tell its own heat."""
    PARKING = 8192
    """Whether a car stands on it: it lies in the road."""
    PRESSURE = 16384
    """Of the air or in a pipe: its value tells."""
    ELSEWHERE = 32768
    """It says in words that it measures in something: a pool, a tyre, a meal."""
    CURRENT = 65536
    """An electric current; beside a power it is measured of a load, and the device warms with it."""
    LOCAL = 131072
    """The temperature that a thermostat goes by: another one beside it is of something else."""
    AMBIENT = 262144
    """Of the surroundings, told apart from what else is measured."""
    NOW = 524288
    """The current temperature: one without that word beside it is what is wanted."""
    NOW_HUMID = 1048576
    MOISTURE_LIMIT = 2097152
    """It is set for a soil, whatever it calls what it measures there."""


class Verdict(NamedTuple):
    """What a name says.

    Attributes:
        outcome: what comes of it.
        quantity: canonical quantity name, or one of the names below that depend on company or value.
        channel: which probe of the device.
        unit: the unit that the name itself tells; empty: the canonical one is assumed.
        confidence: from 0 to 1.
        tells: what it says about the device (bits of ``Tells``; a plain number is quicker to add up).
        apart: the words that tell it from another field of the same quantity.
        why: what it is instead of a measurement.
        earlier: whether the name is that of a value before the newest.
    """

    outcome: Outcome
    quantity: str = ""
    channel: str = ""
    unit: str = ""
    confidence: float = BY_NAME
    tells: int = 0
    apart: str = ""
    why: str = ""
    earlier: bool = False


BARE_TEMPERATURE, BARE_HUMIDITY, BARE_CONDUCTIVITY = "temperature?", "humidity?", "conductivity?"
INTERNAL_TEMPERATURE, BARE_PRESSURE, VOLTAGE = "internal temperature?", "pressure?", "voltage?"
EXTERNAL_TEMPERATURE, SENSOR_TEMPERATURE = "external temperature?", "sensor temperature?"
LETTER, SIDE_TEMPERATURE, ELEMENT_TEMPERATURE = "letter?", "side temperature?", "element temperature?"
OUTDOOR_TEMPERATURE, EXTERNAL_HUMIDITY = "outdoor temperature?", "external humidity?"
CURRENT_TEMPERATURE, CURRENT_HUMIDITY = "current temperature?", "current humidity?"
BATTERY, BATTERY_VOLTAGE, LIGHT_LEVEL = "battery?", "battery voltage?", "light?"

_STANDS_FOR = {
    BARE_TEMPERATURE: "air_temperature_c",
    INTERNAL_TEMPERATURE: "air_temperature_c",
    EXTERNAL_TEMPERATURE: "air_temperature_c",
    SENSOR_TEMPERATURE: "air_temperature_c",
    CURRENT_TEMPERATURE: "air_temperature_c",
    EXTERNAL_HUMIDITY: "relative_humidity_pct",
    CURRENT_HUMIDITY: "relative_humidity_pct",
    OUTDOOR_TEMPERATURE: "air_temperature_c",
    LETTER: "air_temperature_c",
    SIDE_TEMPERATURE: "air_temperature_c",
    ELEMENT_TEMPERATURE: "air_temperature_c",
    BARE_HUMIDITY: "relative_humidity_pct",
    BARE_CONDUCTIVITY: "soil_ec_us_cm",
    BARE_PRESSURE: "pressure_hpa",
    LIGHT_LEVEL: "illuminance_lux",
    VOLTAGE: "battery_v",
}


def measured_in(quantity: str) -> str:
    """Return the canonical quantity whose units fit a *quantity* that is not settled yet."""
    return _STANDS_FOR.get(quantity, quantity)
