"""A gateway that is heard of late: as if every device had been heard in time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import accumulate

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from alerts.alert import Spell
from alerts.detect.gateway import RESOLUTION_MS, GatewayRule, GatewayState, initial, overhear, step

_RULE = GatewayRule("place", "gateway", ("a", "b", "c"), minimum_s=720.0)
_START_MS = 1_781_400_000_000

_DEVICE = st.lists(st.tuples(st.sampled_from((1, 1, 1, 2, 3, 7, 20)), st.sampled_from((0, 0, 1, 9, 30))))
"""After how many resolutions a device is heard again, and how many later that is told."""

Heard = tuple[int, int]
"""An instant, and the number of the device that was heard then."""


def _in_time(heard: Iterable[Heard]) -> tuple[GatewayState, dict[int, Spell]]:
    """Return what becomes of the gateway where each instant is told once, in order, and what was found."""
    told: defaultdict[int, list[tuple[int, float]]] = defaultdict(list)
    for at_ms, number in sorted(heard):
        told[at_ms].append((number, 0.0))
    state, found = initial(_RULE), dict[int, Spell]()
    for at_ms, numbers in told.items():
        state, spells = step(_RULE, state, at_ms, tuple(numbers))
        found |= {spell.started_at_ms: spell for spell in spells}
    return state, found


@settings(max_examples=200, deadline=None)
@given(devices=st.tuples(_DEVICE, _DEVICE, _DEVICE))
def test_what_is_overheard_is_as_if_it_had_come_in_time(devices: tuple[list[Heard], ...]) -> None:
    """Wherever a late hearing is taken in at once, state and findings are those of taking all again."""
    arrivals: list[tuple[int, int, int]] = []
    for number, told in enumerate(devices):
        instants = [_START_MS + at * RESOLUTION_MS for at in accumulate(gap for gap, _ in told)]
        late = [at_ms + delay * RESOLUTION_MS for at_ms, (_, delay) in zip(instants, told, strict=True)]
        arrivals += [(*one, number) for one in zip(accumulate(late, max), instants, strict=True)]
    state, found = initial(_RULE), dict[int, Spell]()
    heard: list[Heard] = []
    for _, at_ms, number in sorted(arrivals):
        heard.append((at_ms, number))
        if at_ms > state.newest_ms:
            state, spells = step(_RULE, state, at_ms, ((number, 0.0),))
            found |= {spell.started_at_ms: spell for spell in spells}
        elif (overheard := overhear(_RULE, state, number, at_ms)) is not None:
            state = overheard
            expected, found_in_time = _in_time(heard)
            assert state.steady_ms >= expected.steady_ms  # a pause that it filled is still taken for one
            assert (replace(state, steady_ms=0), found) == (replace(expected, steady_ms=0), found_in_time)
        else:
            state, found = _in_time(heard)


def test_a_device_that_is_always_late_is_overheard() -> None:
    """While others keep a gateway heard, a device that is minutes behind them makes nobody start again."""
    instants = [_START_MS + number * RESOLUTION_MS for number in range(30)]
    state, _ = _in_time((at_ms, number) for at_ms in instants for number in (0, 1))
    for at_ms in instants[16:26]:
        told = overhear(_RULE, state, 2, at_ms)
        assert told is not None
        assert told.newest_ms == state.newest_ms
        state = told
    assert state.usual_ms == (RESOLUTION_MS,) * 3
