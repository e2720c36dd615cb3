"""Journeys: one reading at a time or all at once, gaps, and what is left."""

from __future__ import annotations

from itertools import pairwise

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.exposure import Exposure, Held, expose
from alerts.journey import JourneyState, close, fold, harvested
from alerts.journey_batch import replay
from alerts.lot import Lot
from alerts.pace import arrhenius_pace
from alerts.product import load_products
from alerts.remaining_life import remaining_life
from ingest.clock import MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE

PRODUCTS = load_products()
WAXBERRY = PRODUCTS["waxberry"]
HARVEST_MS = 1_781_380_800_000


def lot(initial_c: float = 1.0, packaging: str = "open_tray") -> Lot:
    """Return a lot of waxberry."""
    return Lot("L1", "Lot 1", "waxberry", packaging, HARVEST_MS, initial_c, 1.0)


def folded(exposure: Exposure, state: JourneyState, readings: list[tuple[int, float]]) -> JourneyState:
    """Return *state* after readings given as minutes since harvest and °C."""
    for minute, air_c in readings:
        state = fold(exposure, state, HARVEST_MS + minute * MS_PER_MINUTE, air_c)
    return state


def held(exposure: Exposure, start: JourneyState, air_c: float, minutes: range) -> JourneyState:
    """Return *start* after readings of one temperature."""
    return folded(exposure, start, [(minute, air_c) for minute in minutes])


def test_a_day_at_the_reference_uses_a_day() -> None:
    """24 h at 1 °C use 1/14 of the life of waxberry."""
    exposure = expose(WAXBERRY, "", 30.0)
    state = held(exposure, harvested(lot()), 1.0, range(5, 24 * 60 + 1, 5))
    assert state.life_used == pytest.approx(1 / 14, abs=1e-12)
    assert not state.estimated


def test_a_mixed_trip_through_three_places() -> None:
    """2 h at 25, 4 h at 10 and 66 h at 2 °C, measured in the goods, use 98.997 h of 14 days at 1 °C."""
    exposure = msgspec.structs.replace(
        expose(WAXBERRY, "", 30.0, measured=True), pace=arrhenius_pace(1.0, 60.588)
    )
    state = harvested(lot(25.0))
    start_min = 0
    for hours, celsius in ((2, 25.0), (4, 10.0), (66, 2.0)):
        arrived = fold(exposure, state, state.at_ms, celsius)
        end_min = start_min + hours * 60
        left = held(exposure, arrived, celsius, range(start_min + 5, end_min + 1, 5))
        state = close(exposure, left, left.at_ms)
        start_min = end_min
    assert state.life_used * 14 * 24 == pytest.approx(98.997, abs=0.01)


@st.composite
def histories(draw: st.DrawFn) -> list[tuple[int, float]]:
    """Draw readings with usual pauses, bursts and gaps."""
    count = draw(st.integers(1, 60))
    pauses = draw(
        st.lists(st.sampled_from([1, 2, 5, 10, 10, 10, 30, 200, 1500]), min_size=count, max_size=count)
    )
    airs = draw(st.lists(st.floats(-3.0, 35.0), min_size=count, max_size=count))
    return list(zip(np.cumsum(pauses).tolist(), airs, strict=True))


@settings(deadline=None, max_examples=60)
@given(
    histories(),
    st.lists(st.integers(0, 60), max_size=4),
    st.sampled_from(["slowest", "thinnest", "measured"]),
    st.sampled_from(["waxberry", "baby_spinach", "fresh_fish", "fresh_pork"]),
)
def test_incremental_equals_batch_in_any_chunking(
    readings: list[tuple[int, float]], cuts: list[int], packaging: str, product_id: str
) -> None:
    """Reading by reading, all at once, or in any chunks: the same state to 1e-9, by any kind of kinetics."""
    product = PRODUCTS[product_id]
    slowest = max(product.packagings.values(), key=lambda one: one.lag_h).id
    packed = slowest if packaging == "slowest" else ""
    exposure = expose(product, packed, 30.0, measured=packaging == "measured")
    start = harvested(lot(24.0))
    at_ms = np.array([HARVEST_MS + minute * MS_PER_MINUTE for minute, _ in readings])
    air_c = np.array([celsius for _, celsius in readings])
    single, chunked = folded(exposure, start, readings), start
    for low, high in pairwise(sorted({0, len(readings), *(min(cut, len(readings)) for cut in cuts)})):
        chunked = replay(exposure, chunked, at_ms[low:high], air_c[low:high])
    whole = replay(exposure, start, at_ms, air_c)
    for other in (whole, chunked):
        assert other.at_ms == single.at_ms
        for name in ("product_temperature_c", "life_used", "half_range", "air_c", "interval_ms"):
            assert getattr(other, name) == pytest.approx(getattr(single, name), rel=1e-9, abs=1e-9), name


