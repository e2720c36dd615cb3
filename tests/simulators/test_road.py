"""What a logger feels on the road: everyday life within everyday bounds, and what is rougher beyond them."""

from __future__ import annotations

import numpy as np

from simulators.ice_box import IceBox, IceBoxParameters
from simulators.road import RIDE_G_RMS, OnTheRoad
from simulators.troubles import Trouble, Troubles
from simulators.windows import Window

JOURNEY = Window(3_600.0, 90_000.0)


def _felt(*troubles: Trouble) -> tuple[list[float], list[float]]:
    """Return knocks and vibration, minute by minute, of a box that waits an hour and travels a day."""
    wrong = Troubles(troubles)
    box = IceBox(IceBoxParameters(), [JOURNEY], wrong, np.random.default_rng(1))
    box_on_road = OnTheRoad(box, [JOURNEY], wrong, np.random.default_rng(2))
    knocks, shakes = [], []
    for minute in range(25 * 60):
        box_on_road.step(minute * 60.0, 60.0)
        knocks.append(box_on_road.truth.shock_g)
        shakes.append(box_on_road.truth.vibration_g_rms)
    return knocks, shakes


def test_everyday_roads_bump_and_shake_a_little_and_a_store_does_not() -> None:
    """Nine tenths of a ride are below 0.4 g rms, bumps below 5 g; what stands in a store lies still."""
    knocks, shakes = _felt()
    assert max(knocks[:60]) == 0.0
    assert max(shakes[:60]) < 0.05
    assert 0.0 < max(knocks) < 5.0
    assert np.quantile(shakes[60:], 0.9) < 2.0 * RIDE_G_RMS


def test_a_fall_and_a_bad_road_are_felt_while_they_last() -> None:
    """A fall is one knock as hard as was said; a bad road shakes harder for as long as it takes."""
    knocks, _ = _felt(Trouble("knock", Window(7_200.0, 7_260.0), 30.0))
    assert [minute for minute, knock in enumerate(knocks) if knock >= 30.0] == [120]
    _, shakes = _felt(Trouble("rough_road", Window(7_200.0, 10_800.0), 0.5))
    assert min(shakes[120:180]) > 0.5 > max(shakes[180:])
