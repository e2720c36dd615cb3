"""The true state of single places, step by step."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from simulators.cold_room import ColdRoom, ColdRoomParameters
from simulators.doors import DoorHabits, Doors
from simulators.ice_box import IceBox, IceBoxParameters
from simulators.physics import relax
from simulators.precooler import Load, Precooler, PrecoolerParameters
from simulators.reefer import Reefer, ReeferParameters
from simulators.troubles import Trouble, Troubles
from simulators.windows import Every, Window

HOUR_S = 3_600.0
NEVER = Every(1e9, -1e6, 1.0)


def _rng(seed: int = 11) -> np.random.Generator:
    return np.random.default_rng(seed)


def _failed() -> Troubles:
    return Troubles([Trouble("compressor_failure", Window(0.0, 1e9))])


def _no_doors() -> Doors:
    return Doors(DoorHabits(0, 0), (), lambda _: False, _rng)


def test_a_truck_without_compressor_follows_the_air_outside() -> None:
    """After a failure the air follows the first-order curve to the air outside."""
    parameters = ReeferParameters(outside_swing_k=0.0)
    truck = Reefer(parameters, _failed(), [], _rng())
    for tick in range(0, 3_600, 60):
        truck.step(float(tick), 60.0)
    expected = relax(1.0, parameters.outside_c, HOUR_S, parameters.wall_time_constant_s)
    assert truck.truth.air_temperature_c == pytest.approx(expected, abs=0.5)


def test_a_healthy_truck_holds_its_set_point() -> None:
    """With its compressor the air stays at the set point, also while it is loaded at the dock."""
    truck = Reefer(ReeferParameters(), Troubles(), [Window(3_600.0, 4_200.0)], _rng())
    values = []
    for tick in range(0, 7_200, 60):
        truck.step(float(tick), 60.0)
        values.append(truck.truth.air_temperature_c)
    assert max(abs(value - 1.0) for value in values) < 0.6


def test_a_cold_room_without_compressor_warms_slowly() -> None:
    """Behind closed doors a dead compressor costs about three kelvin an hour at first."""
    room = ColdRoom(ColdRoomParameters(), NEVER, _no_doors(), _failed(), _rng())
    room.step(0.0, 60.0)
    before_c = room.truth.air_temperature_c
    for tick in range(60, 3_660, 60):
        room.step(float(tick), 60.0)
    assert room.truth.air_temperature_c - before_c == pytest.approx(2.3, abs=0.5)
    assert not room.compressor_runs


def test_a_compressor_comes_and_goes() -> None:
    """The thermostat starts and stops the compressor a few times an hour."""
    room = ColdRoom(ColdRoomParameters(), NEVER, _no_doors(), Troubles(), _rng())
    states = []
    for tick in range(0, 6 * 3_600, 60):
        room.step(float(tick), 60.0)
        states.append(room.compressor_runs)
    starts = sum(later and not earlier for earlier, later in pairwise(states))
    assert 10 <= starts <= 40


def test_fruit_in_the_precooler_cools_as_published() -> None:
    """Seven eighths of the way to the air take about two hours, since the fruit warms the air too."""
    load = Load(Window(0.0, 1e9), 25.0)
    precooler = Precooler(PrecoolerParameters(), [load], Troubles(), _rng())
    tick = 0
    while precooler.truth.product_temperature_c > 0.8 + 24.2 / 8.0 or tick == 0:
        precooler.step(float(tick), 60.0)
        tick += 60
    assert 95.0 < tick / 60.0 < 135.0
    assert precooler.truth.air_temperature_c < 2.5


def test_an_ice_box_holds_as_long_as_its_ice_and_then_warms() -> None:
    """One kilogram of ice in the worked box holds six hours at 25 °C, at a plateau near melting."""
    parameters = IceBoxParameters(ice_kg=1.0, journey_c=25.0, fruit_kg=0.0, conductance_w_k=0.615)
    box = IceBox(parameters, [Window(0.0, 1e9)], Troubles(), _rng())
    held_s, plateau_c = 0.0, []
    while box.ice_kg > 0.0:
        box.step(held_s, 60.0)
        held_s += 60.0
        plateau_c.append(box.truth.air_temperature_c)
    assert held_s / HOUR_S == pytest.approx(6.0, abs=0.1)
    assert max(plateau_c) < 3.0
    for tick in range(0, 12 * 3_600, 60):
        box.step(held_s + tick, 60.0)
    assert box.truth.air_temperature_c > 20.0


def test_an_ice_box_gets_new_ice_in_the_store() -> None:
    """Between two journeys the ice is as much as at first."""
    box = IceBox(IceBoxParameters(), [Window(0.0, HOUR_S)], Troubles(), _rng())
    box.step(60.0, 60.0)
    assert box.ice_kg < IceBoxParameters().ice_kg
    box.step(2.0 * HOUR_S, 60.0)
    assert box.ice_kg == IceBoxParameters().ice_kg


def test_openings_keep_away_from_each_other_and_from_defrosts() -> None:
    """Nobody opens the door shortly after an opening, or around a defrost, and each day is drawn anew."""
    defrosts = Every(21_600.0, 18_000.0, 1_500.0)
    doors = Doors(DoorHabits(), (), lambda window: defrosts.touch(window, HOUR_S), lambda day: _rng(day + 3))
    days = [doors.openings(day) for day in range(-3, 30)]
    for openings in days:
        assert 1 <= len(openings) <= 8
        assert all(not defrosts.touch(window, HOUR_S) for window in openings)
        assert all(b.start_s - a.end_s >= 2_400.0 for a, b in pairwise(openings))
    assert doors.openings(3) == days[6]
