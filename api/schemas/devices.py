"""Devices and their readings, as they travel over HTTP."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from api.schemas.base import Answer, Command
from api.schemas.calibrations import CalibrationAnswer
from api.schemas.places import DeviceState
from api.schemas.values import GivenInstant, GivenText, GivenTitle, Instant, KnownId


class DeviceValueAnswer(Answer):
    """The newest value of one quantity of a device; ``raw_value`` is as it was before the calibration."""

    quantity: str
    title: str
    value: float
    raw_value: float | None
    unit: str
    observed_at: Instant
    age_s: float


class DeviceAnswer(Answer):
    """What measures: known, or seen once and waiting in the inbox.

    ``name`` is what to show, ``given_name`` what people call it (null: they do not), ``reported_name`` what
    it is called where it publishes. ``parent`` is the device whose probe it is. ``measures`` names what its
    values are, without battery and signal. ``health`` has a sentence for each thing that is wrong with it.
    """

    id: str
    name: str
    given_name: str | None
    reported_name: str
    model: str
    parent: str | None
    gateway: str
    format: str
    place_id: str | None
    position: str | None
    first_seen_at: Instant | None
    last_seen_at: Instant | None
    age_s: float | None
    state: DeviceState
    measures: list[str]
    battery: DeviceValueAnswer | None
    signal: DeviceValueAnswer | None
    values: list[DeviceValueAnswer]
    health: list[str]


class FaultAnswer(Answer):
    """Why a device has no value of a quantity, since when, and how often it said so."""

    quantity: str
    title: str
    reason: str
    detail: str
    first_at: Instant
    last_at: Instant
    times: int


class ReportsAnswer(Answer):
    """How many of a device's reports of the last day came, and how many are missing."""

    received: int
    missing: int
    sentence: str


class UnplacedFieldAnswer(Answer):
    """A field whose meaning nobody knows, and what was last seen in it."""

    field: str
    model: str
    value: str
    seen_at: Instant
    age_s: float


class InstallationAnswer(Answer):
    """A device at a position of a place, from when (null: always) to when (null: still)."""

    device: str
    place_id: str
    position: str
    start: Annotated[Instant | None, Field(serialization_alias="from")]
    end: Annotated[Instant | None, Field(serialization_alias="to")]


class DeviceDetailAnswer(DeviceAnswer):
    """A device with everything that is known of it.

    ``reports`` is null where the device does not count its reports. ``probes`` are the devices that are its
    probes; each can hang in a place of its own, and hangs where its device does until somebody says so.
    """

    probes: list[str]
    faults: list[FaultAnswer]
    reports: ReportsAnswer | None
    unplaced_fields: list[UnplacedFieldAnswer]
    installations: list[InstallationAnswer]
    calibrations: list[CalibrationAnswer]


class InstallationCommand(Command):
    """Hang a device at a place, now or as of an earlier moment; place null: take it away."""

    place: KnownId | None
    position: GivenText | None = None
    start: Annotated[GivenInstant | None, Field(alias="from")] = None


class AssignmentCommand(Command):
    """Name a device and hang it at a place, in one step; name null: leave its name as it is."""

    name: GivenTitle | None = None
    place: KnownId
    position: GivenText
    start: Annotated[GivenInstant | None, Field(alias="from")] = None


class DeviceCommand(Command):
    """Call a device by a name; null: by the name that it reports."""

    name: GivenTitle | None


class ReadingsAnswer(Answer):
    """A series; above ``max_points`` every bucket gives its lowest and highest value at their own times."""

    device: str
    quantity: str
    unit: str
    points: list[tuple[int, float]]


class HoursAnswer(Answer):
    """What the hours of a series came to.

    Each is a list: when it begins [ms], lowest value, when that was [ms], highest value, when that was [ms],
    mean, how many readings there were, and of temperatures the mean of how fast life went at them, by USP
    1079.2 [1: as at 0 °C]; null where that is not known. The mean kinetic temperature of all hours follows
    from it; each reading counts the same.
    """

    device: str
    quantity: str
    unit: str
    hours: list[tuple[int, float, int, float, int, float, int, float | None]]
    mean_kinetic_temperature_c: float | None
