"""Goods: what pages nobody, what is raised, what it costs, when it is over."""

from __future__ import annotations

import numpy as np
import pytest

from alerts.alert import Severity
from alerts.cause import Cause
from alerts.detect.goods import initial, step
from alerts.lot import Shipment
from alerts.science.kinetics import arrhenius_rate
from alerts.science.shelf_life import excursion_cost_h
from ingest.clock import MS_PER_HOUR
from tests.alerts.goods_examples import (
    PULP,
    START_MS,
    at,
    cooling,
    failure,
    minutes,
    pulses,
    raised,
    rule_for,
    unheard,
    watched,
)

DAY_MIN = 24 * 60


@pytest.mark.parametrize("every_min", [1, 5])
@pytest.mark.parametrize("base_c", [0.5, 1.5])
@pytest.mark.parametrize(("rise_k", "lasting_min"), [(4, 20), (10, 20), (4, 30), (10, 30)])
def test_a_day_of_defrosts_page_nobody(
    rise_k: float, lasting_min: int, base_c: float, every_min: int
) -> None:
    """A defrost of 20 to 30 min and 4 to 10 K every six hours is never raised, in room or truck."""
    for recipe in ("cold_room", "truck"):
        course = pulses(base_c, rise_k, lasting_min)
        _, found = watched(rule_for(recipe), course, range(every_min, DAY_MIN, every_min))
        assert raised(found) == []


@pytest.mark.parametrize("lasting_min", [5, 10, 15])
def test_a_day_of_doors_pages_nobody(lasting_min: int) -> None:
    """A door that opens every hour for 5 to 15 min, +8 K each time, is never raised."""
    _, found = watched(rule_for(), pulses(1.0, 8.0, lasting_min, 60), range(1, 24 * 60))
    assert raised(found) == []


def test_a_defrost_does_not_reach_insulated_goods() -> None:
    """Twenty minutes of +10 K leave no trace on goods with a lag of 3.7 h and more, on a 3 °C band."""
    for packaging in ("plastic_box", "eps_box"):
        _, found = watched(rule_for(packaging=packaging), pulses(1.0, 10.0, 20), range(1, DAY_MIN))
        assert found == {}


def test_a_deviation_is_recorded_with_what_it_cost() -> None:
    """A long defrost that pages nobody leaves a spell that was never raised, with its cost."""
    _, found = watched(rule_for(), pulses(1.5, 10.0, 30), range(1, 400))
    (spell,) = found.values()
    assert spell.raised_at_ms is None
    assert spell.ended_at_ms is not None
    assert 0.0 < (spell.facts.life_lost_h or 0.0) < 0.5


def test_a_compressor_failure_in_a_cold_room_is_found() -> None:
    """A room that drifts to 21 °C over hours is raised within an hour of the goods being too warm."""
    course = failure(1.0, 21.0, 60, 100_000, 500.0)
    _, found = watched(rule_for(), course, range(5, 12 * 60, 5))
    (spell,) = raised(found)
    assert spell.cause is Cause.TOO_WARM
    assert spell.raised_at_ms is not None
    assert spell.raised_at_ms - spell.started_at_ms <= MS_PER_HOUR
    assert spell.severity is Severity.ACT_NOW


def test_a_door_left_open_for_an_hour_is_found() -> None:
    """An hour of hall air among open trays is raised on the goods even without a door sensor."""
    _, found = watched(rule_for(), failure(1.0, 21.0, 60, 120, 30.0), range(5, 600, 5))
    (spell,) = raised(found)
    assert spell.facts.lot_id == "L1"


def test_a_truck_s_failure_from_first_word_to_all_clear() -> None:
    """The failure is raised, becomes severe, grows, ends when the truck is cured, and keeps its totals."""
    rule = rule_for("truck")
    course = failure(1.0, 16.5, 60, 350, 30.0)
    _, early = watched(rule, course, range(1, 120))
    (first,) = raised(early)
    assert first.severity is Severity.WATCH
    assert first.facts.too_late_at_ms is not None
    assert first.facts.life_left_h is not None
    assert 300.0 < first.facts.life_left_h < 336.0
    assert (first.facts.life_left_low_h or 0.0) < first.facts.life_left_h
    assert (first.facts.trend_per_h or 0.0) > 5.0
    _, found = watched(rule, course, range(1, 900))
    (last,) = raised(found)
    assert last.started_at_ms == first.started_at_ms
    assert last.raised_at_ms == first.raised_at_ms
    assert last.severity is Severity.ACT_NOW
    assert 350 < (minutes(last.ended_at_ms) or 0.0) < 390
    assert (last.facts.life_lost_h or 0.0) > 8.0
    assert 15.0 < (last.facts.peak or 0.0) < 16.5
    assert last.facts.too_late_at_ms is None


