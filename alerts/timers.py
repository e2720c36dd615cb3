"""Timers: when a watch has something to say although no reading came, and when it must hold back."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from itertools import count

from alerts.ears import Hearing, Hearings
from alerts.runner import NEVER_MS, Runner
from ingest.clock import MS_PER_SECOND

_LOOK_AGAIN_MS = 10 * MS_PER_SECOND
"""How often a watch is looked at that waits for the connection."""


def _unknown(_device: str) -> str:
    return ""


class Timers:
    """The deadlines of all watches of one engine.

    A deadline that moves back is found out when its old instant comes; so a reading that only moves it
    back costs nothing here.

    Args:
        listening_since_ms: since when the service hears what devices say.
    """

    def __init__(self, listening_since_ms: int) -> None:
        self._started_ms = listening_since_ms
        self._hearings = Hearings(Hearing(hears=True, since_ms=listening_since_ms), {})
        self._broker_of: Callable[[str], str] = _unknown
        self._held_ms: dict[str, int] = {}
        self._plan: list[tuple[int, int, Runner]] = []
        self._tie = count()

    @property
    def next_ms(self) -> int:
        """Return when a timer may have something to say; NEVER_MS: none is set."""
        return self._plan[0][0] if self._plan else NEVER_MS

    def listen(self, hearings: Hearings, broker_of: Callable[[str], str] | None = None) -> None:
        """Miss nobody who cannot be heard, nor sooner after that than after a start.

        *broker_of* tells through which broker a device is heard.
        """
        self._hearings, self._broker_of = hearings, broker_of or _unknown

    def hold(self, device: str, until_ms: int) -> None:
        """Let the timers of a device hold back: it is sending what it kept, and more may follow."""
        if until_ms > self._held_ms.get(device, -NEVER_MS):
            self._held_ms[device] = until_ms

    def schedule(self, runner: Runner, not_before_ms: int = -NEVER_MS) -> None:
        """Plan to look at a watch when its deadline comes."""
        deadline = runner.deadline_ms()
        if deadline is None or deadline >= runner.planned_ms:
            return  # nothing is due, or it is looked at before that anyway
        due_ms = max(self._due_ms(runner, deadline), not_before_ms)
        if due_ms < runner.planned_ms:
            runner.planned_ms = due_ms
            heapq.heappush(self._plan, (due_ms, next(self._tie), runner))

    def due(self, now_ms: int) -> Iterator[Runner]:
        """Yield every watch whose timer must speak by *now_ms*; each is planned again afterwards."""
        self._started_ms = min(self._started_ms, now_ms)  # the clock may have been set back since
        while self._plan and self._plan[0][0] <= now_ms:
            planned_ms, _, runner = heapq.heappop(self._plan)
            if planned_ms != runner.planned_ms:
                continue
            runner.planned_ms = NEVER_MS
            if self._is_deaf_for(runner):
                self.schedule(runner, not_before_ms=now_ms + _LOOK_AGAIN_MS)
                continue
            deadline = runner.deadline_ms()
            if deadline is not None and self._due_ms(runner, deadline) <= now_ms:
                yield runner
            self.schedule(runner, not_before_ms=now_ms + 1)

    def _is_deaf_for(self, runner: Runner) -> bool:
        return runner.detector.by_absence and not self._hearing(runner).hears

    def _hearing(self, runner: Runner) -> Hearing:
        """Return since when everybody can be heard whom a watch listens to."""
        hearings = self._hearings
        return hearings.any if hearings.is_alike else hearings.of_all(map(self._broker_of, runner.devices))

    def _due_ms(self, runner: Runner, deadline: int) -> int:
        """Return when a deadline may be spoken of: not before those who were away could have been heard."""
        if deadline >= runner.end_ms:
            return deadline
        since_ms = self._hearing(runner).since_ms if runner.detector.by_absence else self._started_ms
        listened_ms = since_ms + runner.grace_ms()
        if not self._held_ms:
            return max(deadline, listened_ms)
        held_ms = (self._held_ms.get(device, -NEVER_MS) for device in runner.devices)
        return max(deadline, listened_ms, *held_ms)