@pytest.mark.parametrize(
    ("product_id", "warm_c", "rate"),
    [
        ("fresh_fish", 10.0, 4.0),
        ("spinach", 15.0, 5.5 * 2.1**0.5),
        ("cucumber", 21.25, 2.5**0.875 * 2.0**0.125),
    ],
)
def test_each_product_spends_its_life_by_its_own_kinetics(
    product_id: str, warm_c: float, rate: float
) -> None:
    """An hour at one temperature costs what square root or Q10 bands say, not one activation energy."""
    product = PRODUCTS[product_id]
    exposure = expose(product, "", 40.0, measured=True)
    start = harvested(lot(warm_c))
    spent_h = held(exposure, start, warm_c, range(5, 61, 5)).life_used * product.reference_life_h
    assert spent_h == pytest.approx(rate, rel=1e-9)
    assert remaining_life(product, start, warm_c).p50_days == pytest.approx(
        product.reference_life_h / rate / 24.0
    )


def test_losses_that_do_not_simply_add_up_are_booked_with_their_factor() -> None:
    """What pork spends beyond plan counts twice, and once what it spends as planned."""
    pork = PRODUCTS["fresh_pork"]
    exposure = expose(pork, "", 40.0, planned_c=2.0, measured=True)
    hour_at_2 = ((2.0 + 10.0) / (pork.reference_c + 10.0)) ** 2 / pork.reference_life_h
    hour_at_8 = ((8.0 + 10.0) / (pork.reference_c + 10.0)) ** 2 / pork.reference_life_h
    as_planned = held(exposure, harvested(lot(2.0)), 2.0, range(5, 61, 5))
    assert as_planned.life_used == pytest.approx(hour_at_2)
    warm = held(exposure, harvested(lot(8.0)), 8.0, range(5, 61, 5))
    assert warm.life_used == pytest.approx(hour_at_2 + 2.0 * (hour_at_8 - hour_at_2))
    assert held(exposure, harvested(lot(0.0)), 0.0, range(5, 61, 5)).life_used < hour_at_2


def test_sparse_readings_of_slow_goods_cost_what_dense_ones_cost() -> None:
    """Readings every 15 min spend the same life as readings every minute along the same ramp."""
    exposure = expose(WAXBERRY, "", 30.0)
    start = harvested(lot(25.0))
    dense = folded(exposure, start, [(m, 20.0 - m / 10) for m in range(1, 181)])
    sparse = folded(exposure, start, [(1, 19.9), *((m, 20.0 - m / 10) for m in range(15, 181, 15))])
    assert sparse.life_used == pytest.approx(dense.life_used, rel=1e-3)
    assert sparse.product_temperature_c == pytest.approx(dense.product_temperature_c, abs=1e-9)


def _on_change(packaging: str = "", *, measured: bool = False, within_k: float = 0.0) -> Exposure:
    exposure = expose(WAXBERRY, packaging, 30.0, measured=measured)
    return msgspec.structs.replace(exposure, held=Held(within_k, 4.0 * MS_PER_HOUR))


