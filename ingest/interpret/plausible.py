"""From the number in a field to a value in the canonical unit, or to why it cannot be one."""

from __future__ import annotations

import math
from types import MappingProxyType
from typing import NamedTuple

from ingest.interpret.verdict import BATTERY, BATTERY_VOLTAGE, VOLTAGE
from ingest.units import convert, fits

_NO_VALUE = (
    frozenset((327.6, 327.7, 327.67, -327.68, 327.68, -327.67, 3276.7, -3276.8, 32767.0, -32768.0, 32768.0))
    | frozenset((655.35, 655.34, 6553.5, 6553.4, 65535.0, 65534.0, 6550.9, 255.0, 254.0, 127.5, 102.3, 409.5))
    | frozenset((-9999.9, -9999.0, 9999.0, 9999.9, -999.9, -999.0, 999.0, 999.9, -127.0, -128.0, -273.15))
    | frozenset((300.0, 850.0))
)
"""What devices send for no value; each counts as such only where it cannot be a value."""

_POSSIBLE = MappingProxyType(
    {
        "air_temperature_c": (-100.0, 200.0),
        "soil_temperature_c": (-60.0, 120.0),
        "product_temperature_c": (-200.0, 200.0),
        "surface_temperature_c": (-100.0, 400.0),
        "relative_humidity_pct": (-25.0, 150.0),
        "soil_moisture_pct": (-25.0, 150.0),
        "leaf_wetness_pct": (-25.0, 150.0),
        "battery_pct": (0.0, 110.0),
        "pressure_hpa": (300.0, 1_200.0),
        "co2_ppm": (0.0, 250_000.0),
        "oxygen_pct": (0.0, 25.0),
        "rssi_dbm": (-200.0, 0.0),
        "snr_db": (-50.0, 50.0),
        "latitude_deg": (-90.0, 90.0),
        "longitude_deg": (-180.0, 180.0),
    }
)
_BATTERY = frozenset((BATTERY, BATTERY_VOLTAGE, VOLTAGE))
_SHARES = frozenset(("relative_humidity_pct", "soil_moisture_pct", "leaf_wetness_pct", "oxygen_pct"))


class Amount(NamedTuple):
    """A value in the unit of *quantity*; *missing* says that the number stands for no value."""

    quantity: str
    value: float
    missing: bool = False


def amount(quantity: str, number: float, unit: str) -> Amount | None:
    """Return what *number* is of *quantity*; None: nobody can say.

    Without a unit, a share between 0 and 1 may be meant in per cent or as a fraction.

    >>> amount("relative_humidity_pct", 0.45, ""), amount("soil_moisture_pct", 0.45, "%").value
    (None, 0.45)
    >>> amount("air_temperature_c", 327.67, "").missing, amount("air_temperature_c", 85.0, "").value
    (True, 85.0)
    """
    ranges = _BY_RANGE.get(quantity)
    if ranges is not None and not unit:
        return _by_range(ranges, number)
    if quantity in _BATTERY:
        quantity = "battery_pct" if fits(unit, "battery_pct") else "battery_v"
    value = number
    if unit:
        converted = convert(number, unit, quantity)
        if converted is None:
            return None
        value = converted
    elif quantity in _SHARES and 0 < number <= 1:
        return None
    low, high = _POSSIBLE.get(quantity, (-math.inf, math.inf))
    if low <= value <= high:
        return Amount(quantity, value)
    return Amount(quantity, math.nan, missing=True) if number in _NO_VALUE or value in _NO_VALUE else None


class _Range(NamedTuple):
    """Numbers that can only be one thing: *quantity*, times *by*; *whole* or broken numbers alone, or any."""

    low: float
    high: float
    quantity: str
    by: float = 1.0
    whole: bool | None = None

    def holds(self, number: float) -> bool:
        """Tell whether *number* is one of them."""
        inside = self.low <= number <= self.high
        return inside and (self.whole is None or self.whole == (number == int(number)))


_BY_RANGE = MappingProxyType(
    {
        # A whole number from 1 to 5 may be either volts or per cent.
        BATTERY: (
            _Range(0, 0, "battery_pct"),
            _Range(1.5, 5, "battery_v", whole=False),
            _Range(6, 15, "battery_pct", whole=True),
            _Range(15, 100, "battery_pct"),
            _Range(1_000, 60_000, "battery_v", 1000),
        ),
        BATTERY_VOLTAGE: (_Range(0, 60, "battery_v"), _Range(1_000, 60_000, "battery_v", 1000)),
        # Called only a voltage it is the battery's if one to three cells can have it.
        VOLTAGE: (_Range(1.5, 4.5, "battery_v"), _Range(1_500, 4_500, "battery_v", 1000)),
        # A small conductivity may be in dS/m or in µS/cm, a large one only in the latter.
        "soil_ec_us_cm": (_Range(0, 0, "soil_ec_us_cm"), _Range(30, 50_000, "soil_ec_us_cm")),
        # At any inhabited height the air's pressure tells its own unit.
        "pressure_hpa": (
            _Range(500, 1_100, "pressure_hpa"),
            _Range(50_000, 110_000, "pressure_hpa", 100),
            _Range(50, 110, "pressure_hpa", 0.1),
        ),
    }
)


def bounds(quantity: str, unit: str) -> tuple[float, float] | None:
    """Return between which numbers a field sent in *unit* is a value as it stands; None: ask ``amount``."""
    if quantity in _BY_RANGE or quantity not in _POSSIBLE or (unit and convert(1.0, unit, quantity) != 1.0):
        return None
    low, high = _POSSIBLE[quantity]
    return (math.nextafter(1.0, 2.0) if quantity in _SHARES and not unit else low), high


def _by_range(ranges: tuple[_Range, ...], number: float) -> Amount | None:
    for one in ranges:
        if one.holds(number):
            return Amount(one.quantity, number / one.by)
    return None
