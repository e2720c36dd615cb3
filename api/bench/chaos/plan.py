"""What will happen, and when: drawn from a seed, so that a run can be had again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from random import Random

EXCURSION_S = 25.0
"""How long a room is too warm; several times the patience of its rule."""
_APART_S = 35.0
"""From the end of a room's excursion to the next, so that both are told apart."""
_QUIET_END_S = 20.0
"""Nothing breaks in the last seconds, so that the end can be waited for."""


class Blow(StrEnum):
    """What can happen to the service and what it stands on."""

    KILL = "the service is killed"
    RESTART_BROKER = "the broker is restarted"
    STOP_STORE = "the store's server is stopped for a while"
    PAUSE_STORE = "the store's server is paused for a while"
    FILL_DISK = "the disk is full for a while"
    STEP_CLOCK = "the service's clock is stepped"


_WEIGHTS = {
    Blow.KILL: 10,
    Blow.RESTART_BROKER: 1,
    Blow.STOP_STORE: 2,
    Blow.PAUSE_STORE: 2,
    Blow.FILL_DISK: 1,
    Blow.STEP_CLOCK: 1,
}
"""How often each happens, beside the others."""


@dataclass(frozen=True, slots=True)
class Event:
    """One blow.

    Attributes:
        after_s: how long after the one before has ended.
        blow: what happens.
        lasting_s: how long, where it lasts.
        amount: by how much, where it has a size: the offset of the clock from then on [s].
    """

    after_s: float
    blow: Blow
    lasting_s: float
    amount: float


@dataclass(frozen=True, slots=True)
class Excursion:
    """A room that is too warm from when to when [s since the start]."""

    room: int
    start_s: float
    end_s: float


class Blows:
    """Draws one blow after the other, for ever."""

    def __init__(self, seed: int, possible: Sequence[Blow]) -> None:
        self._chance = Random(f"blows {seed}")  # noqa: S311 - chance for a test, not for secrets
        self._possible = tuple(possible)

    def next(self) -> Event:
        """Return what happens next."""
        chance = self._chance
        (blow,) = chance.choices(self._possible, [_WEIGHTS[one] for one in self._possible])
        return Event(
            after_s=chance.uniform(0.2, 6.0),
            blow=blow,
            lasting_s=chance.uniform(2.0, 8.0),
            amount=chance.uniform(-200.0, 200.0),
        )


def excursions(seed: int, lasting_s: float, rooms: int) -> tuple[Excursion, ...]:
    """Return when which room is too warm, in order of time; none of them begins too late to be told of.

    >>> all(one.end_s <= 280.0 for one in excursions(1, 300.0, 4))
    True
    """
    chance = Random(f"excursions {seed}")  # noqa: S311 - likewise
    found = []
    for room in range(rooms):
        start_s = chance.uniform(5.0, 20.0)
        while start_s + EXCURSION_S < lasting_s - _QUIET_END_S:
            found.append(Excursion(room, start_s, start_s + EXCURSION_S))
            start_s += EXCURSION_S + _APART_S + chance.uniform(0.0, 20.0)
    return tuple(sorted(found, key=lambda one: (one.start_s, one.room)))
