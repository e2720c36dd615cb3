"""Golden objects: the shapes in which codecs say a climate, and what stands beside it and is none."""

from __future__ import annotations

from typing import Any

import pytest

from ingest.interpret import Hint, interpret

AIR, HUMIDITY = "air_temperature_c", "relative_humidity_pct"
SOIL, MOISTURE = "soil_temperature_c", "soil_moisture_pct"
CLIMATE = frozenset((AIR, HUMIDITY, SOIL, MOISTURE, "product_temperature_c", "surface_temperature_c"))

MACHINES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("meter", {"voltage": 231, "current": 1.2, "power": 260, "energy": 41.5, "temperature": 37}),
    ("vibration", {"rms_velocity_x": 2.4, "peak_acceleration": 0.3, "temperature": 41.5}),
    ("summary of a machine", {"vibration": {"avg": 1.5}, "temperature": {"min": 20, "max": 44, "avg": 38}}),
    ("parking", {"event": "heartbeat", "occupied": True, "temperature": -3, "battery_voltage": 3.4}),
    ("curtain drive", {"state": "OPEN", "position": 40, "temperature": 29}),
    ("water meter", {"volume": 812.5, "flowrate": 0.4, "temperature": 12.5}),
    ("spectrum", {"sig_rms": 0.02, "temperature": 31.5, "peaks": [{"freq": 50, "mag": 0.01}]}),
    ("pressure in a pipe", {"temperature": "12.5 °C", "pres": "3.25bar"}),
    ("pressure in a tank", {"pressure": {"value": 1.5, "unit": "bar"}, "temperature": 9.5}),
    ("pressure in a tyre", {"pressure_PSI": 38.5, "temperature_C": 26}),
    (
        "tyre of a car that stands",
        {"type": "TPMS", "model": "A1", "id": "c3", "pressure_kPa": 80, "temperature_C": 9},
    ),
    ("infrared sensor", {"irInternalTemperature": 24.5, "status": "ok"}),
    ("valve that is told of the room", {"external_temperature_input": 21, "valve_opening": 40}),
)


@pytest.mark.parametrize(("what", "fields"), MACHINES, ids=[what for what, _ in MACHINES])
def test_what_a_machine_calls_only_a_temperature_is_asked_about(what: str, fields: dict[str, Any]) -> None:
    """A device that measures no climate may tell its own temperature: nobody takes it for the air's."""
    said = interpret(fields)
    assert CLIMATE.isdisjoint(one.quantity for one in said.placed), what
    assert "temperature" in " ".join(field for field, _ in said.unplaced).casefold()