def test_the_loss_is_the_integral_beyond_plan() -> None:
    """Hours lost are the integral of the rate beyond plan, in hours at the planned temperature."""
    rule = rule_for(quantity=PULP)
    _, found = watched(rule, lambda minute: 1.0 if minute < 60 else 9.0, range(1, 301))
    (spell,) = raised(found)
    time_h = np.array([0.0, (at(300) - spell.started_at_ms) / MS_PER_HOUR])
    rate = float(arrhenius_rate(9.0, 1.0, 60.0))
    assert spell.facts.life_lost_h == pytest.approx(excursion_cost_h(time_h, np.array([rate, rate]), 1.0))


@pytest.mark.parametrize("recipe", ["precooler", "cold_room", "truck"])
def test_warm_goods_that_cool_down_are_no_excursion(recipe: str) -> None:
    """A lot of 25 °C in air that is in order is no spell; the life it spends is booked all the same."""
    rule = rule_for(recipe, arrives_c=25.0)
    state, found = watched(rule, lambda _minute: 1.0, range(2, 600, 2))
    assert found == {}
    assert state.settled
    assert state.journey.life_used > 1.3 * 10.0 / 336.0


def test_warm_goods_in_a_room_that_is_out_of_order_are_an_excursion() -> None:
    """A lot of 25 °C in a cold room of 8 °C is raised, although it cools down."""
    _, found = watched(rule_for(arrives_c=25.0), lambda _minute: 8.0, range(2, 300, 2))
    assert len(raised(found)) == 1


def test_a_pre_cooler_may_warm_under_its_load() -> None:
    """A pre-cooler's air of 7 °C after loading is in order while the goods fall."""
    rule = rule_for("precooler", arrives_c=25.0)
    _, found = watched(rule, cooling(7.5, 0.8, 40.0), range(2, 300, 2))
    assert found == {}


def test_a_probe_in_cooling_goods_finds_nothing() -> None:
    """A pulp probe that falls from 25 °C is no spell, even if it hung in cold air when the lot was booked."""
    rule = rule_for("precooler", arrives_c=25.0, quantity=PULP)
    cold_first = cooling(25.0, 0.8, 50.0, start_min=10)
    for course in (cooling(25.0, 0.8, 50.0), lambda minute: 0.8 if minute < 10 else cold_first(minute)):
        _, found = watched(rule, course, range(2, 400, 2))
        assert found == {}


def test_a_probe_in_goods_that_do_not_cool_is_raised() -> None:
    """Goods that stand at 12 °C in the pre-cooler are an excursion once it is clear that they do not fall."""
    rule = rule_for("precooler", arrives_c=12.0, quantity=PULP)
    _, found = watched(rule, lambda minute: 12.0 + 0.1 * (minute % 3), range(2, 300, 2))
    (spell,) = raised(found)
    assert 120 <= (minutes(spell.started_at_ms) or 0.0) <= 126


def test_goods_that_warm_again_before_they_were_cold_are_an_excursion() -> None:
    """Cooling that turns into warming is a spell, although the goods never were in range."""
    rule = rule_for("precooler", arrives_c=25.0, quantity=PULP)
    _, found = watched(
        rule, lambda m: 25.0 - m * 0.1 if m < 100 else 15.0 + (m - 100) * 0.05, range(2, 300, 2)
    )
    assert len(raised(found)) == 1


def test_a_buyer_s_requirement_decides_when_it_is_too_late() -> None:
    """With little to spare on arrival it is too late sooner than the house rule says, and severe at once."""
    due_ms = START_MS + 48 * MS_PER_HOUR
    strict = Shipment("S1", "Singapore", ("L1",), "Buyer", due_ms, 8.1)
    course = failure(1.0, 8.0, 60, 100_000, 60.0)
    _, relaxed = watched(rule_for("truck"), course, range(1, 200))
    _, pressed = watched(rule_for("truck", shipment=strict), course, range(1, 200))
    (house,), (buyer,) = raised(relaxed), raised(pressed)
    assert (buyer.facts.too_late_at_ms or 0) < (house.facts.too_late_at_ms or 0)
    assert (buyer.severity, house.severity) == (Severity.ACT_NOW, Severity.WATCH)


