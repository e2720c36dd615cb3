"""Lots and shipments: what is there, and what people do with it."""

from __future__ import annotations

from uuid import uuid4

from fastapi import APIRouter

from alerts.lot import Lot, Shipment
from alerts.product import Product
from api.dependencies import COMMANDERS, READERS, Wiring
from api.errors import BadRequest
from api.schemas.goods import (
    LotAnswer,
    LotCommand,
    ShipmentAnswer,
    ShipmentCommand,
    StayCommand,
)
from api.schemas.values import KnownId
from api.views.goods import shipment_answer

router = APIRouter(tags=["goods"])


@router.get("/lots", dependencies=READERS)
def list_lots(deps: Wiring) -> list[LotAnswer]:
    """Answer every lot with what is left of its life."""
    return deps.lot_desk.lots(deps.clock.now_ms())


@router.get("/lots/{lot_id}", dependencies=READERS)
def lot(deps: Wiring, lot_id: KnownId) -> LotAnswer:
    """Answer one lot."""
    return deps.lot_desk.lot(lot_id, deps.clock.now_ms())


@router.post("/lots", status_code=201, dependencies=COMMANDERS)
def add_lot(deps: Wiring, command: LotCommand) -> LotAnswer:
    """Enter a harvest; *from* says since when it is at *place* (the harvest, unless told otherwise)."""
    if command.place is None and command.start is not None:
        raise BadRequest("from: says since when a lot is at a place, so it needs a place")
    product = deps.alerts.products.edition(command.product).product
    made = _lot(command, product)
    deps.alerts.lot_book.add(made, command.place, command.start)
    return deps.lot_desk.lot(made.id, deps.clock.now_ms())


@router.post("/lots/{lot_id}/stays", status_code=201, dependencies=COMMANDERS)
def move_lot(deps: Wiring, lot_id: KnownId, command: StayCommand) -> LotAnswer:
    """Move a lot, now or as of an earlier moment; its shelf life is worked out again from there."""
    deps.alerts.lot_book.move(lot_id, command.place, command.start)
    return deps.lot_desk.lot(lot_id, deps.clock.now_ms())


@router.get("/shipments", dependencies=READERS)
def list_shipments(deps: Wiring) -> list[ShipmentAnswer]:
    """Answer every shipment."""
    return [shipment_answer(shipment) for shipment in deps.alerts.lot_book.shipments()]


@router.post("/shipments", status_code=201, dependencies=COMMANDERS)
def ship(deps: Wiring, command: ShipmentCommand) -> ShipmentAnswer:
    """Send lots to a buyer."""
    shipment = Shipment(
        id=command.id or _new_id("S"),
        name=command.name,
        lot_ids=tuple(dict.fromkeys(command.lots)),
        buyer=command.buyer,
        due_at_ms=command.due_at,
        required_life_days=command.required_life_days,
    )
    deps.alerts.lot_book.ship(shipment)
    return shipment_answer(shipment)


def _lot(command: LotCommand, product: Product) -> Lot:
    planned_c = product.planned_c if command.planned_temperature_c is None else command.planned_temperature_c
    initial_c = (
        product.reference_c if command.initial_temperature_c is None else command.initial_temperature_c
    )
    return Lot(
        id=command.id or _new_id("L"),
        name=command.name,
        product_id=product.id,
        packaging=product.packaging(command.packaging).id,
        harvested_at_ms=command.harvested_at,
        initial_temperature_c=initial_c,
        planned_temperature_c=planned_c,
        quantity_kg=command.quantity_kg,
    )


def _new_id(letter: str) -> str:
    return f"{letter}-{uuid4().hex[:8]}"
