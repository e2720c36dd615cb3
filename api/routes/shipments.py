"""Shipments: where lots go, with how much life they will arrive, and which lot should leave next."""

from __future__ import annotations

from fastapi import APIRouter

from api.dependencies import COMMANDERS, READERS, Addressee, Wiring
from api.routes.goods import new_id
from api.schemas.shipments import (
    ShipmentAnswer,
    ShipmentCommand,
    ShipmentDetailAnswer,
    TurnAnswer,
    WhatIfAnswer,
    WhatIfCommand,
)
from api.schemas.values import KnownId
from api.views.shipments import shipment_answer, shipment_of

router = APIRouter(tags=["goods"])


@router.get("/fefo", dependencies=READERS)
def first_expired_first_out(deps: Wiring, addressee: Addressee) -> list[TurnAnswer]:
    """Answer the lots that are here, first expired first, and the shipments that each has enough life for.

    *goes_to* is the shipment that a lot is in already, or else the one that makes the most of it.
    """
    return deps.shipment_desk.turns(deps.clock.now_ms(), addressee.language)


@router.get("/shipments", dependencies=READERS)
def list_shipments(deps: Wiring) -> list[ShipmentAnswer]:
    """Answer every shipment, the one that is due first first."""
    return [shipment_answer(shipment) for shipment in deps.alerts.lot_book.shipments()]


@router.get("/shipments/{shipment_id}", dependencies=READERS)
def shipment(deps: Wiring, addressee: Addressee, shipment_id: KnownId) -> ShipmentDetailAnswer:
    """Answer one shipment, with the life that each of its lots will have left on arrival."""
    return deps.shipment_desk.shipment(shipment_id, deps.clock.now_ms(), addressee.language)


@router.post("/shipments", status_code=201, dependencies=COMMANDERS)
def ship(deps: Wiring, command: ShipmentCommand) -> ShipmentAnswer:
    """Send lots to a buyer, or change what is known of a shipment: its lots, its way, when it is due."""
    made = shipment_of(command, command.id or new_id("S"), deps.shipment_desk.required_days(command))
    deps.alerts.lot_book.ship(made)
    return shipment_answer(made)


@router.post("/shipments/{shipment_id}/what-if", dependencies=READERS)
def what_if(deps: Wiring, shipment_id: KnownId, command: WhatIfCommand) -> WhatIfAnswer:
    """Answer what a delay or a re-cooling would make of a shipment; nothing is changed."""
    return deps.shipment_desk.what_if(shipment_id, command, deps.clock.now_ms())
