"""A greenhouse bay with fruit trees under a film roof: sun, vents, moisture, soil, irrigation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulators.physics import (
    SECONDS_PER_HOUR,
    Wander,
    relative_humidity_pct,
    relax,
    saturation_pressure_kpa,
)
from simulators.sensors import Truth
from simulators.troubles import Troubles
from simulators.weather import Weather
from simulators.windows import Window

LUX_PER_W_M2 = 120.0
FILM_LETS_THROUGH = 0.7
WETTING_S = 600.0
DRYING_S = 2_400.0
"""How fast a film of water comes on leaves, and how fast it dries [s] (guesses, by sensors of wetness)."""

_DRIP_HOURS = Window(6.0 * SECONDS_PER_HOUR, 7.0 * SECONDS_PER_HOUR)
"""When the drip lines may start, after local midnight."""


@dataclass(frozen=True, slots=True)
class GreenhouseParameters:
    """What makes one bay differ from another.

    Attributes:
        outdoor_mean_c: mean of the air outside over the day.
        outdoor_swing_k: half of its daily range.
        outdoor_humidity_pct: humidity outside when it is at its mean temperature.
        sun_gain_k_m2_w: how far the sun lifts closed-in air above the air outside, per W/m².
        vent_from_c: the vents begin to open here and are fully open 4 K higher.
        soil_capacity_pct: water the soil keeps against gravity.
        soil_wilting_pct: water that roots cannot take.
        irrigate_below_pct: water at which the drip lines are opened the next morning.
    """

    outdoor_mean_c: float = 18.5
    outdoor_swing_k: float = 4.0
    outdoor_humidity_pct: float = 62.0
    sun_gain_k_m2_w: float = 0.016
    vent_from_c: float = 22.0
    soil_capacity_pct: float = 34.0
    soil_wilting_pct: float = 14.0
    irrigate_below_pct: float = 27.5


class Greenhouse:
    """The true state of one bay."""

    def __init__(
        self,
        parameters: GreenhouseParameters,
        weather: Weather,
        troubles: Troubles,
        rng: np.random.Generator,
    ) -> None:
        self._parameters = parameters
        self._troubles = troubles
        self._weather = weather
        self._draught = Wander(rng, 0.15, 0.2 * SECONDS_PER_HOUR)
        self._vent = 0.0
        self._watering_s = 0.0
        self._film = 0.0
        self._vapour_kpa = 0.6 * saturation_pressure_kpa(parameters.outdoor_mean_c)
        self.truth = Truth(
            air_temperature_c=parameters.outdoor_mean_c,
            surface_temperature_c=parameters.outdoor_mean_c,
            soil_temperature_c=parameters.outdoor_mean_c,
            soil_moisture_pct=parameters.irrigate_below_pct + float(rng.uniform(0.5, 4.0)),
        )

    def step(self, at_s: float, duration_s: float) -> None:
        """Move on by *duration_s*, to *at_s*."""
        weather = self._weather
        weather.step(at_s, duration_s)
        self._step_air(at_s, weather.outdoor_c, weather.sun_w_m2, duration_s)
        self._step_moisture(weather.sun_w_m2, duration_s)
        self._step_film(at_s, duration_s)
        watered = not self._troubles.happens("irrigation_failure", at_s)
        self._step_soil(weather.local_hour, weather.sun_w_m2, duration_s, watered=watered)
        self.truth.illuminance_lux = LUX_PER_W_M2 * FILM_LETS_THROUGH * weather.sun_w_m2

    def _step_air(self, at_s: float, outdoor_c: float, sun_w_m2: float, duration_s: float) -> None:
        """The sun warms, the vents let the warmth out, the foil loses it slowly at night."""
        truth = self.truth
        wanted = min(max((truth.air_temperature_c - self._parameters.vent_from_c) / 4.0, 0.0), 1.0)
        if not self._troubles.happens("vents_stuck", at_s):
            self._vent = relax(self._vent, wanted, duration_s, 600.0)
        outdoor_c += self._troubles.amount("warm_spell", at_s)
        lifted_k = self._parameters.sun_gain_k_m2_w * sun_w_m2 / (1.0 + 1.5 * self._vent)
        sheltered_k = 0.8 * (1.0 - self._vent)
        time_constant_s = 1_500.0 / (1.0 + self._vent)
        equilibrium_c = outdoor_c + lifted_k + sheltered_k + self._draught.step(duration_s)
        truth.air_temperature_c = relax(truth.air_temperature_c, equilibrium_c, duration_s, time_constant_s)
        sky_k = 0.004 * sun_w_m2 - (1.0 if sun_w_m2 < 1.0 else 0.0)
        truth.surface_temperature_c = relax(
            truth.surface_temperature_c, truth.air_temperature_c + sky_k, duration_s, 400.0
        )

    def _step_moisture(self, sun_w_m2: float, duration_s: float) -> None:
        """Leaves give off vapour in the sun, vents exchange it, cold film takes it out of the air."""
        parameters = self._parameters
        outside_kpa = (
            parameters.outdoor_humidity_pct / 100 * saturation_pressure_kpa(parameters.outdoor_mean_c)
        )
        equilibrium_kpa = outside_kpa + 0.0011 * sun_w_m2 / (1.0 + self._vent)
        self._vapour_kpa = relax(self._vapour_kpa, equilibrium_kpa, duration_s, 2_400.0 / (1.0 + self._vent))
        ceiling_kpa = 0.97 * saturation_pressure_kpa(self.truth.air_temperature_c)
        self._vapour_kpa = min(self._vapour_kpa, ceiling_kpa)
        self.truth.relative_humidity_pct = relative_humidity_pct(
            self._vapour_kpa, self.truth.air_temperature_c
        )

    def _step_film(self, at_s: float, duration_s: float) -> None:
        """Leaves at their dew point, or under dripping water, get wet soon and dry slowly."""
        is_dewy = self._vapour_kpa >= saturation_pressure_kpa(self.truth.surface_temperature_c)
        is_wetted = is_dewy or self._troubles.happens("wetted", at_s)
        self._film = relax(self._film, float(is_wetted), duration_s, WETTING_S if is_wetted else DRYING_S)
        self.truth.leaf_wetness_pct = 100.0 * self._film

    def _step_soil(self, hour: float, sun_w_m2: float, duration_s: float, *, watered: bool) -> None:
        """Roots dry the soil down in the sun; below the threshold the drip lines run in the morning."""
        truth, parameters = self.truth, self._parameters
        available = (truth.soil_moisture_pct - parameters.soil_wilting_pct) / (
            parameters.soil_capacity_pct - parameters.soil_wilting_pct
        )
        lost_pct_s = 1.1e-7 * sun_w_m2 * min(max(available, 0.0), 1.0) + 1.5e-6
        excess_pct = max(0.0, truth.soil_moisture_pct - parameters.soil_capacity_pct)
        drained_pct_s = excess_pct / (4.0 * SECONDS_PER_HOUR)
        is_dry = truth.soil_moisture_pct < parameters.irrigate_below_pct
        if watered and is_dry and _DRIP_HOURS.covers(hour * SECONDS_PER_HOUR):
            self._watering_s = 1_800.0
        watered_pct_s = 6.0 / 1_800.0 if self._watering_s > 0.0 else 0.0
        self._watering_s = max(0.0, self._watering_s - duration_s)
        truth.soil_moisture_pct += (watered_pct_s - lost_pct_s - drained_pct_s) * duration_s
        truth.soil_temperature_c = relax(
            truth.soil_temperature_c, truth.air_temperature_c, duration_s, 9.0 * SECONDS_PER_HOUR
        )
