"""A series that comes piece by piece and becomes a chart, without all of it in memory."""

from __future__ import annotations

import numpy as np

from ingest.clock import MS_PER_HOUR
from ingest.store import Series
from ingest.store.thinning import Grid, Instants, Values, thin

_MOST_LOOSE = 50_000
"""So many readings may come before those that no chart will show are let go."""


class Gathering:
    """What has come so far of a series that will be thinned to at most *max_points*."""

    def __init__(self, max_points: int) -> None:
        self._max_points = max_points
        self._at: list[Instants] = []
        self._value: list[Values] = []
        self._rows = 0
        self._loose = 0
        self.first_ms: int | None = None
        """When the first of all was observed; None where nothing has come."""
        self._last_ms = 0

    def add(self, at: Instants, value: Values) -> None:
        """Add readings in order of time, all of them later than those before."""
        if not len(at):
            return
        if self.first_ms is None:
            self.first_ms = int(at[0])
        self._last_ms = int(at[-1])
        self._at.append(at)
        self._value.append(value)
        self._rows += len(at)
        self._loose += len(at)
        if self._loose > max(self._max_points, _MOST_LOOSE):
            self._let_go()

    def series(self) -> Series:
        """Return the chart of everything that has come."""
        at, value = self._whole()
        if self._rows <= self._max_points:
            return Series(at, value, thinned=False)
        return Series(*thin(at, value, self._grid()), thinned=True)

    def _let_go(self) -> None:
        """Keep the extremes of buckets that whatever may come can only make wider."""
        grid = self._grid()
        if grid.width_ms > MS_PER_HOUR:  # several hours would begin elsewhere in a wider one
            hours = (self._last_ms - grid.start_ms) // MS_PER_HOUR + 1
            grid = Grid(grid.start_ms, MS_PER_HOUR, hours)
        at, value = thin(*self._whole(), grid)
        self._at, self._value, self._loose = [at], [value], 0

    def _grid(self) -> Grid:
        return Grid.over(self.first_ms or 0, self._last_ms, self._max_points)

    def _whole(self) -> tuple[Instants, Values]:
        none = np.empty(0, dtype=np.int64), np.empty(0)
        return np.concatenate([none[0], *self._at]), np.concatenate([none[1], *self._value])