def test_a_source_that_speaks_on_change_holds_its_value_until_then() -> None:
    """Two hours at 1 °C and one at 21: charged as that, and not as a slow rise from one to the other."""
    told = [(5, 1.0), (120, 21.0), (180, 1.0)]
    start = harvested(lot())
    held_at = folded(_on_change(measured=True), start, told)
    pace = WAXBERRY.pace
    wanted_h = 2.0 * pace.rate(1.0) + 1.0 * pace.rate(21.0)
    assert held_at.life_used * WAXBERRY.reference_life_h == pytest.approx(wanted_h)
    assert held_at.product_temperature_c == 1.0
    assert not held_at.estimated
    ramped = folded(expose(WAXBERRY, "", 30.0, measured=True), start, told)
    assert ramped.life_used > held_at.life_used


def test_goods_behind_air_that_holds_follow_it_in_steps() -> None:
    """An hour after the air leapt, goods in trays have come as far as Newton's law says."""
    exposure = _on_change()
    state = folded(exposure, harvested(lot()), [(5, 1.0), (10, 11.0), (15, 11.0), (70, 1.0)])
    lag_min = exposure.lag_ms / MS_PER_MINUTE
    assert state.product_temperature_c == pytest.approx(11.0 - 10.0 * np.exp(-60.0 / lag_min))


def test_what_a_source_need_not_tell_ran_evenly_and_the_rest_came_at_once() -> None:
    """It tells changes of a kelvin: half a kelvin is a slope; of ten one is, and nine came at last."""
    start, pace = harvested(lot()), WAXBERRY.pace
    told = [(5, 1.0), (65, 1.5), (125, 11.5)]
    held_at = folded(_on_change(measured=True, within_k=1.0), start, told)
    pieces = ((1.0, 1.0, 5 / 60), (1.0, 1.5, 1.0), (1.5, 2.5, 1.0))
    wanted_h = sum(pace.spent_h(*piece) for piece in pieces)
    assert held_at.life_used * WAXBERRY.reference_life_h == pytest.approx(wanted_h, rel=1e-6)
    slow = [(5, 1.0), (20, 1.9), (35, 1.2)]
    evenly = folded(expose(WAXBERRY, "", 30.0, measured=True), start, slow)
    assert folded(_on_change(measured=True, within_k=1.0), start, slow) == evenly


def test_a_quiet_source_that_speaks_on_change_is_a_gap_only_after_hours() -> None:
    """Three hours without a word are air that did not change; five are nobody listening."""
    for hours, gap in ((3, False), (5, True)):
        told = [*((minute, 1.0) for minute in range(5, 60, 5)), (60 + hours * 60, 1.1)]
        assert folded(_on_change(), harvested(lot()), told).estimated is gap


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 400), st.floats(-2.0, 25.0)), min_size=1, max_size=12))
def test_many_held_readings_at_once_come_to_what_one_at_a_time_does(told: list[tuple[int, float]]) -> None:
    """The batch of a source that speaks on change is the same fold, whether changes came at once or not."""
    minutes = np.cumsum([minute for minute, _ in told])
    for measured, within_k in ((False, 0.0), (True, 0.0), (False, 5.0), (False, 30.0)):
        exposure = _on_change(measured=measured, within_k=within_k)
        readings = [(int(minute), value) for minute, (_, value) in zip(minutes, told, strict=True)]
        at_ms = HARVEST_MS + minutes.astype(np.int64) * MS_PER_MINUTE
        batch = replay(exposure, harvested(lot()), at_ms, np.array([value for _, value in told]))
        single = folded(exposure, harvested(lot()), readings)
        for name in ("at_ms", "product_temperature_c", "life_used", "half_range", "air_c", "interval_ms"):
            assert getattr(batch, name) == pytest.approx(getattr(single, name), rel=1e-9, abs=1e-9), name


def test_readings_that_are_not_newer_change_nothing() -> None:
    """A repeated or older reading leaves the journey as it is."""
    exposure = expose(WAXBERRY, "", 30.0)
    state = held(exposure, harvested(lot()), 5.0, range(5, 60, 5))
    assert fold(exposure, state, state.at_ms, 30.0) is state
    assert fold(exposure, state, state.at_ms - 1, 30.0) is state


