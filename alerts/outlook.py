"""The outlook of a shipment: what its way will leave of each lot's life, and what a change would do. Pure.

Air on the way is taken as planned and the goods as following it through their packaging; the band is that
of the lot's history carried along. It does not hold what may go wrong ahead: that is what ``What`` is for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import log
from typing import NamedTuple

import msgspec
import numpy as np

from alerts.exposure import Exposure, expose
from alerts.journey import JourneyState
from alerts.lot import Lot, Shipment
from alerts.product import Product
from alerts.remaining_life import RemainingLife, remaining_life
from alerts.science.product_temperature import after_hold
from ingest.clock import MS_PER_HOUR

PIECES_PER_STRETCH = 96
"""House choice: into how many pieces a stretch is cut, the first ones short: most changes at its start."""
_SEVEN_EIGHTHS = log(8.0)
"""Cooling by seven eighths takes so many lags."""


class Stretch(NamedTuple):
    """A part of the way ahead, in air of one temperature [°C]; ``lag_h`` None: that of the packaging."""

    start_ms: int
    end_ms: int
    temperature_c: float
    lag_h: float | None = None


class Halt(NamedTuple):
    """Hours that are put into a way at one moment, in other air; everything after that is later.

    Attributes:
        at_ms: when [ms, UTC].
        hours: how long [h].
        temperature_c: temperature of the air there [°C]; None: what is planned for then.
        lag_h: how slowly the goods follow it [h]; None: as slowly as in their packaging.
    """

    at_ms: int
    hours: float
    temperature_c: float | None = None
    lag_h: float | None = None


class Outlook(NamedTuple):
    """What is expected of one lot.

    Attributes:
        arrives_at_ms: when it arrives [ms, UTC].
        product_temperature_c: temperature of the goods then [°C].
        life_used: fraction of shelf life used then [-].
        life: what is left then at the planned temperature [d], with its band.
        spare_days: by how much the careful edge of that exceeds what the buyer requires [d].
    """

    arrives_at_ms: int
    product_temperature_c: float
    life_used: float
    life: RemainingLife
    spare_days: float

    @property
    def enough(self) -> bool:
        """Tell whether the buyer gets what he requires, judged by the careful edge."""
        return self.spare_days >= 0.0


def way_of(shipment: Shipment, from_ms: int, planned_c: float) -> tuple[Stretch, ...]:
    """Return the way of a shipment from *from_ms* on; where no leg says more, air is at *planned_c*."""
    way: list[Stretch] = []
    reached_ms = from_ms
    for leg in shipment.legs:
        if leg.end_ms <= reached_ms:
            continue
        if leg.start_ms > reached_ms:
            way.append(Stretch(reached_ms, leg.start_ms, planned_c))
        way.append(Stretch(max(reached_ms, leg.start_ms), leg.end_ms, leg.temperature_c))
        reached_ms = leg.end_ms
    if shipment.arrives_at_ms > reached_ms:
        way.append(Stretch(reached_ms, shipment.arrives_at_ms, planned_c))
    return tuple(way)


def halted(way: Iterable[Stretch], halt: Halt) -> tuple[Stretch, ...]:
    """Return *way* with *halt* in it; one that lies after its end makes no difference.

    >>> halted((Stretch(0, 7_200_000, 2.0),), Halt(3_600_000, 1.0, 20.0))[1]
    Stretch(start_ms=3600000, end_ms=7200000, temperature_c=20.0, lag_h=None)
    """
    length_ms = round(halt.hours * MS_PER_HOUR)
    changed: list[Stretch] = []
    is_after = False
    for stretch in way:
        start_ms = stretch.start_ms
        if not is_after and halt.at_ms < stretch.end_ms:
            is_after = True
            at_ms = max(start_ms, halt.at_ms)
            air_c = stretch.temperature_c if halt.temperature_c is None else halt.temperature_c
            if at_ms > start_ms:
                changed.append(stretch._replace(end_ms=at_ms))
            changed.append(Stretch(at_ms, at_ms + length_ms, air_c, halt.lag_h))
            start_ms = at_ms
        shift_ms = length_ms if is_after else 0
        changed.append(stretch._replace(start_ms=start_ms + shift_ms, end_ms=stretch.end_ms + shift_ms))
    return tuple(changed)


def cooled_again(product: Product, at_ms: int, temperature_c: float, hours: float | None) -> Halt:
    """Return a stop at which the goods are cooled in an air stream; None: long enough for seven eighths.

    An air stream reaches them as quickly as in their product's thinnest packaging.
    """
    lag_h = product.thinnest_lag_h
    return Halt(at_ms, _SEVEN_EIGHTHS * lag_h if hours is None else hours, temperature_c, lag_h)


def outlook(
    product: Product, lot: Lot, journey: JourneyState, way: Sequence[Stretch], required_days: float
) -> Outlook:
    """Return what *way* leaves of the life of a lot that comes to it with *journey*."""
    exposure = expose(product, lot.packaging, lot.planned_temperature_c, planned_c=lot.planned_temperature_c)
    goods_c, spent_h = journey.product_temperature_c, 0.0
    for stretch in way:
        goods_c, cost_h = _spent(exposure, stretch, goods_c)
        spent_h += cost_h
    used = journey.life_used + spent_h / exposure.life_h
    at_ms = way[-1].end_ms if way else journey.at_ms
    arrived = msgspec.structs.replace(journey, at_ms=at_ms, product_temperature_c=goods_c, life_used=used)
    life = remaining_life(product, arrived, lot.planned_temperature_c)
    return Outlook(at_ms, goods_c, used, life, life.p20_days - required_days)


def _spent(exposure: Exposure, stretch: Stretch, goods_c: float) -> tuple[float, float]:
    """Return the goods' temperature at the end of a stretch, and what it cost [h at the reference]."""
    hours = (stretch.end_ms - stretch.start_ms) / MS_PER_HOUR
    lag_h = exposure.pack_lag_h if stretch.lag_h is None else stretch.lag_h
    time_h = hours * np.linspace(0.0, 1.0, PIECES_PER_STRETCH + 1) ** 2
    course_c = after_hold(goods_c, stretch.temperature_c, time_h, lag_h)
    cost_h = exposure.spent_many_h(course_c[:-1], course_c[1:], np.diff(time_h))
    return float(course_c[-1]), float(np.sum(cost_h))
