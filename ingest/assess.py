"""From sample to reading, or to the reason why not: quantity, number, range, clock and calibration.

Pure: the answer depends on nothing but the arguments. A value that is refused leaves the others of its
message alone. A time that cannot be true never costs a value: it is replaced by when the value was
received, and the reading says so in its flags. What the sensor itself said has to be plausible; what a
calibration makes of it is kept within the range of its quantity, and the raw value stays beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from msgspec.structs import replace

from ingest.clock import MS_PER_MINUTE
from ingest.place import Calibration
from ingest.quantity import QUANTITIES
from ingest.reading import Flag, Reading, Reason, Sample

FIRST_CREDIBLE_MS = 1_577_836_800_000
"""2020-01-01T00:00Z: a clock that shows an earlier time was never set; the oldest devices start in 1970."""

AHEAD_TOLERANCE_MS = 5 * MS_PER_MINUTE
"""How far a device's clock may be ahead of ours: clocks that are kept by hand or by NTP are within it."""

_NO_TIME = int(Flag.NO_DEVICE_TIME)
_UNSET = int(Flag.CLOCK_UNSET)
_AHEAD = int(Flag.CLOCK_AHEAD)
_DRIFTS = int(Flag.CLOCK_DRIFTS)
_RANGES = {name: (quantity.low, quantity.high) for name, quantity in QUANTITIES.items()}
_LONGEST = 80

InForce = Mapping[tuple[str, str], tuple[Calibration, ...]]
"""The calibrations of every sensor (a device and a quantity) that has any, in the order of time."""

NO_CALIBRATIONS: InForce = MappingProxyType({})


class Objection(NamedTuple):
    """Why a sample did not become a reading, in a word for programs and a sentence for people."""

    reason: Reason
    detail: str


def assess(
    sample: Sample, received_at_ms: int, calibrations: InForce = NO_CALIBRATIONS, shift_ms: int = 0
) -> Reading | Objection:
    """Return *sample* as a reading that was received at *received_at_ms*, or what is wrong with it.

    Args:
        sample: what a decoder found.
        received_at_ms: when it came [ms].
        calibrations: of every sensor that has any, in the order of time.
        shift_ms: what has to be added to the times of its gateway, whose clock is wrong [ms].
    """
    quantity = sample.quantity
    value = sample.value
    limits = _RANGES.get(quantity)
    if limits is None or not limits[0] <= value <= limits[1]:
        return _objection(sample)
    observed_at_ms = sample.observed_at_ms
    flags = 0
    if observed_at_ms is None:
        observed_at_ms, flags = received_at_ms, _NO_TIME
    elif observed_at_ms < FIRST_CREDIBLE_MS:
        observed_at_ms, flags = received_at_ms, _UNSET
    else:
        if shift_ms:
            observed_at_ms, flags = observed_at_ms + shift_ms, _DRIFTS
        if observed_at_ms > received_at_ms + AHEAD_TOLERANCE_MS:
            observed_at_ms, flags = received_at_ms, _AHEAD
    if calibrations:
        made = _valid_at(calibrations.get((sample.device, quantity), ()), observed_at_ms)
        if made is not None:
            corrected = _corrected(quantity, value, made)
            return Reading(sample.device, quantity, observed_at_ms, corrected, received_at_ms, flags, value)
    return Reading(sample.device, quantity, observed_at_ms, value, received_at_ms, flags)


def recorrected(readings: Sequence[Reading], calibrations: InForce) -> Sequence[Reading]:
    """Return *readings* as if they came now: what the sensors said, with the *calibrations* of their times.

    Readings whose sensors were never calibrated are handed back as they are.
    """
    if not calibrations and all(reading.raw_value is None for reading in readings):
        return readings
    return [_recorrected(reading, calibrations) for reading in readings]


def _recorrected(reading: Reading, calibrations: InForce) -> Reading:
    history = calibrations.get((reading.device, reading.quantity), ())
    if not history and reading.raw_value is None:
        return reading
    raw = reading.measured_value
    made = _valid_at(history, reading.observed_at_ms)
    if made is None:
        return replace(reading, value=raw, raw_value=None)
    return replace(reading, value=_corrected(reading.quantity, raw, made), raw_value=raw)


def _valid_at(history: Sequence[Calibration], instant_ms: int) -> Calibration | None:
    return next((one for one in reversed(history) if one.covers(instant_ms)), None)


def _corrected(quantity: str, raw: float, made: Calibration) -> float:
    low, high = _RANGES[quantity]
    return min(max(raw + made.offset, low), high)


def _objection(sample: Sample) -> Objection:
    """Name the first thing that is wrong with a sample of which something is."""
    name = sample.quantity[:_LONGEST]
    quantity = QUANTITIES.get(sample.quantity)
    if quantity is None:
        return Objection(Reason.UNKNOWN_QUANTITY, f"{name!r} is not the name of a quantity")
    if sample.fault:
        return Objection(sample.reason, f"{name}: {sample.fault}")
    if sample.value - sample.value != 0:  # NaN and both infinities
        return Objection(Reason.NOT_A_NUMBER, f"{name}: expected a finite number, saw {_seen(sample.value)}")
    return Objection(
        Reason.OUT_OF_RANGE,
        f"{name}: {sample.value:g} {quantity.unit} is outside {quantity.low:g} to {quantity.high:g}, "
        f"which is all that a working sensor reports",
    )


def _seen(value: float) -> str:
    return "no number" if value != value else f"{value:g}"  # noqa: PLR0124 - only NaN differs from itself
