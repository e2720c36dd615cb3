"""The surroundings of an alert: the names and facts that its message may mention."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from zoneinfo import ZoneInfo

from alerts.alert import Alert
from alerts.errors import UnknownLot
from alerts.lot import Lot
from alerts.lot_book import LotBook
from alerts.notify.context import Context, LotName
from alerts.product import Product
from alerts.recipe import Recipes
from ingest.errors import UnknownName
from ingest.registry import Registry


class Surroundings:
    """Looks up what people call things.

    Args:
        registry: sites, places and devices.
        lot_book: lots and stays.
        products, recipes: what is known of kinds of goods and places, by id.
    """

    def __init__(
        self,
        registry: Registry,
        lot_book: LotBook,
        products: Mapping[str, Product],
        recipes: Recipes,
    ) -> None:
        self._registry = registry
        self._lot_book = lot_book
        self._products = products
        self._recipes = recipes

    def of(
        self, alert: Alert, *, received_at_ms: int | None = None, door_open: bool | None = None
    ) -> Context:
        """Return the context of *alert*.

        Args:
            alert: what is talked about.
            received_at_ms: when its newest value reached us [ms]; None where that is not known.
            door_open: whether a door of the place stands open; None where no door is watched.
        """
        place = self._registry.place(alert.place_id)
        recipe = self._recipes.of(place)
        return Context(
            place=place,
            site=self._registry.site(place.site_id),
            lots=tuple(self._lots(alert.lot_ids or self._staying(alert))),
            recipe_title="" if recipe is None else recipe.title,
            device_names=dict(self._names(alert.devices)),
            door_open=door_open,
            received_at_ms=received_at_ms,
        )

    def zone_of(self, alert: Alert) -> ZoneInfo:
        """Return the time zone of the site that *alert* is at."""
        return ZoneInfo(self._registry.site(self._registry.place(alert.place_id).site_id).time_zone)

    def _staying(self, alert: Alert) -> tuple[str, ...]:
        """Return the lots that were in the place when the alert was last looked at."""
        return self._lot_book.staying(alert.place_id, alert.updated_at_ms)

    def _names(self, device_ids: Iterable[str]) -> Iterable[tuple[str, str]]:
        for device_id in device_ids:
            try:
                yield device_id, self._registry.device(device_id).title
            except UnknownName:
                continue

    def _lots(self, lot_ids: Iterable[str]) -> Iterable[LotName]:
        for lot_id in lot_ids:
            lot = self._find(lot_id)
            if lot is not None:
                product = self._products.get(lot.product_id)
                names = (lot.product_id, "") if product is None else (product.name, product.names["zh"])
                yield LotName(lot.id, lot.name, *names)

    def _find(self, lot_id: str) -> Lot | None:
        try:
            return self._lot_book.lot(lot_id)
        except UnknownLot:
            return None
