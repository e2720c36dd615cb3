"""What becomes of the histories of many lots that nobody sees: the same as ``journey.unseen``, with NumPy."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from alerts.exposure import Exposure
from alerts.journey import (
    LEAST_INTERVAL_MS,
    MOST_STEPS,
    STEPS_PER_LAG,
    JourneyState,
    next_interval_ms,
    unseen,
)
from alerts.science.unseen import Surroundings, unseen_cost
from ingest.clock import MS_PER_HOUR

Floats = NDArray[np.float64]

_AT_ONCE = 256
"""So many lots at once fit, with all their pieces, into the processor's memory."""
_SETTLED_LAGS = 40.0
"""After so many lags goods are as warm as their air, to the last digit."""
_ANY_PAUSE_H = 1e-9
"""A usual interval that makes every pause a gap."""


def all_unseen(exposure: Exposure, states: Sequence[JourneyState], at_ms: int) -> tuple[JourneyState, ...]:
    """Return every one of *states* taken on to *at_ms* as far as it is known while nobody sees the goods."""
    told = list(states)
    many = [number for number, state in enumerate(states) if _is_gap(exposure, state, at_ms)]
    for first in range(0, len(many), _AT_ONCE):
        part = many[first : first + _AT_ONCE]
        for number, state in zip(part, _taken_on(exposure, [told[one] for one in part], at_ms), strict=True):
            told[number] = state
    for number in set(range(len(told))).difference(many):
        told[number] = unseen(exposure, told[number], at_ms)
    return tuple(told)


def _is_gap(exposure: Exposure, state: JourneyState, at_ms: int) -> bool:
    """Tell whether a time is long enough to be a gap, in which it may have been warmer than the air was."""
    is_long = exposure.is_gap(at_ms - state.at_ms, LEAST_INTERVAL_MS)
    return is_long and (state.air_c is None or state.air_c <= exposure.ambient_c)


def _taken_on(exposure: Exposure, states: Sequence[JourneyState], at_ms: int) -> list[JourneyState]:
    before_c = np.array([state.product_temperature_c for state in states])
    air_c = np.array([_held_c(state) for state in states])
    elapsed_h = np.array([at_ms - state.at_ms for state in states]) / MS_PER_HOUR
    after_c, seen_h = _followed(exposure, before_c, air_c, elapsed_h)
    place = Surroundings(exposure.ambient_c, exposure.pack_lag_h, _ANY_PAUSE_H)
    most_h = unseen_cost(exposure.spent_many_h, place)(before_c, after_c, elapsed_h)
    unseen_h = np.maximum(0.0, most_h - seen_h) / 2.0
    used, more = (seen_h + unseen_h) / exposure.life_h, unseen_h / exposure.life_h
    return [
        JourneyState(
            at_ms,
            after_c[number].item(),
            state.life_used + used[number].item(),
            state.half_range + more[number].item(),
            air_c[number].item(),
            next_interval_ms(LEAST_INTERVAL_MS, at_ms - state.at_ms),
            state.toll,
        )
        for number, state in enumerate(states)
    ]


def _followed(
    exposure: Exposure, before_c: Floats, air_c: Floats, elapsed_h: Floats
) -> tuple[Floats, Floats]:
    """Return how warm goods are after a time in air that stays as it is [°C], and what that cost [h].

    The time is cut as in ``journey.fold``.
    """
    lag_h = exposure.lag_ms / MS_PER_HOUR
    if lag_h == 0.0:
        return air_c, exposure.spent_many_h(before_c, air_c, elapsed_h)
    steps = np.clip(np.ceil(STEPS_PER_LAG * elapsed_h / lag_h), 1, MOST_STEPS)
    piece_h = elapsed_h / steps
    count = np.minimum(steps, np.ceil(_SETTLED_LAGS * lag_h / piece_h)).astype(np.int64)
    ends = np.cumsum(count)
    which = np.repeat(np.arange(count.size), count)
    since_h = (np.arange(which.size) - (ends - count)[which]) * piece_h[which]
    apart_c = (before_c - air_c)[which] * np.exp(-since_h / lag_h)
    until_c = air_c[which] + apart_c * np.exp(-piece_h / lag_h)[which]
    spent_h = exposure.spent_many_h(air_c[which] + apart_c, until_c, piece_h[which])
    settled_h = exposure.spent_many_h(air_c, air_c, elapsed_h - count * piece_h)
    after_c = air_c + (before_c - air_c) * np.exp(-elapsed_h / lag_h)
    return after_c, np.add.reduceat(spent_h, ends - count) + settled_h


def _held_c(state: JourneyState) -> float:
    return state.product_temperature_c if state.air_c is None else state.air_c
