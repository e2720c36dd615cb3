"""Products, lots, stays and shipments, as they travel over HTTP."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from api.schemas.base import Answer, Command
from api.schemas.values import Finite, GivenId, GivenInstant, GivenNote, GivenText, Instant, KnownId


class ProductAnswer(Answer):
    """A crop or good that lots are made of."""

    id: str
    name: str


class LifeAnswer(Answer):
    """Days left at the planned temperature: pessimistic, median, optimistic."""

    p20: float
    p50: float
    p80: float


class RangeAnswer(Answer):
    """What several sensors make of one thing: the lowest and the highest."""

    low: float
    high: float


class StayAnswer(Answer):
    """A lot at a place, from when to when, and the box that it was in there."""

    place_id: str
    place_name: str
    box_id: str | None
    start: Annotated[Instant, Field(serialization_alias="from")]
    end: Annotated[Instant | None, Field(serialization_alias="to")]


class HandlingAnswer(Answer):
    """How roughly goods were handled: a flag of their quality, which costs no hours of life.

    ``vibration_g2h`` is vibration beyond everyday roads, squared and summed over its hours.
    """

    knocks: int
    hardest_g: float | None
    vibration_g2h: float
    flagged: bool


class LotAnswer(Answer):
    """Goods harvested together: where they are and how much of their life is left."""

    id: str
    name: str
    product: ProductAnswer
    packaging: str
    quantity_kg: float | None
    harvested_at: Instant
    place_id: str | None
    place_name: str | None
    planned_temperature_c: float
    product_temperature_c: float | None
    product_temperature_range_c: RangeAnswer | None
    life_used_pct: float | None
    life_used_range_pct: RangeAnswer | None
    remaining_life_days: LifeAnswer | None
    as_of: Instant | None
    estimated: bool
    handling: HandlingAnswer | None
    shipment_id: str | None
    split_from: str | None
    merged_from: list[str]
    merged_into: str | None
    devices: list[str]
    stays: list[StayAnswer]


class LotCommand(Command):
    """Enter a harvest, and say where it is."""

    id: GivenId | None = None
    name: GivenText
    product: KnownId
    packaging: GivenNote = ""
    harvested_at: GivenInstant
    place: KnownId | None = None
    box: KnownId | None = None
    start: Annotated[GivenInstant | None, Field(alias="from")] = None
    initial_temperature_c: Annotated[Finite | None, Field(ge=-60, le=85)] = None
    planned_temperature_c: Annotated[Finite | None, Field(ge=-60, le=85)] = None
    quantity_kg: Annotated[Finite | None, Field(gt=0, le=10_000_000)] = None


class StayCommand(Command):
    """Move a lot to a place (null: it left our places), now or as of an earlier moment.

    It stays in the box that it is in, unless *box* says otherwise (null: without one).
    """

    place: KnownId | None
    start: Annotated[GivenInstant | None, Field(alias="from")] = None
    box: KnownId | None = None


class SplitCommand(Command):
    """Take a part from a lot; it goes to *place*, or stays with the rest."""

    id: GivenId | None = None
    name: GivenText
    quantity_kg: Annotated[Finite | None, Field(gt=0, le=10_000_000)] = None
    place: KnownId | None = None
    at: GivenInstant | None = None


class MergeCommand(Command):
    """Put lots together, in *place* or in the one that all of them are in."""

    lots: Annotated[list[KnownId], Field(min_length=2, max_length=1_000)]
    id: GivenId | None = None
    name: GivenText
    place: KnownId | None = None
    at: GivenInstant | None = None


class CompanionCommand(Command):
    """Let a device travel with a lot, from now on or from an earlier moment on."""

    device: KnownId
    start: Annotated[GivenInstant | None, Field(alias="from")] = None
