"""The history of a lot through every place it passed: its temperature and the life it used.

A journey is a fold over the readings of one source in the order in which they were observed. ``fold``
takes them one at a time, ``replay`` many at once with NumPy; both end in the same state. What happened
unseen is booked as the middle between its cheapest and its dearest course, and half of the difference
is carried as uncertainty.
"""

from __future__ import annotations

from math import ceil

import msgspec

from alerts.exposure import GAP_INTERVALS, Exposure
from alerts.lot import Lot
from alerts.science import shelf_life
from alerts.science.scalar import after_ramp
from ingest.clock import MS_PER_HOUR, MS_PER_MINUTE

FIRST_INTERVAL_MS = 20.0 * MS_PER_MINUTE
"""Taken as the interval of a source until its readings tell: the slowest usual LoRaWAN setting."""
LEAST_INTERVAL_MS = 200_000.0
"""No source is taken to be quicker, so that nothing below ten minutes is ever a gap."""
INTERVAL_WEIGHT = 1 / 8
STEPS_PER_LAG = 4
"""A segment is cut until its pieces are a quarter of the lag, so that the rate is well integrated."""
MOST_STEPS = 512


class Toll(msgspec.Struct, frozen=True, omit_defaults=True):
    """What places took from goods since these were first cold, wherever it was.

    Attributes:
        cooled: they have been within their storage range for a while.
        lost: fraction of life spent beyond plan in warm spells since then [-].
        spells: how many warm spells that were.
        told: of *lost*, what people were told of [-].
        injury: chilling, as a part of what the product stands [-].
    """

    cooled: bool = False
    lost: float = 0.0
    spells: int = 0
    told: float = 0.0
    injury: float = 0.0


NO_TOLL = Toll()


class JourneyState(msgspec.Struct, frozen=True, gc=False):
    """Where a lot's history has come to.

    Attributes:
        at_ms: until when it is told [ms, UTC].
        product_temperature_c: temperature of the goods then [°C].
        life_used: fraction of shelf life used [-].
        half_range: how far that may be off because of what was not seen [-].
        air_c: what the source said last [°C]; None before its first reading in a place.
        interval_ms: usual time between its readings [ms].
        toll: what its places took from it.
    """

    at_ms: int
    product_temperature_c: float
    life_used: float = 0.0
    half_range: float = 0.0
    air_c: float | None = None
    interval_ms: float = FIRST_INTERVAL_MS
    toll: Toll = NO_TOLL

    @property
    def estimated(self) -> bool:
        """Tell whether part of this history was not seen."""
        return self.half_range > 0.0


def harvested(lot: Lot) -> JourneyState:
    """Return the state from which every journey starts: fresh, at the temperature of the harvest."""
    return JourneyState(lot.harvested_at_ms, lot.initial_temperature_c)


def fold(
    exposure: Exposure, state: JourneyState, at_ms: int, air_c: float, *, seen: bool = False
) -> JourneyState:
    """Return *state* taken on to one more reading of its source; one that is not newer changes nothing.

    *seen*: other sources were heard since the last one, so that a pause is no gap.
    """
    elapsed_ms = at_ms - state.at_ms
    if elapsed_ms <= 0:
        return first_reading(exposure, state, air_c) if elapsed_ms == 0 else state
    before_c = air_c if state.air_c is None else state.air_c
    lag_ms = exposure.lag_ms
    interval_ms = state.interval_ms
    if elapsed_ms > GAP_INTERVALS * interval_ms or elapsed_ms * STEPS_PER_LAG > lag_ms > 0.0:
        return _fold_long(exposure, state, at_ms, air_c, seen=seen)
    until_c = product_c = air_c if exposure.held is None else exposure.until_c(before_c, air_c)
    if lag_ms > 0.0:
        product_c = after_ramp(state.product_temperature_c, before_c, until_c, elapsed_ms / lag_ms)
    spent_h = exposure.spent_h(state.product_temperature_c, product_c, elapsed_ms / MS_PER_HOUR)
    return JourneyState(
        at_ms,
        product_c if lag_ms > 0.0 else air_c,
        state.life_used + spent_h / exposure.life_h,
        state.half_range,
        air_c,
        next_interval_ms(interval_ms, elapsed_ms),
        state.toll,
    )


