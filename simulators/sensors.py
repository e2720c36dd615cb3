"""From the true state of a place to what a sensor says about it: noise, bias, resolution, interval."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, nan

import numpy as np

from simulators.physics import SECONDS_PER_DAY


@dataclass(slots=True)
class Truth:
    """What is really so in a place; a quantity that the place does not have is NaN."""

    air_temperature_c: float = nan
    relative_humidity_pct: float = nan
    soil_moisture_pct: float = nan
    soil_temperature_c: float = nan
    surface_temperature_c: float = nan
    product_temperature_c: float = nan
    illuminance_lux: float = nan
    door_open: float = nan
    leaf_wetness_pct: float = nan
    shock_g: float = nan
    vibration_g_rms: float = nan


@dataclass(frozen=True, slots=True)
class Sampled:
    """What a device measured at one moment.

    Attributes:
        device: identity of the device.
        observed_s: when, on the story's time line [s].
        values: canonical quantity and value, in the order in which the device sends them.
    """

    device: str
    observed_s: float
    values: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Channel:
    """One quantity as a device measures it.

    Attributes:
        quantity: canonical name, a field of ``Truth``.
        noise: standard deviation of a single value.
        bias: how far the device is off for good.
        resolution: step to which it rounds.
        low: it never says less.
        high: it never says more.
    """

    quantity: str
    noise: float = 0.0
    bias: float = 0.0
    resolution: float = 0.1
    low: float = -inf
    high: float = inf

    def measure(self, truth: float, rng: np.random.Generator) -> float:
        """Return what the device says when *truth* is so."""
        value = truth + self.bias + self.noise * float(rng.standard_normal())
        value = min(max(value, self.low), self.high)
        return round(round(value / self.resolution) * self.resolution, 4)


@dataclass(frozen=True, slots=True)
class Battery:
    """A battery that is worn down by one charge's worth in *lasting_days*."""

    full_v: float = 3.6
    empty_v: float = 2.4
    lasting_days: float = 900.0

    def volts(self, at_s: float) -> float:
        """Return the voltage at a moment of the story, to one hundredth."""
        used = min(max((at_s / SECONDS_PER_DAY + 60.0) / self.lasting_days, 0.0), 1.0)
        return round(self.full_v - used * (self.full_v - self.empty_v), 2)


@dataclass(frozen=True, slots=True)
class Device:
    """What is bought, and how it is set up.

    Attributes:
        id: identity of the device.
        channels: what it measures.
        interval_s: how often.
        battery: what it runs on; None: a socket in the wall.
        on_change: it also measures whenever its first channel changes, as a contact does.
    """

    id: str
    channels: tuple[Channel, ...]
    interval_s: float
    battery: Battery | None = None
    on_change: bool = False


class Sensor:
    """A device at work, each at a beat of its own."""

    def __init__(self, device: Device, rng: np.random.Generator) -> None:
        self._device = device
        self._rng = rng
        self._phase_s = round(float(rng.uniform(0.0, device.interval_s)), 3)
        self._next_s = inf
        self._last_truth = nan

    def start(self, at_s: float) -> None:
        """Measure from *at_s* on."""
        self._next_s = at_s + self._phase_s

    def take(self, truth: Truth, until_s: float) -> list[Sampled]:
        """Return what is measured up to *until_s*, while *truth* is so."""
        taken = []
        if self._device.on_change and self._changed(truth):
            taken.append(self._sample(truth, until_s))
            self._next_s = until_s + self._device.interval_s
        while self._next_s <= until_s:
            taken.append(self._sample(truth, self._next_s))
            self._next_s += self._device.interval_s
        return taken

    def _changed(self, truth: Truth) -> bool:
        value: float = getattr(truth, self._device.channels[0].quantity)
        changed = value != self._last_truth
        self._last_truth = value
        return changed

    def _sample(self, truth: Truth, at_s: float) -> Sampled:
        values = [
            (channel.quantity, channel.measure(getattr(truth, channel.quantity), self._rng))
            for channel in self._device.channels
        ]
        if self._device.battery is not None:
            values.append(("battery_v", self._device.battery.volts(at_s)))
        return Sampled(self._device.id, at_s, tuple(values))