def test_a_requirement_that_was_lost_before_does_not_count() -> None:
    """A buyer who could not be served even before the spell does not make every spell severe."""
    hopeless = Shipment("S1", "Far", ("L1",), "Buyer", START_MS + 48 * MS_PER_HOUR, 30.0)
    course = failure(1.0, 12.0, 60, 100_000, 60.0)
    _, plain = watched(rule_for("truck"), course, range(1, 200))
    _, pressed = watched(rule_for("truck", shipment=hopeless), course, range(1, 200))
    (warm,) = [spell for spell in raised(pressed) if spell.cause is Cause.TOO_WARM]
    assert raised(plain)[0].facts.too_late_at_ms == warm.facts.too_late_at_ms


def test_goods_about_to_freeze_are_severe_after_ten_minutes() -> None:
    """Pulp at -0.5 °C for ten minutes is raised as severe; five minutes are not."""
    rule = rule_for(quantity=PULP)
    _, brief = watched(rule, lambda m: -0.5 if 60 <= m < 66 else 1.0, range(1, 120))
    assert raised(brief) == []
    _, found = watched(rule, lambda m: -0.8 if 60 <= m < 90 else 1.0, range(1, 120))
    (spell,) = raised(found)
    assert (spell.cause, spell.severity) == (Cause.TOO_COLD, Severity.ACT_NOW)
    assert [minutes(t) for t in (spell.started_at_ms, spell.raised_at_ms, spell.ended_at_ms)] == [60, 70, 90]
    assert spell.facts.peak == -0.8


def test_the_low_limit_is_that_of_the_product() -> None:
    """Lettuce freezes half a kelvin below its alarm: 0.3 °C is raised with 1 °C planned, 0.4 °C is not."""
    rule = rule_for(quantity=PULP, product="crisphead_lettuce")
    assert rule.lower_c == 0.3
    _, cold = watched(rule, lambda _: 0.3, range(1, 60))
    assert [spell.cause for spell in raised(cold)] == [Cause.TOO_COLD]
    _, in_order = watched(rule, lambda _: 0.4, range(1, 60))
    assert raised(in_order) == []


def test_freezing_is_not_filtered_by_thick_packaging() -> None:
    """An EPS box of 8.4 h hides frost for a day; it is judged with the lag of the thinnest packaging."""
    _, found = watched(rule_for(packaging="eps_box"), lambda m: 1.0 if m < 60 else -3.0, range(1, 180))
    (spell,) = raised(found)
    assert spell.cause is Cause.TOO_COLD


def test_a_spell_that_timers_did_not_hear_is_the_same() -> None:
    """Without a single tick the readings alone lead to the same spells and the same state."""
    for course in (
        failure(1.0, 16.5, 60, 350, 30.0),
        pulses(1.5, 10.0, 30),
        lambda m: 1.0 if m < 60 else -2.0,
    ):
        for every_min in (1, 7, 35):
            rule = rule_for("truck")
            assert watched(rule, course, range(0, 900, every_min)) == unheard(
                rule, course, range(0, 900, every_min)
            )


def test_readings_from_before_the_stay_are_not_its_own() -> None:
    """A reading that is older than what the state has seen changes nothing."""
    rule = rule_for()
    state = initial(rule)
    assert step(rule, state, START_MS - 1, 20.0) == (state, ())


def test_life_that_runs_out_twice_as_fast_is_severe() -> None:
    """Life that a place lets run out twice as fast as planned is severe; slower is only watched."""
    rule = rule_for("truck")
    _, mild = watched(rule, failure(1.0, 8.0, 60, 100_000, 60.0), range(1, 400))
    _, hot = watched(rule, failure(1.0, 20.0, 60, 100_000, 60.0), range(1, 400))
    assert raised(mild)[0].severity is Severity.WATCH
    (severe,) = raised(hot)
    assert severe.act_now_at_ms is not None
    assert severe.raised_at_ms is not None
    assert severe.raised_at_ms < severe.act_now_at_ms
