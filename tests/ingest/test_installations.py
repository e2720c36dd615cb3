"""Where devices hang: whatever people say, in whatever order, leaves a history that can be true."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ingest.installations import Hangings, History
from ingest.periods import after_ending, after_saying
from ingest.place import Installation

_INSTANTS = st.integers(0, 30)
_PLACES = st.sampled_from(["cold", "truck", "bay"])


@st.composite
def _moves(draw: st.DrawFn) -> Installation:
    start_ms = draw(_INSTANTS)
    end_ms = draw(st.none() | st.integers(start_ms + 1, 40))
    return Installation("a", draw(_PLACES), draw(st.sampled_from(["", "door"])), start_ms, end_ms)


def _hanging(history: History, instant_ms: int) -> list[tuple[str, str]]:
    return [(one.place_id, one.position) for one in history if one.covers(instant_ms)]


@given(st.lists(st.one_of(_moves(), _INSTANTS), max_size=12))
def test_a_device_is_in_one_place_at_a_time(said: list[Installation | int]) -> None:
    """After any sequence of moves and departures periods are ordered, not empty, and never overlap."""
    history: History = ()
    for one in said:
        history = after_ending(history, one) if isinstance(one, int) else after_saying(history, one)
        for earlier, later in pairwise(history):
            assert earlier.end_ms is not None
            assert earlier.end_ms <= later.start_ms
        assert all(period.end_ms is None or period.start_ms < period.end_ms for period in history)


@given(st.lists(_moves(), max_size=8), _moves())
def test_what_was_said_last_is_true_and_nothing_else_changes(
    before: list[Installation], last: Installation
) -> None:
    """A move holds for its whole time; at every other time the device hangs where it did."""
    history: History = ()
    for one in before:
        history = after_saying(history, one)
    moved = after_saying(history, last)
    next_ms = min((one.start_ms for one in history if one.start_ms > last.start_ms), default=99)
    end_ms = next_ms if last.end_ms is None else last.end_ms
    for instant_ms in range(50):
        inside = last.start_ms <= instant_ms < end_ms
        expected = [(last.place_id, last.position)] if inside else _hanging(history, instant_ms)
        assert _hanging(moved, instant_ms) == expected
    assert after_saying(moved, last) == moved


def test_a_device_that_was_taken_away_hangs_nowhere_until_its_next_move() -> None:
    """The period ends at that moment; a move that is known for later stays."""
    history = (Installation("a", "cold", "", 0, 20), Installation("a", "truck", "", 20))
    assert after_ending(history, 10) == (Installation("a", "cold", "", 0, 10), history[1])
    assert after_ending(history, 20) == (history[0],)


def test_a_probe_hangs_where_its_device_does_until_somebody_says_otherwise() -> None:
    """A probe without a history of its own has its device's; one that was hung somewhere has only its own."""
    said = (Installation("a", "cold", "top", 0), Installation("a~2", "truck", "front", 5))
    probes = {"a": ["a~1", "a~2"], "b": ["b~1"]}
    hangings = Hangings(said, lambda device: probes.get(device, ()))
    assert hangings.all() == (
        Installation("a", "cold", "top", 0),
        Installation("a~1", "cold", "top", 0),
        Installation("a~2", "truck", "front", 5),
    )
