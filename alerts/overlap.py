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
    """Return from when to when both last; None where they never do."""
    start_ms = max(one.start_ms, other.start_ms)
    end_ms = min((end for end in (one.end_ms, other.end_ms) if end is not None), default=None)
    return None if end_ms is not None and end_ms <= start_ms else (start_ms, end_ms)
