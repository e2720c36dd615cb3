"""A watch of several series: its readings wait for each other, so that it hears them in one order.

Two devices never arrive in the order in which they observed. Whatever was observed in the last
``PATIENCE_MS`` is held back; then each instant is told once, with everything that was observed at it, in the
order of the watch's voices. So a chorus lives that much in the past, timers too. What comes later still is
late, and is folded again as for any watch.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

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

    __slots__ = ("_devices", "_held", "_known", "_newest_ms", "_numbers", "_oldest_ms", "_told_ms")

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
        self._held: defaultdict[int, set[tuple[int, float]]] = defaultdict(set)
        self._known: dict[int, Any] = {}
        self._oldest_ms, self._newest_ms = NEVER_MS, -NEVER_MS
        super().restore(checkpoint)

    def hear(self, number: int, told: Sequence[tuple[int, float]]) -> bool:
        """Let live readings of voice *number*, in order, wait for the others; if too late, ask for a redo.

        Returns whether they say anything new.
        """
        news = self._news(number, told) if told else ()
        if not news:
            return False
        late_ms = [at_ms for at_ms, _ in news if at_ms <= self.at_ms]
        if self.redo_from_ms is None and all(self._overhear(number, at_ms) for at_ms in late_ms):
            self._hold(number, news[len(late_ms) :])
        else:
            self.redo(told[0][0])
        return True

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
        self._hold(number, self._news(number, ((at_ms, value),)))

    def _news(self, number: int, told: Sequence[tuple[int, float]]) -> Sequence[tuple[int, float]]:
        """Return which of the next readings of a voice make a difference, as they are told.

        Where it only matters that it was heard, it is told once for each time within which.
        """
        news, known = self.detector.news, self._known.get(number)
        if (within_ms := self.watch.resolution_ms) > 0:
            last_ms = self.end_ms - 1
            stamps_ms = dict.fromkeys([min(-(-at_ms // within_ms) * within_ms, last_ms) for at_ms, _ in told])
            *_, self._known[number] = stamps_ms
            return [(stamp_ms, 0.0) for stamp_ms in stamps_ms if stamp_ms != known]
        if news is not None:
            self._steps += len(told)
            self._newest_ms = max(self._newest_ms, told[-1][0])
            self._known[number], told = news(known, told)
        return told

    def _hold(self, number: int, told: Sequence[tuple[int, float]]) -> None:
        for at_ms, value in told:
            self._held[at_ms].add((number, value))
            self._oldest_ms = min(self._oldest_ms, at_ms)
            self._newest_ms = max(self._newest_ms, at_ms)

    def settle(self, now_ms: int) -> None:
        """Take, instant by instant, what has waited long enough."""
        reach_ms = now_ms - PATIENCE_MS
        if self._oldest_ms > reach_ms:
            return
        ripe_ms = sorted(at_ms for at_ms in self._held if at_ms <= reach_ms)
        self.run([(at_ms, tuple(sorted(self._held.pop(at_ms)))) for at_ms in ripe_ms])
        self._told_ms = max(self._told_ms, ripe_ms[-1])
        self._oldest_ms = min(self._held, default=NEVER_MS)

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
