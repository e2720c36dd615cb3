"""What other rules would have told people: stored readings replayed through them, beside the present ones.

Everything that watches a place, a box and its goods is replayed by the code that watches them, and so are the
gateways that speak for the place: how long they may be dark is what the least patient of their places says.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from alerts.alert import Spell
from alerts.cause import BLIND, FRONTS, Cause
from alerts.detect.gateway import GatewayRule
from alerts.doubt import doubts_of
from alerts.episode import Episode, merge
from alerts.gateway_watches import ALL, Behind, Gateways
from alerts.goods_terms import Terms
from alerts.lot import Lot
from alerts.place_groups import all_watches
from alerts.plan import Plan
from alerts.recipe import Recipe
from alerts.replay import Column, Replayed, replayed
from alerts.retrace import Retrace
from alerts.shield import shielded, trusted
from alerts.watch import Watch
from ingest.clock import MS_PER_SECOND

Read = Callable[[str, str, int, int], Column]
"""Device, quantity, from when, until when → when its readings were observed [ms], and what was read."""


@dataclass(frozen=True, slots=True)
class Grounds:
    """What rules are tried on.

    Attributes:
        plan: places and lots, as people said.
        behind: where the devices hang that each gateway speaks for.
        heard: the quantities that each device tells.
        known: what was found of sensors that are not to be trusted, and of dark gateways.
        start_ms, end_ms: from when to when.
        read: where the readings come from.
    """

    plan: Plan
    behind: Behind
    heard: Mapping[str, Collection[str]]
    known: Sequence[Spell]
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
    """Tries rules on the same grounds, for one place or for lots; readings are fetched once.

    Args:
        grounds: what they are tried on.
        place_id: the place whose rules are tried; None: those of lots.
        lot_ids: which lots' rules those are.
    """

    def __init__(self, grounds: Grounds, place_id: str | None = None, lot_ids: Collection[str] = ()) -> None:
        self._grounds = grounds
        self._place_id = place_id
        self._lot_ids = sorted(lot_ids) if place_id is None else sorted(self._lots_at(place_id))
        self._fetched: dict[tuple[str, str], Column] = {}
        self._readings = 0
        lots = (grounds.plan.lots[one].goods.lot for one in self._with_origins(self._lot_ids))
        self._near = [] if place_id is None else sorted(_speaking_for(place_id, grounds.behind))
        self._since_ms = min([grounds.start_ms, *(lot.harvested_at_ms for lot in lots)])

    def tried(self, recipe: Recipe | None = None, terms: Callable[[Lot], Terms] | None = None) -> Tried:
        """Return what people would have been told: with *recipe* at the place, and *terms* of each lot.

        Where one is left out, what holds now holds.
        """
        self._readings = 0
        spells: defaultdict[tuple[str, Cause], list[Spell]] = defaultdict(list)
        found = self._found(self._recipes(recipe), self._terms_now if terms is None else terms)
        for spell in self._as_told(found):
            spells[spell.place_id, spell.cause].append(spell)
        start_ms = self._grounds.start_ms
        episodes = [one for together in spells.values() for one in merge(together)]
        wanted = [one for one in episodes if one.ended_at_ms is None or one.ended_at_ms > start_ms]
        in_order = sorted(wanted, key=lambda one: (one.raised_at_ms, one.cause, one.place_id))
        return Tried(tuple(in_order), self._readings)

    def _found(self, recipes: Mapping[str, Recipe], terms: Callable[[Lot], Terms]) -> list[Spell]:
        grounds, place_id = self._grounds, self._place_id
        found: list[Spell] = []
        if place_id is not None:
            for watch in all_watches(grounds.plan, place_id, recipes[place_id], grounds.heard):
                found.extend(self._replayed(watch, grounds.start_ms).spells)
            found.extend(self._of_gateways(recipes))
        elsewhere = [one for one in grounds.known if one.place_id != place_id]
        ways = Retrace(
            grounds.plan,
            recipes,
            terms,
            doubts_of([*elsewhere, *found]),
            lambda watch: self._replayed(watch, self._since_ms),
            grounds.end_ms,
        )
        for lot_id in self._lot_ids:
            spells = ways.way(lot_id).spells
            found.extend(spell for spell in spells if place_id in {None, spell.place_id})
        return found

    def _of_gateways(self, recipes: Mapping[str, Recipe]) -> Iterator[Spell]:
        """Yield what is found of the gateways that speak for the place, and of all together.

        All are looked at only where nobody behind those was heard for so long that all may have been dark.
        """
        behind = self._grounds.behind
        watches = Gateways(behind, recipes).watches(self._grounds.heard)
        pause_s = self._longest_pause_s({one.device_id for near in self._near for one in behind[near]})
        may_be = [
            one for one in watches[""] if isinstance(one.rule, GatewayRule) and one.rule.minimum_s <= pause_s
        ]
        for watch in chain(*(watches[near] for near in self._near), may_be):
            yield from self._replayed(watch, self._grounds.start_ms).spells

    def _longest_pause_s(self, devices: Iterable[str]) -> float:
        """Return for how long none of *devices* was heard while rules are tried [s]."""
        start_ms, end_ms = self._grounds.start_ms, self._grounds.end_ms
        heard = [self._of(device, "", start_ms)[0] for device in devices]
        instants = np.sort(np.concatenate([*heard, np.array([end_ms])]))
        return float(np.diff(instants).max(initial=0)) / MS_PER_SECOND

    def _as_told(self, found: Sequence[Spell]) -> Iterable[Spell]:
        """Return what was found as people are told of it, beside dark gateways and sensors at fault."""
        replayed_too = {ALL, *self._near} if self._near else set()
        known = [one for one in self._grounds.known if one.facts.gateway not in replayed_too]
        dark = [one for one in (*known, *found) if one.cause in FRONTS]
        together = [one for one in dark if one.cause is Cause.ALL_SILENT]
        others = [one for one in found if one.cause not in BLIND]
        return (
            *(one for one in found if one.cause is Cause.ALL_SILENT),
            *shielded((one for one in found if one.cause is Cause.GATEWAY_SILENT), together),
            *shielded((one for one in found if one.cause is Cause.SILENT), dark),
            *trusted(others, others),
        )

    def _recipes(self, recipe: Recipe | None) -> Mapping[str, Recipe]:
        recipes = self._grounds.plan.recipes
        return recipes if recipe is None or self._place_id is None else {**recipes, self._place_id: recipe}

    def _terms_now(self, lot: Lot) -> Terms:
        return self._grounds.plan.lots[lot.id].goods.terms

    def _lots_at(self, place_id: str) -> Iterator[str]:
        """Yield the lots that were at a place while rules are tried."""
        grounds = self._grounds
        for lot_id, lot in grounds.plan.lots.items():
            if any(
                one.place_id == place_id
                and one.start_ms <= grounds.end_ms
                and (one.end_ms is None or one.end_ms > grounds.start_ms)
                for one in lot.segments
            ):
                yield lot_id

    def _with_origins(self, lot_ids: Iterable[str]) -> Iterator[str]:
        """Yield lots, and those that they were put together from."""
        for lot_id in lot_ids:
            yield lot_id
            origins = self._grounds.plan.lots[lot_id].goods.lot.merged_from
            yield from self._with_origins(one for one in origins if one in self._grounds.plan.lots)

    def _replayed(self, watch: Watch, from_ms: int) -> Replayed:
        columns = [self._of(device, quantity, from_ms) for device, quantity in watch.heard]
        found = replayed(watch, columns, self._grounds.end_ms)
        self._readings += found.readings
        return found

    def _of(self, device: str, quantity: str, from_ms: int) -> Column:
        """Return the readings of one voice, in order; where it is all of a device, each instant once."""
        named = [name for name in sorted(set(self._grounds.heard.get(device, ()))) if quantity in {"", name}]
        if not named:
            return np.empty(0, np.int64), np.empty(0, np.float64)
        pairs = [self._series(device, name, from_ms) for name in named]
        if len(named) == 1:
            return pairs[0]
        at_ms, first = np.unique(np.concatenate([instants for instants, _ in pairs]), return_index=True)
        return at_ms, np.concatenate([values for _, values in pairs])[first]

    def _series(self, device: str, quantity: str, from_ms: int) -> Column:
        key = device, quantity
        if key not in self._fetched:
            self._fetched[key] = self._grounds.read(device, quantity, self._since_ms, self._grounds.end_ms)
        at_ms, values = self._fetched[key]
        first = int(np.searchsorted(at_ms, from_ms))
        return at_ms[first:], values[first:]


def _speaking_for(place_id: str, behind: Behind) -> Iterator[str]:
    """Yield the gateways that devices of a place are behind."""
    return (gateway for gateway, hung in behind.items() if any(one.place_id == place_id for one in hung))
