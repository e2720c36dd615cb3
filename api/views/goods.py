"""Lots and shipments as people see them: where they are, and what is left of their life; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from alerts.handling import Handling
from alerts.ledger import Passage
from alerts.lot import Companion, Lot, Stay
from alerts.notify.audience import Language
from alerts.product import Product
from alerts.remaining_life import RemainingLife, remaining_life
from api.schemas.goods import HandlingAnswer, LifeAnswer, LotAnswer, ProductAnswer, RangeAnswer, StayAnswer
from ingest.place import Place

_PERCENT = 100.0


@dataclass(frozen=True, slots=True)
class LotFacts:
    """Everything about one lot that its view needs.

    Attributes:
        lot: the lot.
        product: what it is; None where its product file is gone.
        stays: where it was and is, oldest first.
        passage: what its temperature history has come to; None before the first reading.
        shipment_id: the shipment it travels in; None where it travels in none.
        companions: devices that travel or travelled with it.
        handling: how roughly it was handled; None where nothing rough was found.
        language: in which its reader reads.
    """

    lot: Lot
    product: Product | None
    stays: Sequence[Stay]
    passage: Passage | None
    shipment_id: str | None
    companions: Sequence[Companion] = ()
    handling: Handling | None = None
    language: Language = Language.ENGLISH


def lot_answer(facts: LotFacts, places: Mapping[str, Place], now_ms: int) -> LotAnswer:
    """Return a lot as it is at *now_ms*."""
    lot, passage = facts.lot, facts.passage
    journey = passage.state if passage else None
    here = next((stay.place_id for stay in facts.stays if stay.covers(now_ms)), None)
    return LotAnswer(
        id=lot.id,
        name=lot.name,
        product=product_ref(lot.product_id, facts.product, facts.language),
        packaging=lot.packaging,
        quantity_kg=lot.quantity_kg,
        harvested_at=lot.harvested_at_ms,
        place_id=here,
        place_name=_place_name(here, places) if here else None,
        planned_temperature_c=lot.planned_temperature_c,
        product_temperature_c=journey.product_temperature_c if journey else None,
        product_temperature_range_c=_range(passage.goods_c) if passage else None,
        life_used_pct=journey.life_used * _PERCENT if journey else None,
        life_used_range_pct=_used_range(passage) if passage else None,
        remaining_life_days=_life_answer(facts),
        as_of=passage.as_of_ms if passage else None,
        estimated=journey is None or journey.estimated,
        handling=_handling_answer(facts.handling),
        shipment_id=facts.shipment_id,
        split_from=lot.split_from,
        merged_from=list(lot.merged_from),
        merged_into=lot.merged_into,
        devices=[one.device_id for one in facts.companions if one.covers(now_ms)],
        stays=[
            StayAnswer(
                place_id=stay.place_id,
                place_name=_place_name(stay.place_id, places),
                box_id=stay.box_id,
                start=stay.start_ms,
                end=stay.end_ms,
            )
            for stay in facts.stays
        ],
    )


def product_ref(
    product_id: str, product: Product | None, language: Language = Language.ENGLISH
) -> ProductAnswer:
    """Return a product's id and name; a product that is gone goes by its id."""
    return ProductAnswer(id=product_id, name=product.names[language.value] if product else product_id)


def life_answer(life: RemainingLife) -> LifeAnswer:
    """Return life left with its band."""
    return LifeAnswer(p20=life.p20_days, p50=life.p50_days, p80=life.p80_days)


def _life_answer(facts: LotFacts) -> LifeAnswer | None:
    if facts.product is None or facts.passage is None:
        return None
    return life_answer(remaining_life(facts.product, facts.passage.state, facts.lot.planned_temperature_c))


def _handling_answer(handling: Handling | None) -> HandlingAnswer | None:
    if handling is None:
        return None
    return HandlingAnswer(
        knocks=handling.knocks,
        hardest_g=handling.hardest_g,
        vibration_g2h=handling.vibration_g2h,
        flagged=handling.is_flagged,
    )


def _range(bounds: tuple[float, float] | None) -> RangeAnswer | None:
    return None if bounds is None else RangeAnswer(low=bounds[0], high=bounds[1])


def _used_range(passage: Passage) -> RangeAnswer | None:
    if passage.least_used is None:
        return None
    return _range((passage.least_used * _PERCENT, passage.state.life_used * _PERCENT))


def _place_name(place_id: str, places: Mapping[str, Place]) -> str:
    place = places.get(place_id)
    return place.name if place else place_id
