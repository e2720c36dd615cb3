"""A journey over many readings at once: the same fold as in ``journey``, with NumPy."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from alerts.exposure import Exposure
from alerts.journey import (
    LEAST_INTERVAL_MS,
    MOST_STEPS,
    STEPS_PER_LAG,
    JourneyState,
    Toll,
    first_reading,
    fold,
    half_bracket_h,
    next_interval_ms,
)
from alerts.science.product_temperature import follow_air
from ingest.clock import MS_PER_HOUR

Floats = NDArray[np.float64]


class Course(NamedTuple):
    """A journey at every reading of its source; ``toll`` is that of its start."""

    at_ms: NDArray[np.int64]
    product_c: Floats
    life_used: Floats
    half_range: Floats
    air_c: Floats
    interval_ms: Floats
    toll: Toll

    def at(self, number: int) -> JourneyState:
        """Return the state after one of the readings."""
        return JourneyState(
            int(self.at_ms[number]),
            float(self.product_c[number]),
            float(self.life_used[number]),
            float(self.half_range[number]),
            float(self.air_c[number]),
            float(self.interval_ms[number]),
            self.toll,
        )


def replay(exposure: Exposure, state: JourneyState, at_ms: NDArray[np.int64], air_c: Floats) -> JourneyState:
    """Return *state* taken on to all readings of its source; times ascend strictly."""
    for first_c in air_c[at_ms == state.at_ms].tolist():
        state = first_reading(exposure, state, first_c)
    newer = at_ms > state.at_ms
    return course(exposure, state, at_ms[newer], air_c[newer]).at(-1) if newer.any() else state


def course(exposure: Exposure, state: JourneyState, at_ms: NDArray[np.int64], air_c: Floats) -> Course:
    """Return where *state* comes to with each reading; times ascend strictly, from after it on."""
    all_c = np.concatenate((air_c[:1] if state.air_c is None else [state.air_c], air_c))
    if not runs_evenly(exposure, all_c):
        return _held(exposure, state, at_ms, air_c)
    elapsed_ms, before_c = np.diff(at_ms, prepend=state.at_ms).astype(np.float64), all_c[:-1]
    steps = _steps(elapsed_ms, exposure.lag_ms)
    time_h, piece_air_c = _pieces(elapsed_ms / MS_PER_HOUR, before_c, air_c, steps)
    product_c = follow_air(time_h, piece_air_c, state.product_temperature_c, exposure.lag_ms / MS_PER_HOUR)
    product_c[:1] = state.product_temperature_c
    spent_h = exposure.spent_many_h(product_c[:-1], product_c[1:], np.diff(time_h))
    ends = np.cumsum(steps)
    seen_h = np.add.reduceat(spent_h, ends - steps) if at_ms.size else np.empty(0)
    interval_ms, gaps = _rhythm(exposure, state.interval_ms, elapsed_ms)
    unseen_h = np.zeros(at_ms.size)
    for gap in gaps:
        ends_c = (float(product_c[ends[gap] - steps[gap]]), float(product_c[ends[gap]]))
        warmest_c = max(float(before_c[gap]), float(air_c[gap]))
        low_h = float(seen_h[gap])
        unseen_h[gap] = half_bracket_h(exposure, ends_c, warmest_c, float(elapsed_ms[gap]), low_h)
    return Course(
        at_ms,
        product_c[ends],
        state.life_used + np.cumsum(seen_h + unseen_h) / exposure.life_h,
        state.half_range + np.cumsum(unseen_h) / exposure.life_h,
        air_c,
        interval_ms,
        state.toll,
    )


def runs_evenly(exposure: Exposure, air_c: Floats) -> bool:
    """Tell whether a source that said this ran evenly from each value to the next."""
    return exposure.held is None or bool((np.abs(np.diff(air_c)) <= exposure.held.within_k).all())


def _held(exposure: Exposure, state: JourneyState, at_ms: NDArray[np.int64], air_c: Floats) -> Course:
    """Return the same of a source that spoke of changes that came at once, one reading at a time."""
    toll, states = state.toll, list[JourneyState]()
    for instant_ms, value in zip(at_ms.tolist(), air_c.tolist(), strict=True):
        state = fold(exposure, state, instant_ms, value)
        states.append(state)
    return Course(
        at_ms,
        np.array([one.product_temperature_c for one in states]),
        np.array([one.life_used for one in states]),
        np.array([one.half_range for one in states]),
        air_c,
        np.array([one.interval_ms for one in states]),
        toll,
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


def _rhythm(exposure: Exposure, interval_ms: float, elapsed_ms: Floats) -> tuple[Floats, list[int]]:
    """Return the source's usual interval after each pause, and which pauses are gaps.

    A source that is as quick as any is taken to be stays so until it pauses for longer.
    """
    intervals_ms = np.full(elapsed_ms.size, LEAST_INTERVAL_MS)
    longer = np.flatnonzero(elapsed_ms > LEAST_INTERVAL_MS)
    gaps: list[int] = []
    number = 0
    while number < elapsed_ms.size:
        if interval_ms == LEAST_INTERVAL_MS:
            ahead = int(np.searchsorted(longer, number))
            if ahead == longer.size:
                break
            number = int(longer[ahead])
        pause_ms = float(elapsed_ms[number])
        if exposure.is_gap(pause_ms, interval_ms):
            gaps.append(number)
        intervals_ms[number] = interval_ms = next_interval_ms(interval_ms, pause_ms)
        number += 1
    return intervals_ms, gaps
