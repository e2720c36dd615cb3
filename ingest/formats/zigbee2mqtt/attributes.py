"""Attributes of Zigbee2MQTT: the names are the same for all devices, so one table says what they mean.

What the table does not have goes to the interpreter, with the unit that the bridge told of it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from ingest.formats.field_sample import field_sample
from ingest.formats.in_unit import in_unit
from ingest.formats.json_text import Measured, measured
from ingest.formats.leftover import Source
from ingest.formats.zigbee2mqtt.devices import BOARD, ELSE, SETTING, SOIL
from ingest.interpret import Hint, Interpretation, interpret
from ingest.interpret.place import shown
from ingest.known import Known, Meaning
from ingest.reading import Reason, Sample
from ingest.report import Unplaced
from ingest.units import fits

_TABLE = MappingProxyType(
    {
        "temperature": ("air_temperature_c", "°C"),
        "humidity": ("relative_humidity_pct", "%"),
        "soil_moisture": ("soil_moisture_pct", "%"),
        "soil_temperature": ("soil_temperature_c", "°C"),
        "soil_fertility": ("soil_ec_us_cm", "µS/cm"),
        "pressure": ("pressure_hpa", "hPa"),
        "co2": ("co2_ppm", "ppm"),
        "illuminance": ("illuminance_lux", "lx"),
        "illuminance_lux": ("illuminance_lux", "lx"),
        "battery": ("battery_pct", "%"),
        "voltage": ("battery_v", "mV"),
        "contact": ("door_open", ""),
    }
)
"""Attribute → quantity and the unit that it has where the bridge tells none."""

_IN_SOIL = MappingProxyType({"temperature": "soil_temperature_c", "humidity": "soil_moisture_pct"})
_ALWAYS_CELSIUS = frozenset({"air_temperature_c", "soil_temperature_c"})
"""``temperature_unit`` is what the device shows on its own display; the value is in °C all the same."""

_NOT_MEASURED = frozenset(
    """action action_group angle battery_low battery_state brightness child_lock color color_mode color_temp
    color_temp_startup device device_temperature effect elapsed identify illuminance_raw last_seen linkquality
    occupancy position power_on_behavior power_outage_count power_outage_memory presence smoke state tamper
    temperature_f temperature_unit temperature_sensor_select transition trigger_count update update_available
    vibration water_leak x_axis y_axis z_axis""".split()  # noqa: SIM905 - one word a line would say no more
)
_SETTINGS = ("_calibration", "_sampling", "_alarm", "_threshold", "_sensitivity", "_interval")


class Subject(NamedTuple):
    """Who reports, and what the bridge has told of it.

    Attributes:
        device: its Zigbee address; its name where that is not known.
        model: vendor and model; empty where that is not known.
        units: the unit of each of its properties; empty where that is not known.
        of: of what some of them are, where that is not what their names say.
        gateway: the bridge's base topic.
        observed_at_ms: when it was last heard [ms]; None: the bridge does not tell.
    """

    device: str
    model: str
    units: Mapping[str, str]
    of: Mapping[str, str]
    gateway: str
    observed_at_ms: int | None


def read(
    fields: Mapping[str, Any], subject: Subject, known: Known
) -> tuple[tuple[Sample, ...], tuple[Unplaced, ...]]:
    """Return the measured values among *fields*, and the fields that nobody knows."""
    meanings = known.meanings(subject.model)
    samples: list[Sample] = []
    asked: list[Unplaced] = []
    read_already: dict[str, Meaning] = {}
    others: dict[str, Any] = {}
    for name, content in fields.items():
        if name in meanings:
            others[name] = content
        elif _is_left_out(name, fields, subject):
            continue
        elif _is_asked(name, subject) and _is_value(content):
            asked.append(Unplaced(subject.device, subject.model, name, shown(content)))
        elif name in _TABLE:
            samples.append(_sample(name, content, fields, subject))
            read_already[name] = Meaning(samples[-1].quantity)
        elif _is_value(content):
            others[name] = content
    if not others:
        return tuple(samples), tuple(asked)
    said = {**read_already, **meanings}
    hint = Hint(subject.model, said, subject.units, known.zone(subject.gateway))
    rest = _beside(others, {name: fields[name] for name in read_already}, hint)
    samples += rest.samples(subject.device, subject.observed_at_ms, subject.gateway)
    return tuple(samples), (*asked, *rest.leftovers(subject.device, subject.model))


def _beside(others: Mapping[str, Any], company: Mapping[str, Any], hint: Hint) -> Interpretation:
    """Return what *others* are beside what the table has read: a second temperature has its own channel."""
    said = interpret({**company, **others}, hint)
    return said._replace(
        placed=tuple(one for one in said.placed if one.field not in company),
        unplaced=tuple(one for one in said.unplaced if one[0] not in company),
    )


def _is_asked(name: str, subject: Subject) -> bool:
    """Tell whether *name* is that of something else than it says: of a floor, or of the soil somewhere."""
    medium = subject.of.get(name)
    return medium == ELSE or (medium == SOIL and name not in _IN_SOIL)


def _is_left_out(name: str, fields: Mapping[str, Any], subject: Subject) -> bool:
    if name == "illuminance" and "illuminance_lux" in fields:
        return True  # older versions tell the raw value under this name, and lux beside it
    if name == "voltage":
        unit = subject.units.get(name, "")
        return unit.casefold() != "mv" if unit else "battery" not in fields and "battery" not in subject.units
    if subject.of.get(name) in {SETTING, BOARD}:
        return True
    return name in _NOT_MEASURED or name.endswith(_SETTINGS)


def _is_value(content: object) -> bool:
    return type(content) in {int, float} or (isinstance(content, str) and not measured(content).fault)


def _sample(name: str, content: object, fields: Mapping[str, Any], subject: Subject) -> Sample:
    quantity, unit = _TABLE[name]
    if subject.of.get(name) == SOIL or (name == "temperature" and _is_in_soil(fields, subject)):
        quantity = _IN_SOIL[name]
    told = subject.units.get(name, "")
    if told and quantity not in _ALWAYS_CELSIUS and fits(told, quantity):
        unit = told
    found = _closed(content) if name == "contact" else in_unit(content, unit, quantity)
    source = Source(subject.device, subject.model, subject.observed_at_ms, subject.gateway, 0)
    return field_sample(name, quantity, found, source)


def _is_in_soil(fields: Mapping[str, Any], subject: Subject) -> bool:
    """Tell whether the device's one temperature is that of the soil; the bridge's list says it for good."""
    names = subject.units or fields
    return "soil_moisture" in names and "humidity" not in names


def _closed(content: object) -> Measured:
    """Return whether a door is open; a contact is true while it is closed."""
    if type(content) is bool:
        return Measured(float(not content))
    return Measured(math.nan, f"expected true or false, saw {content!r:.80}", Reason.NOT_A_NUMBER)
