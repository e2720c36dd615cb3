"""What goes wrong between the truth and the broker: in a sensor, in its clock, in a gateway's line.

A sensor's fault changes what it says; a line's fault changes what of it arrives, when, and how often.
Faults of places (door left open, defrost, compressor) are part of the places themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from simulators.gateways import Encoder, Publication
from simulators.physics import SECONDS_PER_HOUR
from simulators.sensors import Sampled
from simulators.windows import Window, covering

LEAPING_SHARE = 0.04
"""How many reports of a loose contact leap."""


class SensorFault(Protocol):
    """Something that is wrong with one device."""

    def applied(self, sampled: Sampled) -> Sampled | None:
        """Return what the device sends instead of *sampled*; None if it sends nothing."""
        ...


@dataclass(frozen=True, slots=True)
class Silence:
    """The device says nothing during *window*, and what it measured is lost."""

    window: Window

    def applied(self, sampled: Sampled) -> Sampled | None:
        """Return nothing while the fault lasts."""
        return None if self.window.covers(sampled.observed_s) else sampled


@dataclass(slots=True)
class Stuck:
    """The device repeats its last values during *window*, with fresh times."""

    window: Window
    _last: tuple[tuple[str, float], ...] = ()

    def applied(self, sampled: Sampled) -> Sampled | None:
        """Return the frozen values while the fault lasts."""
        if self.window.covers(sampled.observed_s) and self._last:
            return replace(sampled, values=self._last)
        self._last = sampled.values
        return sampled


@dataclass(frozen=True, slots=True)
class Drift:
    """One quantity moves away from the truth during *window*, and is back at the next calibration."""

    window: Window
    quantity: str
    per_hour: float

    def applied(self, sampled: Sampled) -> Sampled | None:
        """Return the values with what has been added up to then."""
        if not self.window.covers(sampled.observed_s):
            return sampled
        moved = self.per_hour * (sampled.observed_s - self.window.start_s) / SECONDS_PER_HOUR
        return replace(
            sampled,
            values=tuple(
                (quantity, round(value + moved, 4) if quantity == self.quantity else value)
                for quantity, value in sampled.values
            ),
        )


@dataclass(frozen=True, slots=True)
class LostReports:
    """A share of what the device sends during *window* does not arrive."""

    window: Window
    share: float
    rng: np.random.Generator

    def applied(self, sampled: Sampled) -> Sampled | None:
        """Return nothing where chance has it."""
        if not self.window.covers(sampled.observed_s):
            return sampled
        return None if float(self.rng.uniform()) < self.share else sampled


@dataclass(frozen=True, slots=True)
class Leaps:
    """A loose contact: now and then during *window* a quantity is off by *off_k*, for one report."""

    window: Window
    quantity: str
    off_k: float
    rng: np.random.Generator

    def applied(self, sampled: Sampled) -> Sampled | None:
        """Return the values with one that leapt, where chance has it."""
        if not self.window.covers(sampled.observed_s) or float(self.rng.uniform()) >= LEAPING_SHARE:
            return sampled
        return replace(
            sampled,
            values=tuple(
                (quantity, round(value + self.off_k, 4) if quantity == self.quantity else value)
                for quantity, value in sampled.values
            ),
        )


@dataclass(frozen=True, slots=True)
class ClockSkew:
    """The device's clock is *ahead_s* ahead (below zero: behind) during *window*."""

    window: Window
    ahead_s: float

    def applied(self, sampled: Sampled) -> Sampled | None:
        """Return the values under the wrong time."""
        if not self.window.covers(sampled.observed_s):
            return sampled
        return replace(sampled, observed_s=sampled.observed_s + self.ahead_s)


def after_faults(sampled: Sampled, faults: Iterable[SensorFault]) -> Sampled | None:
    """Return what is left of *sampled* after every fault of its device."""
    left: Sampled | None = sampled
    for fault in faults:
        left = None if left is None else fault.applied(left)
    return left


class Line:
    """A gateway and its line to the broker, with outages.

    A gateway that keeps readings collects those of each device in groups during an outage and publishes
    them when it is over; a group that was full before the story started is published at the time of its
    last reading, so that a long history leaves in the order of time. Any other gateway loses them.
    Whenever the line is there (again), the gateway first says what gateways of its kind then say.
    """

    def __init__(
        self,
        encoder: Encoder,
        outages: Sequence[Window],
        rng: np.random.Generator,
        *,
        duplicated_share: float = 0.0,
        swapped_share: float = 0.0,
    ) -> None:
        self._encoder = encoder
        self._outages = tuple(outages)
        self._rng = rng
        self._duplicated_share = duplicated_share
        self._swapped_share = swapped_share
        self._connected = False
        self._was_cut = False
        self._kept: dict[str, list[Sampled]] = {}
        self._full: list[tuple[Sampled, ...]] = []
        self._held_back: Publication | None = None

    def send(self, sampled: Sampled, at_s: float) -> Iterator[Publication]:
        """Take a reading that was made at *at_s*; yield what the gateway publishes now."""
        if covering(self._outages, at_s) is None:
            yield from self.recover(at_s)
            yield from self._greeting(at_s)
            yield from self._sent(self._encoder.encode((sampled,), at_s))
            return
        if at_s >= 0.0:
            self._was_cut, self._connected = True, False
        if self._encoder.group:
            yield from self._keep(sampled, at_s)

    def _keep(self, sampled: Sampled, at_s: float) -> Iterator[Publication]:
        kept = self._kept.setdefault(sampled.device, [])
        kept.append(sampled)
        if len(kept) >= self._encoder.group:
            full = tuple(kept)
            kept.clear()
            if at_s < 0.0:
                yield from self._greeting(at_s)
                yield from self._encoder.encode(full, at_s)
            else:
                self._full.append(full)

    def recover(self, at_s: float) -> Iterator[Publication]:
        """Yield what was kept during an outage, as soon as it is over."""
        waits = self._was_cut or self._kept or self._full
        if not waits or covering(self._outages, at_s) is not None:
            return
        self._was_cut = False
        yield from self._greeting(at_s)
        batches = (*self._full, *(tuple(kept) for kept in self._kept.values() if kept))
        self._full, self._kept = [], {}
        for batch in batches:
            yield from self._encoder.encode(batch, at_s)

    def answer(self, topic: str, payload: bytes, at_s: float) -> tuple[Publication, ...]:
        """Return what the gateway publishes because of a command; without a line it hears none."""
        if not self._connected or topic not in self._encoder.hears:
            return ()
        return self._encoder.answer(topic, payload, at_s)

    def _greeting(self, at_s: float) -> tuple[Publication, ...]:
        """Return what is said first on a line that has just come up."""
        if self._connected:
            return ()
        self._connected = True
        return self._encoder.greet(at_s)

    def _sent(self, publications: Iterable[Publication]) -> Iterator[Publication]:
        """Yield live messages, some of them twice, some after the one that followed them."""
        for publication in publications:
            if self._held_back is None and self._rng.random() < self._swapped_share:
                self._held_back = publication
                continue
            yield publication
            if self._rng.random() < self._duplicated_share:
                yield publication
            if self._held_back is not None:
                held, self._held_back = self._held_back, None
                yield replace(held, at_s=publication.at_s)
