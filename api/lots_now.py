"""What the histories of lots have come to by now: of what nobody sees, less and less is known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from alerts.assembly import Alerts
from alerts.exposure import expose
from alerts.ledger import Passage
from alerts.lot import Lot, Stay
from alerts.trail import at_present
from ingest.place import Place
from ingest.registry import Registry


class LotsNow:
    """Takes what is known of lots on to this moment. May be called from any thread."""

    def __init__(self, registry: Registry, alerts: Alerts) -> None:
        self._registry = registry
        self._alerts = alerts

    def passages(
        self, lots: Iterable[Lot], stays: Iterable[Stay], newest: Mapping[str, Passage], now_ms: int
    ) -> Mapping[str, Passage]:
        """Return the *newest* passage of each of *lots* that has one, as it is known at *now_ms*.

        One that has left is nowhere, and what became of it then stays.
        """
        places = {place.id: place for place in self._registry.places()}
        here = {stay.lot_id: places.get(stay.place_id) for stay in stays if stay.covers(now_ms)}
        return {
            lot.id: self._now(lot, newest[lot.id], here.get(lot.id), now_ms)
            for lot in lots
            if lot.id in newest
        }

    def _now(self, lot: Lot, passage: Passage, here: Place | None, now_ms: int) -> Passage:
        if passage.missed_ms is None or now_ms <= passage.missed_ms:
            return passage
        if here is None or here.id != passage.place_id:
            return passage
        product, recipe = self._alerts.products.get(lot.product_id), self._alerts.recipes.of(here)
        if product is None or recipe is None:
            return passage
        exposure = expose(product, lot.packaging, recipe.ambient_c, planned_c=lot.planned_temperature_c)
        return at_present(passage, exposure, now_ms)
