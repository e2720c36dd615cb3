"""A forced-air pre-cooler: a fan draws cold air through the fruit until it is cold itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulators.physics import Pull, Wander, drawn, relax, respiration_w_kg
from simulators.sensors import Truth
from simulators.troubles import Troubles
from simulators.windows import Window, covering


@dataclass(frozen=True, slots=True)
class PrecoolerParameters:
    """What makes one pre-cooler differ from another.

    Attributes:
        set_point_c: air temperature it is set to.
        coil_time_constant_s: how fast the coil brings the air back to it.
        fruit_time_constant_s: how fast the fruit follows the air; 56 min is what two-pound strawberry
            clamshells take in forced air.
        load_kg: fruit in one load.
        coil_w_k: heat the coil takes per kelvin the air is warmer than the set point.
    """

    set_point_c: float = 0.8
    coil_time_constant_s: float = 360.0
    fruit_time_constant_s: float = 3_000.0
    load_kg: float = 300.0
    coil_w_k: float = 5_000.0


@dataclass(frozen=True, slots=True)
class Load:
    """Fruit that stands in the pre-cooler for a while.

    Attributes:
        window: from when to when.
        initial_temperature_c: its temperature when it comes in.
    """

    window: Window
    initial_temperature_c: float


FRUIT_HEAT_J_KG_K = 3_700.0
"""Specific heat of soft fruit, nine tenths of which are water [J/(kg K)]."""


HALL_C = 22.0
HALL_TIME_CONSTANT_S = 5_400.0
"""What the air goes to without its coil [°C], and how fast [s]."""


class Precooler:
    """The true state of one pre-cooler; without fruit, its pulp probe hangs in the air."""

    def __init__(
        self,
        parameters: PrecoolerParameters,
        loads: Sequence[Load],
        troubles: Troubles,
        rng: np.random.Generator,
    ) -> None:
        self._parameters = parameters
        self._loads = tuple(loads)
        self._troubles = troubles
        self._loaded: Window | None = None
        self._draught = Wander(rng, 0.12, 900.0)
        set_point_c = parameters.set_point_c
        self.truth = Truth(
            air_temperature_c=set_point_c, product_temperature_c=set_point_c, relative_humidity_pct=88.0
        )

    def step(self, at_s: float, duration_s: float) -> None:
        """Move on by *duration_s*, to *at_s*."""
        truth = self.truth
        window = covering((load.window for load in self._loads), at_s)
        if window is not None and window != self._loaded:
            truth.product_temperature_c = next(
                load.initial_temperature_c for load in self._loads if load.window == window
            )
        self._loaded = window
        self._step_air(at_s, duration_s, loaded=window is not None)
        truth.product_temperature_c = relax(
            truth.product_temperature_c,
            truth.air_temperature_c,
            duration_s,
            300.0 if window is None else self._parameters.fruit_time_constant_s,
        )
        humidity_pct = 88.0 if window is None else 92.0
        truth.relative_humidity_pct = relax(truth.relative_humidity_pct, humidity_pct, duration_s, 900.0)

    def _step_air(self, at_s: float, duration_s: float, *, loaded: bool) -> None:
        """The coil pulls the air to its set point, raised by the heat that the fruit gives off."""
        parameters, truth = self._parameters, self.truth
        left = self._troubles.cooling_left(at_s)
        if left == 0.0:
            pulls = (Pull(HALL_C, HALL_TIME_CONSTANT_S),)
            truth.air_temperature_c = drawn(truth.air_temperature_c, pulls, duration_s)
            return
        raised_k = 0.0
        if loaded:
            ahead_k = truth.product_temperature_c - truth.air_temperature_c
            given_w_kg = FRUIT_HEAT_J_KG_K * ahead_k / parameters.fruit_time_constant_s
            breathed_w_kg = respiration_w_kg(truth.product_temperature_c)
            raised_k = parameters.load_kg * (given_w_kg + breathed_w_kg) / (parameters.coil_w_k * left)
        wanted_c = parameters.set_point_c + self._troubles.amount("set_point", at_s)
        target_c = wanted_c + max(raised_k, 0.0) + self._draught.step(duration_s)
        pulls = (Pull(target_c, parameters.coil_time_constant_s),)
        truth.air_temperature_c = drawn(truth.air_temperature_c, pulls, duration_s)
