"""Families of devices that do otherwise than their names say: data that names its source."""

from __future__ import annotations

import math
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from ingest.interpret import NO_HINT, Hint, interpret
from ingest.interpret.family import FamilyError, families, read_family

GOOD = """
name = "Example"
source = "https://example.org/codec"
keys = ["a", "b"]
[fields.a]
quantity = "air_temperature_c"
unit = "0.1 °C"
"""


def test_every_family_is_valid_and_names_its_source() -> None:
    """All files of the package load; each tells where its facts can be read and has a name of its own."""
    names = [family.name for family in families()]
    assert len(names) == len(set(names)) > 5
    assert all(family.source.startswith("https://") for family in families())


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (("https://example.org/codec", ""), "source"),
        (('keys = ["a", "b"]', ""), "neither models nor keys"),
        (("air_temperature_c", "warmth"), "no quantity"),
        (("0.1 °C", "%"), "not given in"),
        (('quantity = "air_temperature_c"', "ask = true\nleave = 'x'"), "one of quantity, leave and ask"),
        (("keys", "kies"), "kies"),
        (("name =", "name"), "file.toml"),
    ],
)
def test_a_family_that_cannot_be_used_is_refused(change: tuple[str, str], complaint: str) -> None:
    """A file without source, with an unknown quantity, unit or key is refused with what is wrong in it."""
    read_family(GOOD, "file.toml")
    with pytest.raises(FamilyError, match=complaint):
        read_family(GOOD.replace(*change), "file.toml")


def _values(fields: dict[str, Any], hint: Hint = NO_HINT) -> list[tuple[str, str, float]]:
    said = interpret(fields, hint)
    return [
        (one.field, one.quantity, round(one.value, 3)) for one in said.placed if not math.isnan(one.value)
    ]


def test_fahrenheit_without_a_word_is_known_by_the_family() -> None:
    """The built-in sensor of the RS1xx, which sends a humidity too, is in °F; an RTD's unit is unknown."""
    fields = {"msgType": "Laird_Internal_TH", "options": ["None"], "temperature": 77, "humidity": 50.5}
    assert _values(fields)[0] == ("temperature", "air_temperature_c", 25.0)
    rtd = {"msgType": "Laird_RTD", "options": ["None"], "temperature": 77}
    assert _values(rtd) == []


def test_a_backlog_message_has_the_time_of_its_measurement() -> None:
    """A time in parts is read in UTC and holds for the whole object."""
    at = {"year": 2026, "month": "June", "day": 14, "hours": 4, "minutes": 10, "seconds": 0}
    fields = {
        "msgType": "SendBackLogMessage",
        "options": [],
        "timestamp": at,
        "temperature": 32,
        "humidity": 90,
    }
    assert [one.observed_at_ms for one in interpret(fields).placed] == [1_781_410_200_000] * 2
    assert interpret(fields).placed[0].value == 0.0


def test_raw_numbers_are_scaled_where_the_format_says_so() -> None:
    """The same family sends whole hundredths in one format and plain numbers in another."""
    head = {"head": 12, "tsmode": 0, "timestamp": 1_781_410_200}
    assert _values(head | {"splfmt": 1, "temperature": 2571, "humidity": 2009}) == [
        ("temperature", "air_temperature_c", 25.71),
        ("humidity", "relative_humidity_pct", 20.09),
    ]
    assert _values(head | {"splfmt": 2, "temperature": 24.84, "humidity": 39.53})[0][2] == 24.84


def test_tenths_are_tenths_only_where_they_cannot_be_degrees() -> None:
    """219 is 21.9 °C there; 21 may as well be another device's whole degrees, and is asked about."""
    assert _values({"room_humidity": 55, "room_temperature": 219, "voltage": 2880})[1][2] == 21.9
    said = interpret({"room_humidity": 55, "room_temperature": 21, "voltage": 2880})
    assert ("room_temperature", "21") in said.unplaced


def test_a_wrong_unit_label_of_a_family_is_known() -> None:
    """A humidity labelled °C is a humidity where the codec is known to label it so."""
    fields = {
        "typeOfProduct": "Origin LoRa",
        "typeOfMessage": "Real Time",
        "temperature": {"value": 21.3, "unit": "°C"},
        "humidity": {"value": 45.5, "unit": "°C"},
    }
    assert ("humidity.value", "relative_humidity_pct", 45.5) in _values(fields)


def test_the_model_alone_tells_a_soil_probe() -> None:
    """A bare humidity and temperature of a soil probe are the soil's, where its model says what it is."""
    hint = Hint(model="milesight-iot/em500-smtc")
    assert [quantity for _, quantity, _ in _values({"temperature": 18, "humidity": 31}, hint)] == [
        "soil_temperature_c",
        "soil_moisture_pct",
    ]


def test_an_index_that_is_no_percentage_is_asked_about() -> None:
    """A soil profile's own scale is no volume fraction, whatever its name says."""
    fields = {
        "soil_moisture_at_depth_0": {"displayName": "x", "value": 4.1},
        "soil_temperature_at_depth_0": {"displayName": "x", "unit": "°C", "value": -327.68},
    }
    said = interpret(fields)
    assert said.unplaced == (("soil_moisture_at_depth_0.value", "4.1"),)
    assert math.isnan(said.placed[0].value)


def test_a_datalog_in_one_text_is_read_where_its_columns_are_known() -> None:
    """Rows in local time are back-fill; what the text does not tell, and other models' columns, are asked."""
    text = "[3.5,21.25,61.5,2026-06-14 12:10:00],[3.5,0,60.5,2026-06-14 12:30:00],[broken],"
    fields = {"Node_type": "LHT65N", "DATALOG": text}
    said = interpret(fields, Hint(zone=ZoneInfo("Asia/Singapore")))
    assert [(one.quantity, one.value, one.observed_at_ms) for one in said.placed] == [
        ("air_temperature_c", 21.25, 1_781_410_200_000),
        ("relative_humidity_pct", 61.5, 1_781_410_200_000),
        ("air_temperature_c", 0.0, 1_781_411_400_000),
        ("relative_humidity_pct", 60.5, 1_781_411_400_000),
    ]
    assert said.unplaced == (("DATALOG", "3.5"),)
    assert interpret({"Node_type": "SE01-LB", "DATALOG": text}).placed == ()


def test_fractions_without_a_word_are_known_by_the_family() -> None:
    """The soil probes of MCCI's 4931 send cubic metres of water in a cubic metre of soil."""
    fields = {"soil_1_TempC": 15, "soil_1_VMC": 0.22, "soil_2_TempC": 14, "soil_2_VMC": 0.31}
    assert _values(fields)[1] == ("soil_1_VMC", "soil_moisture_pct", 22.0)
    assert [one.channel for one in interpret(fields).placed] == ["1", "1", "2", "2"]


def test_stations_that_report_fahrenheit_without_saying_so_are_known() -> None:
    """Joints that are missing and units that nobody tells are known by the fields that stand together."""
    station = {"tempinf": "77", "humidityin": "45", "tempf": "50", "humidity": "61", "tf_ch1": "59"}
    assert _values(station) == [
        ("tempinf", "air_temperature_c", 25.0),
        ("humidityin", "relative_humidity_pct", 45.0),
        ("tempf", "air_temperature_c", 10.0),
        ("humidity", "relative_humidity_pct", 61.0),
    ]
    davis = {"lsid": 7, "data_structure_type": 1, "temp": 50, "hum": 61, "dew_point": 41}
    assert _values(davis)[0] == ("temp", "air_temperature_c", 10.0)
