"""The upper limit that a course is on its way to: the one that will hold when it gets there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby
from math import inf

import msgspec

from alerts.detect.schedule import Schedule, levels_at
from ingest.clock import MS_PER_MINUTE


class Upper(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """An upper limit: the same always, or by a schedule, which goes before it; None: there is none."""

    usual: float | None
    schedule: Schedule | None = None

    def at(self, at_ms: int) -> float:
        """Return the limit that holds at *at_ms*; infinity where there is none."""
        high = self.usual if self.schedule is None else levels_at(self.schedule, at_ms).high
        return inf if high is None else high

    def lowest(self, from_ms: int, until_ms: int) -> float:
        """Return the lowest limit that holds from *from_ms* until *until_ms*."""
        return min(limit for _, _, limit in self._held(from_ms, until_ms))

    def first_beyond(self, from_ms: int, until_ms: int, reached_ms: Callable[[float], float]) -> float:
        """Return when a course that rises is first beyond the limit that holds then; infinity: never.

        A course that is above a lower limit before that begins is beyond it when it begins. What holds at
        *until_ms* is taken to go on.

        Args:
            from_ms: from when on limits are looked at.
            until_ms: until when.
            reached_ms: limit → when the course reaches it.
        """
        for start_ms, end_ms, limit in self._held(from_ms, until_ms):
            if limit < inf and (at_ms := reached_ms(limit)) < end_ms:
                return max(at_ms, start_ms)
        return inf

    def _held(self, from_ms: int, until_ms: int) -> Iterator[tuple[float, float, float]]:
        """Yield from when until when each limit holds, to the minute; the first and the last are open."""
        if self.schedule is None:
            yield -inf, inf, self.at(from_ms)
            return
        minutes = range(from_ms // MS_PER_MINUTE * MS_PER_MINUTE, until_ms + 1, MS_PER_MINUTE)
        begun = [(next(held), limit) for limit, held in groupby(minutes, self.at)]
        starts_ms = [-inf, *(at_ms for at_ms, _ in begun[1:]), inf]
        for number, (_, limit) in enumerate(begun):
            yield starts_ms[number], starts_ms[number + 1], limit
