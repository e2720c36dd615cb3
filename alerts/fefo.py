"""First expired, first out: which lot leaves next, and to which buyer it can still go. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec

from alerts.journey import JourneyState
from alerts.lot import Lot, Shipment
from alerts.outlook import outlook, way_of
from alerts.product import Product
from alerts.remaining_life import remaining_life
from alerts.science.shelf_life import DAY_H
from ingest.clock import MS_PER_HOUR


class Stock(NamedTuple):
    """A lot that is here, with what it is and what its history has come to."""

    lot: Lot
    product: Product
    journey: JourneyState


class Fit(NamedTuple):
    """A shipment for which a lot has enough life, and what it has to spare there, carefully judged [d]."""

    shipment_id: str
    spare_days: float


class Turn(NamedTuple):
    """A lot in its turn.

    Attributes:
        lot_id: which.
        use_by_ms: when its life may be over at the planned temperature, by the careful edge [ms, UTC].
        fits: the shipments that it would satisfy, the one with the least to spare first.
        goes_to: the shipment that it is in; else the one that makes the most of it; None: there is none.
    """

    lot_id: str
    use_by_ms: int
    fits: tuple[Fit, ...]
    goes_to: str | None


def turns(stocks: Iterable[Stock], shipments: Sequence[Shipment], now_ms: int) -> tuple[Turn, ...]:
    """Return lots in the order in which they should leave.

    A buyer who requires much gets what has much; what has little goes where little is asked, while it still
    does: among the shipments that a lot satisfies, the one with the least to spare makes the most of it.
    """
    ahead = [shipment for shipment in shipments if shipment.arrives_at_ms >= now_ms]
    booked = {lot_id: shipment.id for shipment in reversed(ahead) for lot_id in shipment.lot_ids}
    found = []
    costs: dict[tuple[str, ...], float] = {}
    for stock in stocks:
        life = _left(stock, 0.0)
        use_by_ms = stock.journey.at_ms + round(life * DAY_H * MS_PER_HOUR)
        fits = []
        for shipment in ahead:
            kind = (shipment.id, stock.product.id, stock.lot.packaging, str(stock.lot.planned_temperature_c))
            if kind not in costs:
                costs[kind] = _cost(stock, shipment, now_ms)
            spare_days = _left(stock, costs[kind]) - shipment.required_life_days
            if spare_days >= 0.0:
                fits.append(Fit(shipment.id, spare_days))
        fits.sort(key=lambda fit: (fit.spare_days, fit.shipment_id))
        goes_to = booked.get(stock.lot.id) or (fits[0].shipment_id if fits else None)
        found.append(Turn(stock.lot.id, use_by_ms, tuple(fits), goes_to))
    return tuple(sorted(found, key=lambda turn: (turn.use_by_ms, turn.lot_id)))


def _cost(stock: Stock, shipment: Shipment, now_ms: int) -> float:
    """Return the fraction of life that the way costs goods of this kind that come to it as planned [-]."""
    planned_c = stock.lot.planned_temperature_c
    cold = JourneyState(now_ms, planned_c)
    way = way_of(shipment, now_ms, planned_c)
    return outlook(stock.product, stock.lot, cold, way, 0.0).life_used


def _left(stock: Stock, cost: float) -> float:
    """Return the careful edge of what is left when so much more was used [d at the planned temperature]."""
    later = msgspec.structs.replace(stock.journey, life_used=stock.journey.life_used + cost)
    return remaining_life(stock.product, later, stock.lot.planned_temperature_c).p20_days
