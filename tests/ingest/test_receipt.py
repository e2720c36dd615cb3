"""Receipts: what makes two messages the same one, in which time, and what does not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.clock import MS_PER_MINUTE, MS_PER_SECOND
from ingest.reading import Sample
from ingest.receipt import identity_receipts, message_receipt
from ingest.report import Origin
from tests.ingest.edge import message

NOW_MS = 1_781_410_205_000
FRAME = Origin("24e124136b502217", frame="17 0a1b", session="1")


def _samples(at_ms: int | None) -> tuple[Sample, ...]:
    return (Sample("24e124136b502217", "air_temperature_c", 4.5, at_ms),)


def _is_known(
    first: Origin, first_ms: int, second: Origin, second_ms: int, told_ms: int | None = None
) -> bool:
    """Tell whether the second message counts as the first one; *told_ms* is the time that both tell."""
    left, count = identity_receipts(first, _samples(told_ms), first_ms)
    looked_for, _ = identity_receipts(second, _samples(told_ms), second_ms)
    return not set(left[:count]).isdisjoint(looked_for)


def test_identities_hold_for_ever_and_for_their_device_alone() -> None:
    """A name that never comes back tells a repeat years later, of the same device only."""
    origin = Origin("a", identities=("11f0", "7"))
    assert _is_known(origin, NOW_MS, Origin("a", identities=("7",)), 2 * NOW_MS)
    assert not _is_known(origin, NOW_MS, Origin("b", identities=("7",)), NOW_MS)
    assert not _is_known(origin, NOW_MS, Origin("a", identities=("8",)), NOW_MS)


@given(at_ms=st.integers(NOW_MS, NOW_MS + 3_600_000), apart_ms=st.integers(0, 5 * MS_PER_MINUTE))
def test_a_frame_is_known_for_five_minutes(at_ms: int, apart_ms: int) -> None:
    """A repeat within five minutes is one, whenever it comes and whichever of the two comes first."""
    assert _is_known(FRAME, at_ms, FRAME, at_ms + apart_ms)
    assert _is_known(FRAME, at_ms + apart_ms, FRAME, at_ms)


@given(at_ms=st.integers(NOW_MS, NOW_MS + 3_600_000), apart_ms=st.integers(10 * MS_PER_MINUTE, 10**9))
def test_a_frame_is_new_after_ten_minutes(at_ms: int, apart_ms: int) -> None:
    """A device that counts from 0 at every start and measures the same again is heard."""
    assert not _is_known(FRAME, at_ms, FRAME, at_ms + apart_ms)


def test_a_frame_of_another_session_or_content_is_another_one() -> None:
    """After a new join the counter starts again; the same counter with another content is no repeat."""
    assert not _is_known(FRAME, NOW_MS, Origin(FRAME.device, frame=FRAME.frame, session="2"), NOW_MS)
    assert not _is_known(FRAME, NOW_MS, Origin(FRAME.device, frame="17 ffff", session="1"), NOW_MS)


def test_a_frame_that_tells_its_time_is_known_however_late_it_is_repeated() -> None:
    """A network that kept a frame and hands it on again an hour later repeats it: its time is the same."""
    assert _is_known(FRAME, NOW_MS, FRAME, NOW_MS + 60 * MS_PER_MINUTE, told_ms=NOW_MS - 2 * MS_PER_SECOND)


@pytest.mark.parametrize("told_ms", [0, 42 * MS_PER_SECOND, NOW_MS + 86_400_000])
def test_a_clock_that_cannot_be_true_does_not_make_frames_the_same(told_ms: int) -> None:
    """A device whose clock starts in 1970 at every start says the same time every day, and is heard."""
    assert _is_known(FRAME, NOW_MS, FRAME, NOW_MS + MS_PER_MINUTE, told_ms)
    assert not _is_known(FRAME, NOW_MS, FRAME, NOW_MS + 60 * MS_PER_MINUTE, told_ms)


def test_a_message_leaves_one_receipt_per_name() -> None:
    """Two identities and a frame leave three receipts; the windows beside are only looked for."""
    origin = Origin("a", identities=("1", "2"), frame="3")
    receipts, left = identity_receipts(origin, (), NOW_MS)
    assert (len(receipts), left) == (5, 3)
    assert len(set(receipts)) == 5
    assert identity_receipts(None, (), NOW_MS) == ((), 0)
    assert identity_receipts(Origin("a", counter=7), (), NOW_MS) == ((), 0)


def test_a_delivery_is_told_by_number_topic_and_content() -> None:
    """The broker's number comes back for other messages: all three have to be the same."""
    one = message_receipt(message("{}", "a/b", 7))
    assert one == message_receipt(message("{}", "a/b", 7, dup=True))
    others = [message("{}", "a/b", 8), message("{}", "a/c", 7), message("[]", "a/b", 7)]
    assert one not in {message_receipt(other) for other in others}
    assert message_receipt(message("{}", "a/\ud800", 7))
