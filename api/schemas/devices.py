"""Devices and their readings, as they travel over HTTP."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from api.schemas.base import Answer, Command
from api.schemas.places import DeviceState
from api.schemas.values import GivenInstant, GivenText, Instant, KnownId


class DeviceValueAnswer(Answer):
    """The newest value of one quantity of a device."""

    quantity: str
    value: float
    unit: str
    observed_at: Instant


class DeviceAnswer(Answer):
    """What measures: known, or seen once and waiting in the inbox."""

    id: str
    name: str
    gateway: str
    format: str
    place_id: str | None
    position: str | None
    first_seen_at: Instant | None
    last_seen_at: Instant | None
    age_s: float | None
    state: DeviceState
    values: list[DeviceValueAnswer]


class InstallationCommand(Command):
    """Hang a device at a place, now or as of an earlier moment."""

    place: KnownId
    position: GivenText
    start: Annotated[GivenInstant | None, Field(alias="from")] = None


class InstallationAnswer(Answer):
    """A device at a position of a place, from when (null: always) to when (null: still)."""

    device: str
    place_id: str
    position: str
    start: Annotated[Instant | None, Field(serialization_alias="from")]
    end: Annotated[Instant | None, Field(serialization_alias="to")]


class ReadingsAnswer(Answer):
    """A series; above ``max_points`` every bucket gives its lowest and highest value at their own times."""

    device: str
    quantity: str
    unit: str
    points: list[tuple[int, float]]
