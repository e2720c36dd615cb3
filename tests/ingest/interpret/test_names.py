"""What single names mean: with other words, other joints and other languages for the same things."""

from __future__ import annotations

import pytest

from ingest.interpret import interpret

AIR, HUMIDITY = "air_temperature_c", "relative_humidity_pct"
SOIL, MOISTURE = "soil_temperature_c", "soil_moisture_pct"

PLACED = (
    ("temperature", 20.5, AIR, ""),
    ("Temp", 20.5, AIR, ""),
    ("TEMP", 20.5, AIR, ""),
    ("TempC_SHT", 20.5, AIR, ""),
    ("air_temperature", 20.5, AIR, ""),
    ("ambientTemperature", 20.5, AIR, ""),
    ("outsideTemperature", 20.5, AIR, ""),
    ("EnvTemp", 20.5, AIR, ""),
    ("Amb_Temp", 20.5, AIR, ""),
    ("tair", 20.5, AIR, ""),
    ("SHT4x Temperature", 20.5, AIR, ""),
    ("aht20_temperature", 20.5, AIR, ""),
    ("discharge_air_temp", 2.5, AIR, ""),
    ("room_temperature", 20.5, AIR, ""),
    ("Lufttemperatur", 20.5, AIR, ""),
    ("Cold Room Temperature", 2.5, AIR, ""),
    ("coldRoom2_temp", 2.5, AIR, "2"),
    ("return_air_temperature", 2.5, AIR, ""),
    ("Supply Air Temp", 2.5, AIR, ""),
    ("Bay 3/Temperature", 20.5, AIR, "3"),
    ("Rack 2 humidity", 80.0, HUMIDITY, "2"),
    ("Hygro", 61.0, HUMIDITY, ""),
    ("soilMoisture.sm10", 31.0, MOISTURE, "10"),
    ("soilTemperature.ts20", 17.0, SOIL, "20"),
    ("cold_storage.temperature", 2.5, AIR, ""),
    ("température", 20.5, AIR, ""),
    ("avg_temp", 20.5, AIR, ""),
    ("averageTemperature", 20.5, AIR, ""),
    ("dry_bulb_temp", 20.5, AIR, ""),
    ("cur_temp", 20.5, AIR, ""),
    ("kitchen_temperature", 20.5, AIR, ""),
    ("suhu_udara", 20.5, AIR, ""),
    ("temperature_c", 20.5, AIR, ""),
    ("tempf", 68, AIR, ""),
    ("temperature_in_celsius", 20.5, AIR, ""),
    ("metric.temp", 20.5, AIR, ""),
    ("temperature_chn2", 20.5, AIR, "2"),
    ("temperature_01", 20.5, AIR, "1"),
    ("TempC3", 20.5, AIR, "3"),
    ("c2temperature", 20.5, AIR, "2"),
    ("Temp_Red", 20.5, AIR, "red"),
    ("TempC_DS", 4.5, AIR, "ext"),
    ("TempC_DS18B20", 4.5, AIR, "ext"),
    ("TempC_TMP117", 4.5, AIR, "ext"),
    ("Ext_TempC_SHT", 4.5, AIR, "ext"),
    ("external_temperature", 4.5, AIR, "ext"),
    ("external_temperature_2", 4.5, AIR, "ext2"),
    ("probeTemperature", 4.5, AIR, "ext"),
    ("tProbeTwo", 4.5, AIR, "2"),
    ("t_air", 20.5, AIR, ""),
    ("t_c", 20.5, AIR, ""),
    ("rhFlex", 61, HUMIDITY, ""),
    ("air_temperature_radiation_shield", 20.5, AIR, ""),
    ("soil_2_VMC", 31.5, MOISTURE, "2"),
    ("product_temperature", 4.5, "product_temperature_c", ""),
    ("pulpTemp", 4.5, "product_temperature_c", ""),
    ("surface_temperature", 4.5, "surface_temperature_c", ""),
    ("Leaf_Temperature", 4.5, "surface_temperature_c", ""),
    ("soil_temperature", 15.5, SOIL, ""),
    ("tsoil", 15.5, SOIL, ""),
    ("temp_SOIL", 15.5, SOIL, ""),
    ("SoildTemp5TE", 15.5, SOIL, ""),
    ("Bodentemperatur", 15.5, SOIL, ""),
    ("soilTemperature2", 15.5, SOIL, "2"),
    ("temperature_soil_30cm", 15.5, SOIL, "30cm"),
    ("humidity", 61, HUMIDITY, ""),
    ("Humi", 61, HUMIDITY, ""),
    ("Hum_SHT", 61, HUMIDITY, ""),
    ("rh", 61, HUMIDITY, ""),
    ("relativeHumidity", 61, HUMIDITY, ""),
    ("air_humidity", 61, HUMIDITY, ""),
    ("Hygrometry", 61, HUMIDITY, ""),
    ("Luftfeuchtigkeit", 61, HUMIDITY, ""),
    ("humidity_1", 61, HUMIDITY, "1"),
    ("hum_in", 61, HUMIDITY, ""),
    ("humidade_ar", 61, HUMIDITY, ""),
    ("rhum", 61, HUMIDITY, ""),
    ("moisture", 31.5, MOISTURE, ""),
    ("soil_moisture", 31.5, MOISTURE, ""),
    ("soilmoisture", 31.5, MOISTURE, ""),
    ("soil_humidity", 31.5, MOISTURE, ""),
    ("water_SOIL", 31.5, MOISTURE, ""),
    ("Soil_VWC", 31.5, MOISTURE, ""),
    ("EC5SoildHumi", 31.5, MOISTURE, ""),
    ("volumetric_water_content", 31.5, MOISTURE, ""),
    ("humedad_suelo", 31.5, MOISTURE, ""),
    ("humidade_solo", 31.5, MOISTURE, ""),
    ("kelembaban_tanah", 31.5, MOISTURE, ""),
    ("soil_moisture_at_depth_0", 31.5, MOISTURE, "0"),
    ("conduct_SOIL", 240, "soil_ec_us_cm", ""),
    ("soil_tension_1", 33, "soil_tension_kpa", "1"),
    ("co2", 420, "co2_ppm", ""),
    ("o2", 20.9, "oxygen_pct", ""),
    ("illuminance", 1200, "illuminance_lux", ""),
    ("ILL_lx", 1200, "illuminance_lux", ""),
    ("barometric_pressure", 96412, "pressure_hpa", ""),
    ("battery", 95, "battery_pct", ""),
    ("BatV", 3.062, "battery_v", ""),
    ("battery_mV", 3062, "battery_v", ""),
    ("vdd", 3616, "battery_v", ""),
    ("rssi", -71, "rssi_dbm", ""),
    ("latitude", 51.5, "latitude_deg", ""),
)


