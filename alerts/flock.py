"""A flock: the watches that follow one series, and which of them are folded together, see ``herd``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeAlias

from alerts.herd import Herd, begun
from alerts.quiet import may_join
from alerts.runner import NEVER_MS, Runner
from ingest.clock import MS_PER_HOUR

LEAST = 2
"""One lot is told of with every batch of readings; several, once for all of them and now and then."""
_AT_ONCE = 500
"""After so many readings of a replay, those who go by themselves may go with others."""

Told: TypeAlias = Sequence[tuple[int, float]]
"""Instants and values of one series, in the order of observation."""
Alone: TypeAlias = Callable[[Sequence[Runner], Told], None]
"""Lets watches take readings by themselves."""


class Flock:
    """The watches that follow one series: some by themselves, some in herds.

    Attributes:
        runners: those that go by themselves.
        herds: lots that are folded together.
    """

    __slots__ = ("_unite_at_ms", "herds", "runners")

    def __init__(self) -> None:
        self.runners: tuple[Runner, ...] = ()  # most series have none of either, and no lists of them
        self.herds: tuple[Herd, ...] = ()
        self._unite_at_ms = -NEVER_MS

    def take(self, told: Told, alone: Alone) -> None:
        """Let everybody take the newest readings, herds as one and the others *alone*.

        Where a reading is not plainly in order for a herd, each of it takes that by itself, and then goes
        with others again if it may.
        """
        for herd in self._superfluous(told[0][0]):
            self._break_up(herd)
        alone(self.runners, told)
        waiting = [(herd, 0) for herd in self.herds]
        while waiting:
            herd, since = waiting.pop()
            number = since + herd.run(told[since:])
            if number < len(told):
                known = self.herds
                broken = self._break_up(herd)
                alone(broken, told[number : number + 1])
                self.gather(broken)
                alone([runner for runner in broken if runner.herd is None], told[number + 1 :])
                waiting += [(one, number + 1) for one in self.herds if one not in known]

    def gather(self, alone: Sequence[Runner]) -> None:
        """Let lots that fare alike, of those who are *alone*, go together from now on."""
        if len(alone) < LEAST and not self.herds:
            return
        left = [runner for runner in alone if may_join(runner)]
        left = [runner for runner in left if not any(herd.join(runner) for herd in self.herds)]
        while len(left) >= LEAST:
            herd = begun(left[0])
            herd.release = self._release
            others = [runner for runner in left if not herd.join(runner)]
            if len(herd.members) >= LEAST:
                self.herds = (*self.herds, herd)
            else:
                herd.undo()
            left = others if len(others) < len(left) else left[1:]
        self.runners = tuple(runner for runner in self.runners if runner.herd is None)

    def bring_back(self, herd: Herd, told: Told) -> tuple[Runner, ...]:
        """Let a herd that goes on after a restart take *told*; return who must do so alone: it broke up."""
        herd.release = self._release
        self.herds = (*self.herds, herd)
        self.runners = tuple(runner for runner in self.runners if runner.herd is None)
        return self._break_up(herd) if herd.run(told) < len(told) else ()

    def _break_up(self, herd: Herd) -> tuple[Runner, ...]:
        """Let everybody of a herd go by himself, and return them."""
        members = tuple(herd.members)
        for runner in members:
            runner.leave_herd()
        self.herds = tuple(other for other in self.herds if other is not herd)
        return members

    def _superfluous(self, at_ms: int) -> Iterator[Herd]:
        """Yield, once an hour, herds of whom nobody is left, are worn, or came near to a larger one."""
        if not self.herds or at_ms < self._unite_at_ms:
            return
        self._unite_at_ms = (at_ms // MS_PER_HOUR + 1) * MS_PER_HOUR
        by_size = sorted(self.herds, key=lambda herd: len(herd.members))
        for number, herd in enumerate(by_size):
            is_double = any(herd.resembles(larger) for larger in by_size[number + 1 :])
            if not herd.members or herd.is_worn or is_double:
                yield herd

    def _release(self, runner: Runner) -> None:
        self.runners = (*self.runners, runner)


def replay_together(runners: Sequence[Runner], evidence: Iterable[tuple[int, float]]) -> None:
    """Let watches of one series, which have come equally far, take *evidence* in the order of observation."""
    flock = Flock()
    flock.runners = tuple(runners)
    told = iter(evidence)
    while part := list(islice(told, _AT_ONCE)):
        flock.gather(flock.runners)
        flock.take(part, _run)
    for runner in runners:
        runner.leave_herd()


def _run(runners: Iterable[Runner], told: Told) -> None:
    for runner in runners:
        runner.run(told)
