"""What The Things Stack's ``normalized_payload`` adds to the decoded one: meanings and units, little more.

Its schema says what a value is and in which unit. Many of its normalizers lose a temperature of exactly 0,
and ``battery`` carries volts, millivolts or per cent, whatever the schema says. So a value of it is taken
only for a quantity that the decoded payload leaves open, and never for the battery.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from ingest.formats.json_text import measured
from ingest.formats.lorawan import instant_or_none
from ingest.interpret import Interpretation, Placed

_PATHS = (
    ("soil", "moisture", "soil_moisture_pct", 1),
    ("soil", "temperature", "soil_temperature_c", 1),
    ("soil", "ec", "soil_ec_us_cm", 1000),
    ("air", "temperature", "air_temperature_c", 1),
    ("air", "relativeHumidity", "relative_humidity_pct", 1),
    ("air", "pressure", "pressure_hpa", 1),
    ("air", "co2", "co2_ppm", 1),
    ("air", "lightIntensity", "illuminance_lux", 1),
)
"""Where a value stands, its quantity, and what it is multiplied by: conductivity comes in dS/m."""

_ROUNDING_K = 0.06


class _Told(NamedTuple):
    field: str
    quantity: str
    value: float
    observed_at_ms: int | None
    fault: str


def filled(said: Interpretation, normalized: Sequence[Mapping[str, Any]]) -> Interpretation:
    """Return *said* with the quantities that only *normalized* names."""
    placed = {one.quantity for one in said.placed}
    added = tuple(
        Placed(told.field, told.quantity, told.value, "", told.observed_at_ms, told.fault)
        for told in _told(normalized)
        if told.quantity not in placed
    )
    return said._replace(placed=said.placed + added) if added else said


def units_told(said: Interpretation, normalized: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return the units that follow from comparing both: °F where the other value is the same in °C."""
    celsius: dict[str, float] = {}
    for told in _told(normalized):
        celsius.setdefault(told.quantity, told.value)
    return {
        one.field: "°F"
        for one in said.placed
        if one.quantity.endswith("temperature_c")
        and one.quantity in celsius
        and abs(one.value - celsius[one.quantity]) > _ROUNDING_K
        and abs((one.value - 32) * 5 / 9 - celsius[one.quantity]) <= _ROUNDING_K
    }


def _told(normalized: Sequence[Mapping[str, Any]]) -> Iterator[_Told]:
    for number, element in enumerate(normalized):
        observed_at_ms = instant_or_none(element.get("time"))
        for group, name, quantity, times in _PATHS:
            inside = element.get(group)
            if type(inside) is dict and name in inside:
                value, fault, _ = measured(inside[name])
                field = f"normalized_payload.{number}.{group}.{name}"
                yield _Told(field, quantity, value * times, observed_at_ms, fault)
