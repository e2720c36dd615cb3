"""Build the climate of a place from what its scenario says about it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Protocol

from simulators.cold_room import ColdRoom, ColdRoomParameters
from simulators.doors import DoorHabits, Doors
from simulators.greenhouse import Greenhouse, GreenhouseParameters
from simulators.ice_box import IceBox, IceBoxParameters
from simulators.physics import stream
from simulators.precooler import Load, Precooler, PrecoolerParameters
from simulators.reefer import Reefer, ReeferParameters
from simulators.sensors import Truth
from simulators.specs import ClimateSpec
from simulators.timeline import Timeline
from simulators.weather import Weather
from simulators.windows import Every, Window

_PARAMETERS = {
    "greenhouse": GreenhouseParameters,
    "precooler": PrecoolerParameters,
    "cold_room": ColdRoomParameters,
    "reefer": ReeferParameters,
    "ice_box": IceBoxParameters,
}

LOADING_S = 600.0
"""How long the doors of a truck stand open at the dock when a lot comes in."""


class Climate(Protocol):
    """The true state of a place over time."""

    truth: Truth

    def step(self, at_s: float, duration_s: float) -> None:
        """Move on by *duration_s*, to *at_s* on the story's time line."""
        ...


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


def parameter_names(model: str) -> frozenset[str]:
    """Return which numbers a scenario may give for one model."""
    return frozenset(field.name for field in fields(_PARAMETERS[model]))


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


def _greenhouse(spec: ClimateSpec, telling: Telling) -> Climate:
    parameters = GreenhouseParameters(**spec.parameters)
    weather = Weather(
        parameters.outdoor_mean_c,
        parameters.outdoor_swing_k,
        telling.local_offset_s,
        stream(telling.seed, f"weather {telling.site}"),
    )
    return Greenhouse(parameters, weather, stream(telling.seed, f"climate {spec.place}"))


def _precooler(spec: ClimateSpec, telling: Telling) -> Climate:
    rng = stream(telling.seed, f"climate {spec.place}")
    return Precooler(PrecoolerParameters(**spec.parameters), _stays(spec.place, telling.timeline), rng)


def _cold_room(spec: ClimateSpec, telling: Telling) -> Climate:
    parameters = ColdRoomParameters(**spec.parameters)
    defrosts = Every(parameters.defrost_every_s, parameters.defrost_phase_s, parameters.defrost_lasting_s)
    doors = Doors(
        DoorHabits(),
        telling.timeline.windows("door_left_open", spec.place),
        lambda window: defrosts.touch(window, 3_600.0),
        lambda day: stream(telling.seed, f"doors {spec.place} {day}"),
    )
    failures = telling.timeline.windows("compressor_failure", spec.place)
    return ColdRoom(parameters, defrosts, doors, failures, stream(telling.seed, f"climate {spec.place}"))


def _reefer(spec: ClimateSpec, telling: Telling) -> Climate:
    loadings = [
        Window(load.window.start_s - LOADING_S, load.window.start_s)
        for load in _stays(spec.place, telling.timeline)
    ]
    failures = telling.timeline.windows("compressor_failure", spec.place)
    rng = stream(telling.seed, f"climate {spec.place}")
    return Reefer(ReeferParameters(**spec.parameters), failures, loadings, rng)


def _ice_box(spec: ClimateSpec, telling: Telling) -> Climate:
    journeys = [load.window for load in _stays(spec.place, telling.timeline)]
    rng = stream(telling.seed, f"climate {spec.place}")
    return IceBox(IceBoxParameters(**spec.parameters), journeys, rng)
