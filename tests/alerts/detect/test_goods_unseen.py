"""Goods whose only sensor is not to be trusted: what is feared for them is told when it is time."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.cause import Cause
from alerts.detect.goods import GoodsRule, deadline_ms, step, tick
from alerts.detect.goods_ahead import is_short
from alerts.doubt import Doubt
from alerts.journey import unseen
from ingest.clock import MS_PER_HOUR, MS_PER_MINUTE
from tests.alerts.goods_examples import at, minutes, raised, rule_for, unheard, watched

HOUR_MIN = 60


def _rule(*doubts: Doubt, required_h: float | None = 120.0, end_min: int | None = None) -> GoodsRule:
    rule = rule_for(packaging="open_tray", end_min=end_min)
    return msgspec.structs.replace(rule, required_life_h=required_h, doubts=doubts)


def _cold(_minute: int) -> float:
    return 1.0


STUCK = Doubt(at(61), None)


def test_goods_nobody_sees_are_told_of_at_the_minute_when_they_may_be_short() -> None:
    """Five days are required of fourteen: after a night beside a stuck sensor nobody can promise them."""
    rule = _rule(STUCK)
    state, found = watched(rule, _cold, range(5, 10 * HOUR_MIN, 5))
    assert found == {}
    due_ms = deadline_ms(rule, state)
    assert due_ms is not None
    assert minutes(due_ms) == pytest.approx(22 * HOUR_MIN, abs=2 * HOUR_MIN)
    state, (spell,) = tick(rule, state, due_ms)
    assert (spell.cause, spell.started_at_ms, spell.raised_at_ms) == (Cause.LIFE_SHORT, due_ms, due_ms)
    assert (spell.facts.value, minutes(spell.facts.value_at_ms)) == (1.0, 60)
    low_h, unseen_h = spell.facts.on_arrival_low_h, spell.facts.unseen_h
    assert low_h is not None
    assert unseen_h is not None
    assert 119.0 < low_h < 120.0 < low_h + unseen_h
    assert deadline_ms(rule, state) is None
    earlier = [unseen(rule.exposure, state.journey, due_ms - ago * MS_PER_MINUTE) for ago in (0, 2)]
    assert [is_short(rule, journey) for journey in earlier] == [True, False]


@pytest.mark.parametrize(
    "rule",
    [
        _rule(msgspec.structs.replace(STUCK, others=True)),
        _rule(STUCK, required_h=None),
        _rule(),
        _rule(Doubt(at(61), at(10 * HOUR_MIN))),
    ],
    ids=["others see them", "nothing is required", "nothing is in doubt", "it ended in time"],
)
def test_nothing_is_feared_without_a_reason(rule: GoodsRule) -> None:
    """Nor of a sensor that is silent: its silence is told, and stands for its goods."""
    state, found = watched(rule, _cold, range(5, HOUR_MIN + 1, 5))
    assert found == {}
    assert deadline_ms(rule, state) is None


def test_the_next_reading_that_is_believed_says_whether_it_was_so() -> None:
    """Trusted again after three days of cold that it may not have been: short since the first of them."""
    rule = _rule(Doubt(at(61), at(72 * HOUR_MIN)))
    _, found = watched(rule, _cold, range(5, 73 * HOUR_MIN, 30))
    (spell,) = raised(found)
    assert spell.ended_at_ms is None
    assert minutes(spell.started_at_ms) == pytest.approx(22 * HOUR_MIN, abs=2 * HOUR_MIN)
    assert spell.facts.value_at_ms is not None
    assert spell.facts.value_at_ms >= at(72 * HOUR_MIN)


def test_a_lot_that_leaves_takes_its_fear_along() -> None:
    """What was told of goods in a place ends there when they leave."""
    rule = _rule(STUCK, end_min=30 * HOUR_MIN)
    state, found = watched(rule, _cold, range(5, HOUR_MIN + 1, 5))
    due_ms = deadline_ms(rule, state)
    assert due_ms is not None
    state, (spell,) = tick(rule, state, due_ms)
    assert (found, spell.ended_at_ms) == ({}, None)
    _, (spell,) = step(rule, state, at(31 * HOUR_MIN), 1.0)
    assert spell.ended_at_ms == at(30 * HOUR_MIN)


@settings(max_examples=40, deadline=None)
@given(
    doubted=st.tuples(st.integers(30, 90), st.integers(1_000, 2_500)),
    required_h=st.floats(100.0, 240.0),
    levels=st.lists(st.sampled_from((0.5, 1.0, 4.0, 12.0)), min_size=8, max_size=8),
)
def test_timers_make_no_difference(doubted: tuple[int, int], required_h: float, levels: list[float]) -> None:
    """Looked at all the time, or at the readings alone: in the end the same was found."""
    rule = _rule(Doubt(at(doubted[0]), at(doubted[1])), required_h=required_h)

    def course(minute: int) -> float:
        return levels[minute * len(levels) // 3_000]

    with_timers, without = (told(rule, course, range(20, 3_000, 20)) for told in (watched, unheard))
    assert with_timers[0] == without[0]
    assert raised(with_timers[1]) == raised(without[1])
    for spell in raised(without[1]):
        assert spell.started_at_ms < at(3_000 + MS_PER_HOUR // MS_PER_MINUTE)
