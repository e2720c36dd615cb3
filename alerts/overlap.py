"""From when to when two things last together: a device in a room and goods in it, a lot and its companion."""

from __future__ import annotations

from typing import Protocol, TypeAlias

Period: TypeAlias = tuple[int, int | None]
"""[start, end); an end of None: still."""


class Lasting(Protocol):
    """What lasts from ``start_ms`` to ``end_ms``; None: still."""

    @property
    def start_ms(self) -> int:
        """Return since when."""
        ...

    @property
    def end_ms(self) -> int | None:
        """Return until when."""
        ...


def overlap(one: Lasting, other: Lasting) -> Period | None:
    """Return from when to when both last; None where they never do.

    >>> from alerts.lot import Stay
    >>> there = Stay("L1", "room", 10, 20)
    >>> overlap(there, Stay("L2", "room", 5)), overlap(there, Stay("L2", "room", 20, 30))
    ((10, 20), None)
    """
    start_ms, end_ms = max(one.start_ms, other.start_ms), one.end_ms
    if end_ms is None or (other.end_ms is not None and other.end_ms < end_ms):
        end_ms = other.end_ms
    return None if end_ms is not None and end_ms <= start_ms else (start_ms, end_ms)
