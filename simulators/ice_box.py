"""A box with ice packs: cold for as long as there is ice in it, whatever the weather outside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulators.physics import Wander, melted_kg, relax, respiration_w_kg
from simulators.sensors import Truth
from simulators.troubles import Troubles
from simulators.windows import Window, covering


@dataclass(frozen=True, slots=True)
class IceBoxParameters:
    """What makes one box differ from another.

    Attributes:
        ice_kg: ice when it is packed.
        conductance_w_k: heat that its walls let in per kelvin; 0.615 W/K is a 40 × 30 × 25 cm box of
            30 mm EPS.
        fruit_kg: fruit in it during a journey.
        store_c: air around the box while it waits, packed, in the store.
        journey_c: air around it on the way.
        stratified_share: how far the air at the sensor stands between ice and surroundings.
        time_constant_s: how fast its air follows.
        melted_time_constant_s: how fast the whole box follows the surroundings without ice.
    """

    ice_kg: float = 4.0
    conductance_w_k: float = 0.615
    fruit_kg: float = 6.0
    store_c: float = 3.0
    journey_c: float = 21.0
    stratified_share: float = 0.07
    time_constant_s: float = 1_500.0
    melted_time_constant_s: float = 18_000.0


OPEN_LID_LETS_IN = 4.0
"""How much faster warmth comes in through an open lid than through closed walls (a guess, by area)."""


class IceBox:
    """The true state of one box; in the store its ice is refrozen."""

    def __init__(
        self,
        parameters: IceBoxParameters,
        journeys: Sequence[Window],
        troubles: Troubles,
        rng: np.random.Generator,
    ) -> None:
        self._parameters = parameters
        self._journeys = tuple(journeys)
        self._troubles = troubles
        self._draught = Wander(rng, 0.05, 900.0)
        self._air_c = 1.0
        self.ice_kg = parameters.ice_kg
        self.truth = Truth(air_temperature_c=self._air_c, relative_humidity_pct=93.0)

    def step(self, at_s: float, duration_s: float) -> None:
        """Move on by *duration_s*, to *at_s*."""
        parameters = self._parameters
        travels = covering(self._journeys, at_s) is not None
        around_c = parameters.journey_c if travels else parameters.store_c
        around_c += self._troubles.amount("warm_spell", at_s)
        lid_open = self._troubles.happens("lid_open", at_s)
        if travels:
            breathed_w = parameters.fruit_kg * respiration_w_kg(self._air_c)
            leak_w_k = parameters.conductance_w_k * (OPEN_LID_LETS_IN if lid_open else 1.0)
            load_w = leak_w_k * around_c + breathed_w
            self.ice_kg = max(0.0, self.ice_kg - melted_kg(load_w, duration_s))
        else:
            self.ice_kg = parameters.ice_kg
        self._step_air(around_c, duration_s, lid_open=lid_open)

    def _step_air(self, around_c: float, duration_s: float, *, lid_open: bool) -> None:
        """While there is ice, the air stands just above it; then nothing holds it back."""
        parameters = self._parameters
        if self.ice_kg > 0.0:
            stratified = parameters.stratified_share * (OPEN_LID_LETS_IN if lid_open else 1.0)
            plateau_c = 0.4 + stratified * around_c
            self._air_c = relax(self._air_c, plateau_c, duration_s, parameters.time_constant_s)
        else:
            follows_s = parameters.melted_time_constant_s / (OPEN_LID_LETS_IN if lid_open else 1.0)
            self._air_c = relax(self._air_c, around_c, duration_s, follows_s)
        self.truth.air_temperature_c = self._air_c + self._draught.step(duration_s)
