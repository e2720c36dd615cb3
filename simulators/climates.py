"""Build the climate of a place from what its scenario says about it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TypeVar

from simulators.climate import Climate
from simulators.cold_room import ColdRoom, ColdRoomParameters
from simulators.doors import DoorHabits, Doors
from simulators.greenhouse import Greenhouse, GreenhouseParameters
from simulators.ice_box import IceBox, IceBoxParameters
from simulators.physics import stream
from simulators.precooler import Load, Precooler, PrecoolerParameters
from simulators.reefer import Reefer, ReeferParameters
from simulators.road import OnTheRoad
from simulators.specs import ClimateSpec
from simulators.timeline import Timeline
from simulators.troubles import Troubles
from simulators.weather import Weather
from simulators.windows import Every, Window

_PARAMETERS = {
    "greenhouse": GreenhouseParameters,
    "precooler": PrecoolerParameters,
    "cold_room": ColdRoomParameters,
    "reefer": ReeferParameters,
    "ice_box": IceBoxParameters,
}

_Numbers = TypeVar("_Numbers", ColdRoomParameters, DoorHabits)

LOADING_S = 600.0
"""How long the doors of a truck stand open at the dock when a lot comes in."""


@dataclass(frozen=True, slots=True)
class Telling:
    """What every place of one site shares in one telling.

    Attributes:
        timeline: when things happen.
        seed: the seed of all chance.
        site: whose weather it is.
        local_offset_s: local time of day at the moment at which the story starts [s].
    """

    timeline: Timeline
    seed: int
    site: str
    local_offset_s: float

    def troubles(self, place: str) -> Troubles:
        """Return what is wrong with a place itself."""
        return Troubles(self.timeline.troubles(place))


def parameter_names(model: str) -> frozenset[str]:
    """Return which numbers a scenario may give for one model."""
    habits = fields(DoorHabits) if model == "cold_room" else ()
    return frozenset(field.name for field in (*fields(_PARAMETERS[model]), *habits))


def build(spec: ClimateSpec, telling: Telling) -> Climate:
    """Return the climate of one place, as it is when the story's past begins."""
    builders = {
        "greenhouse": _greenhouse,
        "precooler": _precooler,
        "cold_room": _cold_room,
        "reefer": _reefer,
        "ice_box": _ice_box,
    }
    return builders[spec.model](spec, telling)


def _stays(place: str, timeline: Timeline) -> tuple[Load, ...]:
    """Return which goods are at *place*, from when to when, and how warm they were when picked."""
    return tuple(
        Load(stay.window, passage.lot.initial_temperature_c)
        for passage in timeline.passages
        for stay in passage.stays
        if stay.place == place
    )


def _given(kind: type[_Numbers], spec: ClimateSpec) -> _Numbers:
    """Return those of a place's numbers that *kind* has."""
    names = {field.name for field in fields(kind)}
    return kind(**{name: value for name, value in spec.parameters.items() if name in names})


def _greenhouse(spec: ClimateSpec, telling: Telling) -> Climate:
    parameters = GreenhouseParameters(**spec.parameters)
    weather = Weather(
        parameters.outdoor_mean_c,
        parameters.outdoor_swing_k,
        telling.local_offset_s,
        stream(telling.seed, f"weather {telling.site}"),
    )
    return Greenhouse(
        parameters, weather, telling.troubles(spec.place), stream(telling.seed, f"climate {spec.place}")
    )


def _precooler(spec: ClimateSpec, telling: Telling) -> Climate:
    rng = stream(telling.seed, f"climate {spec.place}")
    parameters = PrecoolerParameters(**spec.parameters)
    loads = _stays(spec.place, telling.timeline)
    return Precooler(parameters, loads, telling.troubles(spec.place), rng)


def _cold_room(spec: ClimateSpec, telling: Telling) -> Climate:
    habits = _given(DoorHabits, spec)
    parameters = _given(ColdRoomParameters, spec)
    defrosts = Every(parameters.defrost_every_s, parameters.defrost_phase_s, parameters.defrost_lasting_s)
    doors = Doors(
        habits,
        telling.timeline.windows("door_left_open", spec.place),
        lambda window: defrosts.touch(window, 60.0 * habits.defrost_apart_min),
        lambda day: stream(telling.seed, f"doors {spec.place} {day}"),
    )
    rng = stream(telling.seed, f"climate {spec.place}")
    return ColdRoom(parameters, defrosts, doors, telling.troubles(spec.place), rng)


def _reefer(spec: ClimateSpec, telling: Telling) -> Climate:
    loadings = [
        Window(load.window.start_s - LOADING_S, load.window.start_s)
        for load in _stays(spec.place, telling.timeline)
    ]
    rng = stream(telling.seed, f"climate {spec.place}")
    reefer = Reefer(ReeferParameters(**spec.parameters), telling.troubles(spec.place), loadings, rng)
    return _on_the_road(reefer, spec.place, telling)


def _ice_box(spec: ClimateSpec, telling: Telling) -> Climate:
    journeys = [load.window for load in _stays(spec.place, telling.timeline)]
    rng = stream(telling.seed, f"climate {spec.place}")
    box = IceBox(IceBoxParameters(**spec.parameters), journeys, telling.troubles(spec.place), rng)
    return _on_the_road(box, spec.place, telling)


def _on_the_road(climate: Climate, place: str, telling: Telling) -> Climate:
    """Return a place that is shaken, by chance of its own: it leaves the noise of the air as it was."""
    journeys = [load.window for load in _stays(place, telling.timeline)]
    return OnTheRoad(climate, journeys, telling.troubles(place), stream(telling.seed, f"road {place}"))
