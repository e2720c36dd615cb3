"""A watch of several series: its readings wait for each other, so that it hears them in one order.

Two devices never arrive in the order in which they observed. Whatever was observed in the last
``PATIENCE_MS`` is held back; then each instant is told once, with everything that was observed at it, in the
order of the watch's voices. So a chorus lives that much in the past, timers too. What comes later still is
late, and is folded again as for any watch.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from operator import itemgetter

from alerts.ledger.watches import Checkpoint
from alerts.runner import NEVER_MS, Runner
from ingest.clock import MS_PER_MINUTE

PATIENCE_MS = MS_PER_MINUTE
"""How long readings wait for those of the others: longer than radio and brokers take."""


class Chorus(Runner):
    """Folds one watch with ``voices``. Readings may come in any order, see ``hear``."""

    __slots__ = ("_held", "_oldest_ms")

    def restore(self, checkpoint: Checkpoint | None) -> None:
        """Go back to *checkpoint*, or to the start; what waits is forgotten, for it is among the evidence."""
        self._held: list[tuple[int, int, float]] = []
        self._oldest_ms = NEVER_MS
        super().restore(checkpoint)

    def hear(self, at_ms: int, number: int, value: float) -> None:
        """Let a live reading of voice *number* wait for the others; one that is too late asks for a redo."""
        if at_ms > self.at_ms and self.redo_from_ms is None:
            self.wait(at_ms, number, value)
        else:
            self.redo(at_ms)

    def wait(self, at_ms: int, number: int, value: float) -> None:
        """Let a reading wait that nothing observed after it was taken before."""
        self._held.append((at_ms, number, value))
        self._oldest_ms = min(self._oldest_ms, at_ms)

    def settle(self, now_ms: int) -> None:
        """Take, instant by instant, what has waited long enough."""
        reach_ms = now_ms - PATIENCE_MS
        if self._oldest_ms > reach_ms:
            return
        self._held.sort()
        ripe = [one for one in self._held if one[0] <= reach_ms]
        self._held = self._held[len(ripe) :]
        self._oldest_ms = self._held[0][0] if self._held else NEVER_MS
        for at_ms, observed in groupby(ripe, key=itemgetter(0)):
            self._step_together(at_ms, tuple((number, value) for _, number, value in observed))

    def deadline_ms(self) -> int | None:
        """Return when it must be looked at without a reading: all that it knows it knows later."""
        deadline = self._deadline_ms()
        first_ms = self._oldest_ms if deadline is None else min(deadline, self._oldest_ms)
        return None if first_ms == NEVER_MS else first_ms + PATIENCE_MS

    def tick(self, until_ms: int) -> None:
        """Take what has waited long enough by *until_ms*, and pass the deadlines up to there."""
        self.settle(until_ms)
        self._pass_deadlines(until_ms - PATIENCE_MS, until_ms)

    def _step_together(self, at_ms: int, told: tuple[tuple[int, float], ...]) -> None:
        if at_ms >= self._next_mark_ms:
            self._mark(at_ms)
        self._steps += 1
        self.state, spells = self._step(self._rule, self.state, at_ms, told)
        self.at_ms = at_ms
        if spells:
            self._take(spells, at_ms)


def replay(runner: Runner, followed: Mapping[int, int], evidence: Iterable[tuple[int, int, float]]) -> None:
    """Let a watch take *evidence*, (series, instant, value) in the order of observation, again.

    *followed* has for each series the number of its voice.
    """
    if isinstance(runner, Chorus):
        for series_id, at_ms, value in evidence:
            runner.wait(at_ms, followed[series_id], value)
    else:
        for _, at_ms, value in evidence:
            runner.step(at_ms, value)
