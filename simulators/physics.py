"""The physics that the simulated places share: heat, moisture, sunlight, respiration, ice, and chance.

All of it is first order: enough for curves that look and behave as the real ones do, and simple enough
to be checked by hand. Chance comes from a NumPy generator that is passed in, so that the same seed gives
the same field.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

ICE_LATENT_HEAT_J_KG = 334_000.0
"""Heat that melts one kilogram of ice at 0 °C [J/kg]."""

SECONDS_PER_HOUR = 3_600.0
SECONDS_PER_DAY = 86_400.0


def relax(value: float, toward: float, duration_s: float, time_constant_s: float) -> float:
    """Return *value* after it has moved *toward* a constant for a while: the exact first-order step.

    >>> round(relax(20.0, 0.0, 60.0, 60.0), 3)
    7.358
    """
    return toward + (value - toward) * math.exp(-duration_s / time_constant_s)


@dataclass(frozen=True, slots=True)
class Pull:
    """Something that draws a temperature towards its own, alone with this time constant."""

    toward: float
    time_constant_s: float


def drawn(value: float, pulls: Sequence[Pull], duration_s: float, rate_per_s: float = 0.0) -> float:
    """Return *value* after several pulls and a constant *rate_per_s* have worked on it together.

    The pulls add up to one first-order step: their rates add, and the equilibrium is the mean of what
    they draw to, weighted by their rates.

    >>> round(drawn(0.0, (Pull(10.0, 100.0), Pull(20.0, 100.0)), 1e6), 9)
    15.0
    """
    total_per_s = sum(1.0 / pull.time_constant_s for pull in pulls)
    equilibrium = (sum(pull.toward / pull.time_constant_s for pull in pulls) + rate_per_s) / total_per_s
    return relax(value, equilibrium, duration_s, 1.0 / total_per_s)


def saturation_pressure_kpa(air_temperature_c: float) -> float:
    """Return the vapour pressure of saturated air over water [kPa], by Magnus (Sonntag's constants).

    >>> round(saturation_pressure_kpa(25.0), 2)
    3.16
    """
    return 0.6112 * math.exp(17.62 * air_temperature_c / (243.12 + air_temperature_c))


def relative_humidity_pct(vapour_pressure_kpa: float, air_temperature_c: float) -> float:
    """Return the relative humidity [%] of air that holds this much vapour, at most 100.

    >>> round(relative_humidity_pct(1.9, 25.0))
    60
    """
    return min(100.0, 100.0 * vapour_pressure_kpa / saturation_pressure_kpa(air_temperature_c))


def sunlight_w_m2(local_hour: float, sunrise_h: float = 5.25, sunset_h: float = 18.75) -> float:
    """Return what a clear sky sends to the ground [W/m²] at an hour of the local day.

    >>> sunlight_w_m2(3.0), round(sunlight_w_m2(12.0))
    (0.0, 850)
    """
    share = (local_hour % 24.0 - sunrise_h) / (sunset_h - sunrise_h)
    return 850.0 * math.sin(math.pi * share) if 0.0 < share < 1.0 else 0.0


def respiration_w_kg(product_temperature_c: float) -> float:
    """Return the heat that soft fruit gives off by breathing [W/kg].

    Strawberries breathe 6 to 10 ml CO₂ per kg and hour at 0 °C and 50 to 100 at 20 °C (UC Davis); burning
    sugar to 1 ml of CO₂ frees about 21 J. For waxberry no rate has been published.

    >>> round(respiration_w_kg(0.0), 3), round(respiration_w_kg(20.0), 2)
    (0.047, 0.44)
    """
    ml_per_kg_h = 8.0 * math.pow(75.0 / 8.0, product_temperature_c / 20.0)
    return ml_per_kg_h * 21.0 / SECONDS_PER_HOUR


def melted_kg(load_w: float, duration_s: float) -> float:
    """Return how much ice a heat load melts.

    >>> round(melted_kg(15.4, 6.0 * 3600.0), 2)
    1.0
    """
    return load_w * duration_s / ICE_LATENT_HEAT_J_KG


class Wander:
    """A random walk that is always drawn back to zero: cloud, draught, the habits of a thermostat.

    An Ornstein-Uhlenbeck process: standard deviation *spread* and memory *time_constant_s*, whatever the
    steps in which it is asked for.
    """

    def __init__(self, rng: np.random.Generator, spread: float, time_constant_s: float) -> None:
        self._rng = rng
        self._spread = spread
        self._time_constant_s = time_constant_s
        self.value = spread * float(rng.standard_normal())

    def step(self, duration_s: float) -> float:
        """Return where the walk is after *duration_s*."""
        kept = math.exp(-duration_s / self._time_constant_s)
        fresh = self._spread * math.sqrt(1.0 - kept * kept)
        self.value = kept * self.value + fresh * float(self._rng.standard_normal())
        return self.value


def stream(seed: int, name: str) -> np.random.Generator:
    """Return the randomness of one *name* in the story of *seed*, independent of every other name's.

    Whatever is added to a scenario later leaves the noise of everything else as it was.
    """
    return np.random.default_rng([seed, zlib.crc32(name.encode())])
