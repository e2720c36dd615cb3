"""Conversions to canonical units, as gateways and codecs spell them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.interpret.sensecap_ids import MEASUREMENTS
from ingest.quantity import QUANTITIES
from ingest.units import convert, family, fits

CASES = (
    (21.5, "°C", "air_temperature_c", 21.5),
    (21.5, "℃", "air_temperature_c", 21.5),
    (21.5, " ° C", "air_temperature_c", 21.5),
    (21.5, "Â°C", "air_temperature_c", 21.5),
    (21.5, "Cel", "soil_temperature_c", 21.5),
    (21.5, "degC", "product_temperature_c", 21.5),
    (21.5, "Celsius", "air_temperature_c", 21.5),
    (21.5, "degrees Celsius", "air_temperature_c", 21.5),
    (32, "F", "air_temperature_c", 0.0),
    (32, "FAH", "air_temperature_c", 0.0),
    (273.15, "K", "air_temperature_c", 0.0),
    (50, "%", "relative_humidity_pct", 50.0),
    (50, "% r.H.", "relative_humidity_pct", 50.0),
    (50, "%RH", "soil_moisture_pct", 50.0),
    (0.25, "/", "soil_moisture_pct", 25.0),
    (0.25, "m³/m³", "soil_moisture_pct", 25.0),
    (0.25, "m³⋅m⁻³", "soil_moisture_pct", 25.0),
    (80, "%EL", "battery_pct", 80.0),
    (3016, "mV", "battery_v", 3.016),
    (101_325, "Pa", "pressure_hpa", 1013.25),
    (101.3, "kPa", "pressure_hpa", 1013.0),
    (1013, "mbar", "pressure_hpa", 1013.0),
    (45, "centibar", "soil_tension_kpa", 45.0),
    (-45, "kPa", "soil_tension_kpa", 45.0),
    (240, "µS/cm", "soil_ec_us_cm", 240.0),
    (240, "uS/cm", "soil_ec_us_cm", 240.0),
    (0.3, "ds/m", "soil_ec_us_cm", 300.0),
    (0.3, "mS/cm", "soil_ec_us_cm", 300.0),
    (0.1, "S/m", "soil_ec_us_cm", 1000.0),
    (1.5, "klux", "illuminance_lux", 1500.0),
    (800, "umol/㎡s", "ppfd_umol_m2_s", 800.0),
    (800, "µmol·m⁻²·s⁻¹", "ppfd_umol_m2_s", 800.0),
    (19.6133, "m/s²", "shock_g", 2.0),
    (-90, "dBm", "rssi_dbm", -90.0),
    (9.5, "dB", "snr_db", 9.5),
)


@pytest.mark.parametrize(("value", "unit", "quantity", "expected"), CASES)
def test_a_unit_is_understood_however_it_is_spelt(
    value: float, unit: str, quantity: str, expected: float
) -> None:
    """Every spelling that gateways use leads to the canonical unit."""
    assert convert(value, unit, quantity) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(
    ("unit", "quantity"),
    [
        ("°C", "relative_humidity_pct"),
        ("%", "air_temperature_c"),
        ("mm", "air_temperature_c"),
        ("V", "battery_pct"),
        ("", "air_temperature_c"),
        ("widgets", "air_temperature_c"),
        ("°C", "door_open"),
        ("°C" * 40, "air_temperature_c"),
    ],
)
def test_what_cannot_be_is_not_converted(unit: str, quantity: str) -> None:
    """A unit that is not known, or in which the quantity cannot be given, yields nothing."""
    assert convert(20.0, unit, quantity) is None
    assert not fits(unit, quantity)


def test_case_decides_where_it_carries_meaning() -> None:
    """A megapascal is not a millipascal, and a millivolt stays one in any case that is used for it."""
    assert convert(1, "MPa", "pressure_hpa") == 10_000.0
    assert convert(1, "mPa", "pressure_hpa") is None
    assert convert(1000, "mv", "battery_v") == 1.0


def test_families_tell_what_a_unit_alone_implies() -> None:
    """A unit of one quantity names it; a plain per cent may be a humidity, a moisture or a battery."""
    assert [family(unit) for unit in ("K", "%RH", "%VWC", "%EL", "%", "hPa", "?")] == [
        "temperature",
        "humidity",
        "water content",
        "battery",
        "fraction",
        "pressure",
        "",
    ]


@given(st.floats(allow_nan=False, allow_infinity=False, width=32), st.text(max_size=40))
def test_any_text_as_a_unit_is_answered(value: float, unit: str) -> None:
    """A unit is a text from outside: none of them raises, and no number becomes NaN."""
    for quantity in QUANTITIES:
        converted = convert(value, unit, quantity)
        assert converted is None or not math.isnan(converted)


def test_zero_in_the_canonical_unit_stays_zero() -> None:
    """Exactly zero is a value like any other."""
    assert convert(0.0, "°C", "air_temperature_c") == 0.0
    assert math.copysign(1, convert(-0.0, "kPa", "soil_tension_kpa") or 0.0) == 1.0


def test_measurement_ids_lead_to_quantities_in_units_that_fit() -> None:
    """Every SenseCAP id with a quantity names one of the glossary, in a unit that converts into it."""
    for measurement in MEASUREMENTS.values():
        if measurement.quantity:
            assert measurement.quantity in QUANTITIES
            assert fits(measurement.unit, measurement.quantity), measurement
