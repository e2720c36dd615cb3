"""What a bare name means in company: soil, water, air, a load or a thermostat are told beside it."""

from __future__ import annotations

from typing import Any

import pytest

from ingest.interpret import interpret

AIR, HUMIDITY = "air_temperature_c", "relative_humidity_pct"
SOIL, MOISTURE = "soil_temperature_c", "soil_moisture_pct"

COMPANY: tuple[tuple[dict[str, Any], dict[str, str]], ...] = (
    ({"temperature": 18, "moisture": 31}, {"temperature": SOIL, "moisture": MOISTURE}),
    (
        {"temperature": 18, "humidity": 31, "ec": 240},
        {"temperature": SOIL, "humidity": MOISTURE, "ec": "soil_ec_us_cm"},
    ),
    (
        {"temperature": 18, "moisture": 31, "ec": 450, "ph": 6.5},
        {"temperature": SOIL, "moisture": MOISTURE, "ec": "soil_ec_us_cm"},
    ),
    (
        {"temperature": 22, "humidity": 61, "soil_moisture": 31},
        {"temperature": AIR, "humidity": HUMIDITY, "soil_moisture": MOISTURE},
    ),
    ({"tempc": 22, "moi": 31, "lux": 1200}, {"tempc": AIR, "moi": MOISTURE, "lux": "illuminance_lux"}),
    ({"temperature": 22, "soil_temp": 15}, {"temperature": AIR, "soil_temp": SOIL}),
    ({"temp": 22, "ph": 6.8, "orp": 210}, {}),
    ({"temperature": 22, "turbidity": 12}, {}),
    ({"soil_temp": 15, "humidity": 61}, {"soil_temp": SOIL}),
    ({"humi": 41, "temp": 18, "ph": 6.7}, {}),
    ({"humidity": 41, "temperature": 18, "nitrogen": 12, "phosphorus": 8}, {}),
    ({"humi": 41, "temp": 18, "ce": 812, "ph": 6.7}, {"humi": MOISTURE, "temp": SOIL, "ce": "soil_ec_us_cm"}),
    ({"Temp_BMP280": 21, "soil_moisture": 34}, {"Temp_BMP280": AIR, "soil_moisture": MOISTURE}),
    (
        {"internal_temperature": 12, "external_temperature": -4, "pressure_internal": 512},
        {"internal_temperature": AIR, "external_temperature": AIR},
    ),
    (
        {"air_temp_ave": 18.3, "air_temp_max": 18.8, "humidity_ave": 71},
        {"air_temp_ave": AIR, "humidity_ave": HUMIDITY},
    ),
    ({"local_temperature_heat": 19, "local_temperature_water": 48}, {"local_temperature_heat": AIR}),
    ({"local_temperature": 19, "temperature": 24, "remote_temperature": 21}, {"local_temperature": AIR}),
    (
        {"local_temperature": 19, "temperature": 19.2, "humidity": 50},
        {"local_temperature": AIR, "temperature": AIR, "humidity": HUMIDITY},
    ),
    ({"power": 40, "current": 0.2, "temperature": 31}, {}),
    ({"energy": 8, "lcd_backlight_off": False, "lcd_brightness": 58, "temperature": 31}, {}),
    ({"ntc1_temperature": 5, "power": 40, "current": 0.2}, {"ntc1_temperature": AIR}),
    ({"local_temperature": 23.9, "outdoor_temperature": 17.7}, {"local_temperature": AIR}),
    (
        {"local_temperature": 21, "external_temperature": 20, "external_humidity": 40},
        {"local_temperature": AIR},
    ),
    ({"outdoor_temperature": 17.7}, {"outdoor_temperature": AIR}),
    ({"current_ch1": 6, "humidity_l6": 49, "temperature_l2": 31}, {"humidity_l6": HUMIDITY}),
    ({"probe_temperature": 22, "temperature": 20, "humidity": 49, "tds": 926, "ec": 6}, {}),
    (
        {"current_temperature": 21, "temperature": 23, "humidity": 45},
        {"current_temperature": AIR, "humidity": HUMIDITY},
    ),
    (
        {"current_temperature": 21, "temperature": 23, "current_humidity": 45, "humidity": 60},
        {"current_temperature": AIR, "current_humidity": HUMIDITY},
    ),
    ({"roomTemperature": 21.5, "temperature": 23}, {"roomTemperature": AIR}),
    ({"ambient_temp": 21, "temp": 88, "temp_1": 4}, {"ambient_temp": AIR, "temp_1": AIR}),
    (
        {"ambient_temp": 21, "temp": 22, "humidity": 45},
        {"ambient_temp": AIR, "temp": AIR, "humidity": HUMIDITY},
    ),
    ({"heatsink_temp": 51, "temperature": 44}, {}),
    ({"averageAmps": 12, "temperatureCelsius": 19}, {}),
    ({"input_temperature": 40, "output_temperature": 35}, {}),
    ({"input_1_temperature": 4}, {"input_1_temperature": AIR}),
    ({"result": {"output": {"humidity": 34}}}, {"result.output.humidity": HUMIDITY}),
    ({"output": {"humidity": 34}}, {}),
    (
        {"temperature_2m": 12, "relative_humidity_2m": 71},
        {"temperature_2m": AIR, "relative_humidity_2m": HUMIDITY},
    ),
    ({"power_1": 8, "current_1": 7, "temperature": 20}, {}),
    (
        {"probe_temperature": 17, "moisture": 44, "temperature": 20, "humidity": 46},
        {"moisture": MOISTURE, "temperature": AIR, "humidity": HUMIDITY},
    ),
    (
        {"TempC_DS18B20": 17, "soil_moisture": 44, "soil_temp": 15},
        {"TempC_DS18B20": AIR, "soil_moisture": MOISTURE, "soil_temp": SOIL},
    ),
    ({"humidity": 48, "temperature": 20, "max_moisture": 49}, {}),
    (
        {"humidity": 48, "temperature": 20, "soil_moisture": 30, "soil_moisture_limit": 49},
        {"humidity": HUMIDITY, "temperature": AIR, "soil_moisture": MOISTURE},
    ),
    ({"temperature_1": 7, "condition_1": "sunny", "state_l1": False}, {}),
    ({"temperature_upper": 18, "temperature_lower": 17}, {}),
    (
        {
            "sensordatavalues": [
                {"value_type": "BME280_temperature", "value": "21.34"},
                {"value_type": "BME280_humidity", "value": "55.12"},
            ]
        },
        {
            "sensordatavalues.BME280_temperature.value": AIR,
            "sensordatavalues.BME280_humidity.value": HUMIDITY,
        },
    ),
    ({"temperature": 12.5, "electrical_conductivity": {"value": 100, "unit": "µS/cm"}}, {}),
    ({"temperature": 12.5, "water_depth": 4232}, {}),
    ({"temperature": 12.5, "Depth": 2400}, {}),
    ({"temperature": 17, "moisture": 31, "depth": 20}, {"temperature": SOIL, "moisture": MOISTURE}),
    ({"internal_temp": 22, "external_temp": 4}, {"internal_temp": AIR, "external_temp": AIR}),
    ({"temperature": 22, "pressure": 1013.2}, {"temperature": AIR, "pressure": "pressure_hpa"}),
    ({"temperature": 22, "voltage": 3015}, {"temperature": AIR, "voltage": "battery_v"}),
    ({"voltage": 3.1, "current": 0.2, "power": 12}, {}),
    ({"t": 21, "rh": 55}, {"t": AIR, "rh": HUMIDITY}),
    ({"t": 21, "p": 3}, {}),
    ({"t": 21, "tDew": 9, "t_on": 12, "rh": 55}, {"t": AIR, "rh": HUMIDITY}),
    ({"soil_temp": 15, "rh": 61}, {"soil_temp": SOIL, "rh": HUMIDITY}),
    ({"temperature": 18, "moisture": 31, "salinity": 120}, {"temperature": SOIL, "moisture": MOISTURE}),
    ({"temperature": 22, "salinity": 31}, {}),
    ({"temperature": 22, "oxygen_saturation": 97}, {}),
    ({"temperature": 22, "oxygen": {"value": 8.5, "unit": "mg/L"}}, {}),
    ({"temperature": 3, "oxygen": 2.5}, {"temperature": AIR, "oxygen": "oxygen_pct"}),
    ({"temperature_pt1000": 11, "conductivity": 600}, {}),
    ({"TempC_DS18B20": 11, "ph": 6.5}, {}),
    ({"heating_control": {"room_temperature": 20}}, {"heating_control.room_temperature": AIR}),
    (
        {"soil": {"temperature": 15}, "air": {"temperature": 22}},
        {"soil.temperature": SOIL, "air.temperature": AIR},
    ),
    ({"alarm_status": {"temperature": {"high": False, "limit": 30}}}, {}),
    ({"inTemp": 21, "inHumidity": 45}, {"inTemp": AIR, "inHumidity": HUMIDITY}),
    ({"temp_in": 41, "temp_out": 35, "flow_rate": 12}, {}),
    ({"temperature": 25, "ph": 7.2, "room_temp": 21}, {"room_temp": AIR}),
    ({"temp_ext": 25, "tds": 240, "ambient_temp": 21}, {"ambient_temp": AIR}),
    ({"temp": 23, "humi": 60, "orp": 210}, {"temp": AIR, "humi": HUMIDITY}),
    ({"TempC_DS18B20": 11, "soil_temp": 12, "soil_ph": 6.5}, {"TempC_DS18B20": AIR, "soil_temp": SOIL}),
    (
        {"capacitive": {"moisture": 31}, "rel_humidity": 61},
        {"capacitive.moisture": MOISTURE, "rel_humidity": HUMIDITY},
    ),
    ({"gnss_temp": 35, "curr_temp": 12}, {"curr_temp": AIR}),
    ({"temp": {"temp": 21, "relative": 19, "event": "periodic"}}, {"temp.temp": AIR}),
    ({"model": "Garden pool", "temperature": 22}, {}),
    ({"sensor_type": "tyre", "temp_2": 31, "pressure": 1010}, {}),
    ({"product": "Meat probe", "external_temperature": 31}, {}),
    (
        {"model": "BBQ station", "temperature": 22, "humidity": 61},
        {"temperature": AIR, "humidity": HUMIDITY},
    ),
    ({"name": "Pool house", "temperature": 22}, {"temperature": AIR}),
    ({"imperial": {"temp": 68}}, {"imperial.temp": AIR}),
    (
        {"ntc_temperature": 15.7, "temperature": 25.9, "humidity": 49},
        {"temperature": AIR, "humidity": HUMIDITY},
    ),
    ({"ntc_temperature": 15.7, "battery": 90}, {"ntc_temperature": AIR, "battery": "battery_pct"}),
    (
        {"ntc1_temperature": 15.7, "ntc2_temperature": 25.9},
        {"ntc1_temperature": AIR, "ntc2_temperature": AIR},
    ),
    ({"u12 S3 air temp": 2.1, "u20 S2 temp": -3.4, "u09 S5 temp": -8}, {"u12 S3 air temp": AIR}),
)


@pytest.mark.parametrize(("fields", "expected"), COMPANY)
def test_a_bare_name_means_what_its_company_says(fields: dict[str, Any], expected: dict[str, str]) -> None:
    """Soil, water and air are told by the fields beside a name that does not say of what it is."""
    assert {one.field: one.quantity for one in interpret(fields).placed} == expected
