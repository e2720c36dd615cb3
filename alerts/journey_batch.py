"""A journey over many readings at once: the same fold as in ``journey``, with NumPy."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from alerts.journey import (
    GAP_INTERVALS,
    MOST_STEPS,
    STEPS_PER_LAG,
    Exposure,
    JourneyState,
    first_reading,
    half_bracket_h,
    next_interval_ms,
)
from alerts.science.product_temperature import follow_air
from ingest.clock import MS_PER_HOUR

Floats = NDArray[np.float64]


def replay(exposure: Exposure, state: JourneyState, at_ms: NDArray[np.int64], air_c: Floats) -> JourneyState:
    """Return *state* taken on to all readings of its source; times ascend strictly."""
    for first_c in air_c[at_ms == state.at_ms].tolist():
        state = first_reading(exposure, state, first_c)
    newer = at_ms > state.at_ms
    at_ms, air_c = at_ms[newer], air_c[newer]
    if at_ms.size == 0:
        return state
    elapsed_ms = np.diff(at_ms, prepend=state.at_ms).astype(np.float64)
    before_c = np.concatenate(([air_c[0] if state.air_c is None else state.air_c], air_c[:-1]))
    steps = _steps(elapsed_ms, exposure.lag_ms)
    time_h, piece_air_c = _pieces(elapsed_ms / MS_PER_HOUR, before_c, air_c, steps)
    product_c = follow_air(time_h, piece_air_c, state.product_temperature_c, exposure.lag_ms / MS_PER_HOUR)
    product_c[0] = state.product_temperature_c
    spent_h = exposure.spent_many_h(product_c[:-1], product_c[1:], np.diff(time_h))
    ends = np.concatenate(([0], np.cumsum(steps)))
    unseen_h = 0.0
    interval_ms, gaps = _gaps(state.interval_ms, elapsed_ms)
    for gap in gaps:
        first, last = int(ends[gap]), int(ends[gap + 1])
        ends_c = (float(product_c[first]), float(product_c[last]))
        low_h = float(np.sum(spent_h[first:last]))
        warmest_c = max(float(before_c[gap]), float(air_c[gap]))
        unseen_h += half_bracket_h(exposure, ends_c, warmest_c, float(elapsed_ms[gap]), low_h)
    return JourneyState(
        int(at_ms[-1]),
        float(product_c[-1]),
        state.life_used + (float(np.sum(spent_h)) + unseen_h) / exposure.life_h,
        state.half_range + unseen_h / exposure.life_h,
        float(air_c[-1]),
        interval_ms,
        state.toll,
    )


def _steps(elapsed_ms: Floats, lag_ms: float) -> NDArray[np.int64]:
    """Return into how many pieces each segment is cut."""
    if lag_ms == 0.0:
        return np.ones(elapsed_ms.size, dtype=np.int64)
    return np.clip(np.ceil(STEPS_PER_LAG * elapsed_ms / lag_ms), 1, MOST_STEPS).astype(np.int64)


def _pieces(
    elapsed_h: Floats, before_c: Floats, air_c: Floats, steps: NDArray[np.int64]
) -> tuple[Floats, Floats]:
    """Return times [h] and air temperatures [°C] at the ends of all pieces, the start first."""
    segment = np.repeat(np.arange(steps.size), steps)
    number = np.arange(segment.size) - np.repeat(np.cumsum(steps) - steps, steps) + 1
    share = number / steps[segment]
    start_h = np.cumsum(elapsed_h) - elapsed_h
    time_h = start_h[segment] + elapsed_h[segment] * share
    piece_air_c = before_c[segment] + (air_c - before_c)[segment] * share
    return np.concatenate(([0.0], time_h)), np.concatenate((before_c[:1], piece_air_c))


def _gaps(interval_ms: float, elapsed_ms: Floats) -> tuple[float, list[int]]:
    """Return the source's usual interval at the end, and which segments are gaps."""
    gaps = []
    for position, pause_ms in enumerate(elapsed_ms.tolist()):
        if pause_ms > GAP_INTERVALS * interval_ms:
            gaps.append(position)
        interval_ms = next_interval_ms(interval_ms, pause_ms)
    return interval_ms, gaps
