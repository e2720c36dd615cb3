"""What the histories of lots have come to by now: of what nobody sees, less and less is known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from alerts.assembly import Alerts
from alerts.exposure import Exposure, expose
from alerts.ledger import Passage
from alerts.lot import Lot, Stay
from alerts.trail import all_at_present
from ingest.place import Place
from ingest.registry import Registry


class _Kind(NamedTuple):
    """What lots have in common that spend their life alike."""

    product_id: str
    packaging: str
    planned_temperature_c: float
    place_id: str


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
        here = {stay.lot_id: stay.place_id for stay in stays if stay.covers(now_ms)}
        told = {lot.id: newest[lot.id] for lot in lots if lot.id in newest}
        missed: defaultdict[_Kind, list[str]] = defaultdict(list)
        for lot in lots:
            passage = told.get(lot.id)
            if passage is not None and passage.is_missed(now_ms) and here.get(lot.id) == passage.place_id:
                kind = _Kind(lot.product_id, lot.packaging, lot.planned_temperature_c, passage.place_id)
                missed[kind].append(lot.id)
        for kind, lot_ids in missed.items():
            exposure = self._exposure(kind, places.get(kind.place_id))
            if exposure is not None:
                now = all_at_present([told[lot_id] for lot_id in lot_ids], exposure, now_ms)
                told.update(zip(lot_ids, now, strict=True))
        return told

    def _exposure(self, kind: _Kind, place: Place | None) -> Exposure | None:
        """Return how lots of a kind spend their life; None where too little is known of them or the place."""
        product = self._alerts.products.get(kind.product_id)
        recipe = None if place is None else self._alerts.recipes.of(place)
        if product is None or recipe is None:
            return None
        return expose(product, kind.packaging, recipe.ambient_c, planned_c=kind.planned_temperature_c)
