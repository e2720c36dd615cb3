"""What is known of a lot at present, as long as nobody sees it."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from alerts.exposure import Exposure, Held, expose
from alerts.journey import JourneyState, close, fold
from alerts.ledger import Passage
from alerts.product import load_products
from alerts.remaining_life import RemainingLife, remaining_life
from alerts.segment import Segment
from alerts.trail import all_at_present, at_present, present_passage
from ingest.clock import MS_PER_HOUR, MS_PER_MINUTE
from ingest.quantity import AIR
from tests.alerts.goods_examples import rule_for

PRODUCTS = load_products()
WAXBERRY = PRODUCTS["waxberry"]
ROOM = expose(WAXBERRY, "pallet", 30.0)
EXPOSURES = (
    ROOM,
    expose(WAXBERRY, "open_tray", 12.0),
    expose(WAXBERRY, "pallet", 30.0, measured=True),
    expose(PRODUCTS["strawberry"], "", 25.0),
    expose(PRODUCTS["sweet_cherry"], "", 30.0),
    msgspec.structs.replace(ROOM, held=Held(0.5, 4.0 * MS_PER_HOUR)),
)
START_MS = 1_781_380_800_000
PATIENCE_MS = 15 * MS_PER_MINUTE

journeys = st.builds(
    JourneyState,
    st.just(START_MS),
    st.floats(0.0, 12.0),
    life_used=st.floats(0.0, 0.6),
    half_range=st.sampled_from((0.0, 0.02)),
    air_c=st.none() | st.floats(-1.0, 20.0),
    interval_ms=st.just(5.0 * MS_PER_MINUTE),
)


def _passage(state: JourneyState, known_ms: int = START_MS) -> Passage:
    return Passage(
        "L1", "room", START_MS, state, True, None, state.life_used, known_ms, known_ms + PATIENCE_MS
    )


def _life(state: JourneyState) -> RemainingLife:
    return remaining_life(WAXBERRY, state, 1.0)


@given(journeys)
def test_one_source_tells_what_two_tell_that_agree(journey: JourneyState) -> None:
    """A lot that a single source speaks for is known as if a second one had said the same."""
    told = rule_for(), journey
    segment = Segment("L1", "room", START_MS, None, (("probe", AIR),))
    assert present_passage(segment, [told]) == present_passage(segment, [told, told])


@given(journeys, st.lists(st.integers(0, 5 * 24 * 60), min_size=2, max_size=5))
@example(
    JourneyState(START_MS, 0.0, interval_ms=5.0 * MS_PER_MINUTE), [0, 3_311]
)  # the median is all but spent
def test_the_band_widens_with_the_time_that_nobody_sees(state: JourneyState, minutes: list[int]) -> None:
    """From no more than patience on, never nothing; the careful edge only falls, until somebody looks."""
    passage, before = _passage(state), state
    for minute in sorted(minutes):
        now_ms = START_MS + minute * MS_PER_MINUTE
        now = at_present(passage, ROOM, now_ms).state
        if now_ms - START_MS <= PATIENCE_MS:
            assert now == state
            continue
        assert now.half_range > state.half_range
        assert (now.half_range, now.life_used) >= (before.half_range, before.life_used)
        assert _life(now).p20_days <= _life(before).p20_days
        assert _life(now).p80_days <= _life(JourneyState(START_MS, 0.0)).p80_days
        before = now


@given(journeys, st.integers(16, 3_000), st.integers(0, 3_000))
def test_whoever_looks_often_sees_what_he_sees_who_looks_once(
    state: JourneyState, minutes: int, earlier: int
) -> None:
    """Nothing is kept of a look, and it comes to what is booked when the lot leaves at that moment."""
    passage, now_ms = _passage(state), START_MS + minutes * MS_PER_MINUTE
    at_present(passage, ROOM, START_MS + min(earlier, minutes) * MS_PER_MINUTE)
    now, left = at_present(passage, ROOM, now_ms).state, close(ROOM, state, now_ms)
    assert (now.at_ms, now.life_used, now.half_range) == (left.at_ms, left.life_used, left.half_range)


@given(journeys, st.floats(-1.0, 20.0))
def test_what_comes_late_narrows_the_band_to_what_it_would_have_been(
    state: JourneyState, air_c: float
) -> None:
    """A dark hour of which every reading comes after all is an hour that was seen."""
    dark = at_present(_passage(state), ROOM, START_MS + MS_PER_HOUR).state
    seen = state
    for minute in range(5, 61, 5):
        seen = fold(ROOM, seen, START_MS + minute * MS_PER_MINUTE, air_c)
    now = at_present(_passage(seen, seen.at_ms), ROOM, seen.at_ms + PATIENCE_MS).state
    assert now == seen
    assert now.half_range == state.half_range < dark.half_range


def test_time_that_others_saw_is_no_gap() -> None:
    """A sensor that is silent since noon, beside one that was heard until three: nobody saw from three on."""
    state = JourneyState(START_MS, 2.0, 0.1, air_c=2.0, interval_ms=5.0 * MS_PER_MINUTE)
    alone = at_present(_passage(state), ROOM, START_MS + 5 * MS_PER_HOUR)
    beside = at_present(_passage(state, START_MS + 3 * MS_PER_HOUR), ROOM, START_MS + 5 * MS_PER_HOUR)
    assert 0.0 < beside.state.half_range < alone.state.half_range
    assert (alone.as_of_ms, beside.as_of_ms) == (START_MS, START_MS + 3 * MS_PER_HOUR)
    assert beside.least_used is not None
    assert state.life_used < beside.least_used < beside.state.life_used


@settings(max_examples=40)
@given(st.lists(journeys, min_size=1, max_size=8), st.integers(0, 40 * 24 * 60), st.sampled_from(EXPOSURES))
def test_of_many_lots_is_known_what_is_known_of_each(
    states: list[JourneyState], minutes: int, exposure: Exposure
) -> None:
    """Whatever they are, however long nobody saw them, and whether anybody ever did; to 1e-9 of a life."""
    now_ms = START_MS + minutes * MS_PER_MINUTE
    hot = msgspec.structs.replace(states[0], air_c=exposure.ambient_c + 5.0)
    passages = [_passage(state) for state in (hot, *states)]
    passages.append(_passage(states[0], (START_MS + now_ms) // 2))
    for passage, now in zip(passages, all_at_present(passages, exposure, now_ms), strict=True):
        alone = at_present(passage, exposure, now_ms)
        assert (now.state.at_ms, now.state.air_c) == (alone.state.at_ms, alone.state.air_c)
        assert now.state.interval_ms == alone.state.interval_ms
        assert now.state.life_used == pytest.approx(alone.state.life_used, abs=1e-9, rel=1e-9)
        assert now.state.half_range == pytest.approx(alone.state.half_range, abs=1e-9, rel=1e-9)
        assert now.least_used == pytest.approx(alone.least_used, abs=1e-9, rel=1e-9)
        goods_c, alone_c = now.state.product_temperature_c, alone.state.product_temperature_c
        assert goods_c == pytest.approx(alone_c, abs=1e-9)


def test_one_that_has_left_stays_as_it_was() -> None:
    """Nobody charges goods for time after they were gone."""
    state = JourneyState(START_MS, 2.0, 0.1, air_c=2.0)
    gone = msgspec.structs.replace(_passage(state), known_ms=None, missed_ms=None)
    assert at_present(gone, ROOM, START_MS + 9 * MS_PER_HOUR) is gone


def test_what_measures_the_goods_themselves_leaves_them_as_unseen_as_the_air() -> None:
    """The warm side goes by the packaging, whoever told last."""
    told: list[Exposure] = [expose(WAXBERRY, "pallet", 30.0, measured=one) for one in (False, True)]
    state = JourneyState(START_MS, 2.0, 0.1, air_c=2.0)
    ranges = {at_present(_passage(state), one, START_MS + MS_PER_HOUR).state.half_range for one in told}
    assert len({round(one, 12) for one in ranges}) == 1
