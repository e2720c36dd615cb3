"""Shipments as people see them: when they arrive, with how much life, and what a change would do; pure."""

from __future__ import annotations

from collections.abc import Mapping

from alerts.fefo import Turn
from alerts.lot import Leg, Lot, Shipment
from alerts.outlook import Outlook
from api.schemas.shipments import (
    FitAnswer,
    ForecastAnswer,
    LegAnswer,
    LotWhatIfAnswer,
    ShipmentAnswer,
    ShipmentCommand,
)
from api.views.goods import life_answer
from ingest.clock import MS_PER_HOUR

_PERCENT = 100.0


def shipment_of(command: ShipmentCommand, shipment_id: str, required_life_days: float) -> Shipment:
    """Return the shipment that a caller describes, with what its buyer requires."""
    return Shipment(
        id=shipment_id,
        name=command.name,
        lot_ids=tuple(dict.fromkeys(command.lots)),
        buyer=command.buyer,
        due_at_ms=command.due_at,
        required_life_days=required_life_days,
        legs=tuple(Leg(leg.name, leg.start, leg.end, leg.temperature_c) for leg in command.legs),
    )


def shipment_answer(shipment: Shipment) -> ShipmentAnswer:
    """Return a shipment."""
    return ShipmentAnswer(
        id=shipment.id,
        name=shipment.name,
        buyer=shipment.buyer,
        lots=list(shipment.lot_ids),
        due_at=shipment.due_at_ms,
        arrives_at=shipment.arrives_at_ms,
        late_h=late_h(shipment, shipment.arrives_at_ms),
        required_life_days=shipment.required_life_days,
        legs=[
            LegAnswer(name=leg.name, start=leg.start_ms, end=leg.end_ms, temperature_c=leg.temperature_c)
            for leg in shipment.legs
        ],
    )


def late_h(shipment: Shipment, arrives_at_ms: int) -> float:
    """Return how long after it is due a shipment arrives; 0 where it does not."""
    return max(0, arrives_at_ms - shipment.due_at_ms) / MS_PER_HOUR


def forecast_answer(outlook: Outlook | None) -> ForecastAnswer | None:
    """Return what is expected of a lot; None where nothing is known of it."""
    if outlook is None:
        return None
    return ForecastAnswer(
        arrives_at=outlook.arrives_at_ms,
        product_temperature_c=outlook.product_temperature_c,
        life_used_pct=outlook.life_used * _PERCENT,
        remaining_life_days=life_answer(outlook.life),
        spare_days=outlook.spare_days,
        enough=outlook.enough,
    )


def what_if_answer(lot: Lot, planned: Outlook | None, changed: Outlook | None) -> LotWhatIfAnswer:
    """Return what a change would make of a lot."""
    gained = None if planned is None or changed is None else changed.life.p50_days - planned.life.p50_days
    return LotWhatIfAnswer(
        lot_id=lot.id,
        lot_name=lot.name,
        planned=forecast_answer(planned),
        changed=forecast_answer(changed),
        gained_days=gained,
    )


def fit_answers(turn: Turn, shipments: Mapping[str, Shipment]) -> list[FitAnswer]:
    """Return the shipments that a lot would satisfy, the one that makes the most of it first."""
    return [
        FitAnswer(
            shipment_id=fit.shipment_id, name=shipments[fit.shipment_id].name, spare_days=fit.spare_days
        )
        for fit in turn.fits
    ]
