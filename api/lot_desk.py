"""Lots, gathered with their journeys, stays and shipments."""

from __future__ import annotations

from collections.abc import Sequence

from alerts.assembly import Alerts
from alerts.lot import Lot
from api.schemas.goods import LotAnswer
from api.views.goods import LotFacts, lot_answer
from ingest.registry import Registry


class LotDesk:
    """Lots as they are shown. May be called from any thread."""

    def __init__(self, registry: Registry, alerts: Alerts) -> None:
        self._registry = registry
        self._alerts = alerts

    def lots(self, now_ms: int) -> list[LotAnswer]:
        """Return every lot as it is."""
        return self._answers(self._alerts.lot_book.lots(), now_ms)

    def lot(self, lot_id: str, now_ms: int) -> LotAnswer:
        """Return one lot as it is; raises UnknownLot."""
        return self._answers([self._alerts.lot_book.lot(lot_id)], now_ms)[0]

    def _answers(self, lots: Sequence[Lot], now_ms: int) -> list[LotAnswer]:
        book = self._alerts.lot_book
        places = {place.id: place for place in self._registry.places()}
        journeys = self._alerts.ledger.journeys()
        shipment_of = {lot_id: shipment.id for shipment in book.shipments() for lot_id in shipment.lot_ids}
        stays = book.stays()
        answers = []
        for lot in lots:
            journey = journeys.get(lot.id)
            facts = LotFacts(
                lot=lot,
                product=self._alerts.products.get(lot.product_id),
                stays=[stay for stay in stays if stay.lot_id == lot.id],
                journey=journey.state if journey else None,
                shipment_id=shipment_of.get(lot.id),
            )
            answers.append(lot_answer(facts, places, now_ms))
        return answers
