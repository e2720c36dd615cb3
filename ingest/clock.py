"""Time for the whole service: read once per operation, injected at the edge.

Inside Coldframe an instant is a whole number of milliseconds since 1970-01-01T00:00Z, in a name that
ends in ``_ms``. People see it in the time zone of their site; programs see RFC 3339 on the wire.
"""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime
from typing import Protocol

MS_PER_SECOND = 1_000
MS_PER_MINUTE = 60_000
MS_PER_HOUR = 3_600_000
MS_PER_DAY = 86_400_000

S_PER_MINUTE = 60.0
MINUTES_PER_HOUR = 60.0
HOURS_PER_DAY = 24.0


class Clock(Protocol):
    """What the service asks for when it needs to know, or to wait for, a moment.

    ``wait`` is the only way in which Coldframe's own threads pass time, so that a scaled clock runs
    the whole service faster and a manual clock runs it by hand.
    """

    def now_ms(self) -> int:
        """Return the present instant [ms since the epoch, UTC]."""
        ...

    def wait(self, event: threading.Event, duration_s: float) -> bool:
        """Wait until *event* is set or *duration_s* of this clock's time have passed.

        Returns whether the event is set.
        """
        ...


class SystemClock:
    """The machine's own clock."""

    def now_ms(self) -> int:
        """Return the present instant [ms since the epoch, UTC]."""
        return time.time_ns() // 1_000_000

    def wait(self, event: threading.Event, duration_s: float) -> bool:
        """Wait for *event*, at most *duration_s* seconds."""
        return event.wait(duration_s)


class ScaledClock:
    """A clock that starts at *start_ms* and runs *speed* times as fast as the machine's own."""

    def __init__(self, start_ms: int, speed: float) -> None:
        if not speed > 0:
            raise ValueError(f"a clock's speed must be above 0, not {speed}")
        self.start_ms = start_ms
        self.speed = speed
        self._origin_s = time.monotonic()

    def now_ms(self) -> int:
        """Return the present instant on the scaled time line [ms since the epoch, UTC]."""
        return self.start_ms + int((time.monotonic() - self._origin_s) * self.speed * MS_PER_SECOND)

    def wait(self, event: threading.Event, duration_s: float) -> bool:
        """Wait for *event*, at most *duration_s* seconds of scaled time."""
        return event.wait(duration_s / self.speed)


class ManualClock:
    """A clock that moves only when it is told to; shipped for tests and for replays."""

    def __init__(self, start_ms: int) -> None:
        self._now_ms = start_ms
        self._moved = threading.Condition()
        self._waiters = 0

    def now_ms(self) -> int:
        """Return the instant this clock was last set to [ms since the epoch, UTC]."""
        with self._moved:
            return self._now_ms

    def advance(self, duration_ms: int) -> None:
        """Move this clock by *duration_ms*."""
        self.set(self.now_ms() + duration_ms)

    def set(self, now_ms: int) -> None:
        """Set this clock to *now_ms*; every waiter looks at it again."""
        with self._moved:
            self._now_ms = now_ms
            self._moved.notify_all()

    def wait(self, event: threading.Event, duration_s: float) -> bool:
        """Wait for *event*, or until the clock has been moved by *duration_s*."""
        with self._moved:
            until_ms = self._now_ms + int(duration_s * MS_PER_SECOND)
            self._waiters += 1
            while not event.is_set() and self._now_ms < until_ms:
                self._moved.wait(0.01)
            self._waiters -= 1
        return event.is_set()

    def waiters(self) -> int:
        """Return how many threads wait for this clock; whoever moves it looks first that they do."""
        with self._moved:
            return self._waiters


def to_datetime(instant_ms: int) -> datetime:
    """Return *instant_ms* as an aware UTC datetime.

    >>> to_datetime(1_781_410_200_000).isoformat()
    '2026-06-14T04:10:00+00:00'
    """
    return datetime.fromtimestamp(instant_ms / MS_PER_SECOND, tz=UTC)


def from_datetime(moment: datetime) -> int:
    """Return an aware datetime as milliseconds since the epoch; a naive one is refused.

    >>> from_datetime(datetime(2026, 6, 14, 4, 10, tzinfo=UTC))
    1781410200000
    """
    if moment.tzinfo is None:
        raise ValueError(f"a time without a zone cannot be placed: {moment.isoformat()}")
    delta = moment - datetime(1970, 1, 1, tzinfo=UTC)
    return delta.days * MS_PER_DAY + delta.seconds * MS_PER_SECOND + delta.microseconds // 1_000
