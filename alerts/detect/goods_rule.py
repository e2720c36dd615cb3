"""What the goods detector is told (GoodsRule) and what it remembers (GoodsState)."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf
from typing import Any

import msgspec

from alerts.cause import Cause
from alerts.detect.turning import Turn
from alerts.doubt import Doubt
from alerts.exposure import Exposure, expose
from alerts.goods_terms import GOODS, Terms
from alerts.journey import JourneyState
from alerts.lot import Lot, Shipment, Stay
from alerts.product import Product
from alerts.recipe import Recipe
from alerts.remaining_life import base_spread
from alerts.science.cold_limits import ColdLimits
from ingest.clock import HOURS_PER_DAY, MS_PER_HOUR, S_PER_MINUTE
from ingest.quantity import AIR, PRODUCT

_LEAST_HEADROOM_K = 1.0
"""House choice: a lot planned warmer than its product's storage limit is judged from this far above plan."""


class GoodsRule(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """How one lot in one place is judged by what one device says.

    Attributes:
        place_id, lot_id, product_id: what is judged.
        device, quantity: who speaks: a probe in the goods, or an air sensor.
        exposure: how the goods spend their life there.
        initial: the journey that the lot brings along; see ``journey.close``.
        start_ms, end_ms: the stay, or the part of it in which the device hung there.
        planned_temperature_c: what the lot was meant to be kept at [°C].
        upper_c: above this the goods are out of their storage range [°C].
        legal_c: above this a law is broken, once they were cold [°C]; None: no law is known.
        air_upper_c: up to this the place's air is in order while warm goods cool down [°C].
        lower_c: their product's low alarm: at or below this they are about to freeze or to be chilled [°C].
        freeze_lag_h: lag with which freezing is judged: that of the thinnest packaging [h].
        spread: standard deviation of ln(remaining life), without gaps [-].
        dwell_s: how long they may be too warm, with the air too warm, before anybody is told [s].
        required_life_h: what must be left on arrival, or where none is known, now [h as planned].
        due_at_ms: when they are due there.
        watch_lost_h: loss from which on people are told [h at the planned temperature].
        act_now_lost_fraction: loss, of the life left at its start, from which on it is severe [-].
        act_now_loss_rate: loss per hour from which on it is severe while the place is out of order: at 1.0
            shelf life runs out twice as fast as planned [h at the planned temperature / h].
        too_late_fraction: loss that can no longer be accepted where no buyer says more [-].
        act_now_before_h: severe when it would be too late in less than this [h].
        freeze_dwell_s: how long they may be about to freeze [s].
        harvested_at_ms: since when their life is spent.
        arrives_at_ms: when they are expected to arrive.
        chilling: how long which cold is stood; None: their product knows of no budget.
        hard_low_c: at or below this no time is stood: they are about to freeze [°C].
        budget_fraction: loss in several warm spells together, of a fresh life, from which on people are
            told although no single spell was worth it [-].
        waiting_fraction: loss before they were ever cold, of a fresh life, from which on people are told
            that they wait too long; twice that is severe [-].
        cure_s: how long the place must be in order, with the goods cooling, to count as cured [s].
        hysteresis_k: how far back the goods must be to count as back [K].
        doubts: when the device is not heard, since it is not to be trusted.
    """

    place_id: str
    lot_id: str
    product_id: str
    device: str
    quantity: str
    exposure: Exposure
    initial: JourneyState
    start_ms: int
    end_ms: int | None
    planned_temperature_c: float
    upper_c: float
    air_upper_c: float
    lower_c: float
    freeze_lag_h: float
    spread: float
    dwell_s: float
    required_life_h: float | None = None
    due_at_ms: int | None = None
    watch_lost_h: float
    act_now_lost_fraction: float
    act_now_loss_rate: float
    too_late_fraction: float
    act_now_before_h: float
    freeze_dwell_s: float
    harvested_at_ms: int = 0
    arrives_at_ms: int | None = None
    chilling: ColdLimits | None = None
    hard_low_c: float = -inf
    legal_c: float | None = None
    budget_fraction: float
    waiting_fraction: float
    cure_s: float
    hysteresis_k: float
    doubts: tuple[Doubt, ...] = ()

    @property
    def source(self) -> str:
        """Return whose finding its spells are: this lot's, as this device tells it."""
        return f"{self.lot_id}/{self.device}"

    @property
    def measured(self) -> bool:
        """Tell whether the device measures the goods themselves."""
        return self.exposure.lag_ms == 0.0


class OpenSpell(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """A spell that lasts, as it is remembered between two readings.

    Attributes:
        started_at_ms: when it began.
        used_at_start: fraction of life used then [-].
        peak, peak_at_ms: the temperature of the goods furthest out [°C], and when.
        bad_since_ms: since when the place, not only the goods, is out of order; of a cold spell, since when
            the goods are about to freeze; None while not.
        cured_since_ms: since when the place is in order and the goods come back; None while not.
        raised_at_ms, act_now_at_ms: when it was raised and became severe; None before.
        lost_h: shelf life that it cost [h at the planned temperature].
        trend_per_h: slope of the goods' temperature [K/h].
        too_late_at_ms: when, if the air stays as it is, the loss can no longer be accepted.
        air: whether the air is on its way back; None of a cold spell.
    """

    started_at_ms: int
    used_at_start: float
    peak: float
    peak_at_ms: int
    bad_since_ms: int | None = None
    cured_since_ms: int | None = None
    raised_at_ms: int | None = None
    act_now_at_ms: int | None = None
    lost_h: float = 0.0
    trend_per_h: float = 0.0
    too_late_at_ms: int | None = None
    air: Turn | None = None


class Prospect(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """What lies ahead of goods and is told at once: since when, and what was told of it last.

    ``told_h`` is the life on arrival, or the loss, of the last word on it [h]; ``act_now_at_ms`` when it
    became severe.
    """

    cause: Cause
    started_at_ms: int
    told_h: float = 0.0
    act_now_at_ms: int | None = None


class GoodsState(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """What must be remembered of a lot between two readings.

    What a timer raised is not part of it, only until when timers were heard (``ticked_ms``): a reading
    observed before a deadline but learned after it finds the state as if no timer had fired.

    Attributes:
        journey: its history so far.
        cold_c: its temperature with the lag of the thinnest packaging [°C].
        mark_c, mark_at_ms: where its temperature last moved to by more than noise, and when.
        falling: that move was downwards.
        settled: it has been within its storage range in this place for a while.
        inside_since_ms: since when it is, until it counts as settled; None while it is not.
        warm, cold, law: the spells that last.
        prospects: what lies ahead of them, by cause.
        ticked_ms: until when timers were heard since the last reading.
    """

    journey: JourneyState
    cold_c: float
    mark_c: float
    mark_at_ms: int
    falling: bool
    settled: bool
    inside_since_ms: int | None = None
    warm: OpenSpell | None = None
    cold: OpenSpell | None = None
    law: OpenSpell | None = None
    prospects: tuple[Prospect, ...] = ()
    ticked_ms: int = 0


def goods_rule(  # noqa: PLR0913 - a rule is made of all of these, and nothing else bundles them
    product: Product,
    recipe: Recipe,
    lot: Lot,
    stay: Stay,
    initial: JourneyState,
    *,
    device: str,
    quantity: str,
    shipment: Shipment | None = None,
    terms: Terms | None = None,
) -> GoodsRule:
    """Return how *lot* is judged during *stay* by what *device* says of *quantity*.

    Without *terms* of their own, goods are judged by those of all goods.
    """
    planned_c = lot.planned_temperature_c
    own = msgspec.structs.asdict(terms or GOODS.of(product).terms())
    upper_c, air_upper_c = _upper_c(own.pop("upper_c"), recipe, planned_c)
    dwell_s, required_h = own.pop("dwell_s"), own.pop("required_life_h")
    del own["ice_kg"]  # their box is watched by it, not they
    return GoodsRule(
        place_id=stay.place_id,
        lot_id=lot.id,
        product_id=product.id,
        device=device,
        quantity=quantity,
        exposure=_exposure(product, lot, recipe, measured=quantity == PRODUCT),
        initial=initial,
        start_ms=stay.start_ms,
        end_ms=stay.end_ms,
        planned_temperature_c=planned_c,
        upper_c=upper_c,
        air_upper_c=air_upper_c,
        freeze_lag_h=product.thinnest_lag_h,
        spread=base_spread(product, planned_c),
        dwell_s=recipe.goods_dwell_min * S_PER_MINUTE if dwell_s is None else dwell_s,
        required_life_h=_required_h(required_h, shipment),
        harvested_at_ms=lot.harvested_at_ms,
        chilling=product.chilling,
        hard_low_c=_hard_low_c(product, own["lower_c"]),
        **own,
        **_times(shipment),
    )


def _times(shipment: Shipment | None) -> Mapping[str, Any]:
    """Return when the goods are due, and arrive, where that is known."""
    if shipment is None:
        return {}
    return {"due_at_ms": shipment.due_at_ms, "arrives_at_ms": shipment.arrives_at_ms}


def _exposure(product: Product, lot: Lot, recipe: Recipe, *, measured: bool) -> Exposure:
    planned_c = lot.planned_temperature_c
    return expose(product, lot.packaging, recipe.ambient_c, planned_c=planned_c, measured=measured)


def _required_h(own_h: float | None, shipment: Shipment | None) -> float | None:
    """Return what must be left: what the lot's own terms say, or else its buyer."""
    if own_h is None and shipment is not None:
        return shipment.required_life_days * HOURS_PER_DAY
    return own_h


def _upper_c(upper_c: float, recipe: Recipe, planned_c: float) -> tuple[float, float]:
    """Return up to where the goods are in their storage range, and the air in order while they cool [°C]."""
    upper_c = max(upper_c, planned_c + _LEAST_HEADROOM_K)
    limits = recipe.limits.get(AIR)
    place_upper_c = upper_c if limits is None or limits.high is None else limits.high
    return upper_c, max(upper_c, place_upper_c)


def _hard_low_c(product: Product, lower_c: float) -> float:
    """Return from where on no cold is stood: at all, or, where chilling comes first, before ice."""
    if product.chilling is None:
        return lower_c
    freezing = product.facts.freezing
    return -inf if freezing is None else freezing.point.value


def hours_between(start_ms: int, end_ms: int) -> float:
    """Return the time from one instant to another [h]."""
    return (end_ms - start_ms) / MS_PER_HOUR
