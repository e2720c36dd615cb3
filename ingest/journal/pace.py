"""How fast a journal grows, and how long what is left of its room lasts at that pace."""

from __future__ import annotations

from collections import deque

from ingest.clock import MS_PER_HOUR, MS_PER_MINUTE

_REMEMBERED_MS = MS_PER_HOUR
"""Gateways that send once an hour are part of the pace as well."""

_LEAST_MS = 5 * MS_PER_MINUTE
"""From shorter observation nothing is said."""


class Pace:
    """Counts what is appended, minute by minute, over the last hour."""

    def __init__(self) -> None:
        self._minutes: deque[tuple[int, int]] = deque()
        self._since_ms: int | None = None

    def note(self, now_ms: int, size_bytes: int) -> None:
        """Take note of *size_bytes* appended now."""
        if self._since_ms is None:
            self._since_ms = now_ms
        minute = now_ms // MS_PER_MINUTE
        if self._minutes and self._minutes[-1][0] == minute:
            size_bytes += self._minutes.pop()[1]
        self._minutes.append((minute, size_bytes))
        while self._minutes[0][0] < minute - _REMEMBERED_MS // MS_PER_MINUTE:
            self._minutes.popleft()

    def hours_left(self, now_ms: int, room_bytes: int) -> float | None:
        """Return how long *room_bytes* last [h]; None where nothing was appended for long enough to tell.

        >>> pace = Pace()
        >>> for minute in range(61):
        ...     pace.note(minute * 60_000, 1_000)
        >>> round(pace.hours_left(3_600_000, 610_000))
        10
        """
        if self._since_ms is None or now_ms - self._since_ms < _LEAST_MS:
            return None
        observed_ms = min(now_ms - self._since_ms, _REMEMBERED_MS)
        oldest = (now_ms - _REMEMBERED_MS) // MS_PER_MINUTE
        appended = sum(size for minute, size in self._minutes if minute >= oldest)
        return room_bytes * observed_ms / (appended * MS_PER_HOUR) if appended else None
