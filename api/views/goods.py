"""Lots and shipments as people see them: where they are, and what is left of their life; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from alerts.journey import JourneyState, remaining_life
from alerts.lot import Lot, Shipment, Stay
from alerts.product import Product
from api.schemas.goods import LifeAnswer, LotAnswer, ProductAnswer, ShipmentAnswer, StayAnswer
from ingest.place import Place

_PERCENT = 100.0


@dataclass(frozen=True, slots=True)
class LotFacts:
    """Everything about one lot that its view needs.

    Attributes:
        lot: the lot.
        product: what it is; None where its product file is gone.
        stays: where it was and is, oldest first.
        journey: what its temperature history has come to; None before the first reading.
        shipment_id: the shipment it travels in; None where it travels in none.
    """

    lot: Lot
    product: Product | None
    stays: Sequence[Stay]
    journey: JourneyState | None
    shipment_id: str | None


def lot_answer(facts: LotFacts, places: Mapping[str, Place], now_ms: int) -> LotAnswer:
    """Return a lot as it is at *now_ms*."""
    lot, journey = facts.lot, facts.journey
    here = next((stay.place_id for stay in facts.stays if stay.covers(now_ms)), None)
    return LotAnswer(
        id=lot.id,
        name=lot.name,
        product=product_ref(lot.product_id, facts.product),
        packaging=lot.packaging,
        quantity_kg=lot.quantity_kg,
        harvested_at=lot.harvested_at_ms,
        place_id=here,
        place_name=_place_name(here, places) if here else None,
        planned_temperature_c=lot.planned_temperature_c,
        product_temperature_c=journey.product_temperature_c if journey else None,
        life_used_pct=journey.life_used * _PERCENT if journey else None,
        remaining_life_days=_life_answer(facts),
        as_of=journey.at_ms if journey else None,
        estimated=journey is None or journey.estimated,
        shipment_id=facts.shipment_id,
        stays=[
            StayAnswer(
                place_id=stay.place_id,
                place_name=_place_name(stay.place_id, places),
                start=stay.start_ms,
                end=stay.end_ms,
            )
            for stay in facts.stays
        ],
    )


def shipment_answer(shipment: Shipment) -> ShipmentAnswer:
    """Return a shipment."""
    return ShipmentAnswer(
        id=shipment.id,
        name=shipment.name,
        buyer=shipment.buyer,
        lots=list(shipment.lot_ids),
        due_at=shipment.due_at_ms,
        required_life_days=shipment.required_life_days,
    )


def product_ref(product_id: str, product: Product | None) -> ProductAnswer:
    """Return a product's id and name; a product that is gone goes by its id."""
    return ProductAnswer(id=product_id, name=product.name if product else product_id)


def _life_answer(facts: LotFacts) -> LifeAnswer | None:
    if facts.product is None or facts.journey is None:
        return None
    life = remaining_life(facts.product, facts.journey, facts.lot.planned_temperature_c)
    return LifeAnswer(p20=life.p20_days, p50=life.p50_days, p80=life.p80_days)


def _place_name(place_id: str, places: Mapping[str, Place]) -> str:
    place = places.get(place_id)
    return place.name if place else place_id
