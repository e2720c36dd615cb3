"""How people use a door: several times during work hours, for a few minutes, and once left open."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from simulators.physics import SECONDS_PER_DAY, SECONDS_PER_HOUR
from simulators.windows import Window, covering


@dataclass(frozen=True, slots=True)
class DoorHabits:
    """How a door is used on a normal day of the story.

    Attributes:
        openings_low: fewest times a day.
        openings_high: most times a day.
        from_h: work begins this long after (or, below zero, before) the hour at which the story starts.
        until_h: work ends.
        shortest_min: the shortest time the door stands open.
        longest_min: the longest.
        apart_min: what lies at least between two openings.
        defrost_apart_min: what lies at least between an opening and a defrost.
    """

    openings_low: float = 5
    openings_high: float = 8
    from_h: float = -5.0
    until_h: float = 7.0
    shortest_min: float = 3.0
    longest_min: float = 8.0
    apart_min: float = 40.0
    defrost_apart_min: float = 60.0


class Doors:
    """When a door is open: by habit, which is drawn anew for each day, and when it was left open."""

    def __init__(
        self,
        habits: DoorHabits,
        left_open: Sequence[Window],
        avoided: Callable[[Window], bool],
        rng_of_day: Callable[[int], np.random.Generator],
    ) -> None:
        self._habits = habits
        self._left_open = tuple(left_open)
        self._avoided = avoided
        self._rng_of_day = rng_of_day
        self._days: dict[int, tuple[Window, ...]] = {}

    def are_open(self, at_s: float) -> bool:
        """Tell whether the door is open at *at_s*."""
        if covering(self._left_open, at_s) is not None:
            return True
        return covering(self.openings(self.day_of(at_s)), at_s) is not None

    def day_of(self, at_s: float) -> int:
        """Return the number of the story's day; a day starts when its work does."""
        return int((at_s - self._habits.from_h * SECONDS_PER_HOUR) // SECONDS_PER_DAY)

    def openings(self, day: int) -> tuple[Window, ...]:
        """Return when the door is opened by habit on one day of the story, in order."""
        if day not in self._days:
            self._days = {day: self._drawn(day)}
        return self._days[day]

    def _drawn(self, day: int) -> tuple[Window, ...]:
        """Draw one day: what would come too close to another opening or a defrost does not happen."""
        habits, rng = self._habits, self._rng_of_day(day)
        wanted = int(rng.integers(int(habits.openings_low), int(habits.openings_high) + 1))
        start_of_day_s = day * SECONDS_PER_DAY
        windows: list[Window] = []
        for _ in range(20 * wanted):
            start_s = start_of_day_s + float(rng.uniform(habits.from_h, habits.until_h)) * SECONDS_PER_HOUR
            lasting_s = 60.0 * float(rng.uniform(habits.shortest_min, habits.longest_min))
            window = Window(start_s, start_s + lasting_s)
            apart_s = 60.0 * habits.apart_min
            crowded = any(window.touches(other, apart_s) for other in (*windows, *self._left_open))
            if not crowded and not self._avoided(window):
                windows.append(window)
            if len(windows) == wanted:
                break
        return tuple(sorted(windows, key=lambda window: window.start_s))
