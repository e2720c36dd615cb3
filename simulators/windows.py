"""Stretches of time on a story's own time line [s], where zero is the moment at which the story starts."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of time, [start, end)."""

    start_s: float
    end_s: float

    def covers(self, at_s: float) -> bool:
        """Tell whether *at_s* lies in it."""
        return self.start_s <= at_s < self.end_s

    def touches(self, other: Window, margin_s: float = 0.0) -> bool:
        """Tell whether the two come closer to each other than *margin_s*."""
        return self.start_s < other.end_s + margin_s and other.start_s < self.end_s + margin_s


@dataclass(frozen=True, slots=True)
class Every:
    """A window that comes back for ever, such as the defrosts of a cold room.

    Attributes:
        period_s: from the start of one window to the start of the next.
        phase_s: where one of them starts.
        lasting_s: how long each of them is.
    """

    period_s: float
    phase_s: float
    lasting_s: float

    def covers(self, at_s: float) -> bool:
        """Tell whether *at_s* lies in one of the windows.

        >>> defrosts = Every(21_600.0, 0.0, 1_500.0)
        >>> defrosts.covers(-20_100.5), defrosts.covers(-20_100.0)
        (True, False)
        """
        return (at_s - self.phase_s) % self.period_s < self.lasting_s

    def touch(self, other: Window, margin_s: float = 0.0) -> bool:
        """Tell whether *other* comes closer than *margin_s* to one of the windows."""
        earliest_s = other.start_s - margin_s - self.lasting_s
        periods = math.floor((earliest_s - self.phase_s) / self.period_s) + 1
        return self.phase_s + periods * self.period_s < other.end_s + margin_s


def covering(windows: Iterable[Window], at_s: float) -> Window | None:
    """Return the first window that *at_s* lies in, if there is one."""
    return next((window for window in windows if window.covers(at_s)), None)
