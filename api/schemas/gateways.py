"""Gateways and what their clocks say, as they travel over HTTP."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from api.schemas.base import Answer, Command
from api.schemas.devices import ReportsAnswer
from api.schemas.values import GivenText, GivenTitle, Instant
from ingest.settings import time_zone_name


class GatewayDetailAnswer(Answer):
    """Who publishes.

    ``name`` is what to show, ``given_name`` what people call it. ``time_zone`` is that of the local times
    that it writes, ``given_time_zone`` is null where that is the farm's. ``clock`` says in a sentence what
    is wrong with its clock, empty: nothing is. ``clock_offset_s`` is what has to be added to its times,
    null where it does not say when it publishes. ``reports`` is null where it does not count its messages.
    """

    id: str
    name: str
    given_name: str | None
    format: str
    first_seen_at: Instant | None
    last_seen_at: Instant | None
    age_s: float | None
    time_zone: str
    given_time_zone: str | None
    clock: str
    clock_offset_s: float | None
    clock_checked_at: Instant | None
    times_are_corrected: bool
    reports: ReportsAnswer | None
    devices: int


class GatewayDescriptionCommand(Command):
    """Call a gateway by a name, or say in which zone it writes local times; what is left out stays.

    Null: it has no name of its own, or the farm's zone.
    """

    name: GivenTitle | None = None
    time_zone: Annotated[GivenText, AfterValidator(time_zone_name)] | None = None
