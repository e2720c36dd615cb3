"""The glossary: every quantity that Coldframe knows, with its unit, plausible range and resolution.

A name always ends in its unit. A new quantity is added here and nowhere else. The plausible range is
what a working sensor can report anywhere on a farm or in a cold chain; what is *good* for a crop or a
product is said by recipes and products, not here.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Quantity:
    """One measured quantity.

    Attributes:
        name: canonical name, ending in its unit.
        title: what a person reads.
        unit: unit as printed to people.
        low: lowest plausible value [unit].
        high: highest plausible value [unit].
        resolution: step to which a value is shown [unit].
    """

    name: str
    title: str
    unit: str
    low: float
    high: float
    resolution: float


AIR = "air_temperature_c"
PRODUCT = "product_temperature_c"
HUMIDITY = "relative_humidity_pct"
SURFACE = "surface_temperature_c"
SOIL_MOISTURE = "soil_moisture_pct"
WETNESS = "leaf_wetness_pct"
DOOR = "door_open"
SHOCK = "shock_g"
VIBRATION = "vibration_g_rms"
CLOCK_ERROR = "clock_error_s"

_ALL = (
    Quantity(AIR, "Air temperature", "°C", -60.0, 85.0, 0.1),
    Quantity(HUMIDITY, "Relative humidity", "%", 0.0, 100.0, 1.0),
    Quantity(SOIL_MOISTURE, "Soil moisture", "% vol", 0.0, 100.0, 0.5),
    Quantity("soil_tension_kpa", "Soil tension", "kPa", 0.0, 300.0, 1.0),
    Quantity("soil_temperature_c", "Soil temperature", "°C", -40.0, 85.0, 0.1),
    Quantity("soil_ec_us_cm", "Soil conductivity", "µS/cm", 0.0, 23_000.0, 10.0),
    Quantity(PRODUCT, "Product temperature", "°C", -60.0, 85.0, 0.1),
    Quantity(SURFACE, "Surface temperature", "°C", -60.0, 120.0, 0.1),
    Quantity("co2_ppm", "Carbon dioxide", "ppm", 0.0, 250_000.0, 10.0),  # 25 %: controlled atmosphere
    Quantity("oxygen_pct", "Oxygen", "%", 0.0, 25.0, 0.1),
    Quantity("illuminance_lux", "Illuminance", "lux", 0.0, 250_000.0, 10.0),
    Quantity("ppfd_umol_m2_s", "Photosynthetic light", "µmol/m²/s", 0.0, 3_000.0, 1.0),
    Quantity("pressure_hpa", "Air pressure", "hPa", 300.0, 1_200.0, 0.1),
    Quantity(WETNESS, "Leaf wetness", "%", 0.0, 100.0, 1.0),
    Quantity(DOOR, "Door", "0/1", 0.0, 1.0, 1.0),
    Quantity(SHOCK, "Shock", "g", 0.0, 200.0, 0.1),
    Quantity(VIBRATION, "Vibration", "g rms", 0.0, 50.0, 0.01),
    Quantity("battery_v", "Battery", "V", 0.0, 60.0, 0.01),
    Quantity("battery_pct", "Battery", "%", 0.0, 100.0, 1.0),
    Quantity("rssi_dbm", "Signal strength", "dBm", -200.0, 20.0, 1.0),
    Quantity("snr_db", "Signal to noise", "dB", -40.0, 40.0, 0.5),
    Quantity(CLOCK_ERROR, "Clock error", "s", -1e12, 1e12, 1.0),  # ahead; as found by us, see clock_errors
    Quantity("latitude_deg", "Latitude", "°", -90.0, 90.0, 0.00001),
    Quantity("longitude_deg", "Longitude", "°", -180.0, 180.0, 0.00001),
)

QUANTITIES = MappingProxyType({quantity.name: quantity for quantity in _ALL})
"""Every known quantity by its canonical name."""
