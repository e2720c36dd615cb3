"""Objects that tell the unit of what they measure in a field of its own."""

from __future__ import annotations

from typing import Any

import pytest

from ingest.interpret import NO_HINT, Hint, interpret

AIR, HUMIDITY, SOIL = "air_temperature_c", "relative_humidity_pct", "soil_temperature_c"

OBJECTS: tuple[tuple[dict[str, Any], dict[str, tuple[str, float]]], ...] = (
    ({"temp": 50, "hum": 61, "temp_unit": "F"}, {"temp": (AIR, 10), "hum": (HUMIDITY, 61)}),
    ({"unitSystem": "imperial", "bed": {"soil_temp": 59}}, {"bed.soil_temp": (SOIL, 15)}),
    ({"temperature": 283.15, "temperatureScale": "Kelvin"}, {"temperature": (AIR, 10)}),
    ({"temp_f": 50, "units": "us"}, {"temp_f": (AIR, 10)}),
    ({"temp_c": 10, "units": "us"}, {"temp_c": (AIR, 10)}),
    ({"temp": 10, "temp_unit": "C"}, {"temp": (AIR, 10)}),
    ({"temp": 10, "pressure_unit": "us", "grade": "F"}, {"temp": (AIR, 10)}),
    ({"temperature": 50, "unit": "°F"}, {"temperature": (AIR, 10)}),
    ({"moisture": 1.9, "unit": "V"}, {}),
    ({"temperature": 4, "unit": "truck 12"}, {"temperature": (AIR, 4)}),
    ({"temperature": 4, "humidity": 88, "unit": "%"}, {"temperature": (AIR, 4), "humidity": (HUMIDITY, 88)}),
    ({"SensorType": "humidity", "Value": 61}, {"humidity.Value": (HUMIDITY, 61)}),
    (
        {
            "rows": [
                {"SensorType": "humidity", "Value": 61},
                {"SensorType": "temperature", "Value": 50, "Unit": "F"},
            ]
        },
        {"rows.humidity.Value": (HUMIDITY, 61), "rows.temperature.Value": (AIR, 10)},
    ),
)


@pytest.mark.parametrize(("fields", "expected"), OBJECTS, ids=[str(fields) for fields, _ in OBJECTS])
def test_a_unit_beside_a_measurement_counts(
    fields: dict[str, Any], expected: dict[str, tuple[str, float]]
) -> None:
    """A unit of temperatures is that of all that tell none; any other is that of the only value."""
    found = {one.field: (one.quantity, one.value) for one in interpret(fields, NO_HINT).placed}
    assert {field: quantity for field, (quantity, _) in found.items()} == {
        field: quantity for field, (quantity, _) in expected.items()
    }
    assert {field: value for field, (_, value) in found.items()} == pytest.approx(
        {field: value for field, (_, value) in expected.items()}
    )


def test_a_unit_that_the_gateway_tells_of_a_field_outranks_that_of_the_object() -> None:
    """A device may show degrees Fahrenheit to people and be read in degrees Celsius by its gateway."""
    hint = Hint(units={"temperature": "°C"})
    (found,) = interpret({"temperature": 21, "temperature_unit": "fahrenheit"}, hint).placed
    assert found.value == 21
