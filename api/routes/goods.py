"""Lots: what is there, and what people do with it."""

from __future__ import annotations

from uuid import uuid4

from fastapi import APIRouter

from alerts.lot import Lot
from alerts.lot_book import Box
from alerts.product import Product
from alerts.whereabouts import Part
from api.dependencies import COMMANDERS, READERS, Addressee, Wiring
from api.errors import BadRequest
from api.schemas.goods import (
    CompanionCommand,
    LotAnswer,
    LotCommand,
    MergeCommand,
    SplitCommand,
    StayCommand,
)
from api.schemas.values import GivenInstant, KnownId

router = APIRouter(tags=["goods"])


@router.get("/lots", dependencies=READERS)
def list_lots(deps: Wiring, addressee: Addressee) -> list[LotAnswer]:
    """Answer every lot with what is left of its life."""
    return deps.lot_desk.lots(deps.clock.now_ms(), addressee.language)


@router.get("/lots/{lot_id}", dependencies=READERS)
def lot(deps: Wiring, addressee: Addressee, lot_id: KnownId) -> LotAnswer:
    """Answer one lot."""
    return deps.lot_desk.lot(lot_id, deps.clock.now_ms(), addressee.language)


@router.post("/lots", status_code=201, dependencies=COMMANDERS)
def add_lot(deps: Wiring, addressee: Addressee, command: LotCommand) -> LotAnswer:
    """Enter a harvest; *from* says since when it is at *place* (the harvest, unless told otherwise)."""
    if command.place is None and (command.start is not None or command.box is not None):
        raise BadRequest("from, box: they say how a lot is at a place, so they need a place")
    product = deps.alerts.products.edition(command.product).product
    made = _lot(command, product)
    deps.alerts.lot_book.add(made, command.place, command.start, command.box)
    return deps.lot_desk.lot(made.id, deps.clock.now_ms(), addressee.language)


@router.post("/lots/{lot_id}/stays", status_code=201, dependencies=COMMANDERS)
def move_lot(deps: Wiring, addressee: Addressee, lot_id: KnownId, command: StayCommand) -> LotAnswer:
    """Move a lot, now or as of an earlier moment; its shelf life is worked out again from there."""
    box: Box = command.box if "box" in command.model_fields_set else False
    deps.alerts.lot_book.move(lot_id, command.place, command.start, box=box)
    return deps.lot_desk.lot(lot_id, deps.clock.now_ms(), addressee.language)


@router.post("/lots/{lot_id}/split", status_code=201, dependencies=COMMANDERS)
def split_lot(deps: Wiring, addressee: Addressee, lot_id: KnownId, command: SplitCommand) -> LotAnswer:
    """Take a part from a lot; it is a lot of its own then, with the same history up to that moment."""
    part = Part(command.id or new_id("L"), command.name, command.quantity_kg)
    deps.alerts.lot_book.split(lot_id, part, place_id=command.place, at_ms=command.at)
    return deps.lot_desk.lot(part.id, deps.clock.now_ms(), addressee.language)


@router.post("/lots/merge", status_code=201, dependencies=COMMANDERS)
def merge_lots(deps: Wiring, addressee: Addressee, command: MergeCommand) -> LotAnswer:
    """Put lots of one product together; the new lot goes on with the worst of their histories."""
    whole_id = command.id or new_id("L")
    book = deps.alerts.lot_book
    book.merge(command.lots, whole_id, command.name, place_id=command.place, at_ms=command.at)
    return deps.lot_desk.lot(whole_id, deps.clock.now_ms(), addressee.language)


@router.post("/lots/{lot_id}/devices", status_code=201, dependencies=COMMANDERS)
def accompany(deps: Wiring, addressee: Addressee, lot_id: KnownId, command: CompanionCommand) -> LotAnswer:
    """Let a device travel with a lot: it speaks for the lot from then on, whatever hangs in the room."""
    deps.alerts.lot_book.accompany(lot_id, command.device, command.start)
    return deps.lot_desk.lot(lot_id, deps.clock.now_ms(), addressee.language)


@router.delete("/lots/{lot_id}/devices/{device_id}", dependencies=COMMANDERS)
def leave_behind(
    deps: Wiring,
    addressee: Addressee,
    lot_id: KnownId,
    device_id: KnownId,
    at: GivenInstant | None = None,
) -> LotAnswer:
    """Let a device travel with a lot no longer, from now on or from *at* on."""
    deps.alerts.lot_book.leave_behind(lot_id, device_id, at)
    return deps.lot_desk.lot(lot_id, deps.clock.now_ms(), addressee.language)


def _lot(command: LotCommand, product: Product) -> Lot:
    planned_c = product.planned_c if command.planned_temperature_c is None else command.planned_temperature_c
    if planned_c <= product.freeze_c:
        raise BadRequest(
            f"planned_temperature_c: saw {planned_c:g} °C, expected more than {product.freeze_c:g} °C, "
            f"at which {product.id} is about to be harmed; where that is too careful, change the product"
        )
    initial_c = (
        product.reference_c if command.initial_temperature_c is None else command.initial_temperature_c
    )
    return Lot(
        id=command.id or new_id("L"),
        name=command.name,
        product_id=product.id,
        packaging=product.packaging(command.packaging).id,
        harvested_at_ms=command.harvested_at,
        initial_temperature_c=initial_c,
        planned_temperature_c=planned_c,
        quantity_kg=command.quantity_kg,
    )


def new_id(letter: str) -> str:
    """Return an identity for what a caller gave none."""
    return f"{letter}-{uuid4().hex[:8]}"
