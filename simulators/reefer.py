"""A refrigerated truck: a unit that holds its set point for as long as its compressor works."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulators.physics import SECONDS_PER_DAY, Pull, Wander, drawn, relax
from simulators.sensors import Truth
from simulators.troubles import Troubles
from simulators.windows import Window, covering


@dataclass(frozen=True, slots=True)
class ReeferParameters:
    """What makes one truck differ from another.

    Attributes:
        set_point_c: return air the unit is set to.
        unit_c: what the unit at full power draws the air to.
        unit_time_constant_s: how fast.
        outside_c: mean of the air outside.
        outside_swing_k: half of its daily range.
        wall_time_constant_s: how fast the air of the closed box follows the air outside.
        door_time_constant_s: how fast it does while the truck is loaded at the dock.
    """

    set_point_c: float = 1.0
    unit_c: float = -12.0
    unit_time_constant_s: float = 1_000.0
    outside_c: float = 16.5
    outside_swing_k: float = 1.0
    wall_time_constant_s: float = 1_800.0
    door_time_constant_s: float = 7_200.0


HEATER_C = 35.0
"""What the unit draws the air to when it heats [°C]."""


class Reefer:
    """The true state of one truck's cargo box."""

    def __init__(
        self,
        parameters: ReeferParameters,
        troubles: Troubles,
        loadings: Sequence[Window],
        rng: np.random.Generator,
    ) -> None:
        self._parameters = parameters
        self._troubles = troubles
        self._loadings = tuple(loadings)
        self._still_c = parameters.set_point_c
        self._draught = Wander(rng, 0.1, 400.0)
        self.truth = Truth(air_temperature_c=self._still_c, relative_humidity_pct=88.0, door_open=0.0)

    def step(self, at_s: float, duration_s: float) -> None:
        """Move on by *duration_s*, to *at_s*."""
        door_open = covering(self._loadings, at_s) is not None
        runs = self._troubles.cooling_left(at_s) > 0.0
        warmed_c = drawn(self._still_c, self._warmth(at_s, door_open=door_open), duration_s)
        self._still_c = self._cooled(at_s, warmed_c, duration_s, door_open=door_open) if runs else warmed_c
        truth = self.truth
        truth.air_temperature_c = self._still_c + self._draught.step(duration_s)
        truth.relative_humidity_pct = relax(
            truth.relative_humidity_pct, 88.0 if runs else 96.0, duration_s, 1_200.0
        )
        truth.door_open = 1.0 if door_open else 0.0

    def _warmth(self, at_s: float, *, door_open: bool) -> list[Pull]:
        """Return what warms the box: its walls, and the dock while it is loaded."""
        parameters = self._parameters
        swing_k = parameters.outside_swing_k * float(np.sin(2.0 * np.pi * at_s / SECONDS_PER_DAY))
        outside_c = parameters.outside_c + swing_k + self._troubles.amount("warm_spell", at_s)
        pulls = [Pull(outside_c, parameters.wall_time_constant_s)]
        if door_open:
            pulls.append(Pull(outside_c, parameters.door_time_constant_s))
        return pulls

    def _cooled(self, at_s: float, warmed_c: float, duration_s: float, *, door_open: bool) -> float:
        """Return the air after the unit did what it can, and no more than it is asked for.

        The unit modulates and, in frost, heats: it holds the set point wherever that is within reach of
        its full power, and gives way where the weather is more than it can take.
        """
        parameters = self._parameters
        pulls = self._warmth(at_s, door_open=door_open)
        weakened_s = parameters.unit_time_constant_s / self._troubles.cooling_left(at_s)
        pulls.append(Pull(parameters.unit_c, weakened_s))
        full_c = drawn(self._still_c, pulls, duration_s)
        pulls[-1] = Pull(HEATER_C, weakened_s)
        heated_c = drawn(self._still_c, pulls, duration_s)
        wanted_c = parameters.set_point_c + self._troubles.amount("set_point", at_s)
        return min(max(full_c, wanted_c), max(warmed_c, full_c, heated_c))
