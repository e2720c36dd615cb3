"""A watch of several series: its readings wait for each other, so that it hears them in one order.

Two devices never arrive in the order in which they observed. Whatever was observed in the last
``PATIENCE_MS`` is held back; then each instant is told once, with everything that was observed at it, in the
order of the watch's voices. So a chorus lives that much in the past, timers too. What comes later still is
late, and is folded again as for any watch.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby, islice
from operator import itemgetter

from alerts.ledger.watches import Checkpoint
from alerts.runner import NEVER_MS, Runner
from alerts.watch import Watch
from ingest.clock import MS_PER_MINUTE

PATIENCE_MS = MS_PER_MINUTE
"""How long readings wait for those of the others: longer than radio and brokers take."""

_PIECE = 1_000
"""So many readings of the evidence are in memory at a time."""


class Chorus(Runner):
    """Folds one watch with ``voices``. Readings may come in any order, see ``hear``."""

    __slots__ = ("_devices", "_held", "_last_ms", "_newest_ms", "_numbers", "_oldest_ms", "_told_ms")

    def __init__(self, watch: Watch, watch_id: int, checkpoint: Checkpoint | None = None) -> None:
        self._told_ms = -NEVER_MS
        super().__init__(watch, watch_id, checkpoint)

    def follow(self, watch: Watch) -> None:
        """Take over another rule, other voices or another end."""
        super().follow(watch)
        self._numbers = {voice: number for number, voice in enumerate(watch.voices)}
        self._devices = tuple(dict.fromkeys(device for device, _ in watch.voices))

    @property
    def devices(self) -> tuple[str, ...]:
        """Return the devices that it listens to."""
        return self._devices

    def number_of(self, device: str, quantity: str) -> int | None:
        """Return which of its voices a series is; None where it is none of them."""
        number = self._numbers.get((device, quantity))
        return self._numbers.get((device, "")) if number is None else number

    def restore(self, checkpoint: Checkpoint | None) -> None:
        """Go back to *checkpoint*, or to the start; what waits is forgotten, for it is among the evidence."""
        self._held: set[tuple[int, int, float]] = set()
        self._last_ms: dict[int, int] = {}
        self._oldest_ms, self._newest_ms = NEVER_MS, -NEVER_MS
        super().restore(checkpoint)

    def hear(self, number: int, told: Iterable[tuple[int, float]]) -> bool:
        """Let live readings of voice *number* wait for the others; one that is too late asks for a redo.

        Returns whether they say anything new.
        """
        is_new = False
        for at_ms, value in told:
            stamp_ms = self._stamp(at_ms)
            if stamp_ms != at_ms and self._last_ms.get(number) == stamp_ms:
                continue  # that it was heard in that time is known
            is_new = True
            if self.redo_from_ms is not None:
                self.redo(at_ms)
            elif stamp_ms > self.at_ms:
                self._hold(stamp_ms, number, value)
            elif not self._overhear(number, stamp_ms):
                self.redo(at_ms)
        return is_new

    def _overhear(self, number: int, stamp_ms: int) -> bool:
        """Take a reading that is late only for the others, where its detector can; tell whether it could."""
        before = self.state
        state = self.detector.overhear(self._rule, before, number, stamp_ms)
        if state is None:
            return False
        if state is before:
            return True
        self.state = state
        self.marks = {slot: kept for slot, kept in self.marks.items() if kept.at_ms < stamp_ms}
        if self.lacking_from_ms is None or stamp_ms < self.lacking_from_ms:
            self.lacking_from_ms = stamp_ms
        return True

    def wait(self, at_ms: int, number: int, value: float) -> None:
        """Let a reading wait that nothing observed after it was taken before."""
        self._hold(self._stamp(at_ms), number, value)

    def _hold(self, stamp_ms: int, number: int, value: float) -> None:
        self._last_ms[number] = stamp_ms
        self._held.add((stamp_ms, number, 0.0 if self.watch.resolution_ms else value))
        self._oldest_ms = min(self._oldest_ms, stamp_ms)
        self._newest_ms = max(self._newest_ms, stamp_ms)

    def settle(self, now_ms: int) -> None:
        """Take, instant by instant, what has waited long enough."""
        reach_ms = now_ms - PATIENCE_MS
        if self._oldest_ms > reach_ms:
            return
        ripe = sorted(one for one in self._held if one[0] <= reach_ms)
        self._held.difference_update(ripe)
        self._oldest_ms = min((one[0] for one in self._held), default=NEVER_MS)
        for at_ms, observed in groupby(ripe, key=itemgetter(0)):
            self.step(at_ms, tuple((number, value) for _, number, value in observed))
            self._told_ms = max(self._told_ms, at_ms)

    def go_on(self, now_ms: int) -> None:
        """Take what has waited long enough; of a back-fill, only what lies as far behind its newest.

        The rest of what is filled in may be in the next batch; where nothing comes any more, a timer tells.
        What was told once is told again at once.
        """
        self.settle(max(min(now_ms, self._newest_ms), self._told_ms + PATIENCE_MS))

    def deadline_ms(self) -> int | None:
        """Return when it must be looked at without a reading: all that it knows it knows later."""
        deadline = self._deadline_ms()
        first_ms = self._oldest_ms if deadline is None else min(deadline, self._oldest_ms)
        return None if first_ms == NEVER_MS else first_ms + PATIENCE_MS

    def tick(self, until_ms: int) -> None:
        """Take what has waited long enough by *until_ms*, and pass the deadlines up to there."""
        self.settle(until_ms)
        self._pass_deadlines(until_ms - PATIENCE_MS, until_ms)

    def _stamp(self, at_ms: int) -> int:
        """Return the instant under which a reading is told."""
        resolution_ms = self.watch.resolution_ms
        return min(-(-at_ms // resolution_ms) * resolution_ms, self.end_ms - 1) if resolution_ms else at_ms


def replay(runner: Runner, followed: Mapping[int, int], evidence: Iterable[tuple[int, int, float]]) -> None:
    """Let a watch take *evidence*, (series, instant, value) in the order of observation, again.

    *followed* has for each series the number of its voice.
    """
    if isinstance(runner, Chorus):
        for series_id, at_ms, value in evidence:
            runner.wait(at_ms, followed[series_id], value)
    else:
        told = ((at_ms, value) for _, at_ms, value in evidence)
        while piece := tuple(islice(told, _PIECE)):
            runner.run(piece)
