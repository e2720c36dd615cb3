"""Watches: which detector follows which series, by which rule, from when to when. Pure wiring.

Everything here is worked out from what people said (recipes, installations, lots and stays) and from
which quantities each device has ever told; nothing is remembered.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import msgspec

from alerts.detect.battery import BatteryRule
from alerts.detect.clock import ClockRule
from alerts.detect.condensation import CondensationRule
from alerts.detect.drift import DriftRule
from alerts.detect.dry_down import DryDownRule
from alerts.detect.forecast import ForecastRule
from alerts.detect.frost import FrostRule
from alerts.detect.gateway import GatewayRule
from alerts.detect.goods import GoodsRule, goods_rule
from alerts.detect.ice import IceRule
from alerts.detect.infection import InfectionRule
from alerts.detect.limits import LimitRule
from alerts.detect.precooling import PrecoolingRule
from alerts.detect.reports import ReportsRule
from alerts.detect.room_rule import RoomRule
from alerts.detect.rough import RoughRule
from alerts.detect.silence import SilenceRule
from alerts.detect.trust import TrustRule
from alerts.doubt import Doubt, Doubts, doubts_among
from alerts.exposure import Held
from alerts.goods_terms import Terms
from alerts.journey import JourneyState
from alerts.lot import Companion, Lot, Shipment
from alerts.product import Product
from alerts.recipe import Recipe
from alerts.segment import Segment
from ingest.clock import S_PER_MINUTE

Rule = (
    LimitRule
    | SilenceRule
    | GatewayRule
    | GoodsRule
    | ForecastRule
    | FrostRule
    | CondensationRule
    | InfectionRule
    | DryDownRule
    | RoughRule
    | IceRule
    | PrecoolingRule
    | RoomRule
    | TrustRule
    | DriftRule
    | ReportsRule
    | BatteryRule
    | ClockRule
)


Voice: TypeAlias = tuple[str, str]
"""A device and which of its quantities is meant; empty: all."""

Heard: TypeAlias = Mapping[str, Collection[str]]
"""The quantities that each device was ever heard to tell."""


class Watch(msgspec.Struct, frozen=True, gc=False):
    """The unit of folding: one detector on one series, or on several together, in [start_ms, end_ms).

    Attributes:
        key: lasting name; the same watch has the same key after every restart.
        place_id: where it watches.
        device: whose readings; empty where several speak.
        quantity: which of them; empty: all.
        detector: a name of ``DETECTORS``.
        rule: what the detector is told.
        start_ms, end_ms: from when to when; ``end_ms`` None: still.
        voices: where several speak, who, in a lasting order: the detector hears which by its number.
        resolution_ms: where it only matters that a voice was heard: within how long, ending then.
    """

    key: str
    place_id: str
    device: str
    quantity: str
    detector: str
    rule: Rule
    start_ms: int
    end_ms: int | None
    voices: tuple[Voice, ...] = ()
    resolution_ms: int = 0

    @property
    def heard(self) -> tuple[Voice, ...]:
        """Return its voices; the one series where there are none."""
        return self.voices or ((self.device, self.quantity),)

    @property
    def doubts(self) -> tuple[Doubt, ...]:
        """Return when its device is not heard; of goods only."""
        return self.rule.doubts if isinstance(self.rule, GoodsRule) else ()


@dataclass(frozen=True, slots=True)
class Goods:
    """A lot with what is known of its kind, the shipment that it leaves in, if any, and its terms."""

    lot: Lot
    product: Product
    shipment: Shipment | None
    terms: Terms


class Sensors(NamedTuple):
    """What is known of any sensor: when it is not to be trusted, and how it holds that speaks on change."""

    doubts: Doubts
    held: Callable[[str], Held | None]


def goods_watches(
    segment: Segment,
    goods: Goods,
    recipe: Recipe,
    initial: JourneyState,
    sensors: Sensors,
) -> tuple[Watch, ...]:
    """Return what watches over *goods* during *segment*, which they enter with the history *initial*."""
    doubts = doubts_among(segment.sources, sensors.doubts, segment.start_ms, segment.end_ms)
    quantities = {quantity for _, quantity in segment.sources}
    rules = {quantity: _goods_rule(segment, goods, recipe, initial, quantity) for quantity in quantities}
    return tuple(
        Watch(
            key=goods_key(segment, device, quantity),
            place_id=segment.place_id,
            device=device,
            quantity=quantity,
            detector="goods",
            rule=_heard_from(
                rules[quantity], device, doubts.get((device, quantity), ()), sensors.held(device)
            ),
            start_ms=segment.start_ms,
            end_ms=segment.end_ms,
        )
        for device, quantity in segment.sources
    )


def _heard_from(rule: GoodsRule, device: str, doubts: tuple[Doubt, ...], held: Held | None) -> GoodsRule:
    exposure = rule.exposure if held is None else msgspec.structs.replace(rule.exposure, held=held)
    return msgspec.structs.replace(rule, device=device, doubts=doubts, exposure=exposure)


def companion_watches(segment: Segment, companions: Iterable[Companion], recipe: Recipe) -> tuple[Watch, ...]:
    """Return what watches over the devices that travel with a lot and speak for it: whether they still do."""
    with_it = {one.device_id for one in companions}
    return tuple(
        Watch(
            key=f"silence/{segment.place_id}/{segment.lot_id}/{segment.start_ms}/{device}",
            place_id=segment.place_id,
            device=device,
            quantity="",
            detector="silence",
            rule=silence_rule(recipe, segment.place_id, device),
            start_ms=segment.start_ms,
            end_ms=segment.end_ms,
        )
        for device, _ in segment.sources
        if device in with_it
    )


def silence_rule(recipe: Recipe, place_id: str, device: str) -> SilenceRule:
    """Return when *device* is missed at a place."""
    return SilenceRule(place_id, device, recipe.silence_min * S_PER_MINUTE, recipe.silence_factor)


def goods_key(segment: Segment, device: str, quantity: str) -> str:
    """Return the key of the watch over a lot that listens to one of a segment's sources."""
    return f"goods/{segment.place_id}/{segment.lot_id}/{segment.start_ms}/{device}/{quantity}"


def _goods_rule(
    segment: Segment, goods: Goods, recipe: Recipe, initial: JourneyState, quantity: str
) -> GoodsRule:
    """Return the rule that every device telling *quantity* shares but for its name."""
    return goods_rule(
        goods.product,
        recipe,
        goods.lot,
        segment.stay(),
        initial,
        device="",
        quantity=quantity,
        shipment=goods.shipment,
        terms=goods.terms,
    )