SHAPES: tuple[tuple[str, dict[str, Any], dict[str, tuple[str, float, str]]], ...] = (
    (
        "a machine with a probe of its own",
        {"energy": 41.5, "ntc1_temperature": 4.5, "TempC_DS": 2.5, "device_temperature": 37},
        {"ntc1_temperature": (AIR, 4.5, "1"), "TempC_DS": (AIR, 2.5, "ext")},
    ),
    (
        "a meter in a room",
        {"energy": 41.5, "temperature": 21.5, "humidity": 44},
        {"temperature": (AIR, 21.5, ""), "humidity": (HUMIDITY, 44, "")},
    ),
    (
        "a flag that something vibrates",
        {"vibration": False, "contact": True, "temperature": 21.5},
        {"temperature": (AIR, 21.5, "")},
    ),
    (
        "one of two without words of its own",
        {"current_temperature": 21.5, "outdoor_air_temperature": 7.5, "target_temperature": 23},
        {"current_temperature": (AIR, 21.5, ""), "outdoor_air_temperature": (AIR, 7.5, "outdoor-air")},
    ),
    (
        "rows of name, value and unit in one letter each",
        {"sensors": [{"n": "temperature", "v": 22.5, "u": "C"}, {"n": "humidity", "v": 51, "u": "%"}]},
        {"sensors.temperature.v": (AIR, 22.5, ""), "sensors.humidity.v": (HUMIDITY, 51, "")},
    ),
    (
        "an address above the values",
        {"ATC0f3c21": {"Temperature": 5.5, "Humidity": 81}},
        {"ATC0f3c21.Temperature": (AIR, 5.5, "atc0f3c21"), "ATC0f3c21.Humidity": (HUMIDITY, 81, "atc0f3c21")},
    ),
    (
        "a sensor's own beside the air's",
        {"air_temperature": 12.5, "air_humidity": 70, "sensor_temperature": 14},
        {"air_temperature": (AIR, 12.5, ""), "air_humidity": (HUMIDITY, 70, "")},
    ),
    (
        "a sensor's that is all there is",
        {"sensor_temperature": 4.5, "sensor_battery": 88},
        {"sensor_temperature": (AIR, 4.5, "")},
    ),
    (
        "a medium and a letter",
        {"airT": 12.5, "airH": 71, "soilT": 9.5, "soilM": 28, "h": 3, "m": 4},
        {
            "airT": (AIR, 12.5, ""),
            "airH": (HUMIDITY, 71, ""),
            "soilT": (SOIL, 9.5, ""),
            "soilM": (MOISTURE, 28, ""),
        },
    ),
    (
        "units in brackets",
        {"Temperature [°C]": 7.5, "Humidity [%]": 83, "Soil Moisture (%)": 31},
        {
            "Temperature [°C]": (AIR, 7.5, ""),
            "Humidity [%]": (HUMIDITY, 83, ""),
            "Soil Moisture (%)": (MOISTURE, 31, ""),
        },
    ),
    (
        "the label that is understood, wherever it stands",
        {"channels": [{"name": "CH-A", "description": "Soil temperature", "value": 11.5, "unit": "°C"}]},
        {"channels.Soil temperature.value": (SOIL, 11.5, "")},
    ),
    (
        "other languages",
        {"temperatura_do_solo": 17.5, "umidade_do_solo": 24, "luchtvochtigheid": 66, "lufttemperatur": 18},
        {
            "temperatura_do_solo": (SOIL, 17.5, ""),
            "umidade_do_solo": (MOISTURE, 24, ""),
            "luchtvochtigheid": (HUMIDITY, 66, ""),
            "lufttemperatur": (AIR, 18, ""),
        },
    ),
    (
        "other signs",
        {"温度": 19.5, "土壤水分": 27, "Влажность воздуха": 61},
        {"温度": (AIR, 19.5, ""), "土壤水分": (MOISTURE, 27, ""), "Влажность воздуха": (HUMIDITY, 61, "")},
    ),
    (
        "a pressure that is the air's in any unit",
        {"pressure": {"value": 1.013, "unit": "bar"}, "temperature": 21.5},
        {"temperature": (AIR, 21.5, "")},
    ),
    (
        "a state called position",
        {"position": "tilt", "distance": 1200, "temperature": 21.5},
        {"temperature": (AIR, 21.5, "")},
    ),
    (
        "numbers that are positions in time",
        {"temperature": 4.5, "tempHistory1": 4.25, "tempHistory2": 4, "temp3": 7.5},
        {
            "temperature": (AIR, 4.5, ""),
            "tempHistory1": (AIR, 4.25, ""),
            "tempHistory2": (AIR, 4, ""),
            "temp3": (AIR, 7.5, "3"),
        },
    ),
    (
        "a unit whose sign was lost on its way",
        {"probe": {"value": 3.5, "unit": "\ufffdC"}},
        {"probe.value": (AIR, 3.5, "ext")},
    ),
    (
        "zones by letter and number",
        {"soil_moisture_z1_top": 24, "soil_moisture_z2_bottom": 33},
        {
            "soil_moisture_z1_top": (MOISTURE, 24, "1.top"),
            "soil_moisture_z2_bottom": (MOISTURE, 33, "2.bottom"),
        },
    ),
    (
        "degrees and no other word",
        {"celsius": 21.5, "wind": {"speed": 3}},
        {"celsius": (AIR, 21.5, "")},
    ),
    (
        "a unit that is misspelt",
        {"payload": [{"name": "temperature", "unit": "celcius", "value": 23}]},
        {"payload.temperature.value": (AIR, 23, "")},
    ),
    (
        "a sensor element as a container",
        {"bme": {"temperature": 21.5, "humidity": 44}, "ds18x": {"temperature": 3.5}},
        {
            "bme.temperature": (AIR, 21.5, ""),
            "bme.humidity": (HUMIDITY, 44, ""),
            "ds18x.temperature": (AIR, 3.5, "ext"),
        },
    ),
    (
        "sensors that are heard by Bluetooth",
        {"ble0_temp_c": "4.5", "ble0_humidity": 85, "ble1_temp_c": "5.5"},
        {
            "ble0_temp_c": (AIR, 4.5, "ble.0"),
            "ble0_humidity": (HUMIDITY, 85, "ble.0"),
            "ble1_temp_c": (AIR, 5.5, "ble.1"),
        },
    ),
)


