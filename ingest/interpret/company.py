"""What a name that says little means beside the other names of its object."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from ingest.interpret.content import content_of
from ingest.interpret.kind import is_elsewhere
from ingest.interpret.leaves import Leaf
from ingest.interpret.plausible import amount
from ingest.interpret.verdict import (
    BARE_CONDUCTIVITY,
    BARE_HUMIDITY,
    BARE_PRESSURE,
    BARE_TEMPERATURE,
    BY_COMPANY,
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

_IN_THE_OPEN = Tells.ROOM | Tells.AIR_TEMPERATURE | Tells.AIR_HUMIDITY
_CLIMATE = (
    Tells.BARE_TEMPERATURE
    | Tells.AIR_TEMPERATURE
    | Tells.BARE_HUMIDITY
    | Tells.AIR_HUMIDITY
    | Tells.SOIL_TEMPERATURE
    | Tells.MOISTURE
)

_OF_THE_AIR = _IN_THE_OPEN | Tells.SOIL_TEMPERATURE
_CLIMATE_OF_AIR = Tells.BARE_HUMIDITY | _IN_THE_OPEN
_NO_MACHINE, _IN_WATER, _PRESSURE = ~int(Tells.MACHINE), int(Tells.WATER), int(Tells.PRESSURE)
_ELSEWHERE = int(Tells.ELSEWHERE)
_BY_VALUE = int(Tells.MACHINE | Tells.PRESSURE)
"""Plain numbers: bits of a flag take several times as long."""
_LOAD = int(Tells.ELECTRIC | Tells.CURRENT)
_OF_ITSELF = int(Tells.MACHINE | Tells.PARKING | Tells.ELSEWHERE)
_TOLD_APART = int(Tells.LOCAL | Tells.AMBIENT)
_PROBE_APART = int(Tells.EXTERNAL | Tells.BARE_TEMPERATURE)
_LEAST_HPA, _MOST_HPA = 500, 1_100
_OF_WATER = frozenset(("mg/L", "mg/l", "mg⋅L⁻¹", "g⋅L⁻¹", "NTU", "FNU", "FAU", "PSU", "psu", "mH2O", "mWC"))
"""Units in which nothing but water is measured."""


def company_of(leaves: Iterable[Leaf]) -> int:
    """Return what all fields of an object tell together about the device (bits of ``Tells``)."""
    company = 0
    for leaf in leaves:
        tells = leaf.said.tells
        company |= _in_the_light_of_its_value(leaf, tells) if tells & _BY_VALUE else tells
        if leaf.unit and leaf.unit in _OF_WATER:
            company |= _IN_WATER
        if type(leaf.value) is str and is_elsewhere(leaf.path.rpartition(".")[2], leaf.value):
            company |= _ELSEWHERE
    return company


def _in_the_light_of_its_value(leaf: Leaf, tells: int) -> int:
    """Return what a field tells: a state makes no machine, and a pressure may be none of the air."""
    if tells & _PRESSURE and _in_a_pipe(leaf):
        tells |= _IN_WATER
    return tells & _NO_MACHINE if isinstance(leaf.value, bool | str) else tells


def _in_a_pipe(leaf: Leaf) -> bool:
    """Tell whether a pressure is none that the air has anywhere."""
    unit = leaf.unit or leaf.said.unit
    if not unit and isinstance(leaf.value, int | float) and _LEAST_HPA <= leaf.value <= _MOST_HPA:
        return False  # the usual case
    content = content_of(leaf.value)
    if content.fault or not content.value:
        return False
    return amount("pressure_hpa", content.value, content.unit or unit) is None


@lru_cache(maxsize=8192)
def settle(found: Verdict, company: int) -> Verdict:
    """Return *found* as it is to be understood where the object tells *company*."""
    if found.outcome is Outcome.PLACED and found.quantity == LIGHT_LEVEL:
        return found._replace(outcome=Outcome.UNKNOWN)
    decide = _DECISIONS.get(found.quantity)
    if decide is None or found.outcome is not Outcome.PLACED:
        return found
    if found.apart or found.channel:
        company &= ~(
            Tells.MACHINE | Tells.PARKING | Tells.CURRENT
        )  # a probe of its own does not measure the device
    if found.channel.isdigit():
        company &= ~Tells.AMBIENT
    quantity = decide(company)
    if not quantity:
        return found._replace(outcome=Outcome.UNKNOWN)
    confidence = found.confidence if quantity == _PLAINLY.get(found.quantity) else BY_COMPANY
    return found._replace(quantity=quantity, confidence=confidence)


def _humidity_is_the_soils(company: int) -> bool:
    """A conductivity is measured in the soil: a bare humidity beside it, and nothing of the air, is too."""
    if company & (_IN_THE_OPEN | Tells.MOISTURE | Tells.WATER) or company & _PROBE_APART == _PROBE_APART:
        return False
    return bool(company & Tells.CONDUCTIVITY)


def _humidity_may_be_either(company: int) -> bool:
    """A bare humidity beside a pH or nutrients alone is that of a soil probe, or that of a greenhouse.

    So it is beside a limit of the soil's moisture, and beside a conductivity where a probe tells a
    temperature of its own beside the bare one.
    """
    if company & (_IN_THE_OPEN | Tells.MOISTURE | Tells.SOIL_TEMPERATURE | Tells.WATER):
        return False
    if company & Tells.CONDUCTIVITY:
        return company & _PROBE_APART == _PROBE_APART
    return bool(company & (Tells.ACIDITY | Tells.MOISTURE_LIMIT))


def _in_water(company: int) -> bool:
    in_the_soil = company & (Tells.MOISTURE | Tells.SOIL_TEMPERATURE) or _humidity_is_the_soils(company)
    return bool(company & Tells.WATER or (company & Tells.ACIDITY and not in_the_soil))


def _temperature(company: int) -> str:
    """A bare temperature beside what is measured in water is the water's, also where the air has its own."""
    of_the_soil = company & Tells.BARE_HUMIDITY and _humidity_is_the_soils(company)
    in_the_soil = company & Tells.MOISTURE or of_the_soil
    of_the_air = 0 if _in_water(company) else company & _OF_THE_AIR
    if company & Tells.BARE_HUMIDITY and not of_the_soil:
        if _humidity_may_be_either(company):
            return ""
        of_the_air = Tells.BARE_HUMIDITY
    in_either = company & Tells.CONDUCTIVITY and not in_the_soil
    of_itself = (company & _OF_ITSELF or company & _LOAD == _LOAD) and not in_the_soil
    if company & _TOLD_APART and not company & Tells.BARE_HUMIDITY:
        return ""  # that of the surroundings is another one
    if (_in_water(company) or in_either or of_itself) and not of_the_air:
        return ""
    return "soil_temperature_c" if in_the_soil and not of_the_air else "air_temperature_c"


