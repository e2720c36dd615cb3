"""Temperatures as a reader thinks of them: kept in °C, told in °C or °F."""

from __future__ import annotations

from dataclasses import dataclass, replace

from alerts.notify.audience import TemperatureUnit
from alerts.notify.wording import Scale, scale_of

_PER_KELVIN = 1.8
_FREEZING_F = 32.0


@dataclass(frozen=True, slots=True)
class Thermometer:
    """Turns what is kept into what a reader is told; leaves alone what is no temperature."""

    unit: TemperatureUnit

    def scale(self, quantity: str) -> Scale:
        """Return how values of *quantity* are printed."""
        scale = scale_of(quantity)
        return replace(scale, unit="°F") if self._converts(quantity) else scale

    def value(self, value: float | None, quantity: str) -> float | None:
        """Return a value of *quantity* as the reader is told it.

        >>> Thermometer(TemperatureUnit.FAHRENHEIT).value(4.0, "air_temperature_c")
        39.2
        >>> Thermometer(TemperatureUnit.FAHRENHEIT).value(90.0, "relative_humidity_pct")
        90.0
        """
        if value is None or not self._converts(quantity):
            return value
        return value * _PER_KELVIN + _FREEZING_F

    def slope(self, per_h: float | None, quantity: str) -> float | None:
        """Return a slope of *quantity* as the reader is told it."""
        if per_h is None or not self._converts(quantity):
            return per_h
        return per_h * _PER_KELVIN

    def _converts(self, quantity: str) -> bool:
        return self.unit is TemperatureUnit.FAHRENHEIT and quantity.endswith("_c")