@pytest.mark.parametrize(("name", "value", "quantity", "channel"), PLACED)
def test_a_name_is_placed_by_its_words(name: str, value: float, quantity: str, channel: str) -> None:
    """Names that codecs use lead to their quantity and probe, however their words are joined."""
    (placed,) = interpret({name: value}).placed
    assert (placed.field, placed.quantity, placed.channel, placed.fault) == (name, quantity, channel, "")
    assert 0 < placed.confidence <= 1


LEFT_OUT = (
    "dew_point",
    "dewPoint_avg",
    "heat_index",
    "feelsLike",
    "target_temperature",
    "setpointTemperature",
    "temperature_min",
    "maxTemp",
    "temperature_alarm",
    "tempAlarmLimitHigh",
    "highTemperatureThreshold",
    "temperature_offset",
    "TempChange",
    "absolute_humidity",
    "mcu_temperature",
    "temperatureBoard",
    "device_temperature",
    "pcb_ambient_temperature",
    "temp_inside_device",
    "tset",
    "battery_temperature",
    "internalCircuitTemperature",
    "fw_version",
    "frameCounter",
    "Systimestamp",
    "Bat_status",
)


@pytest.mark.parametrize("name", LEFT_OUT)
def test_what_is_no_measurement_is_understood_and_left_out(name: str) -> None:
    """Set points, limits, worked out values, counters and the electronics' temperature bother nobody."""
    said = interpret({name: 21.5})
    assert (said.placed, said.unplaced) == ((), ())
    assert [one.field for one in said.left_out] == [name]
    assert said.left_out[0].why


ASKED = (
    "water_temperature",
    "flow_temperature",
    "returnWaterTemperature",
    "TempNTU",
    "TempPH",
    "TempLDO",
    "motor_temperature",
    "core_temperature",
    "internal_temperature",
    "temp_out",
    "line_temperature",
    "hc2_temperature",
    "evaporator_temp",
    "container_tank_temp",
    "oil_moisture",
    "relative_temperature",
    "temperature_xyzzy",
    "wood_moisture",
    "tankHumidity",
    "tension_pile",
    "x1",
    "T",
    "pressure",
    "ec",
    "light_level",
    "battery_current",
    "RSSI2",
    "temperature_volt",
)


@pytest.mark.parametrize("name", ASKED)
def test_what_is_not_certain_is_asked_about(name: str) -> None:
    """A name with an unknown word, or of another thing than air, soil or goods, is guessed by nobody."""
    said = interpret({name: 21.5})
    assert said.placed == ()
    assert said.unplaced == ((name, "21.5"),)


SHARES = ("humidity", "moisture", "vwc")


@pytest.mark.parametrize("name", SHARES)
def test_a_share_below_one_without_a_unit_is_asked_about(name: str) -> None:
    """0.45 may be a fraction or a very small percentage; with its unit it is not in doubt."""
    assert interpret({name: 0.45}).placed == ()
    assert interpret({name: {"value": 0.45, "unit": "%"}}).placed[0].value == 0.45
    assert interpret({name: "0.45 %"}).placed[0].value == 0.45


BATTERIES = (
    (0, "battery_pct", 0.0),
    (2.9, "battery_v", 2.9),
    (3.6, "battery_v", 3.6),
    (50, "battery_pct", 50.0),
    (100, "battery_pct", 100.0),
    (2.5, "battery_v", 2.5),
    (3016, "battery_v", 3.016),
)


@pytest.mark.parametrize(("value", "quantity", "expected"), BATTERIES)
def test_a_battery_is_told_by_its_range(value: float, quantity: str, expected: float) -> None:
    """Per cent, volts and millivolts under one name are told apart, and little confidence is put in it."""
    (placed,) = interpret({"battery": value}).placed
    assert (placed.quantity, placed.value, placed.confidence) == (quantity, expected, 0.6)


@pytest.mark.parametrize("value", [3, 238, -1, 700, 1])
def test_a_battery_that_may_be_either_is_asked_about(value: float) -> None:
    """3 may be per cent or volts; 238 is neither."""
    assert interpret({"battery": value}).unplaced == (("battery", str(value)),)


def test_confidence_follows_from_what_decided() -> None:
    """A unit makes surer, a bare name less sure, company and ranges least."""
    confidences = [
        interpret(fields).placed[0].confidence
        for fields in (
            {"soil_temperature": {"value": 15, "unit": "°C"}},
            {"soil_temperature": 15},
            {"temperature": 15},
            {"temperature": 15, "moisture": 30},
            {"battery": 3.6},
        )
    ]
    assert confidences == pytest.approx([0.95, 0.9, 0.8, 0.7, 0.6])
