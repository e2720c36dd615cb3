"""The judgement of a message's samples by what is known of their gateway's clock and their calibrations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from ingest.assess import NO_CALIBRATIONS, InForce, Objection, assess
from ingest.clock_errors import ClockErrors, ToldError, clock_errors
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
        errors: what was told of clocks that are wrong.
    """

    def __init__(
        self,
        clocks: ClockWatch | None = None,
        calibrations: KnowsCalibrations | None = None,
        errors: ClockErrors | None = None,
    ) -> None:
        self._clocks = clocks or ClockWatch()
        self._errors = errors or ClockErrors()
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

    def of_clocks(
        self,
        samples: Sequence[Sample],
        readings: Sequence[Reading],
        sent_at_ms: int | None,
        received_at_ms: int,
        pending: dict[str, ToldError],
    ) -> list[Reading]:
        """Return what *samples*, of which *readings* were made, put on record of clocks that are wrong."""
        gateway = samples[0].gateway
        late_ms = None if sent_at_ms is None else received_at_ms - sent_at_ms
        if not self._errors.may_matter(readings, gateway, late_ms, pending):
            return []
        found = clock_errors(samples, sent_at_ms, received_at_ms, self._clocks.clocks.get(gateway))
        return self._errors.readings(found, readings, received_at_ms, pending)

    def keep(self, told: Mapping[str, ToldError]) -> None:
        """Take over what a group has told of clocks; it is durable."""
        if told:
            self._errors.keep(told)
