"""Goods: deadlines, readings that come later than timers, and lots that leave."""

from __future__ import annotations

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.cause import Cause
from alerts.detect.goods import GoodsRule, GoodsState, deadline_ms, initial, step, tick
from tests.alerts.goods_examples import (
    AIR,
    PULP,
    Found,
    at,
    failure,
    minutes,
    named,
    raised,
    rule_for,
    unheard,
    watched,
)


def _warmed(rule: GoodsRule) -> GoodsState:
    """Return the state after an hour at 1 °C and one reading of 9 °C at minute 60."""
    state = initial(rule)
    for minute in range(1, 60):
        state, _ = step(rule, state, at(minute), 1.0)
    state, _ = step(rule, state, at(60), 9.0)
    return state


def test_a_timer_raises_at_the_deadline() -> None:
    """The dwell ends 30 min after the goods were too warm, whether or not another reading comes."""
    rule = rule_for(quantity=PULP)
    state = _warmed(rule)
    assert deadline_ms(rule, state) == at(90)
    assert tick(rule, state, at(90) - 1) == (state, ())
    _, (spell,) = tick(rule, state, at(95))
    assert minutes(spell.raised_at_ms) == 90
    assert spell.facts.too_late_at_ms is not None


def test_a_timer_speaks_once() -> None:
    """The same deadline is not brought twice, and a raised spell's next deadline is its severity."""
    rule = msgspec.structs.replace(rule_for(quantity=PULP), act_now_loss_rate=10.0)
    state, spells = tick(rule, _warmed(rule), at(90))
    assert len(spells) == 1
    assert tick(rule, state, at(91)) == (state, ())
    severe_ms = deadline_ms(rule, state)
    assert severe_ms is not None
    _, (spell,) = tick(rule, state, severe_ms)
    assert spell.act_now_at_ms == severe_ms


def test_a_reading_learned_after_the_timer_takes_the_raise_back() -> None:
    """A reading from before the deadline that arrives after it leaves what an ordered run would leave."""
    rule = rule_for(quantity=PULP)
    base = _warmed(rule)
    ticked, (told,) = tick(rule, base, at(95))
    assert told.raised_at_ms is not None
    late = step(rule, ticked, at(70), 1.0)
    assert late == step(rule, base, at(70), 1.0)
    assert late[1][0].raised_at_ms is None
    still_warm, (spell,) = step(rule, ticked, at(70), 4.0)
    assert spell.raised_at_ms is None
    assert still_warm.ticked_ms == 0


def test_a_deadline_that_the_next_reading_passes_is_raised_first() -> None:
    """A reading back in range after the deadline ends a spell that had been raised."""
    rule = rule_for(quantity=PULP)
    _, (spell,) = step(rule, _warmed(rule), at(100), 1.0)
    assert (minutes(spell.raised_at_ms), minutes(spell.ended_at_ms)) == (90, 100)


def test_a_lot_that_leaves_ends_its_spells() -> None:
    """When the stay ends, lasting spells end with it, by timer or by the next reading."""
    rule = rule_for(quantity=PULP, end_min=80)
    state = _warmed(rule)
    assert deadline_ms(rule, state) == at(80)
    left, (spell,) = tick(rule, state, at(200))
    assert (spell.raised_at_ms, minutes(spell.ended_at_ms)) == (None, 80)
    assert deadline_ms(rule, left) is None
    assert tick(rule, left, at(300)) == (left, ())
    _, (by_reading,) = step(rule, state, at(85), 9.0)
    assert by_reading == spell


def test_a_quiet_lot_has_no_deadline() -> None:
    """Nothing is wrong, so no timer has anything to say."""
    rule = rule_for(end_min=600)
    state, found = watched(rule, lambda _minute: 1.0, range(1, 300))
    assert found == {}
    assert deadline_ms(rule, state) is None
    assert tick(rule, state, at(1000)) == (state, ())


def test_silence_resolves_nothing() -> None:
    """A raised spell lasts until a reading ends it, however long that takes."""
    rule = rule_for("truck")
    state, found = watched(rule, failure(1.0, 16.5, 60, 10_000, 30.0), range(1, 300))
    (spell,) = raised(found)
    state, spells = tick(rule, state, at(50_000))
    assert all(later.ended_at_ms is None for later in (spell, *spells))


def test_the_state_survives_json_in_the_middle_of_a_spell() -> None:
    """A checkpoint written and read back goes on as if nothing had happened."""
    rule = rule_for("truck")
    course = failure(1.0, 16.5, 60, 350, 30.0)
    state, _ = unheard(rule, course, range(1, 200))
    again = msgspec.json.decode(msgspec.json.encode(state), type=GoodsState)
    rule_again = msgspec.json.decode(msgspec.json.encode(rule), type=GoodsRule)
    assert (again, rule_again) == (state, rule)
    assert step(rule_again, again, at(200), 16.0) == step(rule, state, at(200), 16.0)


def test_both_sides_can_go_wrong_in_one_stay() -> None:
    """A room that freezes its goods after it warmed them has a spell of each cause."""
    rule = rule_for(quantity=PULP)
    _, found = watched(rule, lambda m: 1.0 if m < 60 else 9.0 if m < 120 else -1.0, range(1, 200))
    assert [spell.cause for spell in raised(found)] == [Cause.TOO_COLD, Cause.TOO_WARM]


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.tuples(st.integers(1, 90), st.floats(-3.0, 25.0), st.integers(0, 200)), max_size=40),
    st.sampled_from([AIR, PULP]),
    st.floats(0.5, 25.0),
)
def test_timers_never_change_where_readings_lead(
    readings: list[tuple[int, float, int]], quantity: str, arrives_c: float
) -> None:
    """Whatever timers fire in between, and however late readings come after them, the end is the same."""
    rule = rule_for("truck", quantity=quantity, arrives_c=arrives_c, end_min=1_500)
    plain = ticked = initial(rule)
    without: Found = {}
    heard: Found = {}
    minute = 0
    for pause_min, celsius, ahead_min in readings:
        minute += pause_min
        plain, spells = step(rule, plain, at(minute), celsius)
        without.update(named(spells))
        ticked, spells = step(rule, ticked, at(minute), celsius)
        heard.update(named(spells))
        ticked, spells = tick(rule, ticked, at(minute + ahead_min))
        heard.update(named(spells))
    plain, spells = tick(rule, plain, at(1_000_000))
    without.update(named(spells))
    ticked, spells = tick(rule, ticked, at(1_000_000))
    heard.update(named(spells))
    assert msgspec.structs.replace(ticked, ticked_ms=0) == msgspec.structs.replace(plain, ticked_ms=0)
    assert heard == without
