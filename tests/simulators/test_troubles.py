"""What goes wrong with a place changes what is really so there, in the direction and size that it should."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

import numpy as np
import pytest

from simulators.cold_room import ColdRoom, ColdRoomParameters
from simulators.doors import DoorHabits, Doors
from simulators.errors import ScenarioError
from simulators.greenhouse import Greenhouse, GreenhouseParameters
from simulators.ice_box import IceBox, IceBoxParameters
from simulators.precooler import Load, Precooler, PrecoolerParameters
from simulators.reefer import Reefer, ReeferParameters
from simulators.scenario import load, parse
from simulators.sensors import Truth
from simulators.troubles import Trouble, Troubles
from simulators.weather import Weather
from simulators.windows import Every, Window

AIR = "air_temperature_c"
ALWAYS = Window(-1e9, 1e9)
STEP_S = 60.0


class _Place(Protocol):
    truth: Truth

    def step(self, at_s: float, duration_s: float) -> None: ...


def _rng() -> np.random.Generator:
    return np.random.default_rng(5)


def _cold_room(troubles: Troubles) -> _Place:
    doors = Doors(DoorHabits(0, 0), (), lambda _: False, lambda _: _rng())
    return ColdRoom(ColdRoomParameters(), Every(1e9, -1e6, 1_500.0), doors, troubles, _rng())


def _reefer(troubles: Troubles) -> _Place:
    return Reefer(ReeferParameters(), troubles, [], _rng())


def _precooler(troubles: Troubles) -> _Place:
    return Precooler(PrecoolerParameters(), [Load(ALWAYS, 25.0)], troubles, _rng())


def _ice_box(troubles: Troubles) -> _Place:
    return IceBox(IceBoxParameters(), [ALWAYS], troubles, _rng())


def _greenhouse(troubles: Troubles) -> _Place:
    weather = Weather(18.5, 4.0, 0.0, _rng())
    return Greenhouse(GreenhouseParameters(), weather, troubles, _rng())


BUILDERS: Mapping[str, Callable[[Troubles], _Place]] = {
    "cold_room": _cold_room,
    "reefer": _reefer,
    "precooler": _precooler,
    "ice_box": _ice_box,
    "greenhouse": _greenhouse,
}


def _highest(model: str, quantity: str, hours: float, *troubles: Trouble) -> float:
    place = BUILDERS[model](Troubles(troubles))
    values = []
    for step in range(int(hours * 60)):
        place.step(step * STEP_S, STEP_S)
        values.append(getattr(place.truth, quantity))
    return float(max(values[len(values) // 2 :]))


@pytest.mark.parametrize("model", ["cold_room", "reefer", "precooler"])
def test_a_weak_cooler_stands_between_a_healthy_one_and_a_dead_one(model: str) -> None:
    """The more of its power a cooler has lost, the warmer the air becomes; all of it is a failure."""
    healthy = _highest(model, AIR, 8)
    weak = _highest(model, AIR, 8, Trouble("weak_cooling", ALWAYS, 0.9))
    dead = _highest(model, AIR, 8, Trouble("weak_cooling", ALWAYS, 1.0))
    failed = _highest(model, AIR, 8, Trouble("compressor_failure", ALWAYS))
    assert healthy < weak < dead
    assert dead == failed


@pytest.mark.parametrize(
    ("model", "trouble", "hours", "band_k"),
    [
        ("cold_room", Trouble("set_point", ALWAYS, 3.0), 12, (2.0, 4.5)),
        ("reefer", Trouble("set_point", ALWAYS, -2.0), 8, (-2.3, -1.7)),
        ("precooler", Trouble("set_point", ALWAYS, 5.0), 10, (4.0, 6.5)),
        ("cold_room", Trouble("defrost_stuck", ALWAYS, 1.0), 2, (9.0, 60.0)),
        ("cold_room", Trouble("warm_spell", ALWAYS, 15.0), 12, (-0.8, 2.5)),
        ("greenhouse", Trouble("warm_spell", ALWAYS, 8.0), 24, (5.0, 11.0)),
        ("ice_box", Trouble("lid_open", ALWAYS), 3, (2.0, 10.0)),
    ],
)
def test_a_trouble_moves_the_truth_by_what_it_says(
    model: str, trouble: Trouble, hours: float, band_k: tuple[float, float]
) -> None:
    """Highest value in the second half of the time, as a difference to the same place without trouble."""
    moved_k = _highest(model, AIR, hours, trouble) - _highest(model, AIR, hours)
    assert band_k[0] <= moved_k <= band_k[1]


def test_stuck_vents_keep_the_sun_in() -> None:
    """Vents that do not open make the bay hotter by day."""
    free = _highest("greenhouse", AIR, 24)
    stuck = _highest("greenhouse", AIR, 24, Trouble("vents_stuck", ALWAYS))
    assert stuck > free + 1.0


def test_leaves_get_wet_under_dripping_water_and_at_their_dew_point_and_dry_again() -> None:
    """Dripping water wets them within the hour, and they are dry two hours after it; so it is with dew."""
    place = BUILDERS["greenhouse"](Troubles([Trouble("wetted", Window(0.0, 3_600.0))]))
    wetness = []
    for step in range(int(3 * 3_600.0 / STEP_S)):
        place.step(step * STEP_S, STEP_S)
        wetness.append(place.truth.leaf_wetness_pct)
    assert max(wetness) > 95.0
    assert wetness[-1] < 10.0


def test_dry_air_is_drier_by_so_much() -> None:
    """Fans that dry the air of a room take from its humidity what was said."""
    drier = Trouble("dry_air", ALWAYS, 20.0)
    moved = _highest("cold_room", "relative_humidity_pct", 12, drier) - _highest(
        "cold_room", "relative_humidity_pct", 12
    )
    assert -25.0 < moved < -15.0


def test_without_irrigation_the_soil_goes_on_drying() -> None:
    """Nobody waters: the soil ends drier than the drip lines would ever let it become."""
    place = BUILDERS["greenhouse"](Troubles([Trouble("irrigation_failure", ALWAYS)]))
    for step in range(10 * 24 * 60):
        place.step(step * STEP_S, STEP_S)
    assert place.truth.soil_moisture_pct < GreenhouseParameters().irrigate_below_pct - 3.0


def test_an_amount_must_be_said_where_a_trouble_has_one() -> None:
    """A weak cooler without its lost share is refused by the name of the missing number."""
    content = {"title": "t", "sites": [], "places": [], "devices": []}
    fault = {"kind": "weak_cooling", "place": "room", "from": "0 h", "lasting": "1 h"}
    with pytest.raises(ScenarioError, match="share_lost"):
        parse({**content, "faults": [fault]}, "broken")


def test_the_shipped_story_has_a_compressor_failure() -> None:
    """What the shipped scenario calls a compressor failure reaches the place as a trouble."""
    assert any(fault.kind == "compressor_failure" for fault in load("qingtian").faults)