@pytest.mark.parametrize(("shape", "fields", "expected"), SHAPES, ids=[shape for shape, _, _ in SHAPES])
def test_an_object_is_read_by_what_its_parts_mean(
    shape: str, fields: dict[str, Any], expected: dict[str, tuple[str, float, str]]
) -> None:
    """Quantity, value and channel of every climate value in the object, and no other one."""
    found = {
        one.field: (one.quantity, one.value, one.channel)
        for one in interpret(fields).placed
        if one.quantity in CLIMATE
    }
    assert found == expected, shape


def test_a_row_tells_its_time_by_any_key_that_ends_so() -> None:
    """Rows with a time of their own keep it, however the codec calls it."""
    rows = [
        {"readingTimestamp": 1_780_300_800, "temperature": 4.5},
        {"readingTimestamp": 1_780_304_400, "temperature": 5.5},
    ]
    said = interpret({"records": rows}, Hint(received_at_ms=1_780_308_000_000))
    assert [(one.value, one.observed_at_ms) for one in said.placed] == [
        (4.5, 1_780_300_800_000),
        (5.5, 1_780_304_400_000),
    ]


def test_numbered_dates_tell_when_the_values_of_their_number_were_measured() -> None:
    """What stands beside ``date_1`` with the same number is an earlier value of the same probe."""
    flat = {
        "temperature": 4.5,
        "date_1": "2026-06-01T07:50:00Z",
        "temperature_1": 5.5,
        "humidity_1": 80,
    }
    rows = [
        {"variable": "date_1", "value": "2026-06-01T07:50:00Z"},
        {"variable": "temperature_1", "value": "5.5", "unit": "°C"},
    ]
    earlier = {
        (one.value, one.channel, one.observed_at_ms)
        for fields in (flat, {"data_1": rows})
        for one in interpret(fields).placed
    }
    at_ten_to_eight = 1_780_300_200_000
    assert earlier == {(4.5, "", None), (5.5, "", at_ten_to_eight), (80, "", at_ten_to_eight)}


PLACES = ("rooms", "gh", "Tunnel", "container", "object", "properties", "modbus", "devices", "unit")


@pytest.mark.parametrize("name", PLACES)
def test_what_stands_above_a_measurement_may_only_say_where(name: str) -> None:
    """Places and wrappers above a measurement change nothing; their numbers tell one of them from another."""
    one = {"temperature": 21.5, "humidity": 61}
    assert [(p.quantity, p.channel) for p in interpret({name: one}).placed] == [(AIR, ""), (HUMIDITY, "")]
    rows = interpret({name: [{"id": 3, **one}, {"id": 9, **one}]}).placed
    assert [p.channel for p in rows] == ["3", "3", "9", "9"]
    assert {p.channel for p in interpret({f"{name}_7": one}).placed} == {"7"}


def test_the_only_device_may_be_the_one_that_reports() -> None:
    """``node7`` is one of several; what is under ``device`` may be of this one's own electronics."""
    assert interpret({"node7": {"temperature": 21.5}}).placed[0].channel == "7"
    assert interpret({"device": {"temperature": 21.5}}).unplaced == (("device.temperature", "21.5"),)
