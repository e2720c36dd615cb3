"""When things happen in one telling of a scenario: the plan of its file, moved a little by the seed."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

from simulators.physics import stream
from simulators.specs import FaultSpec, LotSpec, Scenario
from simulators.troubles import PLACE_TROUBLES, Trouble
from simulators.windows import Window


@dataclass(frozen=True, slots=True)
class Stay:
    """A lot at a place; an empty place means that it has left what is monitored."""

    place: str
    window: Window


@dataclass(frozen=True, slots=True)
class Passage:
    """One lot with the times of its way."""

    lot: LotSpec
    picked_s: float
    stays: tuple[Stay, ...]


@dataclass(frozen=True, slots=True)
class TimedFault:
    """One fault with its time."""

    spec: FaultSpec
    window: Window


class Timeline:
    """The faults and the ways of the lots of one telling."""

    def __init__(self, scenario: Scenario, seed: int) -> None:
        self.faults = tuple(
            _timed(fault, _moved(seed, f"fault {number} {fault.kind} {fault.target}", fault.jitter_s))
            for number, fault in enumerate(scenario.faults)
        )
        self.passages = tuple(
            _passage(lot, _moved(seed, f"lot {lot.id}", lot.jitter_s)) for lot in scenario.lots
        )

    def windows(self, kind: str, target: str) -> tuple[Window, ...]:
        """Return when one kind of fault happens to a place, device or gateway."""
        return tuple(fault.window for fault in self.faults_of(target) if fault.spec.kind == kind)

    def troubles(self, place: str) -> tuple[Trouble, ...]:
        """Return what is wrong with a place itself, as against what hangs in it."""
        return tuple(
            Trouble(fault.spec.kind, fault.window, fault.spec.amount)
            for fault in self.faults_of(place)
            if fault.spec.kind in PLACE_TROUBLES
        )

    def faults_of(self, target: str) -> tuple[TimedFault, ...]:
        """Return every fault of a place, device or gateway."""
        return tuple(fault for fault in self.faults if fault.spec.target == target)


def _moved(seed: int, name: str, jitter_s: float) -> float:
    return float(round(stream(seed, f"jitter {name}").uniform(-jitter_s, jitter_s)))


def _timed(fault: FaultSpec, moved_s: float) -> TimedFault:
    return TimedFault(fault, Window(fault.from_s + moved_s, fault.until_s + moved_s))


def _passage(lot: LotSpec, moved_s: float) -> Passage:
    starts_s = [stay.from_s + moved_s for stay in lot.stays]
    ends_s = [*starts_s[1:], inf]
    return Passage(
        lot,
        lot.picked_s + moved_s,
        tuple(
            Stay(stay.place, Window(start_s, end_s))
            for stay, start_s, end_s in zip(lot.stays, starts_s, ends_s, strict=True)
        ),
    )
