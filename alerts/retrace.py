"""Retracing: the ways of lots gone again over stored readings, by terms and recipes that are to be tried."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from alerts.alert import Spell
from alerts.detect.goods import GoodsRule
from alerts.doubt import Doubts
from alerts.goods_terms import Terms
from alerts.handling_watches import company_watches
from alerts.journey import JourneyState, harvested
from alerts.lot import Lot
from alerts.plan import Plan
from alerts.recipe import Recipe
from alerts.replay import Replayed
from alerts.segment import Segment
from alerts.trail import passage_of, united, unseen_passage
from alerts.watch import Goods, Sensors, Watch, goods_watches

Replay = Callable[[Watch], Replayed]
"""What a watch finds in stored readings."""


@dataclass(frozen=True, slots=True)
class Way:
    """The way of one lot: what was found on it, and with what history it goes on."""

    spells: tuple[Spell, ...]
    state: JourneyState


class Retrace:
    """Goes the ways of lots again, each once.

    Args:
        plan: lots and their ways.
        recipes: what each place should be like.
        terms: what each lot is judged by.
        doubts: which sensors are not heard, and when.
        replay: lets a watch take what was read.
        until_ms: up to when. [ms]
    """

    def __init__(  # noqa: PLR0913, PLR0917 - what a way is gone by
        self,
        plan: Plan,
        recipes: Mapping[str, Recipe],
        terms: Callable[[Lot], Terms],
        doubts: Doubts,
        replay: Replay,
        until_ms: int,
    ) -> None:
        self._plan = plan
        self._recipes = recipes
        self._terms = terms
        self._doubts = doubts
        self._replay = replay
        self._until_ms = until_ms
        self._ways: dict[str, Way] = {}

    def way(self, lot_id: str) -> Way:
        """Return the way of a lot, from its harvest on; of one that was put together, from then on."""
        if lot_id not in self._ways:
            self._ways[lot_id] = self._gone(lot_id)
        return self._ways[lot_id]

    def _gone(self, lot_id: str) -> Way:
        lot = self._plan.lots[lot_id]
        goods = replace(lot.goods, terms=self._terms(lot.goods.lot))
        state, spells = self._start(goods.lot), list[Spell]()
        for segment in lot.segments:
            if segment.start_ms > self._until_ms:
                break
            recipe = self._recipes[segment.place_id]
            for watch in company_watches(segment, lot.companions, recipe):
                spells.extend(self._replay(watch).spells)
            state = self._passed(segment, goods, recipe, state, spells)
        return Way(tuple(spells), state)

    def _passed(
        self, segment: Segment, goods: Goods, recipe: Recipe, state: JourneyState, spells: list[Spell]
    ) -> JourneyState:
        """Return the history with which a lot leaves *segment*, which it entered with *state*."""
        told: list[tuple[GoodsRule, JourneyState]] = []
        for watch in goods_watches(segment, goods, recipe, state, Sensors(self._doubts, self._plan.held)):
            replayed = self._replay(watch)
            spells.extend(replayed.spells)
            if isinstance(watch.rule, GoodsRule):
                told.append((watch.rule, replayed.state.journey))
        passage = passage_of(segment, told) if told else unseen_passage(segment, goods, recipe, state)
        return passage.state

    def _start(self, lot: Lot) -> JourneyState:
        origins = [self.way(one).state for one in lot.merged_from if one in self._plan.lots]
        return united(origins) if origins else harvested(lot)
