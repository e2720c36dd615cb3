"""Strides: many readings taken at once end in the state that taking one by one ends in."""

from __future__ import annotations

from math import sin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.detect import DETECTORS
from alerts.watch import Watch
from ingest.clock import MS_PER_SECOND
from tests.alerts.detect.test_every_detector import WATCHES

STRIDING = tuple(
    name for name in WATCHES if getattr(DETECTORS[name].stride, "__module__", "") != "alerts.detect"
)
_SMALLEST = 0.1
"""What a common sensor tells apart."""

CALM = {"door_open": 0.0, "relative_humidity_pct": 90.0}
"""What is in order, where that is not 1."""

PIECES = st.lists(
    st.tuples(
        st.sampled_from((10, 60, 60, 300, 1_500, 9_000)),
        st.integers(1, 60),
        st.sampled_from((1.0, 1.0, 1.3, 2.9, 3.4, 9.0, -0.6, 96.0)),
        st.sampled_from((0.0, 0.1, 0.5, 0.5, 3.0)),
    ),
    min_size=1,
    max_size=8,
)
"""How often a sensor speaks [s], how many times, around which value, and how far that swings."""


def _told(watch: Watch, pieces: list[tuple[int, int, float, float]]) -> list[tuple[int, object]]:
    at_ms, told = 0, list[tuple[int, object]]()
    for pause_s, times, level, swing in pieces:
        for number in range(times):
            at_ms += pause_s * MS_PER_SECOND
            value = round((level + swing * sin(number)) / _SMALLEST) * _SMALLEST
            voices = tuple((voice, value) for voice in range(number % 3 and len(watch.voices)))
            told.append((at_ms, voices or ((0, value),) if watch.voices else value))
    return told


@pytest.mark.parametrize("name", STRIDING)
@settings(max_examples=30, deadline=None)
@given(pieces=PIECES, cut=st.sampled_from((1, 3, 7, 50)))
def test_a_stride_ends_where_as_many_steps_end(
    name: str, pieces: list[tuple[int, int, float, float]], cut: int
) -> None:
    """Whatever was told before: the readings that it takes find nothing, and lead to the very same state."""
    detector, watch = DETECTORS[name], WATCHES[name]
    state, told = detector.initial(watch.rule), _told(watch, pieces)
    for first in range(0, len(told), cut):
        part = told[first : first + cut]
        states, found = [state], []
        for at_ms, value in part:
            state, spells = detector.step(watch.rule, state, at_ms, value)
            states.append(state)
            found += [(at_ms, spells)] if spells else []
        strode, taken = detector.stride(watch.rule, states[0], part)
        assert strode == states[taken]
        assert all(at_ms >= part[taken][0] for at_ms, _ in found) if taken < len(part) else not found
        due_ms, sooner_ms = (detector.deadline_ms(watch.rule, one) for one in (states[0], strode))
        assert sooner_ms is None or (due_ms is not None and sooner_ms >= due_ms) or not taken
        assert detector.take(watch.rule, states[0], part) == (state, found)


@pytest.mark.parametrize("name", STRIDING)
def test_an_hour_in_which_nothing_happens_is_one_stride(name: str) -> None:
    """Nothing is looked at one by one while values stay where they should, and come when they should."""
    detector, watch = DETECTORS[name], WATCHES[name]
    state = detector.initial(watch.rule)
    hour = _told(watch, [(60, 71, CALM.get(watch.quantity, 1.0), 0.1)])
    for at_ms, value in hour[:61]:
        state, _ = detector.step(watch.rule, state, at_ms, value)
    _, taken = detector.stride(watch.rule, state, hour[61:])
    assert taken == len(hour[61:])
