"""Stowage: from when to when goods are in a box without a break, where, and when they are due. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from alerts.lot import Leg, Shipment, Stay


@dataclass(frozen=True, slots=True)
class Stowed:
    """One lot: where it stayed, the shipment that it is due in, and the ice packed with it [kg]."""

    stays: Sequence[Stay]
    shipment: Shipment | None = None
    ice_kg: float | None = None


@dataclass(frozen=True, slots=True)
class Stowage:
    """One time that a box is packed.

    Attributes:
        start_ms, end_ms: from the first of its goods to the last; ``end_ms`` None: still.
        stays: of its goods, as they tell where the box was.
        shipment: the first that its goods are due in; None: nobody said.
        ice_kg: ice that was packed with its goods, all together [kg]; None: nobody said.
    """

    start_ms: int
    end_ms: int | None
    stays: tuple[Stay, ...]
    shipment: Shipment | None
    ice_kg: float | None = None

    @property
    def due_at_ms(self) -> int | None:
        """Return when its goods are due."""
        return None if self.shipment is None else self.shipment.due_at_ms

    @property
    def legs(self) -> tuple[Leg, ...]:
        """Return what is planned for their way."""
        return () if self.shipment is None else self.shipment.legs


def stowages(box_id: str, goods: Iterable[Stowed]) -> tuple[Stowage, ...]:
    """Return every time that the box was packed, oldest first, by the stays of all *goods*."""
    stays = sorted(
        ((stay, one) for one in goods for stay in one.stays if box_id in stay.places),
        key=lambda one: (one[0].start_ms, one[0].lot_id),
    )
    return tuple(_stowed(group) for group in _together(stays))


_Entry = tuple[Stay, Stowed]


def _together(stays: Iterable[_Entry]) -> Iterator[list[_Entry]]:
    """Group stays that leave no time between them."""
    group: list[_Entry] = []
    reach_ms: int | None = None
    for stay, one in stays:
        if group and reach_ms is not None and stay.start_ms > reach_ms:
            yield group
            group = []
        if not group:
            reach_ms = stay.end_ms
        elif reach_ms is not None:
            reach_ms = None if stay.end_ms is None else max(reach_ms, stay.end_ms)
        group.append((stay, one))
    if group:
        yield group


def _stowed(group: list[_Entry]) -> Stowage:
    ends = [stay.end_ms for stay, _ in group]
    shipments = [one.shipment for _, one in group if one.shipment is not None]
    ice_kg = {stay.lot_id: one.ice_kg for stay, one in group if one.ice_kg is not None}
    return Stowage(
        start_ms=group[0][0].start_ms,
        end_ms=None if None in ends else max(end for end in ends if end is not None),
        stays=tuple(stay for stay, _ in group),
        shipment=min(shipments, key=lambda one: (one.due_at_ms, one.id), default=None),
        ice_kg=sum(ice_kg.values()) if ice_kg else None,
    )
