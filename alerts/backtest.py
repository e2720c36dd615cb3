"""What other rules would have told people: stored readings replayed through them, beside the present ones.

Only what watches a place itself is replayed (limits, doors, silence). What befell the goods stays as it was
found, since a place's rules do not change what its air did to them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from alerts.alert import Spell
from alerts.cause import Cause
from alerts.episode import Episode, merge
from alerts.moist_watches import moist_watches
from alerts.place_watches import place_watches
from alerts.recipe import Recipe
from alerts.replay import Column, found
from alerts.watch import Watch
from ingest.place import Installation, Place

Read = Callable[[str, str, int, int], Column]
"""Device, quantity, from when, until when → when its readings were observed [ms], and what was read."""


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a place's rules are tried on.

    Attributes:
        place: the place.
        zone: the time zone of its clock.
        installations: what hangs and hung there.
        quantities: device → what it tells.
        goods: what was found of goods in it.
        start_ms, end_ms: from when to when.
        read: where the readings come from.
    """

    place: Place
    zone: str
    installations: Sequence[Installation]
    quantities: Callable[[str], Iterable[str]]
    goods: Sequence[Spell]
    start_ms: int
    end_ms: int
    read: Read


@dataclass(frozen=True, slots=True)
class Tried:
    """What a set of rules would have told people.

    Attributes:
        episodes: what they would have been called for, oldest first.
        readings: how many readings that took.
    """

    episodes: tuple[Episode, ...]
    readings: int


class Backtest:
    """Tries rules on the same grounds; readings are fetched once."""

    def __init__(self, grounds: Grounds) -> None:
        self._grounds = grounds
        self._fetched: dict[tuple[str, str], Column] = {}

    def tried(self, recipe: Recipe) -> Tried:
        """Return what *recipe* would have told people of the place."""
        grounds = self._grounds
        spells: defaultdict[Cause, list[Spell]] = defaultdict(list)
        for spell in grounds.goods:
            spells[spell.cause].append(spell)
        readings = 0
        for watch in self._watches(recipe):
            columns = [self._of(device, quantity) for device, quantity in watch.heard]
            readings += sum(at_ms.size for at_ms, _ in columns)
            for spell in found(watch, columns, grounds.end_ms):
                spells[spell.cause].append(spell)
        episodes = [one for of_cause in spells.values() for one in merge(of_cause)]
        wanted = [one for one in episodes if one.ended_at_ms is None or one.ended_at_ms > grounds.start_ms]
        return Tried(tuple(sorted(wanted, key=lambda one: (one.raised_at_ms, one.cause))), readings)

    def _watches(self, recipe: Recipe) -> Iterator[Watch]:
        place, installations = self._grounds.place, self._grounds.installations
        heard = {one.device_id: set(self._grounds.quantities(one.device_id)) for one in installations}
        yield from place_watches(place, recipe, installations, self._grounds.zone)
        yield from moist_watches(place, recipe, installations, heard)

    def _of(self, device: str, quantity: str) -> Column:
        """Return the readings of one voice, in order; where it is all of a device, each instant once."""
        named = [name for name in sorted(set(self._grounds.quantities(device))) if quantity in {"", name}]
        if not named:
            return np.empty(0, np.int64), np.empty(0, np.float64)
        if len(named) == 1:
            return self._series(device, named[0])
        pairs = [self._series(device, name) for name in named]
        at_ms, first = np.unique(np.concatenate([instants for instants, _ in pairs]), return_index=True)
        return at_ms, np.concatenate([values for _, values in pairs])[first]

    def _series(self, device: str, quantity: str) -> Column:
        key = device, quantity
        if key not in self._fetched:
            grounds = self._grounds
            self._fetched[key] = grounds.read(device, quantity, grounds.start_ms, grounds.end_ms)
        return self._fetched[key]