def _sensor(company: int) -> str:
    """A sensor's temperature is what it measures, or its own beside one that is said to be the air's."""
    return "" if company & Tells.AIR_TEMPERATURE else _temperature(company)


def _element(company: int) -> str:
    """A bare element is what the device measures, or beside its own thermometer may guard anything."""
    return "" if company & (Tells.BARE_TEMPERATURE | Tells.AIR_TEMPERATURE) else _external(company)


def _external(company: int) -> str:
    """A probe on a cable beside a conductivity or a pH, and nothing else, hangs in what is measured."""
    in_the_soil = company & (Tells.MOISTURE | Tells.SOIL_TEMPERATURE) or (
        company & Tells.BARE_HUMIDITY and _humidity_is_the_soils(company)
    )
    in_either = company & Tells.CONDUCTIVITY and not in_the_soil
    if company & Tells.MOISTURE and not company & Tells.SOIL_TEMPERATURE:
        return ""  # in the soil, or above it
    if company & _OF_THE_AIR and not _in_water(company):
        return "air_temperature_c"
    return "" if _in_water(company) or in_either or company & Tells.ELSEWHERE else "air_temperature_c"


def _outdoors(company: int) -> str:
    """What a thermostat calls outdoors is told to it from elsewhere, or is its second probe, in the floor."""
    return "" if company & Tells.LOCAL else "air_temperature_c"


