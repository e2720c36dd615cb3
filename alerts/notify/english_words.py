"""What things are called in English; sentences are made of it elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from alerts.cause import Cause, Fault

NOUNS: Mapping[str, str] = MappingProxyType(
    {
        "product_temperature_c": "goods",
        "relative_humidity_pct": "humidity",
        "soil_moisture_pct": "soil",
        "soil_tension_kpa": "soil",
        "soil_temperature_c": "soil",
        "surface_temperature_c": "surface",
        "co2_ppm": "CO2",
        "leaf_wetness_pct": "leaves",
    }
)
"""What a value is said of where it is not the temperature of the air."""

PROBLEMS: Mapping[Cause, str] = {
    Cause.TOO_WARM: "too warm",
    Cause.TOO_COLD: "too cold",
    Cause.TOO_HUMID: "too humid",
    Cause.TOO_DRY: "too dry",
    Cause.SOIL_TOO_WET: "soil too wet",
    Cause.SOIL_TOO_DRY: "soil too dry",
    Cause.SILENT: "no data",
    Cause.WAITING_WARM: "waiting warm",
    Cause.LIFE_SHORT: "short of life",
    Cause.ARRIVES_LATE: "late",
    Cause.REHEARSAL: "rehearsal, nothing is wrong",
    Cause.GATEWAY_SILENT: "gateway dark",
    Cause.ALL_SILENT: "nothing heard",
    Cause.UNTRUSTED: "sensor not to be trusted",
    Cause.BATTERY_LOW: "battery low",
    Cause.REPORTS_MISSING: "reports missing",
    Cause.CLOCK_WRONG: "clock wrong",
    Cause.COOLING_SLOW: "cooling too slowly",
    Cause.BEYOND_COMPLIANCE: "beyond its compliance limit",
    Cause.OUT_OF_ICE: "short of ice",
    Cause.BEYOND_LAW: "beyond the legal limit",
    Cause.ROUGH_HANDLING: "handled roughly",
    Cause.CONDENSATION: "getting wet",
    Cause.INFECTION_RISK: "at risk of grey mould",
    Cause.IN_USE: "in use, nothing is wrong",
    Cause.UNIT_FAILING: "unit does not work as usual",
}
"""Each cause as people say it."""

FAULTS: Mapping[Fault, str] = {
    Fault.STUCK: "sensor stuck",
    Fault.LEAPS: "sensor leaps",
    Fault.DRIFTS: "sensor drifts",
    Fault.APART: "sensors disagree",
    Fault.CLOCK_UNSET: "clock not set",
    Fault.CLOCK_AHEAD: "clock ahead",
    Fault.CLOCK_BEHIND: "clock behind",
    Fault.SHORT_CYCLING: "unit starts too often",
    Fault.DEFROST_LONG: "defrost too long",
    Fault.DEFROST_OFTEN: "defrosts too often",
    Fault.DEFROST_WARM: "defrost too warm",
    Fault.SLOW_PULL_DOWN: "unit cools slowly",
}
"""What is wrong with a sensor that is not to be trusted, or a unit that does not work as usual."""