def first_reading(exposure: Exposure, state: JourneyState, air_c: float) -> JourneyState:
    """Return *state* knowing what its source says at the very moment at which it begins."""
    if state.air_c is not None:
        return state
    product_c = air_c if exposure.lag_ms == 0.0 else state.product_temperature_c
    return msgspec.structs.replace(state, air_c=air_c, product_temperature_c=product_c)


def next_interval_ms(interval_ms: float, elapsed_ms: float) -> float:
    """Return a source's usual interval after a pause of *elapsed_ms*; one long pause moves it little."""
    seen_ms = min(elapsed_ms, GAP_INTERVALS * interval_ms)
    return max(LEAST_INTERVAL_MS, interval_ms + (seen_ms - interval_ms) * INTERVAL_WEIGHT)


def steps_of(elapsed_ms: float, lag_ms: float) -> int:
    """Return into how many pieces a segment is cut."""
    return min(MOST_STEPS, max(1, ceil(STEPS_PER_LAG * elapsed_ms / lag_ms))) if lag_ms > 0.0 else 1


def _fold_long(
    exposure: Exposure, state: JourneyState, at_ms: int, air_c: float, *, seen: bool
) -> JourneyState:
    """Fold a segment that is long beside the lag, or a gap."""
    elapsed_ms = at_ms - state.at_ms
    before_c = air_c if state.air_c is None else state.air_c
    steps = steps_of(elapsed_ms, exposure.lag_ms)
    piece_ms = elapsed_ms / steps
    product_c, spent_h = state.product_temperature_c, 0.0
    start_c, until_c = before_c, exposure.until_c(before_c, air_c)
    for step in range(1, steps + 1):
        end_c = before_c + (until_c - before_c) * step / steps
        from_c = product_c
        if exposure.lag_ms > 0.0:
            product_c = after_ramp(from_c, start_c, end_c, piece_ms / exposure.lag_ms)
        else:
            product_c = end_c
        spent_h += exposure.spent_h(from_c, product_c, piece_ms / MS_PER_HOUR)
        start_c = end_c
    unseen_h = 0.0
    if exposure.is_gap(elapsed_ms, state.interval_ms) and not seen:
        ends_c = (state.product_temperature_c, product_c)
        unseen_h = half_bracket_h(exposure, ends_c, max(before_c, air_c), elapsed_ms, spent_h)
    return JourneyState(
        at_ms,
        product_c if exposure.lag_ms > 0.0 else air_c,
        state.life_used + (spent_h + unseen_h) / exposure.life_h,
        state.half_range + unseen_h / exposure.life_h,
        air_c,
        next_interval_ms(state.interval_ms, elapsed_ms),
        state.toll,
    )


def half_bracket_h(
    exposure: Exposure, ends_c: tuple[float, float], air_c: float, elapsed_ms: float, low_h: float
) -> float:
    """Return half of what a gap may have cost beyond *low_h* [h at the reference temperature]."""
    warm = shelf_life.gap_bracket(
        ends_c,
        max(air_c, exposure.ambient_c),
        elapsed_ms / MS_PER_HOUR,
        exposure.pack_lag_h,
        exposure.spent_many_h,
    )
    return max(0.0, warm.high - low_h) / 2.0


def held(exposure: Exposure, state: JourneyState, at_ms: int, *, seen: bool = False) -> JourneyState:
    """Return *state* taken on to *at_ms* without a reading.

    The last one is taken to hold, or the goods to keep their temperature where there was none; if that is
    long, it is a gap, unless it was *seen* by other sources.
    """
    held_c = state.product_temperature_c if state.air_c is None else state.air_c
    return fold(exposure, state, at_ms, held_c, seen=seen)


def close(exposure: Exposure, state: JourneyState, at_ms: int, *, seen: bool = False) -> JourneyState:
    """Return the state in which a lot leaves its source at *at_ms*: what the next stay starts from."""
    left = held(exposure, state, at_ms, seen=seen)
    return msgspec.structs.replace(left, air_c=None, interval_ms=FIRST_INTERVAL_MS)


def unseen(exposure: Exposure, state: JourneyState, at_ms: int) -> JourneyState:
    """Return *state* taken on to *at_ms* as far as it is known while nobody sees the goods.

    Whatever its source's rhythm is, the time since it was heard is a gap that widens.
    """
    return held(exposure, msgspec.structs.replace(state, interval_ms=LEAST_INTERVAL_MS), at_ms)
