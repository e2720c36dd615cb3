"""Shipments, their outlook, and who should go where, as they travel over HTTP."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from api.schemas.base import Answer, Command
from api.schemas.goods import LifeAnswer
from api.schemas.values import Finite, GivenId, GivenInstant, GivenText, Instant, KnownId

Hours = Annotated[Finite, Field(gt=0, le=2_400)]
AirTemperature = Annotated[Finite, Field(ge=-60, le=85)]


class LegCommand(Command):
    """A part of the way: from when to when, in air of which temperature, is planned."""

    name: GivenText
    start: Annotated[GivenInstant, Field(alias="from")]
    end: Annotated[GivenInstant, Field(alias="to")]
    temperature_c: AirTemperature


class ShipmentCommand(Command):
    """Send lots to a buyer who requires some remaining life; a known id changes that shipment.

    What is required is said in days, or by a rule of buyers that the product of each lot has.
    """

    id: GivenId | None = None
    name: GivenText
    buyer: GivenText
    lots: Annotated[list[KnownId], Field(min_length=1, max_length=1_000)]
    due_at: GivenInstant
    required_life_days: Annotated[Finite | None, Field(ge=0, le=3_650)] = None
    buyer_rule: KnownId | None = None
    legs: Annotated[tuple[LegCommand, ...], Field(max_length=100)] = ()

    @model_validator(mode="after")
    def _requires_something_once(self) -> ShipmentCommand:
        if (self.required_life_days is None) == (self.buyer_rule is None):
            raise ValueError("expected required_life_days or buyer_rule, and not both")
        return self

    @model_validator(mode="after")
    def _legs_follow_each_other(self) -> ShipmentCommand:
        reached = None
        for number, leg in enumerate(self.legs):
            if leg.end <= leg.start:
                raise ValueError(f"legs.{number}: {leg.name!r} ends before it starts")
            if reached is not None and leg.start < reached:
                raise ValueError(f"legs.{number}: {leg.name!r} starts before the leg before it ends")
            reached = leg.end
        return self


class LegAnswer(Answer):
    """A part of a shipment's planned way."""

    name: str
    start: Annotated[Instant, Field(serialization_alias="from")]
    end: Annotated[Instant, Field(serialization_alias="to")]
    temperature_c: float


class ShipmentAnswer(Answer):
    """Lots on their way to a buyer."""

    id: str
    name: str
    buyer: str
    lots: list[str]
    due_at: Instant
    arrives_at: Instant
    late_h: float
    required_life_days: float
    legs: list[LegAnswer]


class ForecastAnswer(Answer):
    """What is expected of a lot when it arrives; *enough* and *spare_days* go by the pessimistic edge."""

    arrives_at: Instant
    product_temperature_c: float
    life_used_pct: float
    remaining_life_days: LifeAnswer
    spare_days: float
    enough: bool


class LotForecastAnswer(Answer):
    """One lot of a shipment with its forecast; null where nothing is known of it yet."""

    lot_id: str
    lot_name: str
    as_of: Instant | None
    forecast: ForecastAnswer | None


class BuyerRuleAnswer(Answer):
    """A rule of buyers that the products of all lots have, and what it would require of this shipment."""

    id: str
    title: str
    required_life_days: float


class ShipmentDetailAnswer(ShipmentAnswer):
    """A shipment with the forecast of each of its lots, and the rules of buyers that may be said of it."""

    forecasts: list[LotForecastAnswer]
    buyer_rules: list[BuyerRuleAnswer]


class DelayCommand(Command):
    """A wait at one moment (now), in other air than is planned for then."""

    hours: Hours
    at: GivenInstant | None = None
    temperature_c: AirTemperature | None = None


class CoolingCommand(Command):
    """A stop at which the goods are cooled in an air stream; without *hours*: by seven eighths."""

    at: GivenInstant | None = None
    temperature_c: AirTemperature | None = None
    hours: Hours | None = None


class WhatIfCommand(Command):
    """What might be done with a shipment, or happen to it."""

    delay: DelayCommand | None = None
    cooling: CoolingCommand | None = None

    @model_validator(mode="after")
    def _says_something(self) -> WhatIfCommand:
        if self.delay is None and self.cooling is None:
            raise ValueError('expected "delay", "cooling", or both')
        return self


class LotWhatIfAnswer(Answer):
    """What a change would make of one lot; *gained_days* is by the median, negative where it loses."""

    lot_id: str
    lot_name: str
    planned: ForecastAnswer | None
    changed: ForecastAnswer | None
    gained_days: float | None


class WhatIfAnswer(Answer):
    """What a change would make of a shipment."""

    arrives_at: Instant
    late_h: float
    lots: list[LotWhatIfAnswer]


class FitAnswer(Answer):
    """A shipment that a lot has enough life for, and how much it has to spare, by the pessimistic edge."""

    shipment_id: str
    name: str
    spare_days: float


class TurnAnswer(Answer):
    """A lot in the order in which lots should leave."""

    lot_id: str
    lot_name: str
    product: str
    place_id: str | None
    place_name: str | None
    use_by: Instant
    remaining_life_days: LifeAnswer
    fits: list[FitAnswer]
    goes_to: str | None
