"""What stands in fields: numbers, texts with units, faults in words, numbers that stand for no value."""

from __future__ import annotations

import math

import pytest

from ingest.interpret import Hint, interpret
from ingest.known import Meaning
from ingest.reading import Reason

NUMBERS = (
    (4.5, 4.5),
    (0, 0.0),
    (-18, -18.0),
    ("24.59", 24.59),
    ("0.00", 0.0),
    ("-3", -3.0),
    ("25 ℃", 25.0),
    ("18℃", 18.0),
    ("26°C", 26.0),
    ("63.5,", 63.5),
    ("21.4 (probe ok)", 21.4),
    ("77 °F", 25.0),
    ("2,5", 2.5),
    (85, 85.0),
    (-40, -40.0),
)


@pytest.mark.parametrize(("content", "expected"), NUMBERS)
def test_a_number_is_read_from_whatever_carries_it(content: object, expected: float) -> None:
    """Numbers, numbers in texts and numbers with a unit are values; 0, 85 and -40 are values as well."""
    (placed,) = interpret({"temperature": content}).placed
    assert placed.value == pytest.approx(expected)
    assert placed.fault == ""


FAULTS = (
    "erreur",
    "err",
    "Error",
    "NoSensor",
    "no temp",
    "Desactivated sensor",
    "Deconnected Sensor",
    "collection_err",
    "lower_range_err",
    "over_range_err",
    "read_failed",
    "NaN",
    "null",
    "",
    "some words",
    None,
    math.nan,
    math.inf,
    10**400,
)


@pytest.mark.parametrize("content", FAULTS)
def test_a_fault_in_words_never_becomes_a_number(content: object) -> None:
    """Where a device says why it has no value, the sample has none and says why, naming the field."""
    (placed,) = interpret({"temperature": content}).placed
    assert math.isnan(placed.value)
    assert placed.fault.startswith("temperature")


SENTINELS = (327.67, -327.68, 3276.7, -9999.9, 6550.9, -127, -999, 32767)


@pytest.mark.parametrize("number", SENTINELS)
def test_a_number_that_stands_for_no_value_is_a_fault(number: float) -> None:
    """What devices send in place of a temperature, and no thermometer can show, is no temperature."""
    (placed,) = interpret({"temperature": number}).placed
    assert math.isnan(placed.value)
    assert placed.reason is Reason.SENSOR_FAULT
    assert str(number) in placed.fault


def test_a_number_of_another_scale_is_asked_about() -> None:
    """2571 °C is no air temperature: the operator says what it is, once."""
    assert interpret({"temperature": 2571}).unplaced == (("temperature", "2571"),)
    said = interpret(
        {"temperature": 2571}, Hint(meanings={"temperature": Meaning("air_temperature_c", "0.01 °C")})
    )
    assert said.placed[0].value == 25.71


def test_a_humidity_above_100_is_handed_on_as_it_is() -> None:
    """It is refused later with its reason; cutting it off here would hide that a sensor is wet."""
    assert interpret({"humidity": 104.7}).placed[0].value == 104.7


def test_a_unit_that_contradicts_the_name_is_asked_about() -> None:
    """Of a humidity in °C one of the two is wrong, and nobody knows which."""
    assert interpret({"humidity": {"value": 45, "unit": "°C"}}).placed == ()


def test_units_beside_the_value_are_converted() -> None:
    """What the object or the gateway tells of units is believed, on the value and on its list."""
    said = interpret(
        {"soil_temp": {"value": 59, "unit": "°F"}, "vwc": {"value": 0.31, "unit": "m³/m³"}, "soil_ec": 0.3},
        Hint(units={"soil_ec": "dS/m"}),
    )
    assert [(one.field, one.value) for one in said.placed] == [
        ("soil_temp.value", 15.0),
        ("vwc.value", 31.0),
        ("soil_ec", 300.0),
    ]


def test_a_unit_alone_tells_what_a_numbered_input_is() -> None:
    """An input that is only numbered is what its unit says; a plain per cent says too little."""
    said = interpret(
        {
            "ch1": {"value": 4.5, "unit": "°C"},
            "ch2": {"value": 61, "unit": "%RH"},
            "ch3": {"value": 7, "unit": "%"},
        }
    )
    assert [(one.quantity, one.channel) for one in said.placed] == [
        ("air_temperature_c", "1"),
        ("relative_humidity_pct", "2"),
    ]
    assert said.unplaced == (("ch3.value", "7"),)


def test_what_the_operator_said_comes_first() -> None:
    """A meaning beats name, unit and family; left alone is left alone; a door may be told in words."""
    meanings = {
        "temperature": Meaning("product_temperature_c", "°F", "2"),
        "x": Meaning(""),
        "reed": Meaning("door_open"),
        "rows.t": Meaning("soil_temperature_c"),
    }
    fields = {"temperature": 41, "x": 7, "reed": True, "rows": [{"t": 1.5, "time": 1760000000}]}
    said = interpret(fields, Hint(meanings=meanings))
    assert [(one.quantity, one.value, one.channel) for one in said.placed] == [
        ("product_temperature_c", 5.0, "2"),
        ("door_open", 1.0, ""),
        ("soil_temperature_c", 1.5, ""),
    ]
    assert all(one.confidence == 1.0 for one in said.placed)
    assert said.unplaced == ()


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [("door_open", True, 1.0), ("door_open", 0, 0.0), ("door", "closed", 0.0), ("Door_status", "OPEN", 1.0)],
)
def test_a_door_is_open_or_shut(name: str, content: object, expected: float) -> None:
    """A door is told by a flag that says open, or in words."""
    (placed,) = interpret({name: content}).placed
    assert (placed.quantity, placed.value) == ("door_open", expected)
