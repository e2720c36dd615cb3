"""What the interpreter hands on: values that found their quantity, and what became of all the others."""

from __future__ import annotations

from typing import NamedTuple

from ingest.reading import Reason, Sample, channel_of
from ingest.report import Unplaced


class Placed(NamedTuple):
    """One value of an object that has found its quantity.

    Attributes:
        field: its path in the object, such as ``history.0.temperature``.
        quantity: canonical quantity name.
        value: in the canonical unit; NaN where the device says that it has none.
        channel: which probe of the device; empty: the device itself.
        observed_at_ms: its own time where it has one [ms]; None: that of the message.
        fault: why there is no value; empty where there is one.
        reason: what kind of problem *fault* is.
        confidence: how sure the place is, from 0 to 1: 1 the operator or a sourced family has said it;
            0.9 its name says of what it is; 0.8 it is called only a temperature, a humidity, a moisture;
            0.7 the fields beside it decide; 0.6 its range decides. A unit beside it that fits is 0.05
            more, a mean over an interval 0.05 less.
        untimed: whether it is an earlier value of a list that tells no times. It is known what it is but not
            when it was measured, and no sample is made of it.
    """

    field: str
    quantity: str
    value: float
    channel: str = ""
    observed_at_ms: int | None = None
    fault: str = ""
    reason: Reason = Reason.SENSOR_FAULT
    confidence: float = 1.0
    untimed: bool = False


class LeftOut(NamedTuple):
    """One field that is understood and is not a measurement: a set point, a counter, a repeated value.

    Attributes:
        field: its path in the object.
        value: what was seen, as text.
        why: what it is instead.
    """

    field: str
    value: str
    why: str


class Interpretation(NamedTuple):
    """What an object says.

    Attributes:
        placed: the values that have found their quantity.
        unplaced: the fields that nobody could place (path, value as text): the operator is asked.
        left_out: the fields that are understood and are not measurements: nobody needs to be asked.
        cut: why a part of the object was not looked at; empty: all of it was.
    """

    placed: tuple[Placed, ...]
    unplaced: tuple[tuple[str, str], ...]
    left_out: tuple[LeftOut, ...] = ()
    cut: str = ""

    def samples(self, device: str, observed_at_ms: int | None, gateway: str = "") -> tuple[Sample, ...]:
        """Return the placed values as samples of *device*; *observed_at_ms* is for those without a time."""
        return tuple(
            Sample(
                channel_of(device, one.channel),
                one.quantity,
                one.value,
                observed_at_ms if one.observed_at_ms is None else one.observed_at_ms,
                gateway,
                one.fault,
                one.reason,
            )
            for one in self.placed
            if not one.untimed
        )

    def leftovers(self, device: str, model: str) -> tuple[Unplaced, ...]:
        """Return the fields that could not be placed, as they go into a report."""
        return tuple(Unplaced(device, model, field, value) for field, value in self.unplaced)
