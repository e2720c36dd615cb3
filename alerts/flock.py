"""A flock: the watches that follow one series, and which of them are folded together, see ``herd``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from alerts.herd import Herd, may_join
from alerts.runner import Runner

LEAST = 4
"""Fewer lots are as quick by themselves."""


class Flock:
    """The watches that follow one series: some by themselves, some in herds.

    Attributes:
        runners: those that go by themselves.
        herds: lots that are folded together.
    """

    __slots__ = ("herds", "runners")

    def __init__(self) -> None:
        self.runners: tuple[Runner, ...] = ()  # most series have none of either, and no lists of them
        self.herds: tuple[Herd, ...] = ()

    def stir(self, at_ms: int, value: float) -> tuple[Runner, ...]:
        """Let herds take the newest reading; return who must take it by themselves: their herd broke up."""
        stirred = tuple(herd for herd in self.herds if herd.members and herd.step(at_ms, value))
        if len(stirred) == len(self.herds):
            return ()
        broken = [herd for herd in self.herds if herd not in stirred]
        alone = tuple(runner for herd in broken for runner in herd.members)
        for runner in alone:
            runner.leave_herd()
        self.herds = stirred
        return alone

    def gather(self, alone: Sequence[Runner]) -> None:
        """Let lots that fare alike, of those who are *alone*, go together from now on."""
        if len(alone) < LEAST and not self.herds:
            return
        left = [runner for runner in alone if may_join(runner)]
        left = [runner for runner in left if not any(herd.join(runner) for herd in self.herds)]
        while len(left) >= LEAST:
            herd = Herd(left[0], self._release)
            others = [runner for runner in left if not herd.join(runner)]
            if len(herd.members) >= LEAST:
                self.herds = (*self.herds, herd)
            else:
                herd.undo()
            left = others if len(others) < len(left) else left[1:]
        self.runners = tuple(runner for runner in self.runners if runner.herd is None)

    def _release(self, runner: Runner) -> None:
        self.runners = (*self.runners, runner)


def replay_together(runners: Sequence[Runner], evidence: Iterable[tuple[int, float]]) -> None:
    """Let watches of one series, which have come equally far, take *evidence* in the order of observation."""
    flock = Flock()
    flock.runners = tuple(runners)
    flock.gather(runners)
    for at_ms, value in evidence:
        alone = flock.stir(at_ms, value)
        for runner in flock.runners:
            runner.step(at_ms, value)
        if alone:
            flock.gather(alone)
    for runner in runners:
        runner.leave_herd()
