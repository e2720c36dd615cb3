"""The trail of a lot: what it brings along to each place, and with what it leaves. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from alerts.detect.goods import GoodsRule, GoodsState
from alerts.doubt import seen_by_others
from alerts.journey import Exposure, JourneyState, close, expose
from alerts.ledger.journeys import Passage
from alerts.recipe import Recipe
from alerts.segment import Segment
from alerts.watch import Goods


def entered(
    start: JourneyState | None, segments: Sequence[Segment], passages: Mapping[int, Passage]
) -> Iterator[tuple[Segment, JourneyState]]:
    """Yield each segment of a lot's way with the history that it enters it with.

    It ends with the segment that lasts, or with the first whose outcome is not among *passages* (by
    start) yet; where what it starts with is not known yet (None), there is nothing.
    """
    if start is None:
        return
    state = start
    for segment in segments:
        yield segment, state
        passage = passages.get(segment.start_ms)
        if segment.end_ms is None or passage is None:
            return
        state = passage.state


def departed(
    start: JourneyState | None, segments: Sequence[Segment], passages: Mapping[int, Passage]
) -> JourneyState | None:
    """Return the history with which a lot left its last place; None where that is not known yet."""
    state = start
    for segment in segments:
        passage = passages.get(segment.start_ms)
        if passage is None or segment.end_ms is None:
            return None
        state = passage.state
    return state


def united(histories: Iterable[JourneyState]) -> JourneyState:
    """Return the history that goods go on with that were put together: the worst one counts."""
    return max(histories, key=lambda one: (one.life_used + one.half_range, one.product_temperature_c))


def passage_of(segment: Segment, told: Iterable[tuple[GoodsRule, JourneyState]]) -> Passage:
    """Return what a lot's history has come to in *segment*, by the worst of what its sources *told*."""
    journeys = [
        (state.air_c is not None, _left(segment, rule.exposure, state, seen=_was_seen(segment, rule, state)))
        for rule, state in told
    ]
    seen, worst = max(journeys, key=lambda one: (one[0], one[1].life_used, one[1].product_temperature_c))
    return _passage(segment, worst, [journey for was_seen, journey in journeys if was_seen], seen=seen)


def present_passage(segment: Segment, states: Iterable[GoodsState]) -> Passage:
    """Return the same for the *segment* that a lot is in now; it goes with every batch of readings."""
    journeys = [state.journey for state in states]
    worst = max(journeys, key=_how_bad)
    seen = [journey for journey in journeys if journey.air_c is not None]
    return _passage(segment, worst, seen, seen=bool(seen))


def unseen_passage(segment: Segment, goods: Goods, recipe: Recipe, initial: JourneyState) -> Passage:
    """Return what a lot's history has come to in a segment that nobody saw: less and less is known."""
    lot = goods.lot
    exposure = expose(goods.product, lot.packaging, recipe.ambient_c, planned_c=lot.planned_temperature_c)
    left = _left(segment, exposure, initial)
    return _passage(segment, left, (), seen=False)


def _passage(
    segment: Segment, worst: JourneyState, seen_by: Sequence[JourneyState], *, seen: bool
) -> Passage:
    told_c = [journey.product_temperature_c for journey in seen_by] or [worst.product_temperature_c]
    return Passage(
        segment.lot_id,
        segment.place_id,
        segment.start_ms,
        worst,
        seen,
        goods_c=(min(told_c), max(told_c)),
        least_used=min([journey.life_used for journey in seen_by], default=worst.life_used),
    )


def _how_bad(journey: JourneyState) -> tuple[bool, float, float]:
    return journey.air_c is not None, journey.life_used, journey.product_temperature_c


def _left(segment: Segment, exposure: Exposure, state: JourneyState, *, seen: bool = False) -> JourneyState:
    return state if segment.end_ms is None else close(exposure, state, segment.end_ms, seen=seen)


def _was_seen(segment: Segment, rule: GoodsRule, state: JourneyState) -> bool:
    """Tell whether others were heard since a source was heard last, which is not to be trusted."""
    if segment.end_ms is None or not rule.doubts:
        return False
    return seen_by_others(rule.doubts, state.at_ms, segment.end_ms)
