"""A measurement on its way: as decoded (Sample), as accepted (Reading), as refused (Rejection)."""

from __future__ import annotations

from enum import IntFlag, StrEnum

import msgspec


class Flag(IntFlag):
    """What is worth knowing about a reading besides its value."""

    NONE = 0
    NO_DEVICE_TIME = 1
    """The device told no time: observed_at is when we received it."""
    CLOCK_UNSET = 2
    """The device's clock was never set (1970, 2015 …): observed_at is when we received it."""
    CLOCK_AHEAD = 4
    """The device's clock is ahead of ours: observed_at is when we received it."""
    CLOCK_DRIFTS = 8
    """The gateway's clock is wrong by a known amount: observed_at is corrected by it."""


SUPPLIED_TIME = int(Flag.NO_DEVICE_TIME | Flag.CLOCK_UNSET | Flag.CLOCK_AHEAD)
"""The flags of a reading whose time is ours, because the device told none that can be true."""


class Reason(StrEnum):
    """Why a payload, or one value in it, was not accepted."""

    UNKNOWN_TOPIC = "unknown_topic"
    NOT_DECODABLE = "not_decodable"
    TOO_LARGE = "too_large"
    UNKNOWN_QUANTITY = "unknown_quantity"
    NOT_A_NUMBER = "not_a_number"
    OUT_OF_RANGE = "out_of_range"
    SENSOR_FAULT = "sensor_fault"
    NO_READINGS = "no_readings"
    STORE_REFUSED = "store_refused"
    NOT_ALLOWED = "not_allowed"
    TOO_MANY_DEVICES = "too_many_devices"


CHANNEL_MARK = "~"
"""Between a device and one of its probes; it needs no escape in an address and stands in no EUI or MAC."""


def channel_of(device: str, channel: str) -> str:
    """Return the identity of a probe of *device*: every probe can hang in a place of its own.

    >>> channel_of("24e124136b502217", "2"), channel_of("24e124136b502217", "")
    ('24e124136b502217~2', '24e124136b502217')
    """
    return f"{device}{CHANNEL_MARK}{channel}" if channel else device


def device_of(identity: str) -> str:
    """Return the device whose probe *identity* is; itself where it is no probe.

    >>> device_of("24e124136b502217~2")
    '24e124136b502217'
    """
    return identity.partition(CHANNEL_MARK)[0]


class Sample(msgspec.Struct, frozen=True, gc=False):
    """One value as a wire format's decoder found it; nothing is judged yet.

    Attributes:
        device: lasting identity of the device (DevEUI, IEEE address, MAC, serial), not its topic.
        quantity: canonical quantity name, or the field's own name where it is not known.
        value: the number in the canonical unit; NaN where the device says that it has none.
        observed_at_ms: when the device measured it [ms, UTC]; None where the format tells no time.
        gateway: who published it; empty where the format does not tell.
        fault: why there is no value, in words; empty where there is one.
        reason: what kind of problem *fault* is; without one it says nothing.
    """

    device: str
    quantity: str
    value: float
    observed_at_ms: int | None = None
    gateway: str = ""
    fault: str = ""
    reason: Reason = Reason.SENSOR_FAULT


class Reading(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One accepted measurement. Natural key: device, quantity, observed_at.

    Attributes:
        device: lasting identity of the device.
        quantity: canonical quantity name (a key of ``QUANTITIES``).
        observed_at_ms: when it was measured [ms, UTC].
        value: finite, in the quantity's unit and plausible range.
        received_at_ms: when we received it [ms, UTC].
        flags: bits of ``Flag``.
        raw_value: what the sensor said, where a calibration has made another value of it.
    """

    device: str
    quantity: str
    observed_at_ms: int
    value: float
    received_at_ms: int
    flags: int = 0
    raw_value: float | None = None

    @property
    def measured_value(self) -> float:
        """Return what the sensor said."""
        return self.value if self.raw_value is None else self.raw_value


class Rejection(msgspec.Struct, frozen=True):
    """A payload, or one value of it, that was not accepted, with everything an operator needs.

    Attributes:
        reason: what kind of problem.
        detail: what was seen, what was expected and where, in a sentence.
        topic: where it was published.
        payload: the first bytes of what was published.
        received_at_ms: when we received it [ms, UTC].
        device: whose value it was; empty where that is not known.
    """

    reason: Reason
    detail: str
    topic: str
    payload: bytes
    received_at_ms: int
    device: str = ""
