"""The heat that comes into a box with ice: how much did, how much will, and when all of the ice is gone.

Around the box it is as warm as a device outside it says, or else as is planned for its way, or else as the
recipe takes it to be. How much heat comes in per kelvin is the recipe's figure, until the first hours tell:
ice that is packed colder than it melts warms by Newton's law, the faster the thinner the walls are.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import exp, hypot, log
from typing import TypeAlias

import msgspec

from alerts.detect.course import Mark
from alerts.lot import Leg
from alerts.science.ice_box import ICE_KJ_KG_K, MELT_C, IceBox
from alerts.science.ice_warming import conductance_of_readings
from alerts.science.melt_out import MeltOut, melt_out
from ingest.clock import MS_PER_HOUR, MS_PER_MINUTE

ICE_ERROR = 0.05
"""How far the mass of the ice may be off: packs weigh about what is written on them. [-] (house choice)"""

FIT_ERROR = 0.05
"""No fit is better than this: a box is no single body. [-] (house choice)"""

_FRESH_MS = 60 * MS_PER_MINUTE
"""What was read longer ago says nothing of now."""

_USUAL_MS = 2 * MS_PER_HOUR
"""What will be around the box is about what was, over so long."""

_FEWEST, _MOST = 6, 36
"""Samples that a fit needs, and that are kept for it."""

_APART_MS = 5 * MS_PER_MINUTE
_KJ_PER_WH = 3.6

Sample: TypeAlias = tuple[int, float, float]
"""An instant, and how warm it was around the box and in it [°C]."""


class Packing(msgspec.Struct, frozen=True, gc=False):
    """What is known of a box beforehand.

    Attributes:
        packed_at_ms: since when its ice has to last.
        ice_kg: ice in it [kg].
        conductance_w_k, conductance_error: heat that comes in per kelvin [W/K], and how far off that is [-].
        around_c, around_error_k: how warm it is around it, where nothing else tells [°C], and how far off.
        legs: what is planned for its way.
    """

    packed_at_ms: int
    ice_kg: float
    conductance_w_k: float
    conductance_error: float
    around_c: float
    around_error_k: float
    legs: tuple[Leg, ...] = ()


class Heat(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """What came into a box so far.

    Attributes:
        at_ms: up to when it is reckoned; 0: from the packing on.
        warmth_kh: by how much it was warmer around it than where ice melts, summed [K h].
        seen_h: for how long that was measured [h].
        around: what was measured around it last; None: nothing was.
        usual_c: what it usually was there of late [°C].
        ice_c: how cold the ice was packed [°C].
        samples: while the ice is still too cold to melt.
        conductance_w_k, conductance_error: as fitted; None: nothing told.
    """

    at_ms: int = 0
    warmth_kh: float = 0.0
    seen_h: float = 0.0
    around: Mark | None = None
    usual_c: float = 0.0
    ice_c: float = MELT_C
    samples: tuple[Sample, ...] = ()
    conductance_w_k: float | None = None
    conductance_error: float = 0.0


def passed(packing: Packing, heat: Heat, at_ms: int) -> Heat:
    """Return the heat that came in up to *at_ms*, of which nothing is known that *heat* does not have."""
    from_ms = heat.at_ms or packing.packed_at_ms
    hours = max(0, at_ms - from_ms) / MS_PER_HOUR
    measured_c = _measured_c(heat, at_ms)
    around_c = _planned_c(packing, at_ms) if measured_c is None else measured_c
    return msgspec.structs.replace(
        heat,
        at_ms=max(at_ms, from_ms),
        warmth_kh=heat.warmth_kh + (around_c - MELT_C) * hours,
        seen_h=heat.seen_h + (0.0 if measured_c is None else hours),
    )


def felt(heat: Heat, at_ms: int, around_c: float, since_ms: int) -> Heat:
    """Take what a device around the box measured, which stands there since *since_ms*."""
    usual_c = around_c
    if heat.around is not None and heat.around[0] >= since_ms:
        share = min(1.0, (at_ms - heat.around[0]) / _USUAL_MS)
        usual_c = heat.usual_c + share * (around_c - heat.usual_c)
    return msgspec.structs.replace(heat, around=(at_ms, around_c), usual_c=usual_c)


def packed(heat: Heat, inside_c: float) -> Heat:
    """Take what was measured in the box first: how cold its ice was packed."""
    return msgspec.structs.replace(heat, ice_c=min(inside_c, MELT_C))


def warmed(packing: Packing, heat: Heat, at_ms: int, inside_c: float) -> Heat:
    """Take what was measured in the box later: while its ice does not melt yet, that tells of its walls."""
    around_c = _measured_c(heat, at_ms)
    if heat.conductance_w_k is not None or heat.ice_c >= MELT_C or around_c is None:
        return heat
    if inside_c < MELT_C and len(heat.samples) < _MOST:
        is_due = not heat.samples or at_ms - heat.samples[-1][0] >= _APART_MS
        samples = (*heat.samples, (at_ms, around_c, inside_c)) if is_due else heat.samples
        return msgspec.structs.replace(heat, samples=samples)
    return _fitted(packing, heat) if len(heat.samples) >= _FEWEST else heat


def gone(packing: Packing, heat: Heat) -> MeltOut[float]:
    """Return when the ice is gone, in hours from the packing, with its band; endless where none melts."""
    conductance_w_k, error = packing.conductance_w_k, packing.conductance_error
    if heat.conductance_w_k is not None:
        conductance_w_k, error = heat.conductance_w_k, heat.conductance_error
    box = IceBox(packing.ice_kg, conductance_w_k, ice_c=heat.ice_c)
    hold_h = _hold_h(packing, heat, box.cold_kj / (_KJ_PER_WH * conductance_w_k))
    if hold_h == float("inf"):
        return MeltOut(hold_h, hold_h, hold_h, hold_h)
    mean_c = MELT_C + box.cold_kj / (_KJ_PER_WH * conductance_w_k * hold_h)
    unseen = max(0.0, 1.0 - heat.seen_h / hold_h)
    around_error_k = packing.around_error_k * unseen
    return melt_out(box, mean_c, error * conductance_w_k, ICE_ERROR, around_error_k)


def _hold_h(packing: Packing, heat: Heat, stands_kh: float) -> float:
    """Return how long ice lasts that stands so much warmth, from the packing on [h]."""
    left_kh = stands_kh - heat.warmth_kh
    elapsed_h = (heat.at_ms - packing.packed_at_ms) / MS_PER_HOUR
    if left_kh <= 0.0:
        return elapsed_h * stands_kh / heat.warmth_kh
    for hours, around_c in _to_come(packing, heat):
        warmth_kh = (around_c - MELT_C) * hours if around_c > MELT_C else 0.0
        if warmth_kh >= left_kh:
            return elapsed_h + left_kh / (around_c - MELT_C)
        left_kh -= warmth_kh
        elapsed_h += hours
    return float("inf")


def _to_come(packing: Packing, heat: Heat) -> Iterator[tuple[float, float]]:
    """Yield for how long it will be how warm around the box [h, °C]; the last is for ever."""
    measured = _measured_c(heat, heat.at_ms) is not None
    otherwise_c = heat.usual_c if measured else packing.around_c
    at_ms = heat.at_ms
    for leg in packing.legs:
        if leg.end_ms <= at_ms:
            continue
        yield max(0, leg.start_ms - at_ms) / MS_PER_HOUR, otherwise_c
        is_there = leg.start_ms <= heat.at_ms
        leg_c = heat.usual_c if is_there and measured else leg.temperature_c
        yield (leg.end_ms - max(at_ms, leg.start_ms)) / MS_PER_HOUR, leg_c
        at_ms = leg.end_ms
    yield float("inf"), otherwise_c


def _measured_c(heat: Heat, at_ms: int) -> float | None:
    """Return how warm it is around the box, where a device has told lately."""
    return heat.around[1] if heat.around is not None and at_ms - heat.around[0] <= _FRESH_MS else None


def _planned_c(packing: Packing, at_ms: int) -> float:
    on_way = (leg.temperature_c for leg in packing.legs if leg.start_ms <= at_ms < leg.end_ms)
    return next(on_way, packing.around_c)


def _fitted(packing: Packing, heat: Heat) -> Heat:
    """Return *heat* with what the samples tell of the walls, weighed with what was known before.

    What is fitted is a lag, the mass of the ice over its conductance, and so is what ice stands: a wrong
    mass does no harm.
    """
    first_ms = heat.samples[0][0]
    readings = [
        ((at_ms - first_ms) / MS_PER_HOUR, around_c, inside_c) for at_ms, around_c, inside_c in heat.samples
    ]
    found = conductance_of_readings(readings, ICE_KJ_KG_K * packing.ice_kg)
    told, before = hypot(found.error_w_k / found.w_k, FIT_ERROR), packing.conductance_error
    weights = told**-2, before**-2
    middle = (weights[0] * log(found.w_k) + weights[1] * log(packing.conductance_w_k)) / sum(weights)
    return msgspec.structs.replace(
        heat, samples=(), conductance_w_k=exp(middle), conductance_error=sum(weights) ** -0.5
    )
