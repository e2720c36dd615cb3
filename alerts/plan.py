"""The plan: what people said about places, devices and lots, in the order in which the engine needs it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import structlog

from alerts.exposure import Held
from alerts.gateway_watches import Behind
from alerts.lot import Companion, Lot, Shipment, Stay
from alerts.lot_book import LotBook
from alerts.own_terms import OwnTerms
from alerts.product_book import ProductBook
from alerts.recipe import Recipe, Recipes
from alerts.segment import Segment, segments_of
from alerts.stowage import Stowage, Stowed, stowages
from alerts.watch import Goods, Heard
from ingest.clock import MS_PER_HOUR
from ingest.errors import UnknownName
from ingest.formats import FORMATS
from ingest.place import Device, Installation, Place
from ingest.reading import device_of
from ingest.registry import Registry

_ON_CHANGE = {
    known.name: Held(known.on_change.within_k, known.on_change.for_h * MS_PER_HOUR)
    for known in FORMATS
    if known.on_change is not None
}

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class PlacePlan:
    """A place, what it should be like, what hangs and hung there, and the time zone of its clock."""

    place: Place
    recipe: Recipe
    installations: tuple[Installation, ...]
    zone: str


@dataclass(frozen=True, slots=True)
class LotPlan:
    """A lot and its way, cut where its place or the devices that speak for it change."""

    goods: Goods
    stays: tuple[Stay, ...]
    companions: tuple[Companion, ...]
    segments: tuple[Segment, ...]


Way = tuple[Goods, tuple[Stay, ...], tuple[Companion, ...]]
"""A lot, where it stayed, and the devices that travel with it."""


def _evenly(_device_id: str) -> None:
    """Tell that every device runs evenly from one value to the next."""


class Plan:
    """Places and lots by id.

    Args:
        places: what is watched.
        ways: each lot with its stays and companions; its way is cut here.
        heard: which quantities each device tells.
        held: tells how the values of a device hold that speaks when they change; None: they run evenly.
    """

    def __init__(
        self,
        places: Mapping[str, PlacePlan],
        ways: Iterable[Way],
        heard: Heard,
        held: Callable[[str], Held | None] = _evenly,
    ) -> None:
        self.places = places
        self.hanging = {place_id: one.installations for place_id, one in places.items()}
        self.held = held
        self.lots: dict[str, LotPlan] = {}
        self._places_of: defaultdict[str, set[str]] = defaultdict(set)
        self._lots_near: defaultdict[str, set[str]] = defaultdict(set)
        self._heirs: defaultdict[str, list[str]] = defaultdict(list)
        for place_id, one in places.items():
            for installation in one.installations:
                for name in (installation.device_id, device_of(installation.device_id)):
                    self._places_of[name].add(place_id)
        for goods, stays, companions in ways:
            self.lots[goods.lot.id] = LotPlan(
                goods, stays, companions, self._segments(stays, companions, heard)
            )
            near = (place_id for stay in stays for place_id in stay.places)
            for name in (*near, *(one.device_id for one in companions)):
                self._lots_near[name].add(goods.lot.id)
            for origin_id in goods.lot.merged_from:
                self._heirs[origin_id].append(goods.lot.id)

    @property
    def recipes(self) -> Mapping[str, Recipe]:
        """Return what each place should be like."""
        return {place_id: one.recipe for place_id, one in self.places.items()}

    def heirs(self, lot_id: str) -> Sequence[str]:
        """Return the lots that a lot was put into."""
        return self._heirs.get(lot_id, ())

    def stowages(self, box_id: str) -> tuple[Stowage, ...]:
        """Return every time that a box was packed."""
        near = (self.lots[lot_id] for lot_id in sorted(self._lots_near.get(box_id, ())))
        return stowages(
            box_id, (Stowed(lot.stays, lot.goods.shipment, lot.goods.terms.ice_kg) for lot in near)
        )

    def lots_beside(self, devices: Iterable[str]) -> Sequence[str]:
        """Return the lots that *devices* may speak for."""
        names = {name for device in devices for name in (device, *self._places_of.get(device, ()))}
        return sorted({lot_id for name in names for lot_id in self._lots_near.get(name, ())})

    def places_of(self, devices: Iterable[str]) -> tuple[str, ...]:
        """Return the places that *devices* hang or hung in."""
        return tuple(sorted({place_id for one in devices for place_id in self._places_of.get(one, ())}))

    def same_places(self, former: Plan) -> frozenset[str]:
        """Return the places of which people have said nothing new since *former*.

        What is watched where goods travel depends on how they are packed, too, so no such place is the same.
        """
        return frozenset(
            place_id
            for place_id, one in self.places.items()
            if one.recipe.ice is None and one.recipe.rough is None and former.places.get(place_id) == one
        )

    def cut_again(self, devices: Iterable[str], heard: Heard) -> tuple[str, ...]:
        """Cut the ways of lots again that *devices* speak for, which now tell more; return which changed."""
        changed = []
        for lot_id in self.lots_beside(devices):
            lot = self.lots[lot_id]
            segments = self._segments(lot.stays, lot.companions, heard)
            if segments != lot.segments:
                self.lots[lot_id] = LotPlan(lot.goods, lot.stays, lot.companions, segments)
                changed.append(lot_id)
        return tuple(changed)

    def _segments(
        self, stays: Iterable[Stay], companions: Iterable[Companion], heard: Heard
    ) -> tuple[Segment, ...]:
        return tuple(
            segment
            for stay in stays
            for segment in segments_of(stay, self._installations(stay), heard, companions)
        )

    def _installations(self, stay: Stay) -> Iterable[Installation]:
        for place_id in stay.places:
            if place_id in self.places:
                yield from self.places[place_id].installations


class Planner:
    """Reads what people said and makes plans of it.

    Args:
        registry: places and installations.
        lot_book: lots, stays and shipments.
        products, recipes: what is known of kinds of goods and places, by id.
        terms: what each lot is judged by.
    """

    def __init__(
        self,
        registry: Registry,
        lot_book: LotBook,
        products: ProductBook,
        recipes: Recipes,
        terms: OwnTerms,
    ) -> None:
        self._terms = terms
        self._registry = registry
        self._lot_book = lot_book
        self._products = products
        self._recipes = recipes

    def version(self) -> tuple[int, ...]:
        """Return what differs as soon as people have said something new."""
        books = (self._registry, self._lot_book, self._recipes, self._products)
        return tuple(book.version for book in books)

    def plan(self, heard: Heard) -> Plan:
        """Return the plan as of now."""
        installed: defaultdict[str, list[Installation]] = defaultdict(list)
        for one in self._registry.installations():
            installed[one.place_id].append(one)
        zones = {site.id: site.time_zone for site in self._registry.sites()}
        places = {
            place.id: PlacePlan(place, recipe, tuple(installed[place.id]), zones[place.site_id])
            for place in self._registry.places()
            if self._is_known("recipe", place.recipe, self._recipes)
            if (recipe := self._recipes.of(place)) is not None
        }
        stays: defaultdict[str, list[Stay]] = defaultdict(list)
        for stay in self._lot_book.stays():
            if stay.place_id in places:
                stays[stay.lot_id].append(stay)
        companions: defaultdict[str, list[Companion]] = defaultdict(list)
        for companion in self._lot_book.companions():
            companions[companion.lot_id].append(companion)
        shipped = _shipped(self._lot_book.shipments())
        ways = (
            (self._goods(lot, shipped), tuple(stays[lot.id]), tuple(companions[lot.id]))
            for lot in self._lot_book.lots()
            if self._is_known("product", lot.product_id, self._products)
            and self._is_known("packaging", lot.packaging, {"", *self._products[lot.product_id].packagings})
        )
        return Plan(places, ways, heard, self._held)

    def gateways(self) -> Behind:
        """Return where the devices hang and hung that each gateway speaks for now."""
        gateway_of = {device.id: device.gateway_id for device in self._registry.devices()}
        behind: defaultdict[str, list[Installation]] = defaultdict(list)
        for one in self._registry.installations():
            if gateway := gateway_of.get(one.device_id):
                behind[gateway].append(one)
        return behind

    def behind(self, devices: Iterable[str]) -> Iterator[tuple[str, str, Sequence[Installation]]]:
        """Yield behind which gateway each of *devices* is now, and where it hangs and hung.

        The device of a probe is told of, too: it may hang somewhere and never tell anything itself.
        """
        for name in dict.fromkeys(name for one in devices for name in (one, device_of(one))):
            known = self._device(name)
            yield name, "" if known is None else known.gateway_id, self._registry.installations_of(name)

    def unheard(self, devices: Iterable[str]) -> frozenset[str]:
        """Return which of *devices* hang somewhere and are not known to have spoken yet, nor through whom.

        A reading can be here before the note that its device was heard.
        """
        return frozenset(
            name
            for name in devices
            if self._registry.installations_of(name)
            and ((known := self._device(name)) is None or not known.last_seen_ms)
        )

    def broker_of(self, device_id: str) -> str:
        """Return through which broker a device was heard last; empty where that is not known."""
        known = self._device(device_id)
        return "" if known is None else known.broker

    def _held(self, device_id: str) -> Held | None:
        known = self._device(device_id)
        return None if known is None else _ON_CHANGE.get(known.format)

    def _device(self, device_id: str) -> Device | None:
        try:
            return self._registry.device(device_id)
        except UnknownName:
            return None

    def _goods(self, lot: Lot, shipped: Mapping[str, Shipment]) -> Goods:
        return Goods(lot, self._products[lot.product_id], shipped.get(lot.id), self._terms.of(lot))

    @staticmethod
    def _is_known(kind: str, name: str, known: Container[str]) -> bool:
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
