"""The measurement ids of Seeed's SenseCAP, as codecs of its devices and its OpenStream interface use them.

Sources: "List of Measurement IDs", wiki.seeedstudio.com/List_of_Measurement_IDs (February 2023); for 3000,
4197 and 4198 the decoder of the T1000 tracker, github.com/TheThingsNetwork/lorawan-devices
vendor/sensecap/sensecapt1000-tracker-ab-decoder.js@62c8acdd.
An id without a quantity is known and named, but Coldframe has no quantity for it.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import NamedTuple


class Measurement(NamedTuple):
    """What one measurement id means.

    Attributes:
        title: what Seeed calls it.
        quantity: canonical quantity name; empty: Coldframe has none for it.
        unit: in which its values are sent, as in ``ingest.units``.
        channel: which probe of the device it is, such as a depth; empty: the device's only one.
    """

    title: str
    quantity: str = ""
    unit: str = ""
    channel: str = ""


MEASUREMENTS = MappingProxyType(
    {
        3000: Measurement("Battery", "battery_pct", "%"),
        4097: Measurement("Air temperature", "air_temperature_c", "°C"),
        4098: Measurement("Air humidity", "relative_humidity_pct", "%RH"),
        4099: Measurement("Light intensity", "illuminance_lux", "lux"),
        4100: Measurement("CO2", "co2_ppm", "ppm"),
        4101: Measurement("Barometric pressure", "pressure_hpa", "Pa"),
        4102: Measurement("Soil temperature", "soil_temperature_c", "°C"),
        4103: Measurement("Soil moisture", "soil_moisture_pct", "%"),
        4104: Measurement("Wind direction", unit="°"),
        4105: Measurement("Wind speed", unit="m/s"),
        4106: Measurement("pH", unit="pH"),
        4107: Measurement("Light quantum", "ppfd_umol_m2_s", "µmol/m²/s"),
        4108: Measurement("Electrical conductivity of the soil", "soil_ec_us_cm", "dS/m"),
        4109: Measurement("Dissolved oxygen", unit="mg/L"),
        4110: Measurement("Volumetric water content of the soil", "soil_moisture_pct", "%"),
        4111: Measurement("Electrical conductivity of the soil", "soil_ec_us_cm", "dS/m"),
        4112: Measurement("Soil temperature", "soil_temperature_c", "°C"),
        4113: Measurement("Rainfall in an hour", unit="mm/h"),
        4115: Measurement("Distance", unit="cm"),
        4116: Measurement("Water leak"),
        4117: Measurement("Liquid level", unit="cm"),
        4118: Measurement("NH3", unit="ppm"),
        4119: Measurement("H2S", unit="ppm"),
        4120: Measurement("Flow rate", unit="m³/h"),
        4121: Measurement("Total flow", unit="m³"),
        4122: Measurement("Oxygen concentration", "oxygen_pct", "%"),
        4123: Measurement("Electrical conductivity of water", unit="µS/cm"),
        4124: Measurement("Water temperature", unit="°C"),
        4125: Measurement("Soil heat flux", unit="W/m²"),
        4126: Measurement("Sunshine duration", unit="h"),
        4127: Measurement("Total solar radiation", unit="W/m²"),
        4128: Measurement("Evaporation of a water surface", unit="mm"),
        4129: Measurement("Photosynthetically active radiation", "ppfd_umol_m2_s", "µmol/m²/s"),
        4130: Measurement("Accelerometer", unit="m/s²"),
        4131: Measurement("Sound intensity"),
        4133: Measurement("Soil tension", "soil_tension_kpa", "kPa"),
        4134: Measurement("Salinity", unit="mg/L"),
        4135: Measurement("Total dissolved solids", unit="mg/L"),
        4136: Measurement("Leaf temperature", "surface_temperature_c", "°C"),
        4137: Measurement("Leaf wetness", "leaf_wetness_pct", "%"),
        4138: Measurement("Soil moisture at 10 cm", "soil_moisture_pct", "%", "10cm"),
        4139: Measurement("Soil moisture at 20 cm", "soil_moisture_pct", "%", "20cm"),
        4140: Measurement("Soil moisture at 30 cm", "soil_moisture_pct", "%", "30cm"),
        4141: Measurement("Soil moisture at 40 cm", "soil_moisture_pct", "%", "40cm"),
        4142: Measurement("Soil temperature at 10 cm", "soil_temperature_c", "°C", "10cm"),
        4143: Measurement("Soil temperature at 20 cm", "soil_temperature_c", "°C", "20cm"),
        4144: Measurement("Soil temperature at 30 cm", "soil_temperature_c", "°C", "30cm"),
        4145: Measurement("Soil temperature at 40 cm", "soil_temperature_c", "°C", "40cm"),
        4146: Measurement("PM2.5", unit="µg/m³"),
        4147: Measurement("PM10", unit="µg/m³"),
        4148: Measurement("Noise", unit="dB"),
        4150: Measurement("Acceleration X", unit="m/s²"),
        4151: Measurement("Acceleration Y", unit="m/s²"),
        4152: Measurement("Acceleration Z", unit="m/s²"),
        4157: Measurement("Ammonia ion", unit="mg/L"),
        4190: Measurement("UV index"),
        4191: Measurement("Peak wind gust", unit="m/s"),
        4192: Measurement("Sound intensity", unit="dB"),
        4193: Measurement("Light intensity, raw"),
        4195: Measurement("TVOC", unit="ppb"),
        4196: Measurement("Soil moisture intensity, raw"),
        4197: Measurement("Longitude", "longitude_deg", "°"),
        4198: Measurement("Latitude", "latitude_deg", "°"),
    }
)
"""What is measured, by Seeed's measurement id."""
