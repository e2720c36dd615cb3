"""Lots, gathered with their journeys, stays and shipments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, TypeVar

from alerts.assembly import Alerts
from alerts.ledger import Passage
from alerts.lot import Companion, Lot, Stay
from alerts.notify.audience import Language
from api.lots_now import LotsNow
from api.schemas.goods import LotAnswer
from api.views.goods import LotFacts, lot_answer
from ingest.registry import Registry

_Entry = TypeVar("_Entry", Stay, Companion)


class LotDesk:
    """Lots as they are shown. May be called from any thread."""

    def __init__(self, registry: Registry, alerts: Alerts) -> None:
        self._registry = registry
        self._alerts = alerts
        self._now = LotsNow(registry, alerts)

    def lots(self, now_ms: int, language: Language = Language.ENGLISH) -> list[LotAnswer]:
        """Return every lot as it is."""
        book, ledger = self._alerts.lot_book, self._alerts.ledger
        lots, stays = book.lots(), book.stays()
        passages = self._now.passages(lots, stays, ledger.journeys(), now_ms)
        return self._answers(lots, _Told(stays, book.companions(), passages), now_ms, language)

    def lot(self, lot_id: str, now_ms: int, language: Language = Language.ENGLISH) -> LotAnswer:
        """Return one lot as it is; raises UnknownLot."""
        book, ledger = self._alerts.lot_book, self._alerts.ledger
        lots, stays = [book.lot(lot_id)], book.stays(lot_id)
        newest = {passage.lot_id: passage for passage in ledger.journey(lot_id)}
        passages = self._now.passages(lots, stays, newest, now_ms)
        return self._answers(lots, _Told(stays, book.companions(lot_id), passages), now_ms, language)[0]

    def _answers(self, lots: Sequence[Lot], told: _Told, now_ms: int, language: Language) -> list[LotAnswer]:
        places = {place.id: place for place in self._registry.places()}
        shipments = self._alerts.lot_book.shipments()
        shipment_of = {lot_id: shipment.id for shipment in shipments for lot_id in shipment.lot_ids}
        roughness = self._alerts.ledger.roughness()
        stays, companions = _by_lot(told.stays), _by_lot(told.companions)
        return [
            lot_answer(
                LotFacts(
                    lot=lot,
                    product=self._alerts.products.get(lot.product_id),
                    stays=stays[lot.id],
                    passage=told.passages.get(lot.id),
                    shipment_id=shipment_of.get(lot.id),
                    companions=companions[lot.id],
                    handling=roughness.of(lot.id, stays[lot.id]),
                    language=language,
                ),
                places,
                now_ms,
            )
            for lot in lots
        ]


class _Told(NamedTuple):
    """What is known of lots besides themselves."""

    stays: Iterable[Stay]
    companions: Iterable[Companion]
    passages: Mapping[str, Passage]


def _by_lot(entries: Iterable[_Entry]) -> Mapping[str, list[_Entry]]:
    found: defaultdict[str, list[_Entry]] = defaultdict(list)
    for entry in entries:
        found[entry.lot_id].append(entry)
    return found
