"""Limits: candidates, dwell, hysteresis, clearing, and that a timer and a reading say the same."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.alert import Severity, Spell
from alerts.cause import Cause
from alerts.detect import limits
from alerts.detect.limits import LimitRule, LimitState
from ingest.clock import MS_PER_MINUTE

RULE = LimitRule(
    place_id="room",
    source="probe/air_temperature_c",
    device="probe",
    quantity="air_temperature_c",
    cause_high=Cause.TOO_WARM,
    cause_low=Cause.TOO_COLD,
    low=-0.5,
    high=4.0,
    hysteresis=0.5,
    dwell_s=600,
    clear_s=300,
    act_now_after_s=3_600,
)


def run(readings: Iterable[tuple[float, float]], rule: LimitRule = RULE) -> dict[tuple[int, Cause], Spell]:
    """Return the newest word on every spell after (minute, value) pairs."""
    state, found = limits.initial(rule), {}
    for minute, value in readings:
        state, spells = limits.step(rule, state, int(minute * MS_PER_MINUTE), value)
        found.update({(spell.started_at_ms, spell.cause): spell for spell in spells})
    return found


def only(found: dict[tuple[int, Cause], Spell]) -> Spell:
    """Return the one spell there is."""
    (spell,) = found.values()
    return spell


def minutes(spell: Spell) -> tuple[float | None, ...]:
    """Return when a spell started, was raised, became severe, and ended [min]."""
    instants = (spell.started_at_ms, spell.raised_at_ms, spell.act_now_at_ms, spell.ended_at_ms)
    return tuple(None if instant is None else instant / MS_PER_MINUTE for instant in instants)


def test_a_value_beyond_its_limit_is_raised_after_the_dwell_and_not_before() -> None:
    """A candidate that stays out is raised at its start plus the dwell, whenever the next reading comes."""
    assert minutes(only(run([(0, 5.0), (9, 5.0)]))) == (0, None, None, None)
    assert minutes(only(run([(0, 5.0), (9, 5.0), (17, 6.0)]))) == (0, 10, None, None)


def test_a_brief_visit_beyond_the_limit_is_kept_as_a_deviation() -> None:
    """What comes back before the dwell is over is written down and not raised."""
    assert minutes(only(run([(0, 5.0), (8, 3.0)]))) == (0, None, None, 8)


def test_a_value_that_is_back_though_not_yet_clear_of_the_limit_calls_nobody() -> None:
    """Within the hysteresis at the end of the dwell nothing is raised; a value that goes out again is."""
    assert minutes(only(run([(0, 5.0), (8, 3.8), (12, 3.7)]))) == (0, None, None, None)
    assert minutes(only(run([(0, 5.0), (8, 3.8), (12, 4.5), (13, 4.6)]))) == (0, 12, None, None)
    assert minutes(only(run([(0, 5.0), (8, 3.8), (9, 4.5), (13, 4.6)]))) == (0, 10, None, None)


def test_flapping_at_the_limit_is_one_spell() -> None:
    """Values that cross the limit and stay within the hysteresis neither end a spell nor start another."""
    flapping = [(minute, 4.1 if minute % 2 else 3.9) for minute in range(1, 60)]
    assert minutes(only(run(flapping))) == (1, 11, None, None)


def test_a_spell_ends_when_it_has_been_back_for_the_clearing_time() -> None:
    """It ends with the first value back inside, once values have stayed there long enough."""
    warm = [(0, 5.0), (12, 6.0)]
    assert only(run([*warm, (20, 3.0), (24, 3.0)])).ended_at_ms is None
    assert minutes(only(run([*warm, (20, 3.0), (25, 3.0)]))) == (0, 10, None, 20)
    assert only(run([*warm, (20, 3.0), (23, 4.5), (26, 3.0)])).ended_at_ms is None


def test_silence_ends_nothing() -> None:
    """No timer ends a spell: only a value from inside the limits does."""
    state = limits.initial(RULE)
    for minute, value in ((0, 5.0), (12, 6.0), (20, 3.0)):
        state, _ = limits.step(RULE, state, minute * MS_PER_MINUTE, value)
    assert limits.tick(RULE, state, 10_000 * MS_PER_MINUTE) == (state, ())


def test_from_one_side_to_the_other_is_two_spells() -> None:
    """A value beyond the other limit ends the spell there and then, and starts one of the other cause."""
    found = run([(0, 5.0), (12, 5.0), (15, -2.0), (30, -2.0)])
    assert [(spell.cause, *minutes(spell)) for spell in found.values()] == [
        (Cause.TOO_WARM, 0, 10, None, 15),
        (Cause.TOO_COLD, 15, 25, None, None),
    ]


def test_long_out_of_its_limits_is_severe() -> None:
    """After act_now_after the severity rises."""
    spell = only(run([(0, 5.0), (61, 5.0)]))
    assert (spell.severity, *minutes(spell)) == (Severity.ACT_NOW, 0, 10, 60, None)


def test_a_spell_tells_value_peak_and_trend() -> None:
    """Its facts hold the newest value, the one furthest out, and where it is going."""
    facts = only(run([(0, 5.0), (10, 8.0), (20, 6.0), (30, 6.5)])).facts
    assert (facts.value, facts.peak, facts.peak_at_ms) == (6.5, 8.0, 10 * MS_PER_MINUTE)
    assert facts.limit == 4.0
    assert facts.trend_per_h == pytest.approx(3.0)


MIRRORED = msgspec.structs.replace(
    RULE, low=-4.0, high=0.5, cause_low=Cause.TOO_WARM, cause_high=Cause.TOO_COLD
)
"""The same rule with warm and cold exchanged."""


@given(
    st.lists(
        st.tuples(st.integers(1, 40), st.sampled_from([-2.0, -0.4, 0.0, 3.4, 3.8, 4.2, 7.0])), max_size=40
    )
)
def test_both_sides_have_the_same_hysteresis_dwell_and_time_to_clear(steps: list[tuple[int, float]]) -> None:
    """What is found of values below a limit is what is found of their mirror image above one."""
    at_min = [sum(pause for pause, _ in steps[: number + 1]) for number in range(len(steps))]
    values = [value for _, value in steps]
    found = run(zip(at_min, values, strict=True))
    mirrored = run(zip(at_min, [-value for value in values], strict=True), MIRRORED)
    assert [(key, minutes(one)) for key, one in found.items()] == [
        (key, minutes(one)) for key, one in mirrored.items()
    ]


@given(
    steps=st.lists(
        st.tuples(st.integers(1, 40), st.sampled_from([-2.0, 0.0, 3.4, 3.8, 4.2, 7.0])), max_size=30
    ),
    ticks=st.lists(st.integers(0, 1_300), max_size=30),
)
def test_ticks_between_readings_change_nothing_in_the_end(
    steps: list[tuple[int, float]], ticks: list[int]
) -> None:
    """Whether a timer or the next reading brings a deadline, the state and the spells are the same."""

    def fold(instants: list[int]) -> tuple[LimitState, dict[tuple[int, Cause], Spell]]:
        state, found, minute = limits.initial(RULE), {}, 0
        waiting = sorted(instants)
        for pause, value in steps:
            minute += pause
            while waiting and waiting[0] < minute:
                state, spells = limits.tick(RULE, state, waiting.pop(0) * MS_PER_MINUTE)
                found.update({(spell.started_at_ms, spell.cause): spell for spell in spells})
            state, spells = limits.step(RULE, state, minute * MS_PER_MINUTE, value)
            found.update({(spell.started_at_ms, spell.cause): spell for spell in spells})
        state, spells = limits.tick(RULE, state, 10_000 * MS_PER_MINUTE)
        found.update({(spell.started_at_ms, spell.cause): spell for spell in spells})
        return state, found

    assert fold(ticks) == fold([])


BROUGHT_BACK = msgspec.structs.replace(RULE, brought_back=True)


def test_the_time_in_which_air_is_on_its_way_back_is_no_part_of_the_dwell() -> None:
    """Door after door within the hour: the dwell begins anew each time that the air has been coming back."""
    doors = [(0, 5.0), (6, 8.0), (9, 6.0), (16, 5.0), (20, 6.5), (24, 5.2), (28, 4.4), (34, 6.4), (40, 4.2)]
    assert minutes(only(run(doors)))[1] == 10
    assert minutes(only(run(doors, BROUGHT_BACK)))[1] is None
    assert minutes(only(run([*doors, (44, 5.4), (54, 6.0)], BROUGHT_BACK)))[1] == 54


def test_air_that_is_on_its_way_back_for_too_long_is_severe_all_the_same() -> None:
    """However often the air comes half of the way back: what lasts as long as is severe, is."""
    doors = [(minute, 8.0 if minute % 8 else 6.0) for minute in range(0, 80, 4)]
    assert minutes(only(run(doors, BROUGHT_BACK)))[:3] == (0, 60, 60)
