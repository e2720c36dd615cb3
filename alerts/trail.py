"""The trail of a lot: what it brings along to each place, and with what it leaves. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from alerts.dark import all_unseen
from alerts.detect.goods import GoodsRule
from alerts.doubt import seen_by_others
from alerts.exposure import Exposure, expose
from alerts.journey import JourneyState, close, held, unseen
from alerts.passage import Passage, Told, Voice, present
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


def passage_of(
    segment: Segment, told: Iterable[tuple[GoodsRule, JourneyState]], voices: tuple[Voice, ...] = ()
) -> Passage:
    """Return what a lot's history has come to in *segment*, by the worst of what its sources *told*.

    *voices*: how they tell of a lot that goes with others there.
    """
    if segment.end_ms is None:
        return present_passage(segment, told, voices)
    journeys = [
        (
            state.air_c is not None,
            close(rule.exposure, state, segment.end_ms, seen=_was_seen(rule, state, segment.end_ms)),
        )
        for rule, state in told
    ]
    seen, worst = max(journeys, key=lambda one: (one[0], one[1].life_used, one[1].product_temperature_c))
    return _passage(segment, worst, [journey for was_seen, journey in journeys if was_seen], seen=seen)


def present_passage(
    segment: Segment, told: Iterable[tuple[GoodsRule, JourneyState]], voices: tuple[Voice, ...] = ()
) -> Passage:
    """Return the same for the *segment* that a lot is in now; it goes with every batch of readings."""
    histories = [history_of(rule.exposure, journey) for rule, journey in told]
    return present(segment.lot_id, segment.place_id, segment.start_ms, histories, voices)


def history_of(exposure: Exposure, journey: JourneyState) -> Told:
    """Return a history, and from when on the time since its source was heard is a gap [ms]."""
    return journey, exposure.missed_ms(journey.at_ms, journey.interval_ms)


def at_present(passage: Passage, exposure: Exposure, now_ms: int) -> Passage:
    """Return the passage of a lot that is still there as it is known at *now_ms*.

    As long as nobody sees the goods, since no source of theirs is heard or to be trusted, less and less is
    known of them: that time is a gap like any other, of which the end has not come yet.
    """
    if not passage.is_missed(now_ms):
        return passage
    return _with(passage, unseen(exposure, _last_seen(exposure, passage), now_ms))


def all_at_present(passages: Sequence[Passage], exposure: Exposure, now_ms: int) -> tuple[Passage, ...]:
    """Return the same of lots that all have one *exposure*, at once."""
    told = list(passages)
    missed = [
        number for number, one in enumerate(told) if one.missed_ms is not None and now_ms > one.missed_ms
    ]
    states = all_unseen(exposure, [_last_seen(exposure, told[number]) for number in missed], now_ms)
    for number, state in zip(missed, states, strict=True):
        told[number] = _with(told[number], state)
    return tuple(told)


def _last_seen(exposure: Exposure, passage: Passage) -> JourneyState:
    """Return the history of a lot up to when any of its sources was heard last."""
    if passage.known_ms is None or passage.known_ms <= passage.state.at_ms:
        return passage.state
    return held(exposure, passage.state, passage.known_ms, seen=True)


def _with(passage: Passage, state: JourneyState) -> Passage:
    """Return a passage of which the history has come to *state*, without a word of any source."""
    before, least_used = passage.state, passage.least_used
    if least_used is not None:
        least_used += (state.life_used - state.half_range) - (before.life_used - before.half_range)
    return msgspec.structs.replace(passage, state=state, least_used=least_used)


def unseen_passage(segment: Segment, goods: Goods, recipe: Recipe, initial: JourneyState) -> Passage:
    """Return what a lot's history has come to in a segment that nobody saw: less and less is known."""
    lot = goods.lot
    exposure = expose(goods.product, lot.packaging, recipe.ambient_c, planned_c=lot.planned_temperature_c)
    if segment.end_ms is None:
        told = [history_of(exposure, initial)]
        return present(segment.lot_id, segment.place_id, segment.start_ms, told)
    return _passage(segment, close(exposure, initial, segment.end_ms), (), seen=False)


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


def _was_seen(rule: GoodsRule, state: JourneyState, until_ms: int) -> bool:
    """Tell whether others were heard since a source was heard last, which is not to be trusted."""
    return bool(rule.doubts) and seen_by_others(rule.doubts, state.at_ms, until_ms)
