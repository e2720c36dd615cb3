"""How goods spend their life in one place, as read from one kind of source."""

from __future__ import annotations

from math import copysign

import msgspec

from alerts.pace import Pace
from alerts.product import Product
from alerts.science.additivity import guarded
from alerts.science.segments import Array
from ingest.clock import MS_PER_HOUR

GAP_INTERVALS = 3.0
"""A pause is a gap from so many intervals on; below, temperature is taken as linear."""


class Held(msgspec.Struct, frozen=True, gc=False):
    """How a source holds what it said last that speaks when its value changes.

    Attributes:
        within_k: it need not speak before it has changed by more than this [K].
        for_ms: a longer pause is no word of it [ms].
    """

    within_k: float
    for_ms: float


class Exposure(msgspec.Struct, frozen=True, gc=False):
    """How goods in their packaging spend their life in one place, read from one kind of source.

    Attributes:
        pace: how fast they do at a temperature.
        life_h: life at the reference temperature [h].
        lag_ms: how slowly the goods follow the source [ms]; 0: the source measures the goods.
        pack_lag_h: how slowly the goods follow the air [h].
        ambient_c: the warmest that the surroundings get [°C].
        planned_rate: relative rate at the temperature that the lot is planned for [-].
        loss_factor: what is spent beyond plan counts so many times [-]; above 1 for goods for which warm
            hours are known to do more than add up, see ``science.additivity``.
        held: the source speaks when its value changes, and holds until then; None: it runs evenly.
    """

    pace: Pace
    life_h: float
    lag_ms: float
    pack_lag_h: float
    ambient_c: float
    planned_rate: float
    loss_factor: float = 1.0
    held: Held | None = None

    def until_c(self, before_c: float, after_c: float) -> float:
        """Return what the source would have said just before it said *after_c* [°C].

        One that speaks on change ran evenly as long as that was no change to speak of; the rest came at once.
        """
        if self.held is None or abs(after_c - before_c) <= self.held.within_k:
            return after_c
        return before_c + copysign(self.held.within_k, after_c - before_c)

    def patience_ms(self, interval_ms: float) -> float:
        """Return how long a pause of a source with this usual interval may be before it is a gap [ms]."""
        longest_ms = GAP_INTERVALS * interval_ms
        return longest_ms if self.held is None else max(longest_ms, self.held.for_ms)

    def missed_ms(self, at_ms: int, interval_ms: float) -> int:
        """Return from when on the time since a source was heard at *at_ms* is a gap [ms]."""
        return at_ms + int(self.patience_ms(interval_ms))

    def is_gap(self, elapsed_ms: float, interval_ms: float) -> bool:
        """Tell whether a pause is so long that nobody knows what was so."""
        return elapsed_ms > self.patience_ms(interval_ms)

    def spent_h(self, start_c: float, end_c: float, duration_h: float) -> float:
        """Return what a straight line of the goods' temperature costs [h at the reference temperature]."""
        spent_h = self.pace.spent_h(start_c, end_c, duration_h)
        if self.loss_factor == 1.0:
            return spent_h
        beyond_h = max(0.0, spent_h - self.planned_rate * duration_h)
        return spent_h + (self.loss_factor - 1.0) * beyond_h

    def spent_many_h(self, start_c: Array, end_c: Array, duration_h: Array) -> Array:
        """Return the same of many lines."""
        spent_h = self.pace.spent_many_h(start_c, end_c, duration_h)
        return guarded(spent_h, self.planned_rate * duration_h, self.loss_factor)

    def at_plan_h(self, start_c: Array, end_c: Array, duration_h: Array) -> Array:
        """Return the same in hours at the planned temperature."""
        return self.spent_many_h(start_c, end_c, duration_h) / self.planned_rate


def expose(
    product: Product,
    packaging_id: str,
    ambient_c: float,
    *,
    planned_c: float | None = None,
    measured: bool = False,
) -> Exposure:
    """Return how *product* spends its life in a place.

    Args:
        product: what is there.
        packaging_id: how it is packed; empty: as usual.
        ambient_c: the warmest that the surroundings get [°C].
        planned_c: temperature that the lot is planned for [°C]; None: that of its product.
        measured: the source is in the goods.
    """
    lag_h = product.packaging(packaging_id).lag_h
    return Exposure(
        pace=product.pace,
        life_h=product.reference_life_h,
        lag_ms=0.0 if measured else lag_h * MS_PER_HOUR,
        pack_lag_h=lag_h,
        ambient_c=ambient_c,
        planned_rate=product.pace.rate(product.planned_c if planned_c is None else planned_c),
        loss_factor=product.loss_factor,
    )
