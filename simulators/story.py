"""Tell a scenario: from the climates of its places to the messages of its gateways, in order of time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from math import inf
from queue import SimpleQueue
from zoneinfo import ZoneInfo

import numpy as np

from simulators.climate import Climate
from simulators.climates import Telling, build
from simulators.encoders import encoder
from simulators.faults import (
    ClockSkew,
    Drift,
    Leaps,
    Line,
    LostReports,
    SensorFault,
    Silence,
    Stuck,
    after_faults,
)
from simulators.gateways import Encoder, Publication
from simulators.physics import stream
from simulators.sensors import Battery, Device, Sampled, Sensor, Truth
from simulators.specs import GatewaySpec, Scenario, SensorSpec
from simulators.timeline import TimedFault, Timeline
from simulators.windows import Window

STEP_S = 60
"""The step in which the places move on."""

SETTLING_S = 6 * 3_600
"""How long the places run before anything is measured, so that nothing starts from a guess."""


class Story:
    """One telling of a scenario. The same seed tells the same story, to the last digit.

    Only sunlight depends on *start_ms*: it follows the local time of the site. Everything else is the
    same at whatever hour the story starts.
    """

    def __init__(self, scenario: Scenario, seed: int, start_ms: int) -> None:
        self._scenario = scenario
        self._seed = seed
        self._start_ms = start_ms
        self._timeline = Timeline(scenario, seed)
        self._commands: SimpleQueue[tuple[str, bytes]] = SimpleQueue()
        self._faults = {
            sensor.device: tuple(self._fault(fault) for fault in self._timeline.faults_of(sensor.device))
            for sensor in scenario.sensors
        }

    def publications(self, *, history: bool = True) -> Iterator[Publication]:
        """Yield every message, for ever; with *history*, those of the past before the story starts first."""
        lines = {gateway.id: self._line(gateway) for gateway in self._scenario.gateways}
        line_of = {sensor.device: lines[sensor.gateway] for sensor in self._scenario.sensors}
        for tick_s, sampled in self._sampled():
            for at_s, sample in sampled:
                if history or at_s >= 0.0:
                    yield from line_of[sample.device].send(sample, at_s)
            for line in lines.values():
                yield from line.recover(tick_s)
            yield from self._answers(lines.values(), tick_s)

    @property
    def hears(self) -> tuple[str, ...]:
        """The topics on which the gateways take commands."""
        speaking = (self._encoder(gateway) for gateway in self._scenario.gateways)
        return tuple(topic for one in speaking for topic in one.hears)

    def hear(self, topic: str, payload: bytes) -> None:
        """Take a command to a gateway, from any thread; it is answered at the next step of the story."""
        self._commands.put((topic, payload))

    def _answers(self, lines: Iterable[Line], tick_s: float) -> Iterator[Publication]:
        while not self._commands.empty():
            topic, payload = self._commands.get()
            for line in lines:
                yield from line.answer(topic, payload, tick_s)

    def truths(self) -> Iterator[tuple[float, Mapping[str, Truth]]]:
        """Yield, step by step and for ever, what is really so in each place, whatever sensors make of it.

        A place's truth is the same object in every step: take what you need of it before the next.
        """
        climates = self._climates()
        truths = {place: climate.truth for place, climate in climates.items()}
        for tick_s in self._ticks(tuple(climates.values())):
            yield tick_s, truths

    def _climates(self) -> Mapping[str, Climate]:
        return {spec.place: build(spec, self._telling(spec.place)) for spec in self._scenario.climates}

    def _sampled(self) -> Iterator[tuple[float, list[tuple[float, Sampled]]]]:
        """Yield, step by step, what is measured: each sample with its true time, in order."""
        climates = self._climates()
        sensors = [
            (self._sensor(spec), climates[self._scenario.place_of(spec.device)])
            for spec in self._scenario.sensors
        ]
        for sensor, _ in sensors:
            sensor.start(-int(self._scenario.history_s))
        for tick_s in self._ticks(tuple(climates.values())):
            taken = [sample for sensor, climate in sensors for sample in sensor.take(climate.truth, tick_s)]
            yield tick_s, self._left(taken)

    def _ticks(self, climates: Sequence[Climate]) -> Iterator[float]:
        """Let the places settle, then move them on, step by step, and yield the time of each step."""
        past_s = -int(self._scenario.history_s)
        for tick_s in count(past_s - SETTLING_S + STEP_S, STEP_S):
            for climate in climates:
                climate.step(tick_s, STEP_S)
            if tick_s > past_s:
                yield tick_s

    def _left(self, taken: list[Sampled]) -> list[tuple[float, Sampled]]:
        """Return what the sensors' faults leave, by true time."""
        taken.sort(key=lambda sample: (sample.observed_s, sample.device))
        pairs = [(sample.observed_s, after_faults(sample, self._faults[sample.device])) for sample in taken]
        return [(at_s, sample) for at_s, sample in pairs if sample is not None]

    def _telling(self, place: str) -> Telling:
        site = self._scenario.site_of(place)
        local = datetime.fromtimestamp(self._start_ms / 1_000, tz=UTC).astimezone(ZoneInfo(site["time_zone"]))
        since_midnight = timedelta(
            hours=local.hour, minutes=local.minute, seconds=local.second, microseconds=local.microsecond
        )
        return Telling(self._timeline, self._seed, site["id"], since_midnight.total_seconds())

    def _sensor(self, spec: SensorSpec) -> Sensor:
        device = Device(
            id=spec.device,
            channels=spec.channels,
            interval_s=spec.interval_s,
            battery=Battery() if spec.battery else None,
            on_change=spec.on_change,
        )
        return Sensor(device, stream(self._seed, f"sensor {spec.device}"))

    def _fault(self, fault: TimedFault) -> SensorFault:
        spec = fault.spec
        rng = stream(self._seed, f"{spec.kind} {spec.target}")
        return _sensor_fault(fault, rng)

    def _encoder(self, gateway: GatewaySpec) -> Encoder:
        return encoder(self._scenario, gateway, self._start_ms, self._seed)

    def _line(self, gateway: GatewaySpec) -> Line:
        speaks = self._encoder(gateway)
        past = (Window(-inf, 0.0),) if speaks.group else ()
        return Line(
            speaks,
            (*past, *self._timeline.windows("outage", gateway.id)),
            stream(self._seed, f"line {gateway.id}"),
            duplicated_share=gateway.duplicated_share,
            swapped_share=gateway.swapped_share,
        )


def _sensor_fault(fault: TimedFault, rng: np.random.Generator) -> SensorFault:
    spec = fault.spec
    if spec.kind == "lost_reports":
        return LostReports(fault.window, spec.amount, rng)
    if spec.kind == "leaps":
        return Leaps(fault.window, spec.quantity, spec.amount, rng)
    if spec.kind == "drift":
        return Drift(fault.window, spec.quantity, spec.amount)
    if spec.kind == "clock_skew":
        return ClockSkew(fault.window, spec.amount)
    return Stuck(fault.window) if spec.kind == "stuck" else Silence(fault.window)
