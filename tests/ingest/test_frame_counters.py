"""Frame counters: how many messages are missing, whatever comes late, twice or after a restart."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.frame_counters import LATEST, WIDEST_GAP, FrameCounters
from ingest.report import Origin


def _missing(numbers: Sequence[int], modulus: int = 1 << 32) -> int:
    frames = FrameCounters()
    return sum(frames.note(Origin("probe", counter=number % modulus, modulus=modulus)) for number in numbers)


@given(
    start=st.integers(0, (1 << 32) - 1),
    sent=st.lists(st.booleans(), min_size=1, max_size=200),
    jitter=st.integers(0, LATEST // 2),
    repeats=st.integers(1, 3),
    seed=st.integers(0, 1_000),
    modulus=st.sampled_from([256, 1 << 16, 1 << 32]),
)
def test_any_order_leads_to_the_right_count(  # noqa: PLR0913, PLR0917 - what may happen on the way
    start: int, sent: list[bool], jitter: int, repeats: int, seed: int, modulus: int
) -> None:
    """Late, shuffled and repeated messages: what is missing after the first that came is counted, exactly.

    Gaps stay below the 64 numbers in which a message counts as late, so that no gap looks like one.
    """
    chance = random.Random(seed)  # noqa: S311 - the order of an example
    arrived = [number for number, is_sent in enumerate(sent) if is_sent or number % 20 == 0]
    order = sorted(arrived * repeats, key=lambda number: number + chance.uniform(0, jitter))
    expected = sum(number not in set(arrived) for number in range(order[0], max(arrived)))
    assert _missing([start + number for number in order], modulus) == expected


def test_numbers_before_the_first_that_came_are_not_missing() -> None:
    """Who starts to listen in the middle has missed nothing, and late ones from before change nothing."""
    assert _missing([7, 11, 5, 6]) == 3


def test_what_comes_late_twice_is_taken_off_once() -> None:
    """A repeat of a late message does not hide another one that is missing."""
    assert _missing([1, 4, 2, 2, 2]) == 1


@pytest.mark.parametrize("gap", [LATEST, LATEST + 1, WIDEST_GAP])
def test_a_gap_is_counted_up_to_the_widest_that_networks_accept(gap: int) -> None:
    """A device that was out of reach for 16,384 messages has lost them."""
    assert _missing([1, 1 + gap]) == gap - 1


def test_a_wider_gap_is_a_new_start() -> None:
    """A counter that jumps further than any network accepts was set anew: nothing is counted."""
    assert _missing([1, 2 + WIDEST_GAP]) == 0


def test_a_counter_that_starts_again_is_followed_from_there() -> None:
    """After a reset from 5,000 to 0 the next gap is counted as usual."""
    assert _missing([5_000, 0, 1, 4]) == 2


def test_a_new_session_counts_from_its_own_first_message() -> None:
    """A new join or birth starts anew; what was missing in the old session stays counted."""
    frames = FrameCounters()
    sent = [("1", 8), ("1", 11), ("2", 0), ("2", 1), ("2", 3)]
    changes = [frames.note(Origin("probe", counter=number, session=session)) for session, number in sent]
    assert changes == [0, 2, 0, 0, 1]


def test_sparkplug_wraps_at_256() -> None:
    """After 255 comes 0; over the end, what is missing is counted and what is late is late."""
    assert _missing([254, 255, 0, 1], 256) == 0
    assert _missing([254, 1, 255], 256) == 1


def test_devices_count_for_themselves_and_a_message_without_a_number_for_nobody() -> None:
    """Two devices do not make gaps in each other; without a number nothing changes."""
    frames = FrameCounters()
    sent = [("a", 1), ("b", 9), ("a", None), ("a", 2), ("b", 10)]
    assert [frames.note(Origin(device, counter=number)) for device, number in sent] == [0, 0, 0, 0, 0]


def test_what_was_not_kept_is_counted_when_it_comes_again() -> None:
    """A group that was not made durable is undone: its gap is found again, and a first is a first again."""
    frames = FrameCounters()
    before = frames.last.get("probe")
    frames.note(Origin("probe", counter=1))
    frames.put_back("probe", before)
    assert frames.last == {}
    frames.note(Origin("probe", counter=1))
    before = frames.last["probe"]
    assert frames.note(Origin("probe", counter=4)) == 2
    frames.put_back("probe", before)
    assert frames.note(Origin("probe", counter=4)) == 2