def _side(company: int) -> str:
    """In and out are of a room beside a humidity, and of a pipe else."""
    return "air_temperature_c" if company & _CLIMATE_OF_AIR and not _in_water(company) else ""


def _letter(company: int) -> str:
    """``t`` may as well be a time: beside a humidity it is a temperature."""
    return _temperature(company) if company & (Tells.BARE_HUMIDITY | Tells.AIR_HUMIDITY) else ""


def _humidity(company: int) -> str:
    if _humidity_is_the_soils(company):
        return "soil_moisture_pct"
    if _humidity_may_be_either(company):
        return ""
    if company & Tells.SOIL_TEMPERATURE and not company & (
        _IN_THE_OPEN | Tells.BARE_TEMPERATURE | Tells.MOISTURE
    ):
        return ""
    return "relative_humidity_pct"


def _conductivity(company: int) -> str:
    soil = company & (Tells.MOISTURE | Tells.SOIL_TEMPERATURE) or (
        company & Tells.BARE_HUMIDITY and _humidity_is_the_soils(company)
    )
    return "soil_ec_us_cm" if soil and not _in_water(company) else ""


def _pressure(company: int) -> str:
    elsewhere = _in_water(company) or company & Tells.ELSEWHERE
    return "pressure_hpa" if company & _CLIMATE and not elsewhere else ""


def _internal(company: int) -> str:
    """Inside, where there is a probe outside, is the sensor in the housing; alone it may be the circuit."""
    return "air_temperature_c" if company & Tells.EXTERNAL else ""


def _voltage(company: int) -> str:
    """Beside a climate it can only be the battery's; beside a current it is what is measured."""
    return VOLTAGE if company & _CLIMATE and not company & Tells.ELECTRIC else ""


_DECISIONS = {
    BARE_TEMPERATURE: lambda company: "" if company & Tells.NOW else _temperature(company),
    BARE_HUMIDITY: lambda company: "" if company & Tells.NOW_HUMID else _humidity(company),
    CURRENT_TEMPERATURE: _temperature,
    CURRENT_HUMIDITY: _humidity,
    BARE_CONDUCTIVITY: _conductivity,
    BARE_PRESSURE: _pressure,
    EXTERNAL_TEMPERATURE: lambda company: "" if company & Tells.LOCAL else _external(company),
    EXTERNAL_HUMIDITY: lambda company: "" if company & Tells.LOCAL else "relative_humidity_pct",
    SENSOR_TEMPERATURE: _sensor,
    SIDE_TEMPERATURE: _side,
    ELEMENT_TEMPERATURE: _element,
    OUTDOOR_TEMPERATURE: _outdoors,
    LETTER: _letter,
    INTERNAL_TEMPERATURE: _internal,
    VOLTAGE: _voltage,
}
_PLAINLY = {
    BARE_TEMPERATURE: "air_temperature_c",
    EXTERNAL_TEMPERATURE: "air_temperature_c",
    SENSOR_TEMPERATURE: "air_temperature_c",
    ELEMENT_TEMPERATURE: "air_temperature_c",
    OUTDOOR_TEMPERATURE: "air_temperature_c",
    CURRENT_TEMPERATURE: "air_temperature_c",
    EXTERNAL_HUMIDITY: "relative_humidity_pct",
    CURRENT_HUMIDITY: "relative_humidity_pct",
    BARE_HUMIDITY: "relative_humidity_pct",
}
