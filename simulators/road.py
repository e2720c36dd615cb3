"""The road under a truck or a box: everyday shaking and bumps while goods travel, and what is rougher."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from simulators.climate import Climate
from simulators.physics import Wander
from simulators.troubles import Troubles
from simulators.windows import Window, covering

RIDE_G_RMS = 0.2
"""Vibration of an everyday ride [g rms]; 90 % of what is measured on trucks is 0.4 or less (ASTM D4169)."""
_RIDE_SPREAD_G_RMS = 0.06
_STILL_G_RMS = 0.01
_BUMP_SHARE = 0.05
"""How many steps of the story have a bump that a logger would tell."""
_BUMP_G = 0.8
_WORST_BUMP_G = 3.5


class OnTheRoad:
    """A truck or a box that is shaken while goods travel in it."""

    def __init__(
        self, climate: Climate, journeys: Sequence[Window], troubles: Troubles, rng: np.random.Generator
    ) -> None:
        self._climate = climate
        self.truth = climate.truth
        self._journeys = tuple(journeys)
        self._troubles = troubles
        self._rng = rng
        self._ride = Wander(rng, _RIDE_SPREAD_G_RMS, 600.0)

    def step(self, at_s: float, duration_s: float) -> None:
        """Move on by *duration_s*, to *at_s*."""
        self._climate.step(at_s, duration_s)
        ride_g_rms = max(RIDE_G_RMS + self._ride.step(duration_s), 2.0 * _STILL_G_RMS)
        bump_g = min(float(self._rng.exponential(_BUMP_G)), _WORST_BUMP_G)
        is_bumped = float(self._rng.uniform()) < _BUMP_SHARE
        travels = covering(self._journeys, at_s) is not None
        truth, everyday_g_rms = self.truth, ride_g_rms if travels else _STILL_G_RMS
        truth.vibration_g_rms = everyday_g_rms + self._troubles.amount("rough_road", at_s)
        everyday_g = bump_g if travels and is_bumped else 0.0
        truth.shock_g = max(everyday_g, self._troubles.amount("knock", at_s))
