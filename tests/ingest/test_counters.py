"""Counts that only grow."""

from __future__ import annotations

import threading

import pytest

from ingest.counters import NAMES, Counters


def test_every_known_count_starts_at_zero() -> None:
    """A page shows a zero, not a hole, before anything has happened."""
    assert dict(Counters().snapshot()) == dict.fromkeys(NAMES, 0)
    assert Counters().value("unheard_of") == 0


def test_counts_grow_and_never_shrink() -> None:
    """A count is raised by any amount but a negative one; a snapshot does not change afterwards."""
    counters = Counters()
    before = counters.snapshot()
    counters.add("received_messages")
    counters.add("something_new", 4)
    assert (counters.value("received_messages"), counters.value("something_new")) == (1, 4)
    assert before["received_messages"] == 0
    with pytest.raises(ValueError, match="only grows"):
        counters.add("received_messages", -1)


def test_threads_lose_no_count() -> None:
    """Counts that several threads raise at once add up."""
    counters = Counters()

    def work() -> None:
        for _ in range(2_000):
            counters.add("received_messages")

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counters.value("received_messages") == 8_000
