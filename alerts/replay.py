"""What a watch would have found in readings that are all there already: one pass, nothing kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple, TypeAlias

import msgspec
import numpy as np
from numpy.typing import NDArray

from alerts.alert import Spell
from alerts.cause import Cause
from alerts.detect import DETECTORS
from alerts.detect.skim import HEARINGS, SKIMS, THINS, Skimmed
from alerts.watch import Watch

Instants = NDArray[np.int64]
Values = NDArray[np.float64]


Column: TypeAlias = tuple[Instants, Values]
"""When each reading of a series was observed, ascending [ms], and what was read."""


class Replayed(NamedTuple):
    """What became of a watch: everything that it found, raised or not, its state, and how much it took."""

    spells: tuple[Spell, ...]
    state: Any
    readings: int


def replayed(watch: Watch, columns: Sequence[Column], until_ms: int) -> Replayed:
    """Return what has become of *watch* by the time *until_ms*.

    Args:
        watch: which detector, by which rule, from when to when.
        columns: the readings of each of its voices, in their order; of the one series where it has none.
        until_ms: up to when timers speak. [ms]
    """
    end_ms = until_ms if watch.end_ms is None else min(watch.end_ms, until_ms)
    inside = [_between(column, watch.start_ms, end_ms) for column in columns]
    told = _Told(watch)
    if watch.resolution_ms:
        told.take_hearings([_stamped(watch, at_ms) for at_ms, _ in inside])
    elif watch.voices:
        told.take_together(inside)
    else:
        told.take(*inside[0])
    spells = told.ended(end_ms, ends=watch.end_ms is not None and watch.end_ms <= until_ms)
    return Replayed(spells, told.state, sum(at_ms.size for at_ms, _ in inside))


def _between(column: Column, start_ms: int, end_ms: int) -> Column:
    at_ms, values = column
    inside = (at_ms >= start_ms) & (at_ms < end_ms)
    return at_ms[inside], values[inside]


def _stamped(watch: Watch, at_ms: Instants) -> Instants:
    """Return the instants under which it is told that a voice was heard, each once; as a chorus does."""
    stamps_ms = -(-at_ms // watch.resolution_ms) * watch.resolution_ms
    return np.unique(stamps_ms if watch.end_ms is None else np.minimum(stamps_ms, watch.end_ms - 1))


def _speakers(voices: Sequence[Instants], at_ms: np.int64) -> tuple[tuple[int, float], ...]:
    """Return which voices were heard at an instant; what they said does not matter."""
    return tuple((number, 0.0) for number, instants in enumerate(voices) if at_ms in instants)


class _Told:
    """The fold of one watch over arrays."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        self._detector = DETECTORS[watch.detector]
        self.state = self._detector.initial(watch.rule)
        self._spells: dict[tuple[int, Cause], Spell] = {}

    def take(self, at_ms: Instants, values: Values) -> None:
        """Take the readings that can change anything, in order."""
        skim = SKIMS.get(self._watch.detector)
        if skim is None:
            self._take_all(zip(at_ms.tolist(), values.tolist(), strict=True))
        else:
            notable = self._notable(skim.over(self._watch.rule, at_ms, values), skim.is_quiet)
            self._take_all((int(at_ms[one]), float(values[one])) for one in notable)

    def take_hearings(self, voices: Sequence[Instants]) -> None:
        """Take the instants at which anybody was heard, and that can change anything, in order."""
        at_ms = np.unique(np.concatenate(voices))
        skim = HEARINGS[self._watch.detector]
        notable = self._notable(skim.over(self._watch.rule, at_ms, voices), skim.is_quiet)
        self._take_all((int(at_ms[one]), _speakers(voices, at_ms[one])) for one in notable)

    def take_together(self, columns: Sequence[Column]) -> None:
        """Take each instant once, with everything that was observed at it, in the order of the voices."""
        if (thin := THINS.get(self._watch.detector)) is not None:
            columns = [thin(*column) for column in columns]
        spoken = [
            (int(at_ms), number, float(value))
            for number, (instants, values) in enumerate(columns)
            for at_ms, value in zip(instants.tolist(), values.tolist(), strict=True)
        ]
        together = groupby(sorted(spoken), key=itemgetter(0))
        self._take_all(
            (at_ms, tuple((number, value) for _, number, value in observed)) for at_ms, observed in together
        )

    def ended(self, end_ms: int, *, ends: bool) -> tuple[Spell, ...]:
        """Let timers speak up to *end_ms*; where the watch ends there, so does what it found."""
        deadline = self._detector.deadline_ms(self._watch.rule, self.state)
        while deadline is not None and deadline <= end_ms:
            self.state, spells = self._detector.tick(self._watch.rule, self.state, deadline)
            self._keep(spells)
            following = self._detector.deadline_ms(self._watch.rule, self.state)
            deadline = None if following == deadline else following
        if ends:
            self._keep(
                tuple(
                    msgspec.structs.replace(spell, ended_at_ms=end_ms)
                    for spell in self._spells.values()
                    if spell.ended_at_ms is None
                )
            )
        return tuple(self._spells.values())

    def _notable(self, skimmed: Skimmed, is_quiet: Callable[[Any], bool]) -> Iterator[int]:
        """Yield the readings to take; the state is taken on to each of them past those that are left out."""
        size = skimmed.loud.size
        loud = np.append(np.flatnonzero(skimmed.loud), size)
        index = 0
        while index < size:
            following = int(loud[np.searchsorted(loud, index)]) if is_quiet(self.state) else index
            if following > index:
                self.state, index = skimmed.before(following, self.state), following
            else:
                yield index
                index += 1

    def _take_all(self, told: Iterable[tuple[int, Any]]) -> None:
        step, rule = self._detector.step, self._watch.rule
        for at_ms, value in told:
            self.state, spells = step(rule, self.state, at_ms, value)
            if spells:
                self._keep(spells)

    def _keep(self, spells: tuple[Spell, ...]) -> None:
        for spell in spells:
            self._spells[spell.started_at_ms, spell.cause] = spell