def test_a_gap_is_booked_as_the_middle_of_its_bracket() -> None:
    """Six unseen hours cost more than the ends say, and half of the range is carried as uncertainty."""
    exposure = expose(WAXBERRY, "", 30.0)
    before = held(exposure, harvested(lot()), 1.0, range(5, 121, 5))
    after = fold(exposure, before, before.at_ms + 6 * MS_PER_HOUR, 1.0)
    cheapest = 6.0 / exposure.life_h
    assert after.half_range > 0.0
    assert after.estimated
    assert after.life_used - before.life_used == pytest.approx(cheapest + after.half_range, rel=1e-6)
    assert after.half_range < 6.0 * 11.0 / exposure.life_h / 2.0


def test_a_pause_of_three_intervals_is_no_gap() -> None:
    """Missing two readings in a row widens nothing; missing a fourth does."""
    exposure = expose(WAXBERRY, "", 30.0)
    before = held(exposure, harvested(lot()), 1.0, range(10, 3000, 10))
    assert not fold(exposure, before, before.at_ms + 30 * MS_PER_MINUTE, 1.0).estimated
    assert fold(exposure, before, before.at_ms + 40 * MS_PER_MINUTE, 1.0).estimated


def test_a_device_whose_setting_was_changed_is_followed() -> None:
    """A sensor set from 1 min to 60 min is a gap for some readings, not for ever."""
    exposure = expose(WAXBERRY, "", 30.0)
    state = held(exposure, harvested(lot()), 1.0, range(1, 60))
    for _ in range(24):
        state = fold(exposure, state, state.at_ms + MS_PER_HOUR, 1.0)
    settled = fold(exposure, state, state.at_ms + MS_PER_HOUR, 1.0)
    assert settled.half_range == state.half_range


def test_leaving_a_place_forgets_its_air() -> None:
    """What a lot takes along is its own temperature and life, not the air of the place it left."""
    exposure = expose(WAXBERRY, "", 30.0)
    state = held(exposure, harvested(lot()), 5.0, range(5, 61, 5))
    left = close(exposure, state, state.at_ms + 5 * MS_PER_MINUTE)
    assert left.air_c is None
    assert left.product_temperature_c > state.product_temperature_c
    assert left.life_used > state.life_used


def test_a_lot_nobody_measured_keeps_its_temperature_and_gets_a_range() -> None:
    """From harvest to the first place the goods stay as warm as they were picked, within a range."""
    exposure = expose(WAXBERRY, "", 35.0)
    start = harvested(lot(26.0))
    arrived = close(exposure, start, HARVEST_MS + 3 * MS_PER_HOUR)
    assert arrived.product_temperature_c == pytest.approx(26.0)
    assert arrived.life_used > 3.0 * WAXBERRY.pace.rate(26.0) / exposure.life_h
    assert arrived.estimated
    assert not close(exposure, start, HARVEST_MS + MS_PER_HOUR // 2).estimated


def test_remaining_life_has_a_band_that_gaps_widen() -> None:
    """Median and band are days at the planned temperature; what was not seen widens the band."""
    seen = JourneyState(HARVEST_MS + 4 * MS_PER_DAY, 1.0, life_used=0.3)
    life = remaining_life(WAXBERRY, seen, 1.0)
    assert life.p50_days == pytest.approx(9.8)
    assert life.p20_days < life.p50_days < life.p80_days
    assert life.p20_days == pytest.approx(9.8 * np.exp(-0.8416 * 0.3784), abs=0.01)
    unseen = msgspec.structs.replace(seen, half_range=0.2)
    assert remaining_life(WAXBERRY, unseen, 1.0).p20_days < life.p20_days
    assert remaining_life(WAXBERRY, seen, 4.0).p50_days < life.p50_days


def test_the_state_survives_json() -> None:
    """A journey written to JSON and read back goes on as if nothing had happened."""
    exposure = expose(WAXBERRY, "", 30.0)
    state = held(exposure, harvested(lot(24.0)), 5.0, range(5, 61, 5))
    again = msgspec.json.decode(msgspec.json.encode(state), type=JourneyState)
    assert again == state
    at_ms = state.at_ms + MS_PER_MINUTE
    assert fold(exposure, again, at_ms, 4.0) == fold(exposure, state, at_ms, 4.0)
