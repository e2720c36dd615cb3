"""The weather over a site: a sun that follows the local day, clouds, warmer and cooler spells."""

from __future__ import annotations

import math

import numpy as np

from simulators.physics import SECONDS_PER_HOUR, Wander, sunlight_w_m2

OVERCAST_SHARE = 0.35
"""What is left of the sun under a closed cover of cloud."""


class Weather:
    """The weather of one site; every place of the site that is given the same seed has the same.

    Attributes:
        local_hour: hour of the local day.
        sun_w_m2: what reaches the ground.
        outdoor_c: air temperature outside.
    """

    def __init__(
        self, mean_c: float, swing_k: float, local_offset_s: float, rng: np.random.Generator
    ) -> None:
        self._mean_c = mean_c
        self._swing_k = swing_k
        self._local_offset_s = local_offset_s
        self._spell = Wander(rng, 0.9, 18.0 * SECONDS_PER_HOUR)
        self._cloud = Wander(rng, 0.6, 2.0 * SECONDS_PER_HOUR)
        self.local_hour = 0.0
        self.sun_w_m2 = 0.0
        self.outdoor_c = mean_c

    def step(self, at_s: float, duration_s: float) -> None:
        """Move on by *duration_s*, to *at_s*."""
        self.local_hour = (at_s + self._local_offset_s) / SECONDS_PER_HOUR % 24.0
        clear = 1.0 / (1.0 + math.exp(2.0 * self._cloud.step(duration_s) - 1.2))
        passed = OVERCAST_SHARE + (1.0 - OVERCAST_SHARE) * clear
        self.sun_w_m2 = passed * sunlight_w_m2(self.local_hour)
        swing_k = self._swing_k * math.cos(2.0 * math.pi * (self.local_hour - 14.5) / 24.0)
        self.outdoor_c = self._mean_c + swing_k + self._spell.step(duration_s)
