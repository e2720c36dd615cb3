"""A cold room: a compressor that comes and goes, a defrost every six hours, doors that people open."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulators.doors import Doors
from simulators.physics import Pull, Wander, drawn, relax
from simulators.sensors import Truth
from simulators.troubles import Troubles
from simulators.windows import Every

WORN_K = 0.35
"""The band of a thermostat that is worn out. [K]"""


@dataclass(frozen=True, slots=True)
class ColdRoomParameters:
    """What makes one cold room differ from another.

    Attributes:
        on_above_c: the compressor starts here.
        off_below_c: the compressor stops here.
        coil_c: what the running compressor draws the air to.
        coil_time_constant_s: how fast.
        surroundings_c: air of the hall around the room.
        wall_time_constant_s: how fast the closed room follows it.
        door_time_constant_s: how fast it does with its door open.
        defrost_k: what one defrost adds to the air.
        defrost_every_s: from one defrost to the next.
        defrost_phase_s: when one of them starts, on the story's time line.
        defrost_lasting_s: how long one takes.
    """

    on_above_c: float = 1.15
    off_below_c: float = 0.55
    coil_c: float = -8.0
    coil_time_constant_s: float = 2_400.0
    surroundings_c: float = 21.0
    wall_time_constant_s: float = 30_000.0
    door_time_constant_s: float = 2_200.0
    defrost_k: float = 5.0
    defrost_every_s: float = 21_600.0
    defrost_phase_s: float = 18_000.0
    defrost_lasting_s: float = 1_500.0


class ColdRoom:
    """The true state of one cold room."""

    def __init__(
        self,
        parameters: ColdRoomParameters,
        defrosts: Every,
        doors: Doors,
        troubles: Troubles,
        rng: np.random.Generator,
    ) -> None:
        self._parameters = parameters
        self._defrosts = defrosts
        self._doors = doors
        self._troubles = troubles
        self._draught = Wander(rng, 0.08, 600.0)
        self.compressor_runs = False
        self._still_c = parameters.on_above_c
        self.truth = Truth(air_temperature_c=self._still_c, relative_humidity_pct=92.0, door_open=0.0)

    def step(self, at_s: float, duration_s: float) -> None:
        """Move on by *duration_s*, to *at_s*."""
        heater_share = 1.0 if self._defrosts.covers(at_s) else self._troubles.amount("defrost_stuck", at_s)
        defrosting = heater_share > 0.0
        door_open = self._doors.are_open(at_s)
        self._switch(at_s, defrosting=defrosting)
        self._step_air(at_s, duration_s, heater_share=heater_share, door_open=door_open)
        self._step_moisture(at_s, duration_s, defrosting=defrosting, door_open=door_open)
        self.truth.door_open = 1.0 if door_open else 0.0

    def _switch(self, at_s: float, *, defrosting: bool) -> None:
        """Start and stop the compressor as its thermostat does; a defrost or a fault keeps it off."""
        shift_k = self._troubles.amount("set_point", at_s)
        on_c, off_c = self._band(at_s)
        failed = defrosting or self._troubles.cooling_left(at_s) == 0.0
        if failed or self._still_c <= off_c + shift_k:
            self.compressor_runs = False
        elif self._still_c >= on_c + shift_k:
            self.compressor_runs = True

    def _band(self, at_s: float) -> tuple[float, float]:
        """Return where the compressor starts and stops; a thermostat that is worn out tells less apart."""
        on_c, off_c = self._parameters.on_above_c, self._parameters.off_below_c
        if not self._troubles.happens("short_cycling", at_s):
            return on_c, off_c
        middle_c = (on_c + off_c) / 2.0
        return middle_c + WORN_K / 2.0, middle_c - WORN_K / 2.0

    def _step_air(self, at_s: float, duration_s: float, *, heater_share: float, door_open: bool) -> None:
        """Walls and door let warmth in, the coil takes it out, the defrost's heater adds its own."""
        parameters = self._parameters
        around_c = parameters.surroundings_c + self._troubles.amount("warm_spell", at_s)
        pulls = [Pull(around_c, parameters.wall_time_constant_s)]
        if door_open:
            pulls.append(Pull(around_c, parameters.door_time_constant_s))
        if self.compressor_runs:
            weakened_s = parameters.coil_time_constant_s / self._troubles.cooling_left(at_s)
            pulls.append(Pull(parameters.coil_c, weakened_s))
        heater_k_s = heater_share * parameters.defrost_k / self._defrosts.lasting_s
        self._still_c = drawn(self._still_c, pulls, duration_s, heater_k_s)
        self.truth.air_temperature_c = self._still_c + self._draught.step(duration_s)

    def _step_moisture(self, at_s: float, duration_s: float, *, defrosting: bool, door_open: bool) -> None:
        """The running coil dries the air; melting frost and the air of the hall moisten it."""
        target_pct = 91.0 if self.compressor_runs else 94.0
        if defrosting or door_open:
            target_pct = 98.0
        target_pct -= self._troubles.amount("dry_air", at_s)
        humidity_pct = self.truth.relative_humidity_pct
        self.truth.relative_humidity_pct = relax(humidity_pct, target_pct, duration_s, 900.0)
