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


class StayAnswer(Answer):
    """A lot at a place, from when to when."""

    place_id: str
    place_name: str
    start: Annotated[Instant, Field(serialization_alias="from")]
    end: Annotated[Instant | None, Field(serialization_alias="to")]


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
    life_used_pct: float | None
    remaining_life_days: LifeAnswer | None
    as_of: Instant | None
    estimated: bool
    shipment_id: str | None
    stays: list[StayAnswer]


class LotCommand(Command):
    """Enter a harvest, and say where it is."""

    id: GivenId | None = None
    name: GivenText
    product: KnownId
    packaging: GivenNote = ""
    harvested_at: GivenInstant
    place: KnownId | None = None
    start: Annotated[GivenInstant | None, Field(alias="from")] = None
    initial_temperature_c: Annotated[Finite | None, Field(ge=-60, le=85)] = None
    planned_temperature_c: Annotated[Finite | None, Field(ge=-60, le=85)] = None
    quantity_kg: Annotated[Finite | None, Field(gt=0, le=10_000_000)] = None


class StayCommand(Command):
    """Move a lot to a place (null: it left our places), now or as of an earlier moment."""

    place: KnownId | None
    start: Annotated[GivenInstant | None, Field(alias="from")] = None


class ShipmentCommand(Command):
    """Send lots to a buyer who requires some remaining life."""

    id: GivenId | None = None
    name: GivenText
    buyer: GivenText
    lots: Annotated[list[KnownId], Field(min_length=1, max_length=1_000)]
    due_at: GivenInstant
    required_life_days: Annotated[Finite, Field(ge=0, le=3_650)]


class ShipmentAnswer(Answer):
    """Lots on their way to a buyer."""

    id: str
    name: str
    buyer: str
    lots: list[str]
    due_at: Instant
    required_life_days: float
