"""Where a lot was when, and which lots come of dividing and putting together; pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec

from alerts.errors import InvalidCommand, NotAllowedNow
from alerts.lot import Companion, Lot, Stay
from ingest.clock import to_datetime


def moved(
    stays: Iterable[Stay], lot_id: str, place_id: str | None, at_ms: int, box_id: str | None = None
) -> tuple[Stay, ...]:
    """Return *stays* of a lot (in the order of time) with a move at *at_ms* among them.

    What was entered for later stays as it is, also that the lot left.

    >>> before = (Stay("L1", "room", 0, None),)
    >>> [(stay.place_id, stay.start_ms, stay.end_ms) for stay in moved(before, "L1", "truck", 60)]
    [('room', 0, 60), ('truck', 60, None)]
    """
    earlier = [stay for stay in stays if stay.start_ms < at_ms]
    later = [stay for stay in stays if stay.start_ms > at_ms]
    end_ms = next((stay.end_ms for stay in stays if stay.covers(at_ms)), None)
    if end_ms is None and later:
        end_ms = later[0].start_ms
    if earlier and (earlier[-1].end_ms is None or earlier[-1].end_ms > at_ms):
        earlier[-1] = msgspec.structs.replace(earlier[-1], end_ms=at_ms)
    if place_id is None:
        return (*earlier, *later)
    coming = Stay(lot_id, place_id, at_ms, end_ms, box_id)
    last = earlier[-1] if earlier else None
    if last and (last.place_id, last.box_id, last.end_ms) == (place_id, box_id, at_ms):
        return (*earlier[:-1], msgspec.structs.replace(last, end_ms=end_ms), *later)
    return (*earlier, coming, *later)


def left(stays: Iterable[Stay], at_ms: int) -> tuple[Stay, ...]:
    """Return what of *stays* lies before *at_ms*: the lot is nowhere from then on."""
    return tuple(
        stay
        if stay.end_ms is not None and stay.end_ms <= at_ms
        else msgspec.structs.replace(stay, end_ms=at_ms)
        for stay in stays
        if stay.start_ms < at_ms
    )


def parted(companions: Iterable[Companion], at_ms: int) -> tuple[Companion, ...]:
    """Return what of *companions* lies before *at_ms*: they are left behind then."""
    return tuple(
        one if one.end_ms is not None and one.end_ms <= at_ms else msgspec.structs.replace(one, end_ms=at_ms)
        for one in companions
        if one.start_ms < at_ms
    )


class Part(NamedTuple):
    """What is taken from a lot: the id and name that it gets, and how much it is [kg]."""

    id: str
    name: str
    quantity_kg: float | None = None


def divided(lot: Lot, part: Part) -> tuple[Lot, Lot]:
    """Return what is left of *lot*, and the part that is taken from it.

    Raises InvalidCommand where more is taken than there is, or all of it.
    """
    rest_kg = lot.quantity_kg
    if rest_kg is not None:
        if part.quantity_kg is None:
            raise InvalidCommand(f"quantity_kg: lot {lot.id} has {rest_kg:g} kg; say how much of it goes")
        if part.quantity_kg >= rest_kg:
            advice = "move the whole lot" if part.quantity_kg == rest_kg else "take less"
            raise InvalidCommand(
                f"quantity_kg: {part.quantity_kg:g} kg cannot be taken from the {rest_kg:g} kg "
                f"of lot {lot.id}: {advice}"
            )
        rest_kg -= part.quantity_kg
    taken = msgspec.structs.replace(
        lot, id=part.id, name=part.name, quantity_kg=part.quantity_kg, split_from=lot.id
    )
    return msgspec.structs.replace(lot, quantity_kg=rest_kg), taken


def united(lots: Sequence[Lot], whole_id: str, name: str, at_ms: int) -> Lot:
    """Return the lot that *lots* make when they are put together at *at_ms*.

    Raises InvalidCommand where they are not of one kind.
    """
    if len(lots) < 2:  # noqa: PLR2004 - fewer than two are no two
        raise InvalidCommand(f"lots: {len(lots)} given, at least two make a new one")
    first = lots[0]
    for other in lots[1:]:
        if (other.product_id, other.packaging) != (first.product_id, first.packaging):
            raise InvalidCommand(
                f"lots: {first.id} is {kind_of(first)} and {other.id} is {kind_of(other)}; "
                "only goods of one product, packed alike, make one lot"
            )
    quantities = [lot.quantity_kg for lot in lots]
    known = [quantity for quantity in quantities if quantity is not None]
    return Lot(
        id=whole_id,
        name=name,
        product_id=first.product_id,
        packaging=first.packaging,
        harvested_at_ms=min(lot.harvested_at_ms for lot in lots),
        initial_temperature_c=max(lot.initial_temperature_c for lot in lots),
        planned_temperature_c=min(lot.planned_temperature_c for lot in lots),
        quantity_kg=sum(known) if len(known) == len(quantities) else None,
        merged_from=tuple(lot.id for lot in lots),
        merged_at_ms=at_ms,
    )


def check_moment(lot: Lot, at_ms: int, now_ms: int) -> None:
    """Insist that something may be entered for *lot* at *at_ms*; raises NotAllowedNow."""
    if lot.merged_into is not None:
        raise NotAllowedNow(f"lot {lot.id} was put into lot {lot.merged_into}: that one can be moved")
    if at_ms < lot.begins_at_ms:
        began = "was harvested" if lot.merged_at_ms is None else "was put together"
        raise NotAllowedNow(
            f"lot {lot.id} {began} {shown(lot.begins_at_ms)}: it was nowhere at {shown(at_ms)}"
        )
    if at_ms > now_ms:
        raise NotAllowedNow(f"lot {lot.id} cannot move at {shown(at_ms)}: it is {shown(now_ms)} now")


def kind_of(lot: Lot) -> str:
    """Return product and packaging as people read them."""
    return f"{lot.product_id} ({lot.packaging})" if lot.packaging else lot.product_id


def shown(instant_ms: int) -> str:
    """Return an instant as it stands in a message about the book."""
    return to_datetime(instant_ms).isoformat(timespec="minutes")
