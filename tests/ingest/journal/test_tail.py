"""The newest readings in memory: no more than asked for, and none that everybody has read."""

from __future__ import annotations

from ingest.journal.tail import Tail
from tests.ingest.readings import readings


def test_too_many_push_out_the_oldest() -> None:
    """Whoever is further behind than what is kept is told that it is not there."""
    tail = Tail(5)
    batch = tuple(readings(9))
    for first in (1, 4, 7):
        tail.add(first, batch[first - 1 : first + 2])
    assert tail.read(2, 9) is None
    assert tail.read(5, 9) is None
    found = tail.read(6, 2)
    assert found is not None
    assert (found.readings, found.last_seq) == (batch[6:8], 8)


def test_what_everybody_has_read_is_let_go() -> None:
    """A block stays until all of it was read, so that nothing is kept for nobody."""
    tail = Tail(100)
    tail.add(1, tuple(readings(3)))
    tail.forget(2)
    assert tail.read(0, 9) is not None
    tail.forget(3)
    assert tail.read(0, 9) is None
    assert tail.read(3, 9) is None
