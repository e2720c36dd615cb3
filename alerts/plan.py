"""The plan: what people said about places, devices and lots, in the order in which the engine needs it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import structlog

from alerts.lot import Lot, Shipment, Stay
from alerts.lot_book import LotBook
from alerts.product import Product
from alerts.recipe import Recipe
from alerts.watch import Goods, Segment, segments_of
from ingest.place import Installation, Place
from ingest.registry import Registry

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class PlacePlan:
    """A place, what it should be like, and what hangs and hung there."""

    place: Place
    recipe: Recipe
    installations: tuple[Installation, ...]


@dataclass(frozen=True, slots=True)
class LotPlan:
    """A lot and its way, cut where its place or the devices that speak for it change."""

    goods: Goods
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """Places and lots by id."""

    places: Mapping[str, PlacePlan]
    lots: Mapping[str, LotPlan]


class Planner:
    """Reads what people said and makes plans of it.

    Args:
        registry: places and installations.
        lot_book: lots, stays and shipments.
        products, recipes: what is known of kinds of goods and places, by id.
    """

    def __init__(
        self,
        registry: Registry,
        lot_book: LotBook,
        products: Mapping[str, Product],
        recipes: Mapping[str, Recipe],
    ) -> None:
        self._registry = registry
        self._lot_book = lot_book
        self._products = products
        self._recipes = recipes

    def version(self) -> tuple[int, int]:
        """Return what differs as soon as people have said something new."""
        return self._registry.version, self._lot_book.version

    def plan(self, quantities: Mapping[str, Collection[str]]) -> Plan:
        """Return the plan as of now; *quantities* are those that each device was ever heard to tell."""
        installed: defaultdict[str, list[Installation]] = defaultdict(list)
        for one in self._registry.installations():
            installed[one.place_id].append(one)
        places = {
            place.id: PlacePlan(place, self._recipes[place.recipe], tuple(installed[place.id]))
            for place in self._registry.places()
            if self._is_known("recipe", place.recipe, self._recipes)
        }
        stays: defaultdict[str, list[Stay]] = defaultdict(list)
        for stay in self._lot_book.stays():
            if stay.place_id in places:
                stays[stay.lot_id].append(stay)
        shipped = _shipped(self._lot_book.shipments())
        lots = {
            lot.id: LotPlan(self._goods(lot, shipped), _segments(stays[lot.id], installed, quantities))
            for lot in self._lot_book.lots()
            if self._is_known("product", lot.product_id, self._products)
        }
        return Plan(places, lots)

    def _goods(self, lot: Lot, shipped: Mapping[str, Shipment]) -> Goods:
        return Goods(lot, self._products[lot.product_id], shipped.get(lot.id))

    @staticmethod
    def _is_known(kind: str, name: str, known: Mapping[str, object]) -> bool:
        if name not in known:
            _log.error("nothing is watched where nothing is known", kind=kind, unknown=name)
        return name in known


def _shipped(shipments: Sequence[Shipment]) -> Mapping[str, Shipment]:
    """Return the shipment of each lot; of several, the one that is due first."""
    first: dict[str, Shipment] = {}
    for shipment in sorted(shipments, key=lambda one: (one.due_at_ms, one.id)):
        for lot_id in shipment.lot_ids:
            first.setdefault(lot_id, shipment)
    return first


def _segments(
    stays: Sequence[Stay],
    installed: Mapping[str, Sequence[Installation]],
    quantities: Mapping[str, Collection[str]],
) -> tuple[Segment, ...]:
    return tuple(
        segment
        for stay in stays
        for segment in segments_of(stay, installed.get(stay.place_id, ()), quantities)
    )
