"""The judgement of a message's samples by what is known of their gateway's clock and their calibrations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from ingest.assess import NO_CALIBRATIONS, InForce, Objection, assess
from ingest.clock_watch import ClockWatch
from ingest.reading import Reading, Sample


class KnowsCalibrations(Protocol):
    """Where the calibrations of all sensors stand."""

    @property
    def in_force(self) -> InForce:
        """The calibrations of every sensor that has any."""


class NoCalibrations:
    """Of a farm on which nothing was calibrated."""

    in_force = NO_CALIBRATIONS


class Judge:
    """Makes readings of samples; not safe for several threads at once.

    Args:
        clocks: how wrong the clocks of gateways are; learns more of it.
        calibrations: asked at every message.
    """

    def __init__(
        self, clocks: ClockWatch | None = None, calibrations: KnowsCalibrations | None = None
    ) -> None:
        self._clocks = clocks or ClockWatch()
        self._calibrations = calibrations or NoCalibrations()

    def judged(
        self, samples: Sequence[Sample], sent_at_ms: int | None, received_at_ms: int
    ) -> tuple[list[Reading], tuple[tuple[Sample, Objection], ...]]:
        """Return what of *samples* becomes readings, and why the others do not."""
        shift_ms = self._clocks.note(samples[0].gateway, sent_at_ms, received_at_ms) if samples else 0
        calibrations = self._calibrations.in_force
        readings: list[Reading] = []
        faults: list[tuple[Sample, Objection]] = []
        for sample in samples:
            verdict = assess(sample, received_at_ms, calibrations, shift_ms)
            if type(verdict) is Reading:
                readings.append(verdict)
            elif type(verdict) is Objection:
                faults.append((sample, verdict))
        return readings, tuple(faults)
